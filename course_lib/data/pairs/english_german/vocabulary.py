"""The two vocabularies: every word form that the grammar writes, and no other."""

from collections.abc import Iterator

from course_lib.data.pairs.english_german.lexicon import (
    ADJECTIVES,
    ADVERBS,
    ANIMATE,
    COORDINATING,
    MODALS,
    NOUNS,
    PRONOUNS,
    SUBORDINATING,
    TIMES,
)
from course_lib.data.pairs.english_german.noun_phrases import DEFINITE, EIN, MIXED
from course_lib.data.pairs.english_german.verbs import PREPOSITIONS, PRESENT_ONLY, VERBS
from course_lib.data.word_vocab import Words

SIGNS = (",", ".")


def _english() -> Iterator[str]:
    yield from SIGNS
    yield from ("the", "a", "an", "our", "not", "do", "does", "has", "have", "wants", "to")
    yield from (*ADVERBS, *COORDINATING, *SUBORDINATING, *MODALS)
    for noun in NOUNS:
        yield from filter(None, noun.english)
    for pronoun in PRONOUNS:
        yield from pronoun.english
    for verb in VERBS:
        yield from verb.english[: 2 if verb in PRESENT_ONLY else 3]
        yield from filter(None, [verb.particle])
    for time in TIMES:
        yield from time.english
    yield from (each.english for each in (*ADJECTIVES, *PREPOSITIONS))


def _german() -> Iterator[str]:
    yield from (*SIGNS, "nicht", "hat", "haben", "ist", "sind")
    yield from (article for row in DEFINITE.values() for article in row)
    yield from (stem + end for stem in ("ein", "unser") for row in EIN.values() for end in row)
    yield from (*ADVERBS.values(), *COORDINATING.values(), *SUBORDINATING.values())
    yield from (form for forms in MODALS.values() for form in forms)
    for noun in NOUNS:
        # Nothing is done to or with more than one thing or place in the dative.
        yield from filter(None, noun.german[: 3 if noun in ANIMATE else 2])
    for pronoun in PRONOUNS:
        yield from pronoun.german
    for verb in VERBS:
        infinitive, third, participle = verb.german
        yield from (infinitive, third)
        if verb not in PRESENT_ONLY:
            yield participle
        if verb.prefix:
            yield from (verb.prefix, verb.prefix + infinitive, verb.prefix + third)
    for adjective in ADJECTIVES:
        yield adjective.german
        if adjective.before:
            yield from (adjective.german + end for row in MIXED.values() for end in row)
    for time in TIMES:
        yield from time.german
    for preposition in PREPOSITIONS:
        yield preposition.german
        yield from (word for _, word in preposition.fused)


ENGLISH = Words(tuple(sorted(set(_english()))))
"""The English words."""
GERMAN = Words(tuple(sorted(set(_german()))))
"""The German words."""
