"""Noun phrases: determiner, adjective and noun, or a pronoun, in three cases.

A determiner shows gender, case and number. An adjective ends as its determiner leaves it: weakly
after "der", mixed after "ein" and "unser", strongly where none stands ("kleine hunde").
"""

from typing import NamedTuple

from course_lib.data.pairs.english_german.lexicon import (
    Adjective,
    Noun,
    Preposition,
    Pronoun,
)

CASES = ("nominative", "accusative", "dative")
# By gender or plural: the endings in the three cases. The articles' endings are these too.
DEFINITE = {
    "m": ("der", "den", "dem"),
    "f": ("die", "die", "der"),
    "n": ("das", "das", "dem"),
    "p": ("die", "die", "den"),
}
EIN = {
    "m": ("", "en", "em"),
    "f": ("e", "e", "er"),
    "n": ("", "", "em"),
    "p": ("e", "e", "en"),
}
WEAK = {
    "m": ("e", "en", "en"),
    "f": ("e", "e", "en"),
    "n": ("e", "e", "en"),
    "p": ("en", "en", "en"),
}
MIXED = {
    "m": ("er", "en", "en"),
    "f": ("e", "e", "en"),
    "n": ("es", "es", "en"),
    "p": ("en", "en", "en"),
}
STRONG_PLURAL = ("e", "e", "en")


class Token(NamedTuple):
    """A German word, the English position that it surely comes from, or -1, and possible ones."""

    word: str
    sure: int
    possible: tuple[int, ...] = ()


class Phrase(NamedTuple):
    """A noun with its determiner ("the", "a", "our", or "" for plurals) and perhaps an adjective.

    >>> from course_lib.data.pairs.english_german.lexicon import ADJECTIVES, NOUNS
    >>> Phrase(NOUNS[0], "a", ADJECTIVES[0]).english()
    ['an', 'old', 'man']
    >>> [token.word for token in Phrase(NOUNS[0], "a", ADJECTIVES[0]).german("accusative", 0)]
    ['einen', 'alten', 'mann']
    """

    noun: Noun
    determiner: str = "the"
    adjective: Adjective | None = None
    plural: bool = False

    def english(self, role: int = 0) -> list[str]:
        """The English words. `role` matters for pronouns alone: 0 is subject, 1 is object."""
        words = [] if self.adjective is None else [self.adjective.english]
        words.append(self.noun.english[self.plural])
        if self.determiner == "a":
            return ["an" if words[0][0] in "aeiou" else "a", *words]
        return [self.determiner, *words] if self.determiner else words

    def german(self, case: str, start: int, to: tuple[int, ...] = ()) -> list[Token]:
        """The German words in a case; the English ones stand from position `start` on.

        Determiner and adjective may be said to come from the noun too, which decides their
        endings. `to`: further possible positions of the determiner.
        """
        number = CASES.index(case)
        gender = "p" if self.plural else self.noun.gender
        noun = start + bool(self.determiner) + (self.adjective is not None)
        found = []
        if self.determiner == "the":
            found.append(Token(DEFINITE[gender][number], start, (*to, noun)))
        elif self.determiner:
            stem = "ein" if self.determiner == "a" else "unser"
            found.append(Token(stem + EIN[gender][number], start, (*to, noun)))
        if self.adjective is not None:
            table = WEAK if self.determiner == "the" else MIXED
            ending = table[gender][number] if self.determiner else STRONG_PLURAL[number]
            found.append(Token(self.adjective.german + ending, noun - 1, (noun,)))
        form = self.noun.german[(1 + (case == "dative")) if self.plural else 0]
        return [*found, Token(form, noun)]

    @property
    def certain(self) -> bool:
        """Whether it names something known: it then stands before "nicht"."""
        return self.determiner in ("the", "our")


class Person(NamedTuple):
    """A pronoun as a phrase."""

    pronoun: Pronoun

    def english(self, role: int = 0) -> list[str]:
        return [self.pronoun.english[role]]

    def german(self, case: str, start: int, to: tuple[int, ...] = ()) -> list[Token]:
        return [Token(self.pronoun.german[CASES.index(case)], start, to)]

    @property
    def plural(self) -> bool:
        return self.pronoun.plural

    @property
    def certain(self) -> bool:
        return True


def with_preposition(preposition: Preposition, phrase: Phrase, start: int) -> list[Token]:
    """The German of a preposition and its phrase, whose English begins at `start`.

    A fused word ("im") surely comes from the preposition, and possibly from the article and noun.
    """
    tokens = phrase.german(preposition.case, start + 1)
    fused = dict(preposition.fused).get(phrase.noun.gender)
    if fused and phrase.determiner == "the" and not phrase.plural:
        article = tokens[0]
        return [Token(fused, start, (article.sure, *article.possible)), *tokens[1:]]
    return [Token(preposition.german, start), *tokens]
