"""The task: hear a number, write its digits. No number of the test is ever heard in training."""

import functools
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from course_lib.data.characters import Characters
from course_lib.data.sounds.joining import ENDS, PAUSE, Manner, Plan, Sound, plan, sounds
from course_lib.data.sounds.saying import Said, say_digits, say_number
from course_lib.data.sounds.voices import TRAINED, VOICES, WORDS, voice_of
from course_lib.data.splits import check_split, split_of
from course_lib.data.task import HasTestSet, Pair
from course_lib.devices import settings

SAYS = ("numbers", "digits")
DIGITS = Characters("0123456789")
MOST_DIGITS = {"numbers": 4, "digits": 24}
TRIES = 2000  # for one sound, before it is said that there is none
GROUP = 64  # sounds made at once, small enough for a fast memory


@dataclass(frozen=True)
class SpokenDigits(HasTestSet):
    """Sounds in which somebody says a number of `digits` (fewest, most) digits, and its digits.

    `says` is "numbers", up to four digits as one says them ("two hundred five"), or "digits", one
    word for each ("two zero five"). Of the latter, the next digit is the same as the one before
    with the chance `repeats`, any other with the same chance as each other.

    A pair's source is a `Sound`, its target the digits, and its alignment holds for each digit the
    number of the word that says it, the number of its span; -1 for a zero that nobody says. The
    word behind it that names its place ("hundred") is in `possible`.

    `voice` is one of `voices.VOICES`; `speed`, `gain`, `noise`, `room` and `shift` as in
    `joining.Manner`. Whether a number is of train, valid or test, a hash of its digits says.
    `lengths` are frames, fifty a second. ValueError for what cannot be.

    >>> pair = NUMBERS.test_set(1, NUMBERS.reach)[0]
    >>> len(pair.source.spans) == len(pair.source.words), len(pair.alignment) == len(pair.target)
    (True, True)
    """

    says: str = "numbers"
    digits: tuple[int, int] = (2, 4)
    repeats: float = 0.1
    voice: str = TRAINED
    speed: tuple[float, float] = (0.9, 1.3)
    gain: float = 12.0
    noise: tuple[float, float] = (-60.0, -30.0)
    room: float = 0.2
    shift: float = 0.0

    name: ClassVar[str] = "spoken_digits"
    source: ClassVar[None] = None
    target: ClassVar[Characters] = DIGITS

    def __post_init__(self) -> None:
        settings.one_of("says", self.says, SAYS)
        settings.one_of("voice", self.voice, VOICES)
        low, high = settings.span("digits", self.digits)
        settings.whole("digits[1]", high, most=MOST_DIGITS[self.says])
        settings.put(
            self,
            digits=(low, high),
            repeats=settings.share("repeats", self.repeats),
            speed=_rising("speed", self.speed, 0.25, 4.0),
            gain=settings.number("gain", self.gain, least=0.0, most=40.0),
            noise=_rising("noise", self.noise, -120.0, 20.0),
            room=settings.number("room", self.room, least=0.0, most=1.0),
            shift=settings.number("shift", self.shift, least=0.0, most=8.0),
        )

    @property
    def manner(self) -> Manner:
        """How its sounds vary."""
        return Manner(self.speed, self.gain, self.noise, self.room, self.shift)

    @property
    def reach(self) -> tuple[int, int]:
        """The fewest and the most frames that a sound can have."""
        slow, fast = self.speed
        spans = [_shortest_and_longest(self.voice, word) for word in WORDS]
        ways = [_ways(self.says, count) for count in self.digits]
        least = min(
            sum(round(spans[w][0] / fast) for w in one) + _pauses(one, 0) for one in ways[0]
        )
        most = max(sum(round(spans[w][1] / slow) for w in one) + _pauses(one, 1) for one in ways[1])
        return max(least, 1), most

    def say(self, text: str) -> Said:
        """What is said for these digits. ValueError for what are none, or too many."""
        said = say_digits(text)
        if self.says == "digits":
            return said
        if text != str(int(text)):
            raise ValueError(f"text must not begin with a zero that is not said, got {text!r}")
        return say_number(int(text))

    def pair(self, text: str, *, seed: int = 0) -> Pair:
        """These digits, said once. ValueError for what cannot be said, and for no seed."""
        said = self.say(text)
        rng = np.random.default_rng(settings.whole("seed", seed, 0, settings.MOST_SEED))
        planned = plan(voice_of(self.voice), said.words, self.manner, rng)
        return _paired(said, sounds(voice_of(self.voice), [planned], self.manner, rng)[0])

    def draw(
        self, count: int, split: str, lengths: tuple[int, int], rng: np.random.Generator
    ) -> list[Pair]:
        """Random numbers of a split, spoken; numbers of digits are as likely as each other, but for
        those whose sounds have other `lengths` (frames, both ends included).

        ValueError for what cannot be, and for lengths that no sound has.
        """
        settings.whole("count", count)
        check_split(split)
        settings.random("rng", rng)
        low, high = settings.span("lengths", lengths)
        voice = voice_of(self.voice)
        drawn = [self._planned(split, low, high, rng) for _ in range(count)]
        made: list[Sound] = []
        # Sounds of about one length together: all of a group are as long as the longest.
        order = sorted(range(count), key=lambda k: len(drawn[k][1].places))
        for first in range(0, count, GROUP):
            part = [drawn[k][1] for k in order[first : first + GROUP]]
            made += sounds(voice, part, self.manner, rng)
        found = dict(zip(order, made, strict=True))
        return [_paired(said, found[k]) for k, (said, _) in enumerate(drawn)]

    def _planned(
        self, split: str, low: int, high: int, rng: np.random.Generator
    ) -> tuple[Said, Plan]:
        for _ in range(TRIES):
            said = self.say(self._text(rng))
            if split_of(said.text) == split:
                planned = plan(voice_of(self.voice), said.words, self.manner, rng)
                if low <= len(planned.places) <= high:
                    return said, planned
        raise ValueError(
            f"lengths must be frames of sounds of the split {split!r}, which have {self.reach}, "
            f"got {low} to {high}, which none of {TRIES} drawn had"
        )

    def _text(self, rng: np.random.Generator) -> str:
        count = int(rng.integers(self.digits[0], self.digits[1] + 1))
        if self.says == "numbers":
            return str(rng.integers(10 ** (count - 1) if count > 1 else 0, 10**count))
        found = [int(rng.integers(10))]
        for same in rng.random(count - 1) < self.repeats:
            found.append(found[-1] if same else int(found[-1] + rng.integers(1, 10)) % 10)
        return "".join(map(str, found))


def _paired(said: Said, sound: Sound) -> Pair:
    several = said.possible if any(said.possible) else None
    return Pair(sound, said.text, said.alignment, several)


def _rising(name: str, value: object, least: float, most: float) -> tuple[float, float]:
    """Two numbers that do not fall."""
    given = settings.listed(name, value, "two numbers")
    if len(given) != 2:
        raise ValueError(f"{name} must be two numbers, got {value!r}")
    low, high = (settings.number(name, one, least=least, most=most) for one in given)
    if low > high:
        raise ValueError(f"{name} must not fall, got {value!r}")
    return low, high


@functools.cache
def _ways(says: str, digits: int) -> tuple[tuple[int, ...], ...]:
    """The words of what can be said with so many digits, by their numbers, once for each way."""
    if says == "digits":
        return tuple((word,) * digits for word in range(10))
    low = 10 ** (digits - 1) if digits > 1 else 0
    each = (say_number(number).words for number in range(low, 10**digits))
    return tuple(sorted({tuple(sorted(map(WORDS.index, words))) for words in each}))


@functools.cache
def _shortest_and_longest(voice: str, word: str) -> tuple[int, int]:
    lengths = [count for _, count in voice_of(voice).takes[WORDS.index(word)]]
    return min(lengths), max(lengths)


def _pauses(words: tuple[int, ...], most: int) -> int:
    return PAUSE[most] * (len(words) - 1) + 2 * ENDS[most]


NUMBERS = SpokenDigits()
"""Numbers from 10 to 9,999, as one says them."""
STRINGS = SpokenDigits("digits", (2, 5))
"""Two to five digits, one by one."""
