"""MathML as numbers."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.report._browser.mathml import MOST_ELEMENTS, MOST_NESTED, Shapes

leaves = st.tuples(st.sampled_from(["mi", "mn", "mo"]), st.text(max_size=3))
trees = st.recursive(
    leaves, lambda inner: st.tuples(st.just("mrow"), st.lists(inner, min_size=1, max_size=4)), max_leaves=12
)


def element(tree):
    tag, content = tree
    made = Element(tag)
    if isinstance(content, str):
        made.text = content
    else:
        made.extend(map(element, content))
    return made


def rebuilt(code, shapes):
    """What the page's script does, with recursion."""

    def take(at):
        tag, text = shapes[code[at]][:2]
        if text is not None:
            return (tag, text), at + 1
        children, at, count = [], at + 2, code[at + 1]
        for _ in range(count):
            child, at = take(at)
            children.append(child)
        return (tag, children), at

    tree, end = take(0)
    assert end == len(code)
    return tree


@given(st.lists(trees, min_size=1, max_size=4))
def test_numbers_lead_back_to_the_elements_and_each_shape_is_stored_once(expressions):
    shapes = Shapes()
    codes = [shapes.code(element(tree)) for tree in expressions]
    assert [rebuilt(code, shapes.entries) for code in codes] == expressions
    assert len({repr(entry) for entry in shapes.entries}) == len(shapes.entries)


def test_looks_come_along_and_whatever_could_act_does_not():
    shapes = Shapes()
    acting = {"href": "javascript:alert(1)", "onclick": "alert(1)", "id": "x", "class": "y"}
    style = (
        "border: 0.06em solid; background:url(//a/b); position:fixed; padding:expression(1);"
        "background-image:linear-gradient(to top,red,transparent calc(50% + 0.04em))"
    )
    row = Element("mrow", {**acting, "style": style})
    SubElement(row, "mo", {"stretchy": "false", "xlink": "a"}).text = "("
    shapes.code(row)
    looks = {"border": "0.06em solid", "background-image": "linear-gradient(to top,red,transparent calc(50% + 0.04em))"}
    assert shapes.entries == [["mrow", None, {}, looks], ["mo", "(", {"stretchy": "false"}]]


def test_namespaces_are_left_to_the_page():
    shapes = Shapes()
    shapes.code(Element("{http://www.w3.org/1998/Math/MathML}math", {"xmlns": "http://www.w3.org/1998/Math/MathML"}))
    assert shapes.entries == [["math", ""]]


def test_what_is_too_deep_or_too_large_has_no_numbers():
    deep = top = Element("mrow")
    for _ in range(MOST_NESTED + 1):
        top = SubElement(top, "mrow")
    wide = Element("mrow")
    wide.extend(Element("mi") for _ in range(2 * MOST_ELEMENTS + 1))
    assert Shapes().code(deep) is None
    assert Shapes().code(wide) is None
