"""Within a grammar: random models write nothing but LaTeX, in samples, batches and beams, with any tokenizer."""

from __future__ import annotations

import pytest
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast, TrOCRProcessor

from grammar_walks import accepted, begun
from hmer_kit.exceptions import InputError
from hmer_kit.inference import response_grammar
from hmer_kit.latex import LatexGrammar, is_parseable
from hmer_kit.tasks import TreeCoT, Vanilla
from hmer_kit.vlm import Decoding, GrammarConstraint, TaskCollator, generate_candidates
from hmer_kit.vlm.families import PromptStyle
from hmer_kit.vlm.families.styles import ModelFormat
from hmer_kit.vlm.small import small_model, small_processor
from hmer_kit.vlm.small.image_processor import ExpressionImageProcessor
from hmer_kit.vlm.small.tokenizer import build_tokenizer
from vlm_scores import forced_score

WORDS = (
    *("x", "y", "2", "+", "-", "(", ")", "\\frac", "\\sqrt", "\\sum", "\\limits", "\\left", "\\right", "\\alpha", "'"),
    *("\\{", "\\}", "\\begin", "\\end", "{matrix}", "&", "\\\\", ",", "."),
)
SIGNS = ["{", "}", "^", "_", "[", "]"]


@pytest.fixture(scope="module")
def small():
    """A small random model that often ends its answers, and its processor."""
    torch.manual_seed(1)
    processor = small_processor(WORDS)
    model = small_model(processor.tokenizer, hidden_size=32, layers=1)
    with torch.no_grad():  # the first feature is 2.5 more or less, and speaks for the end alone
        model.decoder.model.decoder.layers[-1].final_layer_norm.bias[0] = 2.5
        head = model.get_output_embeddings().weight
        head[:, 0] = 0
        head[processor.tokenizer.eos_token_id, 0] = 1
    return model, processor


def written(model, processor, examples, decoding, *, batch_size=16):
    return [item for own in generate_candidates(model, processor, examples, decoding=decoding, batch_size=batch_size)
            for item in own]  # fmt: skip


def samples(constraint, *, each=20, length=40):
    return Decoding(
        max_new_tokens=length, num_candidates=each, temperature=1.0, loops=None, seed=5, constraint=constraint
    )


def whole(found):
    return [item.text for item in found if item.finish == "stop"]


def test_what_a_random_model_samples_within_the_grammar_parses(small, vanilla):
    model, processor = small
    constraint = GrammarConstraint(LatexGrammar([*WORDS, *SIGNS]), processor)
    found = written(*small, vanilla, samples(constraint, each=30))
    assert len(found) == 240
    assert len(whole(found)) > 100
    assert all(is_parseable(text) and text.strip() for text in whole(found))
    assert constraint.stuck == 0
    free = written(model, processor, vanilla, samples(None, each=30))
    longer = [text for text in whole(free) if len(text.split()) > 6]
    assert len(longer) > 50
    assert sum(accepted(longer, constraint.grammar)) == 0
    assert sum(map(is_parseable, longer)) < 0.7 * len(longer)


def test_what_is_cut_is_the_beginning_of_something_within(small, vanilla):
    grammar = LatexGrammar([*WORDS, *SIGNS])
    found = written(*small, vanilla, samples(GrammarConstraint(grammar, small[1]), length=9))
    cut = [item.text for item in found if item.finish == "length"]
    assert len(cut) > 20
    assert begun(cut, grammar) == [True] * len(cut)
    assert not all(accepted(cut, grammar))


def test_greedy_answers_and_beams_keep_within(small, vanilla):
    grammar = LatexGrammar([*WORDS, *SIGNS])
    constraint = GrammarConstraint(grammar, small[1])
    for decoding in [Decoding(max_new_tokens=20, constraint=constraint),
                     Decoding(max_new_tokens=20, num_beams=4, num_candidates=4, constraint=constraint)]:  # fmt: skip
        found = written(*small, vanilla, decoding)
        assert all(begun([item.text for item in found], grammar))
        assert all(accepted(whole(found), grammar))


def test_prompts_of_different_length_are_given_as_they_are(seq2seq, examples):
    model, processor = seq2seq
    chosen = examples[:10]
    assert len({len(example.prompt) for example in chosen}) > 2
    constraint = GrammarConstraint(LatexGrammar(["x", "y", "+", "1", "^", "{", "}", "\\frac"]), processor)
    found = written(model, processor, chosen, samples(constraint, each=3, length=12), batch_size=10)
    assert all(begun([item.text for item in found], constraint.grammar))
    assert {item.text.strip()[:1] for item in found} <= set("xy+1^{\\")


@pytest.mark.parametrize("kind", ["greedy", "samples"])
def test_no_answer_depends_on_its_neighbours(tiny, examples, kind):
    constraint = GrammarConstraint(LatexGrammar(["x", "y", "+", "1", "^", "{", "}", "\\frac"]), tiny[1])
    decoding = samples(constraint, each=2, length=10)
    if kind == "greedy":
        decoding = Decoding(max_new_tokens=10, constraint=constraint)
    together = written(*tiny, examples[:6], decoding, batch_size=6)
    alone = [item for example in examples[:6] for item in written(*tiny, [example], decoding)]
    assert [item.text for item in together] == [item.text for item in alone]
    assert all(begun([item.text for item in together], constraint.grammar))


def test_scores_are_those_of_the_model_and_not_of_the_constraint(seq2seq, vanilla):
    model, processor = seq2seq
    constraint = GrammarConstraint(LatexGrammar(["x", "+", "1"]), processor)
    found = written(model, processor, vanilla[:3], Decoding(max_new_tokens=8, constraint=constraint))
    collator = TaskCollator(processor, model=model)
    for example, item in zip(vanilla[:3], found, strict=True):
        ids = processor.tokenizer(item.text)["input_ids"] + [processor.tokenizer.eos_token_id] * (item.finish == "stop")
        assert len(ids) == item.tokens
        assert item.score == pytest.approx(forced_score(model, collator, example, ids), abs=2e-4)


def test_answers_with_a_tree_first_keep_its_form(small, records):
    model, processor = small
    task = TreeCoT()
    examples = [task.build(record) for record in records]
    grammar = response_grammar(task, vocabulary=[*WORDS, *SIGNS])
    found = written(model, processor, examples, samples(GrammarConstraint(grammar, processor), each=20, length=60))
    texts = whole(found)
    assert len(texts) > 30
    for text in texts:
        tree, _, latex = text.rpartition("\n")
        assert tree
        assert is_parseable(latex)
        assert latex.strip()


@pytest.fixture(scope="module")
def byte_level():
    """A model with a byte-level vocabulary, as Qwen and GPT have it."""
    backend = Tokenizer(models.BPE())
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    backend.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400, special_tokens=["<pad>", "<s>", "</s>"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet()
    )
    backend.train_from_iterator([r"\frac { x } { 2 } + \sqrt { y } ^ { 2 } \left( \alpha \right)"] * 50, trainer)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=backend, pad_token="<pad>", bos_token="<s>", eos_token="</s>",
        clean_up_tokenization_spaces=False,
    )  # fmt: skip
    torch.manual_seed(2)
    processor = TrOCRProcessor(image_processor=ExpressionImageProcessor(height=48, width=64), tokenizer=tokenizer)
    return small_model(tokenizer, hidden_size=32, layers=1), processor


def test_a_byte_level_vocabulary_keeps_within_and_ends(byte_level, records):
    examples = [Vanilla(prompt="?").build(record) for record in records]
    grammar = LatexGrammar()
    constraint = GrammarConstraint(grammar, byte_level[1])
    found = written(*byte_level, examples, samples(constraint, each=30, length=60))
    assert all(begun([item.text for item in found], grammar))
    assert len(whole(found)) > 20
    assert all(is_parseable(text) and text.strip() for text in whole(found))
    assert constraint.stuck == 0
    free = whole(written(*byte_level, examples, samples(None, each=30, length=60)))
    assert sum(accepted(free, grammar)) <= 0.05 * max(1, len(free))


def test_an_answer_that_cannot_go_on_ends_with_a_warning_and_is_counted(vanilla):
    processor = TrOCRProcessor(
        image_processor=ExpressionImageProcessor(height=48, width=64), tokenizer=build_tokenizer([r"x \begin"])
    )
    model = small_model(processor.tokenizer, hidden_size=32, layers=1)
    constraint = GrammarConstraint(LatexGrammar(), processor)
    with pytest.warns(UserWarning, match="no whole expression"):
        found = written(model, processor, vanilla[:2], samples(constraint, length=20))
    assert constraint.stuck == sum(not is_parseable(text) for text in whole(found))
    assert 0 < constraint.stuck < len(found)


def test_an_id_from_elsewhere_that_leaves_the_grammar_is_an_error():
    tokenizer = build_tokenizer([r"x }"])
    form = ModelFormat(PromptStyle.CHAT, eos_ids=(tokenizer.eos_token_id,), pad_id=tokenizer.pad_token_id)
    process = GrammarConstraint(LatexGrammar(), tokenizer).processor([0], form=form)
    wide = torch.zeros(1, len(tokenizer) + 3)
    first = process(torch.zeros(1, 0, dtype=torch.long), wide)
    brace = tokenizer.convert_tokens_to_ids("}")
    assert first[0, brace] == -torch.inf
    assert first[0, len(tokenizer) :].tolist() == [-torch.inf] * 3
    with pytest.raises(InputError, match="another processor"):
        process(torch.tensor([[brace]]), wide)


@pytest.mark.parametrize("processor", [object(), None, "tokenizer"])
def test_what_is_no_fast_tokenizer_is_refused(processor):
    with pytest.raises(InputError, match="fast tokenizer"):
        GrammarConstraint(LatexGrammar(), processor)


def test_a_tokenizer_without_an_end_is_refused():
    tokenizer = build_tokenizer(["x"])
    tokenizer.eos_token = None
    with pytest.raises(InputError, match="end token"):
        GrammarConstraint(LatexGrammar(), tokenizer)


def test_a_constraint_is_named_by_its_grammar():
    tokenizer = build_tokenizer(["x"])
    names = [
        str(GrammarConstraint(grammar, tokenizer))
        for grammar in (LatexGrammar(["x"]), LatexGrammar(["x"]), LatexGrammar())
    ]
    assert names[0] == names[1] != names[2]
