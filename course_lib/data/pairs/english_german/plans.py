"""Plans: what a clause has, without its words. A plan fixes how many English words it has.

So lengths are drawn first, and exactly: plans are listed once, each with the weight at which it
comes, and one is drawn among those of the wanted length. A plan is a frame (verb, tense, negation,
time or adverb) and phrases (subject, objects, place), whose lengths add and whose weights multiply.
"""

import functools
import itertools
import math
from collections import defaultdict
from collections.abc import Iterator
from random import Random
from typing import Any, NamedTuple

from course_lib.data.drawing import Weighted
from course_lib.data.pairs.english_german.lexicon import MODALS, TIMES, Time
from course_lib.data.pairs.english_german.verbs import GROUPS, Group


class Shape(NamedTuple):
    """A noun phrase without its words: "pronoun", "definite", "indefinite" or "bare" (plural)."""

    kind: str
    adjective: bool = False

    @property
    def length(self) -> int:
        return 1 + self.adjective + (self.kind in ("definite", "indefinite"))


class Frame(NamedTuple):
    """A clause without its phrases. `front`: its time stands first."""

    group: Group
    tense: str
    negated: bool
    time: Time | None
    front: bool
    adverb: bool


class Phrases(NamedTuple):
    """The phrases of a clause. `to`: the recipient stands behind "to"."""

    subject: Shape
    object: Shape | None = None
    recipient: Shape | None = None
    to: bool = False
    place: Shape | None = None


class Setting(NamedTuple):
    """Where a clause stands: behind which conjunction, whether a time may stand first in it, and
    whether a clause with "that" follows."""

    conjunction: str
    first: bool
    that: bool


Chances = dict[Any, float]  # of shapes, and of nothing
NONE: Chances = {None: 1.0}
PRONOUN = Shape("pronoun")
KNOWN = {Shape("definite"): 5.0, Shape("definite", True): 3.0}
NEW = {Shape("indefinite"): 1.2, Shape("indefinite", True): 1.2}
NAMED = {**KNOWN, **NEW, Shape("bare"): 0.8, Shape("bare", True): 0.8}
ANY = {PRONOUN: 3.5, **NAMED}
OBJECTS: dict[str, Chances] = {"any": ANY, "named": NAMED, "two": NAMED}
RECIPIENTS = {(PRONOUN, False): 3.5, **{(s, to): w / 2 for s, w in KNOWN.items() for to in (0, 1)}}
PLACES = {**KNOWN, **{shape: w / 2 for shape, w in NEW.items()}}
NO_PLACE = 7.0
TENSES = {"present": 5.0, "perfect": 3.0, **dict.fromkeys(MODALS, 1.0)}
# A time, whether it stands in front, and whether there is an adverb ("often").
MODIFIERS: dict[tuple[Time | None, bool, bool], float] = {
    (None, False, False): 6.0,
    (None, False, True): 1.0,
    **{(time, front, False): 0.5 for time in TIMES for front in (False, True)},
}
NEGATED = 0.3  # for one that is not
# "must not" is not "muss nicht"; "if" and "while" do not ask for "will".
IN_CLAUSES = {"if": ("present", "perfect", "can", "want"), "while": ("present",)}


def _frames(group: Group) -> Iterator[tuple[Frame, float]]:
    tenses = {"present": 1.0} if group.objects in ("predicate", "that") else TENSES
    for (tense, a), negated, ((time, front, adverb), b) in itertools.product(
        tenses.items(), (False, True), MODIFIERS.items()
    ):
        if time and tense not in time.tenses:
            continue
        if group.objects == "that" and (adverb or (time and not front)):
            continue  # in "knows that he comes today" the time is of the other clause
        if negated and (tense == "must" or adverb or (time and not (front and time.negated))):
            continue
        weight = group.weight * a / sum(tenses.values()) * b * (NEGATED if negated else 1.0)
        yield Frame(group, tense, negated, time, front, adverb), weight


def frame_length(frame: Frame) -> int:
    """How many English words there are beside the phrases, a preposition among them."""
    words = 1 + bool(frame.group.verbs[0].particle) + frame.adverb + frame.negated
    words += {"present": 0, "want": 2}.get(frame.tense, 1)
    if frame.group.objects == "predicate":
        words += 1
    elif frame.negated and frame.tense in ("present", "want"):
        words += 1  # "does"
    return words + (len(frame.time.english) if frame.time else 0)


def _phrases(group: Group, negated: bool) -> Iterator[tuple[Phrases, float]]:
    """Where "nicht" negates, all is known: a new thing would get "kein", and a place behind an
    object would draw "nicht" to itself."""
    known = (PRONOUN, *KNOWN)
    recipients: Chances = RECIPIENTS if group.objects == "two" else {(None, False): 1.0}
    objects = OBJECTS.get(group.objects, NONE)
    places: Chances = {None: NO_PLACE, **(PLACES if group.place else {})}
    whole = math.prod(sum(each.values()) for each in (ANY, objects, recipients, places))
    for (subject, a), (thing, b), ((recipient, to), c), (place, d) in itertools.product(
        ANY.items(), objects.items(), recipients.items(), places.items()
    ):
        new = any(each is not None and each not in known for each in (subject, thing, place))
        if not (negated and (new or (thing is not None and place is not None))):
            weight = a * b * c * d / whole
            yield Phrases(subject, thing, recipient, bool(to), place), weight


def phrases_length(phrases: Phrases) -> int:
    """How many English words they have, with "to" and the place's preposition."""
    shapes = (phrases.subject, phrases.object, phrases.recipient, phrases.place)
    words = sum(shape.length for shape in shapes if shape is not None)
    return words + phrases.to + (phrases.place is not None)


@functools.cache
def _phrases_by_length(group: Group, negated: bool) -> dict[int, Weighted[Phrases]]:
    found = defaultdict(list)
    for phrases, weight in _phrases(group, negated):
        found[phrases_length(phrases)].append((phrases, weight))
    return {words: Weighted(pairs) for words, pairs in found.items()}


def _fits(frame: Frame, setting: Setting) -> bool:
    if (frame.group.objects == "that") != setting.that or (frame.front and not setting.first):
        return False
    return frame.tense in IN_CLAUSES.get(setting.conjunction, TENSES)


@functools.cache
def frames(setting: Setting) -> dict[int, Weighted[tuple[Frame, int]]]:
    """By a clause's length: its possible frames, each with the length of its phrases."""
    found = defaultdict(list)
    for frame, weight in itertools.chain.from_iterable(_frames(group) for group in GROUPS):
        if _fits(frame, setting):
            own = frame_length(frame)
            for words, phrases in _phrases_by_length(frame.group, frame.negated).items():
                found[own + words].append(((frame, words), weight * phrases.total))
    return {words: Weighted(pairs) for words, pairs in sorted(found.items())}


def draw_plan(setting: Setting, words: int, random: Random) -> tuple[Frame, Phrases]:
    """A plan of so many English words."""
    frame, left = frames(setting)[words].draw(random)
    return frame, _phrases_by_length(frame.group, frame.negated)[left].draw(random)
