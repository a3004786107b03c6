"""LaTeX to sympy. This is the only file that imports sympy, and it does so when it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from hmer_kit.exceptions import MissingExtraError
from hmer_kit.latex.algebra._formula import LOG_BASE
from hmer_kit.latex.algebra._reader import read_formula

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from types import ModuleType

    import sympy

    from hmer_kit.latex.algebra._formula import Step

__all__ = ["build", "import_sympy", "to_sympy"]

_RELATIONS: Final = {"=": "Eq", "!=": "Ne", "<": "Lt", "<=": "Le", ">": "Gt", ">=": "Ge"}
_FUNCTIONS: Final = {"ln": "log", "arcsin": "asin", "arccos": "acos", "arctan": "atan"}


def to_sympy(latex: str) -> sympy.Basic:
    r"""Read an expression, or one relation, as sympy.

    Nothing is evaluated, simplified or executed, so this takes time in proportion to the length, in this process:
    ``9 ^ { 9 ^ { 9 } }`` comes back as it stands. What is done with the result may take for ever; ``equivalent`` does
    its work in a process that can be ended.

    This is a reader of our own, over the layout tree, and not sympy's ``parse_latex``. That one takes what it does not
    know for factors, in its strict mode too: ``x \in A`` is ``A*in*x``, ``a \pm b`` is ``a*b*pm``. It drops the
    subscript of ``x ^ { 2 } _ { i }``, takes ``a _ { i j }`` and ``a _ { j i }`` for one symbol, and needs a version of
    the ANTLR runtime that other packages exclude. Here what is not read is refused.

    Names are commutative symbols without assumptions, subscripts and primes part of the name. ``e`` and ``i`` are
    names, ``\pi`` is the number, ``\log`` without a base is the natural logarithm. A name that stands before
    parentheses and nowhere else is a function: ``f ( x )`` and ``a ( b + c )``, not ``n ( n - 1 )``. Roots and powers
    are sympy's: principal values. All brackets only group, ``[ x ]`` and ``\{ x \}`` too.

    Args:
        latex: One expression, blank-separated or tight.

    Returns:
        An unevaluated ``sympy.Expr``, or an ``Eq``, ``Ne``, ``Lt``, ``Le``, ``Gt`` or ``Ge``.

    Raises:
        LatexError: It does not parse, or, with the code ``not_algebra``, it holds something that is not read: sums and
            integrals, limits, derivatives, lists, matrices, chains of relations, dots, text, accents; notation that
            people read in two ways, as ``a / b c``; or more than 2000 steps or 64 levels.
        InputError: ``latex`` is no string.
        MissingExtraError: sympy is not installed.

    Examples:
        >>> to_sympy(r"\frac { x _ { 1 } ^ { 2 } } { 2 } + \sin 2 t")
        x_{1}**2/2 + sin(2*t)
        >>> to_sympy("2 x = 1 0").lhs
        2*x
    """
    sp = import_sympy()
    formula = read_formula(latex)

    def name(text: str) -> Any:  # noqa: ANN401 - sympy is not typed
        return sp.E if text == LOG_BASE else sp.Symbol(text)

    left = build(formula.left, name=name)
    if not formula.relation:
        return left
    return getattr(sp, _RELATIONS[formula.relation])(left, build(formula.right, name=name), evaluate=False)


def build(steps: Iterable[Step], *, name: Callable[[str], Any], evaluate: bool = False) -> Any:  # noqa: ANN401
    """Run the steps of a formula.

    Args:
        steps: One side of a formula.
        name: Gives what stands for a name.
        evaluate: Whether sympy may simplify as it builds, which may take for ever.

    Returns:
        A ``sympy.Expr``.

    Raises:
        MissingExtraError: sympy is not installed.

    Examples:
        >>> import sympy
        >>> build([["name", "x"], ["name", "x"], ["add"]], name=sympy.Symbol, evaluate=True)
        2*x
    """
    machine = _Machine(import_sympy(), evaluate=evaluate)
    stack: list[Any] = []
    for kind, *details in steps:
        if kind == "name":
            stack.append(name(str(details[0])))
            continue
        method = _METHODS[str(kind)]
        taken = int(details[1]) if kind == "apply" else _OPERANDS.get(str(kind), 1)
        operands = [stack.pop() for _ in range(taken)][::-1]
        stack.append(method(machine, *details[:1], *operands))
    return stack[-1]


def import_sympy() -> ModuleType:
    """Import sympy.

    Returns:
        The module.

    Raises:
        MissingExtraError: It is not installed.

    Examples:
        >>> import_sympy().__name__
        'sympy'
    """
    try:
        import sympy
    except ImportError as error:
        raise MissingExtraError("algebra needs sympy; install it with: pip install sympy") from error
    module: ModuleType = sympy
    return module


class _Machine:
    """What each step does."""

    def __init__(self, sp: Any, *, evaluate: bool) -> None:  # noqa: ANN401
        self.sp = sp
        self.keep: dict[str, bool] = {} if evaluate else {"evaluate": False}

    def number(self, text: str) -> Any:  # noqa: ANN401
        return self.sp.Rational(text)

    def pi(self) -> Any:  # noqa: ANN401
        return self.sp.pi

    def negate(self, value: Any) -> Any:  # noqa: ANN401
        return -value if value.is_Rational else self.sp.Mul(-1, value, **self.keep)

    def add(self, left: Any, right: Any) -> Any:  # noqa: ANN401
        return self.sp.Add(*(left.args if left.is_Add else (left,)), right, **self.keep)

    def multiply(self, left: Any, right: Any) -> Any:  # noqa: ANN401
        return self.sp.Mul(*(left.args if left.is_Mul else (left,)), right, **self.keep)

    def divide(self, left: Any, right: Any) -> Any:  # noqa: ANN401
        inverse = self.power(right, self.sp.Integer(-1))
        return inverse if left == 1 else self.multiply(left, inverse)

    def power(self, base: Any, exponent: Any) -> Any:  # noqa: ANN401
        return self.sp.Pow(base, exponent, **self.keep)

    def root(self, index: Any, radicand: Any) -> Any:  # noqa: ANN401
        simple = index.is_Integer and index > 0
        exponent = self.sp.Rational(1, index) if simple else self.power(index, self.sp.Integer(-1))
        return self.power(radicand, exponent)

    def log(self, base: Any, value: Any) -> Any:  # noqa: ANN401
        natural = self.sp.log(value, **self.keep)
        return natural if base == self.sp.E else self.divide(natural, self.sp.log(base, **self.keep))

    def call(self, function: str, value: Any) -> Any:  # noqa: ANN401
        return getattr(self.sp, _FUNCTIONS.get(function, function))(value, **self.keep)

    def apply(self, function: str, *values: Any) -> Any:  # noqa: ANN401
        return self.sp.Function(function)(*values)

    def abs(self, value: Any) -> Any:  # noqa: ANN401
        return self.sp.Abs(value, **self.keep)

    def factorial(self, value: Any) -> Any:  # noqa: ANN401
        return self.sp.factorial(value, **self.keep)

    def binomial(self, above: Any, below: Any) -> Any:  # noqa: ANN401
        return self.sp.binomial(above, below, **self.keep)


_OPERANDS: Final = {
    **dict.fromkeys(("number", "pi"), 0),
    **dict.fromkeys(("add", "multiply", "divide", "power", "root", "log", "binomial"), 2),
}
_METHODS: Final[Mapping[str, Callable[..., Any]]] = {
    name: method for name, method in vars(_Machine).items() if not name.startswith("_")
}
