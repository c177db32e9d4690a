"""The noisy channel: how people misspell, estimated from misspellings, so that more can be drawn.

Kernighan, Church & Gale 1990, "A spelling correction program based on a noisy channel model": the
probability of a step depends on the two letters that it is about. It is how often the step was
taken, over how often it could have been.
"""

import functools
import itertools
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random

from course_lib.data.drawing import Weighted
from course_lib.data.spelling.edits import BEGIN, KINDS, Edit, edit_of
from course_lib.data.task import Pair
from course_lib.devices import settings

Count = tuple[str, str, str, int, int]

# Added to the chances of every step, so that one that was taken at its only chance is no rule.
RARE = 5


@dataclass(frozen=True)
class NoisyChannel:
    """How often each step was taken: `counts` has (kind, first, second, number, chances), the first
    three as in `Edit`, `chances` how often the words had a place for it.

    `more` is the share of misspellings that take more than one step; such a one is drawn as two.
    ValueError for steps that are none, or come twice.

    >>> channel = NoisyChannel.from_pairs([Pair("acess", "access"), Pair("frend", "friend")])
    >>> channel.counts
    (('deletion', 'c', 'c', 1, 1), ('deletion', 'r', 'i', 1, 1))
    >>> channel.misspell("access", Random(0))
    ('acess', (0, 1, 3, 4, 5))
    """

    counts: tuple[Count, ...]
    more: float = 0.0

    def __post_init__(self) -> None:
        seen = set()
        for count in settings.several("counts", self.counts, tuple, "a step and its number", 1):
            if len(count) != 5 or count[0] not in KINDS or count[:3] in seen:
                raise ValueError(
                    "counts must be different steps (kind, first, second, number, chances), the "
                    f"kind one of {', '.join(KINDS)}, got {count!r}"
                )
            kind, first, second, number, chances = count
            settings.text(f"the first sign of a {kind}", first)
            settings.text(f"the second sign of a {kind}", second)
            settings.whole(f"the number of a {kind}", number)
            settings.whole(f"the chances of a {kind}", chances, number)
            seen.add((kind, first, second))
        settings.put(self, counts=tuple(self.counts), more=settings.share("more", self.more))

    @classmethod
    def from_pairs(cls, pairs: Iterable[Pair]) -> "NoisyChannel":
        """The channel of some misspellings (`source`) of words (`target`).

        ValueError for a word that is not misspelled, and if no misspelling is one step from its
        word.
        """
        counts: Counter[tuple[str, str, str]] = Counter()
        letters: Counter[str] = Counter()
        more = total = 0
        for pair in settings.several("pairs", pairs, Pair, "a Pair", 1):
            if pair.source == pair.target:
                raise ValueError(f"pairs must be misspelled words, got {pair.source!r} as it is")
            edit = edit_of(pair.source, pair.target)
            total += 1
            # Signs with what follows them, and alone: the places of all steps.
            letters.update(map("".join, itertools.pairwise(BEGIN + pair.target)))
            letters.update(BEGIN + pair.target)
            if edit is None:
                more += 1
            else:
                counts[edit.kind, edit.first, edit.second] += 1
        if not counts:
            raise ValueError("pairs must hold a misspelling that is one step from its word")
        found = []
        for (kind, first, second), number in sorted(counts.items()):
            both = kind in ("deletion", "transposition")
            found.append((kind, first, second, number, letters[first + second if both else first]))
        return cls(tuple(found), more / total)

    @functools.cached_property
    def shares(self) -> dict[str, float]:
        """The share of each kind among the single steps."""
        totals = dict.fromkeys(KINDS, 0)
        for kind, _, _, number, _ in self.counts:
            totals[kind] += number
        return {kind: number / sum(totals.values()) for kind, number in totals.items()}

    @functools.cached_property
    def _rates(self) -> dict[str, dict[str, list[tuple[str, float]]]]:
        """By kind and first sign: the second signs, and how often of its chances each was taken."""
        found: dict[str, dict[str, list[tuple[str, float]]]] = {kind: {} for kind in KINDS}
        for kind, first, second, number, chances in self.counts:
            found[kind].setdefault(first, []).append((second, number / (chances + RARE)))
        return found

    def steps(self, word: str) -> list[tuple[Edit, float]]:
        """All steps that can be taken on a word and leave something of it, with their rates.

        ValueError for what is no text.
        """
        settings.text("word", word)
        found: list[tuple[Edit, float]] = []
        for place in range(len(word) + 1):
            here, before = word[place : place + 1], word[place - 1] if place else BEGIN
            following = word[place + 1 : place + 2]
            for kind in KINDS:
                first = before if kind in ("insertion", "deletion") else here
                # What the second sign must be, where the word itself says so.
                must = {"deletion": here, "transposition": following}.get(kind)
                empties = kind == "deletion" and len(word) == 1
                if must != "" and not empties:
                    found += self._steps_at(kind, place, first, must)
        return found

    @functools.cached_property
    def _steps_at(self) -> Callable[[str, int, str, str | None], tuple[tuple[Edit, float], ...]]:
        """The steps of one kind at one place. Words share them: so a word's take hardly any memory
        and time, which is most of what drawing costs."""

        @functools.lru_cache(maxsize=50_000)
        def steps_at(
            kind: str, place: int, first: str, must: str | None
        ) -> tuple[tuple[Edit, float], ...]:
            return tuple(
                (Edit(kind, place, first, second), rate)
                for second, rate in self._rates[kind].get(first, [])
                if must in (None, second)
            )

        return steps_at

    @functools.cached_property
    def _weighted(self) -> Callable[[str], Weighted[Edit] | None]:
        """The steps of a word, to be drawn from, or None; those of the last words are kept."""

        @functools.lru_cache(maxsize=8_000)
        def weighted(word: str) -> Weighted[Edit] | None:
            steps = self.steps(word)
            return Weighted(steps) if steps else None

        return weighted

    def misspell(self, word: str, random: Random) -> tuple[str, tuple[int, ...]]:
        """A misspelling, and from which letter of the word each of its letters comes (-1: none).

        The step is drawn among all that can be taken on this word, by their rates. A
        word on which none can be taken stays as it is. ValueError for what is no text.
        """
        settings.text("word", word)
        settings.instance("random", random, Random, "a random.Random")
        places: tuple[int, ...] = tuple(range(len(word)))
        wrong = word
        for _ in range(1 + (random.random() < self.more)):
            if steps := self._weighted(wrong):
                edit = steps.draw(random)
                wrong, places = edit.apply(wrong), _moved(edit, places)
        return wrong, places


def _moved(edit: Edit, places: tuple[int, ...]) -> tuple[int, ...]:
    """Where the letters come from after a step."""
    before, here = places[: edit.place], places[edit.place :]
    if edit.kind == "insertion":
        return (*before, -1, *here)
    if edit.kind == "deletion":
        return (*before, *here[1:])
    if edit.kind == "transposition":
        return (*before, here[1], here[0], *here[2:])
    return places
