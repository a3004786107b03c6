"""What the trainings of the paper would cost: arithmetic on counted tokens and on the assumptions of cost.toml.

Run: python -m reproduce.cost [--assumptions FILE] [--json]. Nothing here was measured on a GPU. The compute of a
training is 6 FLOPs for each parameter and token, 2 more with gradient checkpointing; the language model sees question,
answer, template and picture, the vision tower four patches for each token of a picture. Attention itself is left out:
`attention_share` says how much that is.
"""

from __future__ import annotations

import argparse
import json
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
GIB = 2**30
ERROR_TASKS = ("error_detection", "error_correction")


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a training reads, all epochs together."""

    examples: float = 0.0
    """Questions with their answers."""
    texts: float = 0.0
    """Tokens of questions, answers and templates."""
    answers: float = 0.0
    """Tokens of the answers, of which alone the loss is."""
    pictures: float = 0.0
    """Tokens of the pictures, as the language model gets them."""

    def __add__(self, other: Tokens) -> Tokens:
        return Tokens(*(one + two for one, two in zip(_values(self), _values(other), strict=True)))


@dataclass(frozen=True, slots=True)
class Cost:
    """What a row of a table would cost, cheap and dear."""

    name: str
    """Name of the row."""
    expected: str
    """What the paper states, per cent."""
    tokens: tuple[Tokens, Tokens]
    """With small pictures, and with pictures of the whole pixel budget."""
    flops: tuple[float, float]
    """Floating-point operations."""
    gpu_hours: tuple[float, float]
    """Hours of one GPU, at high and at low utilisation."""
    price: tuple[float, float]
    """Hours times the example prices."""


def load(file: Path = HERE / "cost.toml") -> dict[str, Any]:
    """Return the assumptions, with the counted tokens as `counted`."""
    counted = json.loads((HERE / "tokens.json").read_text(encoding="utf-8"))["sets"]
    return tomllib.loads(file.read_text(encoding="utf-8")) | {"counted": counted}


def language_parameters(shape: dict[str, int]) -> int:
    """Return the parameters of the language model: embedding, layers of attention and gated MLP, norms."""
    hidden, head = shape["hidden"], shape["hidden"] // shape["heads"]
    keys = shape["key_value_heads"] * head
    attention = 2 * hidden * hidden + hidden + 2 * (hidden * keys + keys)  # q with bias, o without; k and v with
    layer = attention + 3 * hidden * shape["intermediate"] + 2 * hidden
    return shape["vocabulary"] * hidden + shape["layers"] * layer + hidden


def vision_parameters(shape: dict[str, int]) -> int:
    """Return the parameters of the vision tower, the projector in it included."""
    hidden, wide = shape["vision_hidden"], shape["vision_intermediate"]
    attention = 4 * hidden * hidden + 4 * hidden
    layer = attention + 3 * hidden * wide + 2 * wide + hidden + 2 * hidden
    merged = hidden * shape["merged"]
    projector = hidden + merged * merged + merged + merged * shape["hidden"] + shape["hidden"]
    return shape["patch_values"] * hidden + shape["vision_layers"] * layer + projector


def task_tokens(assumed: dict[str, Any], *, name: str, task: str, picture_tokens: float) -> Tokens:
    """Return what a task of a set adds to a training.

    Lengths are means of a set of the same kind that was counted. Errors are those of published CROHME predictions,
    longer where the expressions of the set are longer.
    """
    described, counted = assumed["sets"][name], assumed["counted"]
    if described["like"] == "symbols":
        if task != "vanilla":
            return Tokens()
        question, answer = _means(counted["crohme_train"]["vanilla"])[0], 2.0
    elif task in ERROR_TASKS:
        longer = _means(counted[described["like"]]["vanilla"])[1] / _means(counted["crohme_train"]["vanilla"])[1]
        question, answer = (longer * mean for mean in _means(counted["published_errors"][task]))
    else:
        question, answer = _means(counted[described["like"]][task])
    examples = described["examples"] * assumed["training"]["epochs"]
    examples *= assumed["mining"]["errors_per_picture"] if task in ERROR_TASKS else 1
    texts = question + answer + assumed["training"]["template_tokens"]
    return Tokens(examples, examples * texts, examples * answer, examples * picture_tokens)


def training_flops(assumed: dict[str, Any], tokens: Tokens) -> float:
    """Return the operations of a training."""
    shape, training = assumed["architecture"], assumed["training"]
    each = training["flops_per_parameter_and_token"] + training["recomputed"]
    language = language_parameters(shape) * (tokens.texts + tokens.pictures)
    vision = vision_parameters(shape) * tokens.pictures * shape["merged"]
    return float(each * (language + vision))


def attention_share(assumed: dict[str, Any], *, tokens: float) -> float:
    """Return what attention over `tokens` positions would add to the language model, as a share of what is counted."""
    shape = assumed["architecture"]
    return float(shape["layers"] * shape["hidden"] * tokens / language_parameters(shape))  # causal: half the pairs


def gpu_hours(assumed: dict[str, Any], flops: float, *, utilisation: float) -> float:
    """Return hours of one GPU."""
    return float(flops / (assumed["gpu"]["peak_flops"] * utilisation) / 3600)


def row_cost(assumed: dict[str, Any], row: dict[str, Any]) -> Cost:
    """Return what training a row of the paper would cost; mining its errors comes on top."""
    parts = [(name, task) for name in row["sets"] for task in row["tasks"]]
    both = [
        sum((task_tokens(assumed, name=name, task=task, picture_tokens=each) for name, task in parts), Tokens())
        for each in assumed["training"]["picture_tokens"]
    ]
    flops = [training_flops(assumed, tokens) for tokens in both]
    rates = assumed["training"]["utilisation"]
    hours = [gpu_hours(assumed, each, utilisation=rate) for each, rate in zip(flops, rates, strict=True)]
    return _cost(assumed, tokens=both, flops=flops, hours=hours, name=row["name"], expected=row["expected"])


def mining_cost(assumed: dict[str, Any], names: list[str]) -> Cost:
    """Return what mining the errors of some sets would cost: a vanilla training for each fold, and the sampling."""
    mining, shares = assumed["mining"], assumed["mining"]["folds"] - 1  # n trainings, each on (n-1)/n of the set
    vanilla = row_cost(assumed, {"name": "", "expected": "", "sets": names, "tasks": ["vanilla"]})
    written = mining["candidates"] * vanilla.tokens[0].answers / assumed["training"]["epochs"]
    hours = [
        shares * trained + written / speed / 3600
        for trained, speed in zip(vanilla.gpu_hours, mining["tokens_per_second"], strict=True)
    ]
    both = [Tokens(*(shares * value for value in _values(tokens))) for tokens in vanilla.tokens]
    plural = "s" * (len(names) > 1)
    name = f"errors of {len(names)} set{plural}, {mining['folds']} folds, {mining['candidates']} candidates"
    compute = [shares * flops for flops in vanilla.flops]
    return _cost(assumed, tokens=both, flops=compute, hours=hours, name=name)


def memory_gib(assumed: dict[str, Any], *, gpus: int, tokens: int) -> dict[str, float]:
    """Return what a GPU holds when weights, gradients and optimizer state are divided among some GPUs."""
    memory, shape = assumed["memory"], assumed["architecture"]
    parameters = language_parameters(shape) + vision_parameters(shape)
    state = parameters * (memory["weights"] + memory["gradients"] + memory["optimizer"]) / gpus
    positions = memory["batch"] * tokens
    kept = positions * shape["hidden"] * shape["layers"] * memory["hidden_bytes"]
    logits = positions * shape["vocabulary"] * 4 * memory["logits_copies"]
    parts = {"state": state, "kept of layers": kept, "logits": logits}
    return {name: value / GIB for name, value in parts.items()}


def _cost(
    assumed: dict[str, Any],
    *,
    tokens: list[Tokens],
    flops: list[float],
    hours: list[float],
    name: str,
    expected: str = "",
) -> Cost:
    prices = [spent * price for spent, price in zip(hours, assumed["gpu"]["example_price"], strict=True)]
    return Cost(name, expected, _pair(tokens), _pair(flops), _pair(hours), _pair(prices))


def _pair(values: list[Any]) -> tuple[Any, Any]:
    low, high = values
    return low, high


def _means(counts: dict[str, int]) -> tuple[float, float]:
    """Return the mean tokens of question and answer."""
    return counts["question_tokens"] / counts["examples"], counts["answer_tokens"] / counts["examples"]


def _values(tokens: Tokens) -> tuple[float, ...]:
    return tokens.examples, tokens.texts, tokens.answers, tokens.pictures


def costs(assumed: dict[str, Any]) -> list[Cost]:
    """Return every row, then the mining of the errors that rows stand on."""
    found = [row_cost(assumed, row) for row in assumed["rows"]]
    mined = [name for name in assumed["sets"] if assumed["sets"][name]["like"] != "symbols"]
    return [*found, mining_cost(assumed, ["crohme"]), mining_cost(assumed, mined)]


def cost_table(assumed: dict[str, Any]) -> str:
    """Return the costs as Markdown."""
    head = "row | paper's ExpRate | examples | million tokens | 10^15 FLOPs | H100 hours | dollars, example"
    lines = [f"| {head} |", "|---|---|---:|---:|---:|---:|---:|"]
    for row in costs(assumed):
        tokens = [(each.texts + each.pictures) / 1e6 for each in row.tokens]
        cells = [
            row.name,
            row.expected or "-",
            f"{row.tokens[0].examples:,.0f}",
            _range(tokens),
            _range([each / 1e15 for each in row.flops]),
            _range(row.gpu_hours),
            _range(row.price),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def memory_table(assumed: dict[str, Any], *, gpus: tuple[int, ...] = (1, 2, 4, 8, 32)) -> str:
    """Return the memory of one GPU as Markdown, for short and for the longest batches."""
    most = assumed["gpu"]["memory_gib"]
    lines = [
        f"| GPUs | weights, gradients, AdamW | longest example | kept of layers | logits | together | of {most} GiB |",
        "|---:|---:|---:|---:|---:|---:|---|",
    ]
    for number in gpus:
        for tokens in assumed["memory"]["tokens"]:
            parts = memory_gib(assumed, gpus=number, tokens=tokens)
            whole = sum(parts.values())
            verdict = "fits" if whole < 0.9 * most else "does not fit"
            cells = [
                str(number),
                f"{parts['state']:.1f} GiB",
                f"{tokens} tokens",
                f"{parts['kept of layers']:.1f} GiB",
                f"{parts['logits']:.1f} GiB",
                f"{whole:.1f} GiB",
                verdict,
            ]
            lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _range(pair: tuple[float, float] | list[float]) -> str:
    return " to ".join(f"{value:,.0f}" if value >= 10 else f"{value:.2g}" for value in pair)


def main() -> None:
    """Print the tables, or all numbers as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--assumptions", type=Path, default=HERE / "cost.toml")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    assumed = load(options.assumptions)
    if options.json:
        print(json.dumps([asdict(row) for row in costs(assumed)], indent=1))
    else:
        print(cost_table(assumed), memory_table(assumed), sep="\n\n")


if __name__ == "__main__":
    main()
