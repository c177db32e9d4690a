"""The task: who, or what, is where? Stories with a question, and the facts that answer it."""

from collections.abc import Collection
from dataclasses import dataclass
from random import Random
from typing import ClassVar, NamedTuple

from course_lib.data.drawing import one
from course_lib.data.reading.events import (
    DROPS,
    MOVES,
    PEOPLE,
    PLACES,
    TAKES,
    THINGS,
    Event,
    World,
    tell,
    written,
)
from course_lib.data.reading.passages import Passage
from course_lib.data.splits import split_of
from course_lib.data.task import Pair
from course_lib.data.tokenising import tokenise
from course_lib.data.word_task import WordTask
from course_lib.data.word_vocab import Words
from course_lib.devices import settings

MOST_FACTS = 100
CAST = 4  # how many people are in a story
TRIES = 2000  # stories told for one pair, before it is said that there is none
ASKED = {
    "person": ("Where is {}?", "one supporting fact: the last that says where the person went"),
    "thing": ("Where is the {}?", "two: who has it, or put it down, and where that person is"),
    "route": ("Where was {}?", "one for each place of the answer, in the order of the story"),
}
MOVED = ("any", "once", "again")
ORDERS = ("told", "shuffled")
MOST_ROUTE = 4  # places of an answer


class Answer(NamedTuple):
    """What a question asks about, the answer's places, and for each the facts that tell it."""

    about: str
    places: tuple[str, ...]
    facts: tuple[tuple[int, ...], ...]


def _vocabulary() -> Words:
    texts = [question.replace("{}", "") for question, _ in ASKED.values()]
    texts += [*PEOPLE, *PLACES, *THINGS, *MOVES, *TAKES, *DROPS, "the ."]
    return Words(
        tuple(sorted({word.lower() for text in texts for word in tokenise(text)})),
        written=True,
        lower=True,
    )


VOCAB = _vocabulary()


@dataclass(frozen=True)
class Whereabouts(WordTask):
    """Stories of `facts` (fewest, most) sentences, with a question about a "person", a "thing" or a
    "route" (`ASKED`). A pair's source is a `Passage`, its target the answer, and its alignment
    holds for each word of the answer the number of the fact that names the place, from 0. What
    else supports the answer is in `possible`.

    `moved` chooses stories by what stands between the question and a look at the name alone: the
    person was somewhere else before, a fact that contradicts the answer ("again"), or nowhere else
    ("once"), or either ("any"). For a thing, the person whose place counts.
    `order="shuffled"` tells the facts in random order, with the answer of the true one: what was
    last cannot be known any more.

    A hash of facts and question decides to which split a story belongs. `lengths` are numbers of
    facts. ValueError for what cannot be.

    >>> pair = WHEREABOUTS.test_set(1, (3, 3))[0]
    >>> len(pair.source.facts), pair.source.question.startswith("Where is")
    (3, True)
    >>> pair.target in pair.source.facts[pair.alignment[0]]
    True
    """

    asks: str = "person"
    facts: tuple[int, int] = (2, 20)
    moved: str = "any"
    order: str = "told"

    name: ClassVar[str] = "whereabouts"
    source: ClassVar[Words] = VOCAB
    target: ClassVar[Words] = VOCAB
    unit: ClassVar[str] = "facts"

    def __post_init__(self) -> None:
        settings.one_of("asks", self.asks, ASKED)
        settings.one_of("moved", self.moved, MOVED)
        settings.one_of("order", self.order, ORDERS)
        low, high = settings.span("facts", self.facts)
        settings.whole("facts[1]", high, most=MOST_FACTS)
        least = 1 + (self.asks == "thing") + (self.moved == "again")
        if low < least:
            raise ValueError(
                f"facts must be at least {least} in stories with asks={self.asks!r} and "
                f"moved={self.moved!r}, got {self.facts!r}"
            )
        settings.put(self, facts=(low, high))

    def sizes(self) -> Collection[int]:
        return range(self.facts[0], self.facts[1] + 1)

    def whose(self) -> str:
        return "these stories"

    def drawn(self, size: int, split: str, random: Random) -> Pair:
        for _ in range(TRIES):
            people = tuple(random.sample(PEOPLE, CAST))
            events = tell(size, people, self.asks == "thing", random)
            world = World()
            for number, event in enumerate(events):
                world.happen(event, number)
            able = [answer for answer in self.answers(world) if self.fits(answer, events)]
            if not able:
                continue
            pair = self.pair(one(able, random), [written(e, random) for e in events], random)
            if split_of(" ".join([*pair.source.facts, pair.source.question])) == split:
                return pair
        raise ValueError(
            f"lengths must be those of {self}, got {size} facts, of which none of {TRIES} stories "
            f"of the split {split!r} has a question"
        )

    def answers(self, world: World) -> list[Answer]:
        """All that can be asked when a story is over."""
        if self.asks == "person":
            return [Answer(who, (place,), ((told,),)) for who, (place, told) in world.at.items()]
        if self.asks == "route":
            return [
                Answer(who, tuple(place for place, _ in route), tuple((k,) for _, k in route))
                for who, route in world.route.items()
                if len(route) <= MOST_ROUTE
            ]
        found = [(thing, world.whereabouts(thing)) for thing in THINGS]
        return [Answer(thing, (at[0],), (at[1],)) for thing, at in found if at is not None]

    def fits(self, answer: Answer, events: list[Event]) -> bool:
        """Whether the person whose place counts moved as often as is wanted."""
        if self.moved == "any":
            return True
        counts = events[answer.facts[-1][0]].who
        moves = sum(event.who == counts and event.did == "moved" for event in events)
        return (moves > 1) == (self.moved == "again")

    def pair(self, answer: Answer, facts: list[str], random: Random) -> Pair:
        """The passage with its answer, and the supporting facts of each word of it."""
        places = list(range(len(facts)))
        if self.order == "shuffled":
            random.shuffle(places)
        now = {old: new for new, old in enumerate(places)}  # where each fact stands now
        passage = Passage(
            ASKED[self.asks][0].format(answer.about), tuple(facts[old] for old in places)
        )
        sure, possible = list[int](), list[tuple[int, ...]]()
        for place, told in zip(answer.places, answer.facts, strict=True):
            for _ in tokenise(place):
                sure.append(now[told[0]])
                possible.append(tuple(now[k] for k in told[1:]))
        return Pair(passage, " ".join(answer.places), tuple(sure), tuple(possible))


WHEREABOUTS = Whereabouts()
"""One supporting fact."""
