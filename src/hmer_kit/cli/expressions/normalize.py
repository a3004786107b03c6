"""``hmer-kit normalize``: expressions in a normal form, in the spelling of a data set, in other spacing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hmer_kit.cli._text import visible
from hmer_kit.cli.expressions._expressions import Answer, add_expression_arguments, run_answers
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable

__all__ = ["add_arguments", "run"]

_DESCRIPTION = """Print the normal form of expressions, blank-separated. A profile is a named set of rules: exact (the
tokens alone), same_ink (what looks the same on paper is written the same), loose (what a reader takes for the same).
With --dialect only spellings change, to those of a data set; with --rules none but these rules are at work."""
_EXAMPLES = r"""  hmer-kit normalize 'x^2_1 \le f'
  hmer-kit normalize --profile loose --changes '\mathrm{sin} \left( x \right)'
  hmer-kit normalize --rules aliases,braces 'a \le { b }'
  hmer-kit normalize --dialect hme100k '| x | \leq 1'
  hmer-kit normalize --profile exact --spacing tidy 'x ^ { 2 } + 1'
  hmer-kit normalize --list
  hmer-kit normalize < captions.txt > normalized.txt
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args(["--rules", "aliases,braces"]).rules
        ['aliases', 'braces']
    """
    from hmer_kit.latex import DIALECTS, PROFILES

    add_expression_arguments(parser, description=_DESCRIPTION, examples=_EXAMPLES)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--profile", choices=tuple(PROFILES), default="same_ink", help="set of rules; default: same_ink")
    how.add_argument("--rules", type=_names, metavar="NAMES", help="rules with commas between, instead of a profile")
    how.add_argument("--dialect", choices=tuple(DIALECTS), help="the spelling of this data set instead")
    how.add_argument("--list", action="store_true", help="print the rules with an example of each, and stop")
    parser.add_argument("--source-dialect", choices=tuple(DIALECTS), help="with --dialect: what it is spelled in now")
    parser.add_argument("--recover", action="store_true", help="mend what does not parse, and say what was wrong")
    parser.add_argument("--changes", action="store_true", help="also print what was changed, a line for each change")
    parser.add_argument(
        "--spacing", choices=("tokens", "tidy"), default="tokens", help="a blank between tokens, or where readers want"
    )


def run(args: argparse.Namespace) -> int:
    r"""Print the normal forms; return the exit code.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> run(parser.parse_args([r"x^2_1 \le f'"]))
        x _ { 1 } ^ { 2 } \leq f ^ { \prime }
        0
    """
    if args.list:
        _list()
        return 0
    if args.dialect is None:
        if args.source_dialect is not None:
            raise InputError("expected --source-dialect with --dialect, which says what to write; give both")
        return run_answers(args, _normal(args))
    if args.recover:
        raise InputError("expected no --recover with --dialect, which respells what does not parse as far as it can")
    return run_answers(args, partial(_convert, args=args))


def _normal(args: argparse.Namespace) -> Callable[[str], Answer]:
    from hmer_kit.latex import get_profile

    # A wrong name of a rule is wrong usage, not a fault of each expression.
    profile = get_profile(args.profile, rules=args.rules)

    def answer(latex: str) -> Answer:
        from hmer_kit.latex import REPAIR, normalize

        found = normalize(latex, profile=profile, on_error="recover" if args.recover else "raise")
        repairs = tuple(str(change) for change in found.changes if change.rule == REPAIR)
        changes = [str(change) for change in found.changes if change.rule != REPAIR]
        values = {"normalized": _spaced(found.latex, args), "changes": changes, "profile": found.signature}
        return Answer(_text(found.latex, changes, args), {**values, "repairs": repairs} if repairs else values, repairs)

    return answer


def _convert(latex: str, *, args: argparse.Namespace) -> Answer:
    from hmer_kit.latex import convert

    found = convert(latex, args.dialect, source=args.source_dialect)
    changes = [f"{one.rule}: {one.before} -> {one.after} ({one.count})" for one in found.changes]
    values = {"normalized": _spaced(found.latex, args), "changes": changes, "dialect": args.dialect}
    problems = () if found.parsed else ("does not parse; only single symbols were respelled",)
    return Answer(_text(found.latex, changes, args), {**values, "parsed": found.parsed}, problems)


def _text(latex: str, changes: Iterable[str], args: argparse.Namespace) -> str:
    lines = [_spaced(latex, args), *([f"  {change}" for change in changes] if args.changes else [])]
    return visible("\n".join(lines))


def _spaced(latex: str, args: argparse.Namespace) -> str:
    from hmer_kit.latex import tidy

    return tidy(latex) if args.spacing == "tidy" else latex


def _list() -> None:
    from hmer_kit.latex import PROFILES, RULES

    for name, profile in PROFILES.items():
        print(f"{name}: {', '.join(sorted(profile.rules)) or 'no rules'}")
    for rule in RULES.values():
        print(f"\n{rule.name}: {rule.summary}\n  {rule.before}\n  {rule.after}")


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",")]
