"""What the tiny models of all families are made of: a tokenizer of whole words, pictures of several sizes, examples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageDraw
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers
from tokenizers.pre_tokenizers import ByteLevel
from transformers import PreTrainedTokenizerFast

from hmer_kit.data import Record
from hmer_kit.tasks import TaskExample, build_examples

if TYPE_CHECKING:
    from collections.abc import Iterable

LATEX = ["x + 1", r"\frac { a } { b }", "x ^ { 2 }", r"\sqrt { y }"]
SIZES = [(64, 32), (40, 56), (96, 32), (33, 47)]
"""Width and height of the pictures: wide, high, long, and no multiple of anything."""
SPOKEN = "user assistant model system USER: ASSISTANT: User: Assistant: <think> </think> \n"
"""Words of chat templates."""
TEXT: dict[str, Any] = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 8,
    "max_position_embeddings": 2048,
}
"""A decoder: what nearly all text configurations call it."""
VISION: dict[str, Any] = {
    "hidden_size": 32,
    "intermediate_size": 32,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "patch_size": 8,
    "image_size": 32,
}
"""An encoder of pictures of 32 x 32 pixels, in patches of 8."""


@dataclass(frozen=True)
class Drawn:
    """A picture drawn from a number, different for each, in a size of its own."""

    number: int
    size: tuple[int, int] = (64, 32)

    @property
    def name(self) -> str:
        return f"drawn-{self.number}"

    def load(self) -> Image.Image:
        width, height = self.size
        image = Image.new("L", self.size)
        draw = ImageDraw.Draw(image)
        place = 8 * (self.number % 7) % width
        draw.rectangle((place, 4, place + 8, height - 4), fill=255)
        draw.line((0, 4 * (self.number % 8), width - 1, height - 1), fill=200, width=2)
        return image


def make_examples() -> list[TaskExample]:
    """Return all five tasks of four records, whose pictures differ in size."""
    records = [
        Record(f"r{index}", latex, image=Drawn(5 * index, size), prediction="x + x")
        for index, (latex, size) in enumerate(zip(LATEX, SIZES, strict=True))
    ]
    return list(build_examples(records).examples)


def word_tokenizer(texts: Iterable[str], special: Iterable[str], **options: Any) -> PreTrainedTokenizerFast:
    """Return a tokenizer with words and blanks as they stand, so that every text comes back as it was.

    The first two special tokens are padding and the unknown word.
    """
    special = list(special)
    backend = Tokenizer(models.WordLevel({}, unk_token=special[1]))
    backend.pre_tokenizer = pre_tokenizers.Split(Regex(r"\s"), "isolated")
    words = dict.fromkeys(word for text in texts for word, _ in backend.pre_tokenizer.pre_tokenize_str(text))
    ids = {word: index for index, word in enumerate(dict.fromkeys([*special, *words]))}
    backend.model = models.WordLevel(ids, unk_token=special[1])
    backend.decoder = decoders.Fuse()
    return PreTrainedTokenizerFast(
        tokenizer_object=backend,
        pad_token=special[0],
        unk_token=special[1],
        clean_up_tokenization_spaces=False,
        **options,
    )


def family_tokenizer(
    *, bos: str = "<s>", eos: str = "</s>", marks: Iterable[str] = (), **named: str
) -> PreTrainedTokenizerFast:
    """Return the tokenizer of a family.

    Args:
        bos: First token of a sequence; nothing is added by itself.
        eos: Token that ends an answer.
        marks: Further special tokens, such as those of the template.
        named: Special tokens that are also attributes, such as ``image_token="<image>"``.
    """
    texts = [text for example in make_examples() for text in (example.prompt, example.target)]
    marks = [mark for mark in marks if mark not in {bos, eos}]
    special = ["<pad>", "<unk>", bos, eos, *marks, *named.values()]
    tokenizer = word_tokenizer([*texts, SPOKEN], special, bos_token=bos, eos_token=eos, extra_special_tokens=named)
    if marks:
        tokenizer.add_special_tokens({"extra_special_tokens": marks}, replace_extra_special_tokens=False)
    return tokenizer


def byte_tokenizer(kind: Any, *, bos: str, eos: str, marks: Iterable[str] = (), **named: str) -> Any:
    """Return a tokenizer of bytes, of a class that transformers will load for the family whatever was saved.

    Args:
        kind: A byte-level class of transformers.
        bos: First token of a sequence.
        eos: Token that ends an answer.
        marks: Further special tokens.
        named: Special tokens that are also attributes.
    """
    special = dict.fromkeys(["<pad>", "<unk>", bos, eos, *marks, *named.values()])
    vocabulary = {token: index for index, token in enumerate([*special, *sorted(ByteLevel.alphabet())])}
    options = {"unk_token": "<unk>", "pad_token": "<pad>", "bos_token": bos, "eos_token": eos}
    tokenizer = kind(vocab=vocabulary, merges=[], **options, extra_special_tokens=named)
    further = [mark for mark in marks if mark not in {bos, eos}]
    tokenizer.add_special_tokens({"extra_special_tokens": further}, replace_extra_special_tokens=False)
    return tokenizer


def token_ids(tokenizer: PreTrainedTokenizerFast) -> dict[str, int]:
    """Return the size of the vocabulary and the special ids, as text configurations call them."""
    return {
        "vocab_size": len(tokenizer),
        "pad_token_id": tokenizer.pad_token_id,
        "bos_token_id": tokenizer.bos_token_id,
        "eos_token_id": tokenizer.eos_token_id,
    }


def mark_ids(tokenizer: PreTrainedTokenizerFast, **marks: str) -> dict[str, int]:
    """Return the ids of marks, under the names that a configuration has for them."""
    return {name: tokenizer.convert_tokens_to_ids(mark) for name, mark in marks.items()}


def chat_template(picture: str, *, start: str = "<|im_start|>", end: str = "<|im_end|>\n", role: str = "\n") -> str:
    """Return a chat template of the common make.

    Args:
        picture: What stands for a picture.
        start: Before the role.
        end: After the text of a turn.
        role: After the role.
    """
    return (
        f"{{% for m in messages %}}{start}{{{{ m['role'] }}}}{role}{{% for c in m['content'] %}}"
        f"{{% if c['type'] == 'image' %}}{picture}{{% else %}}{{{{ c['text'] }}}}{{% endif %}}{{% endfor %}}{end}"
        f"{{% endfor %}}{{% if add_generation_prompt %}}{start}assistant{role}{{% endif %}}"
    )
