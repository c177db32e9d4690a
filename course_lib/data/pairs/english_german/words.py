"""A plan's words, drawn; and the combinations of words that training never sees."""

from collections.abc import Iterable, Iterator, Sequence
from random import Random

from course_lib.data.drawing import one
from course_lib.data.pairs.english_german.clauses import Clause
from course_lib.data.pairs.english_german.lexicon import (
    ADJECTIVES,
    ADVERBS,
    ANIMATE,
    KINDS,
    NOUNS,
    PEOPLE,
    PRONOUNS,
    WE,
    Adjective,
    Noun,
)
from course_lib.data.pairs.english_german.noun_phrases import Person, Phrase
from course_lib.data.pairs.english_german.plans import Frame, Phrases, Shape
from course_lib.data.pairs.english_german.verbs import BE, VERBS, Verb
from course_lib.data.splits import split_of

Part = Phrase | Person | None

EVERYBODY = tuple(Person(pronoun) for pronoun in PRONOUNS)
NOT_US = tuple(person for person in EVERYBODY if person.pronoun is not WE)
BEFORE = {kind: tuple(a for a in ADJECTIVES if kind in a.before) for kind in KINDS}
OF = {kind: tuple(a for a in ADJECTIVES if kind in a.predicate_of) for kind in KINDS}
PASSING = tuple(a for a in ADJECTIVES if not a.before)
PLURALS, OURS = 0.3, 0.2  # how often a known thing is more than one, how often it is ours


def _phrase(shape: Shape, nouns: Sequence[Noun], random: Random, other: Part = None) -> Phrase:
    """A noun phrase of this shape, whose noun is not that of `other`."""
    noun = one(nouns, random)
    while isinstance(other, Phrase) and noun is other.noun:
        noun = one(nouns, random)
    adjective = one(BEFORE[noun.kind], random) if shape.adjective else None
    if shape.kind == "bare":
        return Phrase(noun, "", adjective, True)
    if shape.kind == "indefinite":
        return Phrase(noun, "a", adjective)
    plural = bool(noun.english[1]) and random.random() < PLURALS
    return Phrase(noun, "our" if random.random() < OURS else "the", adjective, plural)


def _part(shape: Shape | None, nouns: Sequence[Noun], random: Random, other: Part = None) -> Part:
    """The same, or a pronoun, or nothing; "we" see them, but not "us"."""
    if shape is None:
        return None
    if shape.kind == "pronoun":
        we = isinstance(other, Person) and other.pronoun is WE
        return one(NOT_US if we else EVERYBODY, random)
    return _phrase(shape, nouns, random, other)


def _predicate(subject: Phrase | Person, passing: bool, random: Random) -> Adjective:
    """What a subject is, and its own adjective does not say already, or deny."""
    if passing:
        return one(PASSING, random)
    if isinstance(subject, Person):
        return one(OF["person"], random)
    said = subject.adjective.about if subject.adjective else ""
    return one([a for a in OF[subject.noun.kind] if a.about != said], random)


def fill(frame: Frame, phrases: Phrases, random: Random) -> Clause:
    """A clause of this plan, its words drawn."""
    verb = one(frame.group.verbs, random)
    # Who is something "today" or "often" is alive, and tired or happy.
    passing = verb is BE and (frame.time is not None or frame.adverb)
    subject = _part(phrases.subject, ANIMATE if passing else verb.subjects, random)
    assert subject is not None
    place = preposition = None
    if phrases.place is not None:
        preposition = one(verb.prepositions, random)
        nouns = [noun for kind in preposition.kinds for noun in KINDS[kind]]
        place = _phrase(phrases.place, nouns, random, subject)
    return Clause(
        subject,
        verb,
        frame.tense,
        frame.negated,
        _part(phrases.object, verb.objects, random, subject),
        _part(phrases.recipient, PEOPLE, random, subject),
        phrases.to,
        preposition,
        place,
        _predicate(subject, passing, random) if verb is BE else None,
        frame.time,
        frame.front,
        one(tuple(ADVERBS), random) if frame.adverb else "",
    )


def _does(noun: Noun, verb: Verb) -> str:
    return f"{noun.english[0]} {verb.english[0]}"


def _is(adjective: Adjective, noun: Noun) -> str:
    return f"{adjective.english} {noun.english[0]}"


COMBINATIONS = tuple(
    [_does(noun, verb) for verb in VERBS if verb is not BE for noun in verb.subjects]
    + [
        _is(adjective, noun)
        for noun in NOUNS
        for adjective in ADJECTIVES
        if noun.kind in (*adjective.before, *adjective.predicate_of)
    ]
)
"""All pairs of a subject's noun and its verb ("man see"), and of an adjective and its noun."""

UNSEEN = frozenset(
    pair for pair in COMBINATIONS if split_of(pair, {"seen": 0.9, "unseen": 0.1}) == "unseen"
)
"""Those that no sentence of training holds: about a tenth, by a hash of the pair alone."""


def combinations(clause: Clause) -> Iterator[str]:
    """The pairs of words in a clause that may be unseen ones, in any number, case and tense.

    An adjective belongs to the noun that it stands before, or that it is said of.
    """
    subject = clause.subject
    if isinstance(subject, Phrase):
        if clause.predicate is not None:
            yield _is(clause.predicate, subject.noun)
        else:
            yield _does(subject.noun, clause.verb)
    for part in (subject, clause.object, clause.recipient, clause.place):
        if isinstance(part, Phrase) and part.adjective is not None:
            yield _is(part.adjective, part.noun)


def has_unseen(clauses: Iterable[Clause]) -> bool:
    """Whether any of these clauses holds a pair of `UNSEEN`."""
    return any(pair in UNSEEN for clause in clauses for pair in combinations(clause))
