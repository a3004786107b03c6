r"""Constrained decoding: the grammar of a task's answers, what servers call it, and what of given answers lies within.

The grammar itself is ``hmer_kit.latex.LatexGrammar``; for a model in this process, see
``hmer_kit.vlm.GrammarConstraint``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

from hmer_kit.exceptions import InputError, MissingExtraError
from hmer_kit.latex import LatexGrammar, LeadingText
from hmer_kit.latex.commands import ENVIRONMENTS
from hmer_kit.tasks import SymbolCounting, Task, TreeCoT, Vanilla
from hmer_kit.tree_cot import ReleasedFormat, get_format

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hmer_kit.latex import Vocabulary

__all__ = ["GrammarServer", "response_grammar", "server_fields", "within_grammar"]

GrammarServer: TypeAlias = Literal["vllm", "vllm<0.12", "sglang", "llama.cpp"]
"""A server that takes a grammar with a request."""

_BYTES: Final = 256


def response_grammar(
    task: Task,
    *,
    vocabulary: Vocabulary | Iterable[str] | None = None,
    environments: Iterable[str] = tuple(ENVIRONMENTS),
) -> LatexGrammar:
    r"""Return the grammar of the answers to a task: the plain one, Tree-CoT in the released format, or counting.

    The part before the LaTeX is free, but for its form: any line of counts, any labels and relations in a tree. Whether
    the tree is that of the LaTeX is no matter of the grammar; see ``check_tree``.

    Args:
        task: The task.
        vocabulary: LaTeX tokens that may be written; any by default.
        environments: Names of environments that may be written.

    Raises:
        InputError: Answers to the task do not end with LaTeX after such a part.

    Examples:
        >>> response_grammar(SymbolCounting()).leading
        'line'
    """
    return LatexGrammar(vocabulary, environments=environments, leading=_leading(task))


def server_fields(grammar: LatexGrammar, *, server: GrammarServer) -> dict[str, object]:
    """Return the fields that a server takes a grammar in, beside those of the OpenAI protocol.

    With the ``openai`` package they are ``extra_body`` of ``chat.completions.create``. The text is GBNF everywhere.

    - ``vllm``: ``structured_outputs``, https://docs.vllm.ai/en/latest/features/structured_outputs/; before 0.12 it was
      ``guided_grammar``.
    - ``sglang``: ``ebnf``, https://docs.sglang.io/advanced_features/structured_outputs.html; its back end has to be
      xgrammar, which is the default, or llguidance.
    - ``llama.cpp``: ``grammar``, https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md.

    Args:
        grammar: What may be written.
        server: Which server it is.

    Raises:
        InputError: There is no such server.

    Examples:
        >>> list(server_fields(LatexGrammar(), server="vllm"))
        ['structured_outputs']
    """
    if server not in get_args(GrammarServer):
        raise InputError(f"expected server as one of {', '.join(get_args(GrammarServer))}, got {server!r}")
    text = grammar.gbnf()
    fields: dict[str, dict[str, object]] = {
        "vllm": {"structured_outputs": {"grammar": text}},
        "vllm<0.12": {"guided_grammar": text},
        "sglang": {"ebnf": text},
        "llama.cpp": {"grammar": text},
    }
    return fields[server]


def within_grammar(responses: Sequence[str], grammar: LatexGrammar) -> list[bool]:
    r"""Return which responses lie within a grammar: worth a look at one's own data before a model is held to it.

    Args:
        responses: Whole responses.
        grammar: What may be written.

    Raises:
        MissingExtraError: llguidance is not installed.
        InputError: ``responses`` is a string.

    Examples:
        >>> within_grammar([r"\frac { x } { 2 }", r"\frac { x }", "x ^ 2 ^ 3"], LatexGrammar())
        [True, False, False]
    """
    if isinstance(responses, str):
        raise InputError("expected responses in a list, got a str; write [response]")
    try:
        from llguidance import LLMatcher, LLTokenizer, TokenizerWrapper
    except ImportError as error:
        raise MissingExtraError("grammars need llguidance; pip install 'hmer-kit[grammar]'") from error
    tokenizer = LLTokenizer(TokenizerWrapper(_Bytes()), slices=[])
    matcher = LLMatcher(tokenizer, LLMatcher.grammar_from_lark(grammar.lark()))
    found = []
    for response in responses:
        written = list(response.encode())
        found.append(matcher.try_consume_tokens(written) == len(written) and matcher.is_accepting())
        matcher.reset()
    if matcher.is_error():
        raise InputError(f"expected a grammar that llguidance accepts, got: {matcher.get_error():.300}")
    return found


class _Bytes:
    """A tokenizer of bytes, in the fields that llguidance asks for."""

    tokens = (*(bytes([byte]) for byte in range(_BYTES)), b"<end>")
    special_token_ids = (_BYTES,)
    eos_token_id = _BYTES
    bos_token_id = None

    def __call__(self, text: bytes | str) -> list[int]:
        """Return the bytes."""
        return list(text if isinstance(text, bytes) else text.encode())


def _leading(task: Task) -> LeadingText:
    if isinstance(task, Vanilla):
        return "none"
    if isinstance(task, SymbolCounting):
        return "line"
    if isinstance(task, TreeCoT) and isinstance(get_format(task.format), ReleasedFormat):
        return "tree"
    raise InputError(
        f"expected Vanilla(), SymbolCounting() or TreeCoT() in the released format, got {task!r:.80}; "
        "there is no grammar for its answers"
    )
