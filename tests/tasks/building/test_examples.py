from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

import pytest

from hmer_kit.data import ReadResult, Record, Skip
from hmer_kit.exceptions import DataError, InputError, LatexError
from hmer_kit.tasks import (
    TASKS,
    BuildResult,
    ErrorCorrection,
    ErrorDetection,
    SymbolCounting,
    Task,
    TreeCoT,
    Vanilla,
    build_examples,
    get_task,
    iter_examples,
    prompts,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

RECORD = Record("a", "x ^ { 2 } + a", prediction="x ^ { } + d")
QUESTION = "I have an image of a handwritten mathematical expression"


@pytest.mark.parametrize(
    ("task", "prompt", "target", "expected"),
    [
        (
            "vanilla",
            f"{QUESTION}. Please write out the expression of the formula in the image using LaTeX format.",
            "x ^ { 2 } + a",
            "x ^ { 2 } + a",
        ),
        (
            "tree_cot",
            (
                f"{QUESTION}. Please generate the abstract syntax tree (AST) of the formula in the image, "
                "and then provide its corresponding LaTeX format."
            ),
            "x\n\t2 (sup)\n+ (right)\na (right)\nx ^ { 2 } + a",
            "x ^ { 2 } + a",
        ),
        (
            "symbol_counting",
            (
                f"{QUESTION}. Please identify and count each distinct visible mathematical symbol in the image, "
                "and then provide its corresponding LaTeX format."
            ),
            "x: 1, ^: 1, 2: 1, +: 1, a: 1\nx ^ { 2 } + a",
            "x ^ { 2 } + a",
        ),
        (
            "error_detection",
            (
                f"{QUESTION} and its OCR recognition result. Please help me to detect possible errors in the "
                "recognition result and mark the places where errors occur with <error_start> <error_end> "
                "and <deleted>.\n\nerroneous formula: x ^ { } + d\nMarked formula: "
            ),
            "x ^ { <deleted> } + <error_start> d <error_end>",
            "x ^ { <deleted> } + <error_start> d <error_end>",
        ),
        (
            "error_correction",
            (
                f"{QUESTION} and a predicted formula with error tags, correct the formula by modifying the parts "
                "marked with <error_start> and <error_end> and inserting content where <deleted> are present. "
                "Output the modifications in a single string with the following format: REPLACE:old -> new for "
                "errors to be replaced. INSERT:content after position for missing content. "
                "DELETE:to_delete for parts to be removed.\n\n"
                "Marked formula: x ^ { <deleted> } + <error_start> d <error_end>\n"
                "Correction log: "
            ),
            "INSERT:2 after {\nREPLACE:d -> a\nx ^ { 2 } + a",
            "x ^ { 2 } + a",
        ),
    ],
)
def test_released_prompts_and_answers(task: str, prompt: str, target: str, expected: str) -> None:
    example = get_task(task).build(RECORD)
    assert (example.task, example.prompt, example.target, example.expected) == (task, prompt, target, expected)
    assert example.record is RECORD


@pytest.mark.parametrize("name", TASKS)
def test_tasks_fit_the_protocol(name: str) -> None:
    task = get_task(name)
    assert isinstance(task, Task)
    assert task.name == name
    assert task.needs_prediction == name.startswith("error_")


def test_the_five_tasks_stand_in_the_papers_order() -> None:
    assert list(TASKS) == ["vanilla", "tree_cot", "symbol_counting", "error_detection", "error_correction"]


def test_unknown_task_is_named_with_the_five() -> None:
    message = (
        "one of 'vanilla', 'tree_cot', 'symbol_counting', 'error_detection', 'error_correction', "
        "got 'tree-cot'; did you mean 'tree_cot'?"
    )
    with pytest.raises(InputError, match=message.replace("?", r"\?")):
        get_task("tree-cot")
    with pytest.raises(InputError, match=r"got 'qqq'$"):
        get_task("qqq")
    with pytest.raises(InputError, match=r"got \['vanilla'\]"):
        get_task(["vanilla"])  # type: ignore[arg-type]


def test_prompts_can_be_given() -> None:
    assert Vanilla(prompt=prompts.VANILLA_FIGURE).build(RECORD).prompt.startswith("Please recognise this image")
    assert ErrorDetection(prompt="Mark {prediction}").build(RECORD).prompt == "Mark x ^ { } + d"
    assert ErrorCorrection(prompt="{marked}!").build(RECORD).prompt.endswith("<error_end>!")


@pytest.mark.parametrize("task", [ErrorDetection, ErrorCorrection])
def test_prompts_of_error_tasks_need_their_placeholder(task: type[ErrorDetection | ErrorCorrection]) -> None:
    with pytest.raises(InputError, match=r"expected \{(prediction|marked)\} in the prompt"):
        task(prompt="Mark it.")


def test_counts_can_be_written_in_another_dialect() -> None:
    assert SymbolCounting(dialect="paper").build(RECORD).target == "x:1,2:1,+:1,a:1\nx ^ { 2 } + a"


def test_white_space_in_latex_becomes_one_blank() -> None:
    record = Record("a", " x\n+\t a ", prediction="x \n+ b")
    assert Vanilla().build(record).target == "x + a"
    assert ErrorDetection().build(record).target == "x + <error_start> b <error_end>"


@pytest.mark.parametrize("name", TASKS)
def test_blank_reference_is_refused(name: str) -> None:
    with pytest.raises(DataError, match="expected LaTeX as reference of record 'a', got a blank string") as caught:
        get_task(name).build(Record("a", " \n", prediction="x"))
    assert (caught.value.code, caught.value.record_id) == ("empty_reference", "a")


@pytest.mark.parametrize("name", ["error_detection", "error_correction"])
def test_missing_prediction_is_refused(name: str) -> None:
    with pytest.raises(DataError, match="expected a prediction in record 'a', got None") as caught:
        get_task(name).build(Record("a", "x"))
    assert caught.value.code == "no_prediction"


def test_empty_prediction_is_a_prediction() -> None:
    record = Record("a", "x", prediction="")
    assert ErrorDetection().build(record).target == "<deleted>"
    assert ErrorCorrection().build(record).target == "INSERT:x after <start>\nx"


def test_latex_without_tree_is_refused() -> None:
    with pytest.raises(LatexError):
        TreeCoT().build(Record("a", "x ^ { 2"))


# Many records


def test_what_cannot_be_built_is_counted_and_named() -> None:
    records = [
        RECORD,
        Record("same", "x", prediction="x"),
        Record("none", "x"),
        Record("open", "x {", prediction="y {"),
        Record("blank", ""),
        Record("tag", "x", prediction="<deleted>"),
    ]
    result = build_examples(records)
    reasons = {(skip.where, skip.reason) for skip in result.skipped}
    assert reasons == {
        ("record 'same', task error_detection", "prediction equals the reference"),
        ("record 'same', task error_correction", "prediction equals the reference"),
        ("record 'none', task error_detection", "no prediction"),
        ("record 'none', task error_correction", "no prediction"),
        ("record 'open', task tree_cot", "unclosed group"),
        *((f"record 'blank', task {name}", "empty reference") for name in TASKS),
        ("record 'tag', task error_detection", "InputError"),
        ("record 'tag', task error_correction", "InputError"),
    }
    assert len(result.examples) + len(result.skipped) == len(records) * len(TASKS)
    assert result.summary() == (
        "18 examples (5 vanilla, 4 tree_cot, 5 symbol_counting, 2 error_detection, 2 error_correction), 12 skipped "
        "(5 × empty reference, 2 × prediction equals the reference, 2 × no prediction, 2 × InputError, "
        "1 × unclosed group)"
    )


def test_examples_come_in_the_order_of_records_and_tasks() -> None:
    result = build_examples([Record("a", "x"), Record("b", "y")], tasks=[SymbolCounting(), "vanilla"])
    order = [(example.record.id, example.task) for example in result.examples]
    assert order == [("a", "symbol_counting"), ("a", "vanilla"), ("b", "symbol_counting"), ("b", "vanilla")]


def test_right_predictions_are_included_on_request() -> None:
    record = Record("a", "x + 1", prediction="x+1")
    tasks = ["error_detection", "error_correction"]
    assert build_examples([record], tasks=tasks).examples == []
    built = build_examples([record], tasks=tasks, include_error_free=True)
    assert [example.target for example in built.examples] == ["x + 1", "x + 1"]
    for example in built.examples:
        assert get_task(example.task).read(example.target).scored == example.expected


@pytest.mark.parametrize(
    ("records", "tasks", "message"),
    [
        ([RECORD], "vanilla", r"got the string 'vanilla'; write \['vanilla'\]"),
        ([RECORD], ["tree"], "expected a task name"),
        ([RECORD], [None], "expected a task or its name, got None; write"),
        ([RECORD], [["vanilla"]], r"expected a task or its name, got \['vanilla'\]"),
        ([RECORD], [Vanilla], "expected a task or its name, got <class"),
        ([RECORD], 3, "expected a list of tasks, got int; write"),
        (None, None, "expected records one by one, got NoneType"),
        (["x"], None, "expected a Record as item 0, got str"),
        (RECORD, None, "expected records one by one, got Record"),
        (ReadResult([RECORD]), None, "give the records of a ReadResult"),
    ],
)
def test_wrong_arguments_are_named(records: object, tasks: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        build_examples(records, tasks=tasks)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", TASKS)
@pytest.mark.parametrize("wrong", [None, "x + 1", {"reference": "x"}])
def test_what_is_no_record_is_refused(name: str, wrong: object) -> None:
    with pytest.raises(InputError, match=f"expected a Record as the record, got {type(wrong).__name__}; write Record"):
        get_task(name).build(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("task", [Vanilla, TreeCoT, SymbolCounting, ErrorDetection, ErrorCorrection])
@pytest.mark.parametrize("prompt", [None, 3, ["{prediction}{marked}"]])
def test_what_is_no_prompt_is_refused(task: type[Vanilla], prompt: object) -> None:
    with pytest.raises(InputError, match="expected a prompt as str"):
        task(prompt=prompt)  # type: ignore[arg-type]


def test_a_tag_in_an_equal_pair_is_a_skip_and_no_error() -> None:
    result = build_examples([Record("a", "x <deleted>", prediction="x<deleted>")], tasks=["error_detection"])
    assert (result.examples, [skip.reason for skip in result.skipped]) == ([], ["InputError"])


def test_a_tree_is_built_of_latex_without_braces() -> None:
    assert TreeCoT().build(Record("a", "x ^ 2")).target == "x\n\t2 (sup)\nx ^ 2"
    assert TreeCoT().read("x\n\t2 (sup)\nx^2").problems == ()


def test_nothing_builds_nothing() -> None:
    assert build_examples([]) == BuildResult([], [])
    assert build_examples([RECORD], tasks=[]) == BuildResult([], [])


def test_skips_are_those_of_the_data_room() -> None:
    assert build_examples([Record("a", "")], tasks=["vanilla"]).skipped == [
        Skip("record 'a', task vanilla", "empty reference")
    ]


def test_one_by_one_gives_what_all_at_once_gives() -> None:
    records = [RECORD, Record("b", ""), Record("c", "x", prediction="x")]
    every = list(iter_examples(iter(records)))
    built = build_examples(records)
    assert [each for each in every if not isinstance(each, Skip)] == built.examples
    assert [each for each in every if isinstance(each, Skip)] == built.skipped
    assert len(every) == len(records) * len(TASKS)


def test_one_by_one_takes_no_record_before_it_is_needed() -> None:
    taken = []

    def records() -> Iterator[Record]:
        for name in "abc":
            taken.append(name)
            yield Record(name, "x")

    examples = iter_examples(records(), tasks=["vanilla", "tree_cot"])
    assert taken == []
    assert [next(examples), next(examples)] == build_examples(
        [Record("a", "x")], tasks=["vanilla", "tree_cot"]
    ).examples
    assert taken == ["a"]


class Name(str):  # noqa: SLOT000 - slots would leave no place for weak references
    """A string whose end shows: a record has no place for weak references."""


def test_one_by_one_keeps_no_record() -> None:
    references = []

    def records() -> Iterator[Record]:
        for number in range(50):
            name = Name(number)
            references.append(weakref.ref(name))
            yield Record(name, "x + 1", prediction="x + 2")

    most = 0
    for _ in iter_examples(records()):
        most = max(most, sum(reference() is not None for reference in references))
    assert most <= 3


@pytest.mark.parametrize(
    "arguments", [{"records": 3}, {"records": [], "tasks": "vanilla"}, {"records": [], "tasks": 3}]
)
def test_one_by_one_names_wrong_arguments_at_once(arguments: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="expected"):
        iter_examples(**arguments)
