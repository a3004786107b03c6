"""Dictionary files of the field, and what expressions need beyond them."""

from hmer_kit.latex.vocabulary.vocabulary import TokenPlace, UnknownToken, Vocabulary, VocabularyReport

__all__ = ["TokenPlace", "UnknownToken", "Vocabulary", "VocabularyReport"]
