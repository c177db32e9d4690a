"""Exercise: a noisy channel. Draw one step by its rate, and take it."""

from collections.abc import Callable
from functools import cache
from itertools import accumulate
from typing import Any, Literal

import jax
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import Unread, describe

Array = np.ndarray
Step = tuple[str, int, str]
Choose = Callable[[list[float], float], int]
Apply = Callable[[str, Step], str]

KINDS = ("insertion", "deletion", "substitution", "transposition")
AGAIN, END, ZERO = " where letters come again", " at the end", "u = 0, and a first rate of 0"
LONGEST = 24  # letters of an answer that are judged


def _draw(rng: np.random.Generator) -> list[Case]:
    """Each kind of step in words of different letters and in one where the letters come again.

    No other way to choose finds the steps of all, nor any other's.
    """
    while True:
        cases = [_case(rng, kind, count) for count in (5, 4) for kind in KINDS]
        cases += [_case(rng, kind, 6, AGAIN) for kind in KINDS]
        cases += [_case(rng, "insertion", 5, END), _case(rng, str(rng.choice(KINDS)), 4, ZERO)]
        found = {
            name: tuple(choose(case.args[2], case.args[3]) for case in cases)
            for name, choose in {"right": _chosen, **WAYS}.items()
        }
        if len(set(found.values())) == len(found):
            return cases


def _case(rng: np.random.Generator, kind: str, count: int, special: str = "") -> Case:
    letters = [str(letter) for letter in rng.permutation(list("abcdefghijklmnop"))]
    word, free = "".join(letters[: count + 2]), letters[count + 2 :]
    kinds = rng.permutation([*KINDS, *rng.choice(KINDS, count - 4)]).tolist()
    places = rng.permutation(range(1, count + 1)).tolist()
    right = kinds.index(kind)
    if special == ZERO:
        kinds[right], kinds[1] = kinds[1], kinds[right]
        right = 1
    if special == END:
        places[right] = len(word)
    if special == AGAIN:
        place = int(rng.integers(3, count))
        other = places.index(place)
        places[right], places[other] = places[other], places[right]
        word = _again(word, place, pair=kind == "transposition")
    steps = [_step(k, i, word, c) for k, i, c in zip(kinds, places, free, strict=False)]
    rates = rng.uniform(0.02, 0.2, count)  # which do not sum to 1
    if special == ZERO:
        rates[0] = 0.0
    u = 0.0 if special == ZERO else float((rates[:right].sum() + rates[right] / 2) / rates.sum())
    label = special if special == ZERO else f"{kind}{special}, one of {count} steps"
    return Case(label, (word, steps, rates.tolist(), u))


def _again(word: str, place: int, pair: bool) -> str:
    """What stands at the place begins the word as well; one letter ends it, too."""
    if pair:
        return word[place : place + 2] + word[2:]
    return word[place] + word[1:-1] + word[place]


def _step(kind: str, place: int, word: str, free: str) -> Step:
    if kind == "deletion":
        return kind, place, word[place]
    return kind, place, word[place + 1] if kind == "transposition" else free


def _chosen(rates: list[float], u: float) -> int:
    below = 0.0
    for k, rate in enumerate(rates):
        below += rate / sum(rates)
        if u < below:
            return k
    return len(rates) - 1


def _where(sums: Array, u: float, side: Literal["left", "right"]) -> int:
    return min(int(np.searchsorted(sums, u, side=side)), len(sums) - 1)


@cache
def _number_of_jax() -> float:
    return float(jax.random.uniform(jax.random.key(0)))


# Ways to choose that are wrong.
WAYS: dict[str, Choose] = {
    "uniform": lambda rates, u: int(u * len(rates)),
    "likeliest": lambda rates, u: int(np.argmax(rates)),
    "unscaled": lambda rates, u: _where(np.cumsum(rates), u, "right"),
    "unscaled, at": lambda rates, u: _where(np.cumsum(rates), u, "left"),
    "at": lambda rates, u: _where(np.cumsum(rates) / np.sum(rates), u, "left"),
    "own": lambda rates, u: _chosen(rates, np.random.default_rng(0).random()),
    "own, 42": lambda rates, u: _chosen(rates, np.random.default_rng(42).random()),
    "own, of JAX": lambda rates, u: _chosen(rates, _number_of_jax()),
    "late": lambda rates, u: min(_chosen(rates, u) + 1, len(rates) - 1),
    "late, round": lambda rates, u: (_chosen(rates, u) + 1) % len(rates),
    "early": lambda rates, u: max(_chosen(rates, u) - 1, 0),
    "early, round": lambda rates, u: (_chosen(rates, u) - 1) % len(rates),
}


def _taken(word: str, step: Step) -> str:
    kind, i, letter = step
    if kind == "insertion":
        return word[:i] + letter + word[i:]
    if kind == "deletion":
        return word[:i] + word[i + 1 :]
    if kind == "substitution":
        return word[:i] + letter + word[i + 1 :]
    return word[:i] + word[i + 1] + word[i] + word[i + 2 :]


def _answer(choose: Choose = _chosen, take: Apply = _taken) -> Callable[..., str]:
    return lambda word, steps, rates, u: take(word, steps[choose(rates, u)])


def _instead(kind: str, take: Callable[[str, int, str], str]) -> Callable[..., str]:
    """The right answer, but for one kind of step."""

    def taken(word: str, step: Step) -> str:
        return take(word, step[1], step[2]) if step[0] == kind else _taken(word, step)

    return _answer(take=taken)


def _by_replace(most: int, *kinds: str) -> Callable[..., str]:
    """The right answer, but for `kinds`, which str.replace takes, `most` times (-1: always)."""

    def taken(word: str, step: Step) -> str:
        kind, i, letter = step
        if kind not in kinds:
            return _taken(word, step)
        old = word[i : i + 2] if kind == "transposition" else word[i]
        new = {"insertion": letter + old, "deletion": "", "substitution": letter}
        return word.replace(old, new.get(kind, old[::-1]), most)

    return _answer(take=taken)


def _with_numpy(word: str, steps: list[Step], rates: list[float], u: float) -> str:
    k = int(np.searchsorted(np.cumsum(rates) / np.sum(rates), u, side="right"))
    kind, i, letter = steps[k]
    here = {
        "insertion": letter + word[i : i + 1],
        "deletion": "",
        "substitution": letter,
        "transposition": word[i : i + 2][::-1],
    }[kind]
    return word[:i] + here + word[i + (2 if kind == "transposition" else 1) :]


def _read(output: Any, args: Args) -> Any:
    if output is None:
        return None
    if isinstance(output, tuple) and output in args[1]:
        raise Unread("a step", f"it returns the step {output}; wanted the misspelled word, a str")
    if not isinstance(output, str):
        kind = f"a {type(output).__name__}"
        raise Unread(kind, f"it returns {describe(output)}; wanted the misspelled word, a str")
    letters = [ord(letter) for letter in output[:LONGEST]]
    return np.array(letters + [0] * (LONGEST - len(letters)))


def _text(numbers: Array) -> str:
    return "".join(chr(number) for number in numbers if number)


def _of_the_steps(args: Args, numbers: Array) -> str | None:
    word, steps, _, _ = args
    made = {_taken(word, step): step for step in steps}
    if _text(numbers) not in made:
        return f"{_text(numbers)!r} is not the result of any step on {word!r}: {steps}"
    return None


def _the_drawn_one(args: Args, numbers: Array) -> str | None:
    word, steps, rates, u = args
    right = _taken(word, steps[_chosen(rates, u)])
    if _text(numbers) != right:
        shares = [round(float(s), 3) for s in accumulate(r / sum(rates) for r in rates)]
        return (
            f"another step was drawn: the shares of the rates, added up, are {shares} and u is "
            f"{u:.3f}, so it is {steps[_chosen(rates, u)]}"
        )
    return None


noisy = Exercise(
    name="noisy",
    arguments=("word", "steps", "rates", "u"),
    wanted=(
        "a word (str), the steps that can be taken on it (a list of (kind, place, letter)), their "
        "rates (a list of float) and a number u, 0 <= u < 1, to the misspelled word (str). The "
        "step is the first one whose rates added up, divided by the sum of all, exceed u. The "
        "place of an insertion may be len(word), the end."
    ),
    draw=_draw,
    reference=_answer(),
    reading=_read,
    properties=(
        Property("what a step makes", _of_the_steps),
        Property("the step that u draws", _the_drawn_one),
    ),
    wrong=(
        Misconception(
            "rates ignored",
            "each step is as likely as another: the rates say which mistakes people make",
            _answer(WAYS["uniform"]),
        ),
        Misconception(
            "always the likeliest",
            "the likeliest step is always taken: then every word has only one misspelling",
            _answer(WAYS["likeliest"]),
        ),
        Misconception(
            "not divided by the sum",
            "the rates are added up and never divided by their sum: they are no probabilities, and "
            "u is often larger than all of them",
            _answer(WAYS["unscaled"]),
            also=(_answer(WAYS["unscaled, at"]),),
        ),
        Misconception(
            "a sum that equals u",
            "a sum that *equals* u is taken: it must exceed u, > and not >= (searchsorted: "
            'side="right"). Else u = 0 draws a step of rate 0, which never happens',
            _answer(WAYS["at"]),
        ),
        Misconception(
            "a random number of its own",
            "u is not used: u is the random number; draw none of your own",
            _answer(WAYS["own"]),
            also=(_answer(WAYS["own, 42"]), _answer(WAYS["own, of JAX"])),
        ),
        Misconception(
            "the step comes out",
            "the step itself comes out, (kind, place, letter): take it, and return the word that "
            "it makes",
            lambda word, steps, rates, u: steps[_chosen(rates, u)],
        ),
        Misconception(
            "one too late",
            "the step *after* the drawn one is taken: the first sum that exceeds u tells it",
            _answer(WAYS["late"]),
            also=(_answer(WAYS["late, round"]),),
        ),
        Misconception(
            "one too early",
            "the step *before* the drawn one is taken: the first sum that exceeds u tells it",
            _answer(WAYS["early"]),
            also=(_answer(WAYS["early, round"]),),
        ),
        Misconception(
            "inserted behind",
            "an inserted letter stands behind the letter at its place; it belongs before it: "
            "word[:i] + letter + word[i:]",
            _instead("insertion", lambda w, i, c: w[: i + 1] + c + w[i + 1 :]),
        ),
        Misconception(
            "the wrong letter left out",
            "the letter after (or before) the place is left out: word[:i] + word[i + 1:]",
            _instead("deletion", lambda w, i, c: w[: i + 1] + w[i + 2 :]),
            also=(_instead("deletion", lambda w, i, c: w[: i - 1] + w[i:]),),
        ),
        Misconception(
            "the rest lost",
            "a deletion drops all that follows: word[:i] + word[i + 1:]",
            _instead("deletion", lambda w, i, c: w[:i]),
        ),
        Misconception(
            "the first such letter left out",
            "the first such letter of the word is left out, not the one at the place: str.replace "
            "with a count of 1 begins at the left. Cut at the place: word[:i] + word[i + 1:]",
            _by_replace(1, "deletion"),
            also=(_by_replace(1, "deletion", "substitution"), _by_replace(1, *KINDS)),
        ),
        Misconception(
            "all such letters left out",
            "all such letters of the word are left out, not only the one at the place: that is "
            "str.replace. Cut at the place: word[:i] + word[i + 1:]",
            _by_replace(-1, "deletion"),
            also=(_by_replace(-1, "deletion", "substitution"), _by_replace(-1, *KINDS)),
        ),
        Misconception(
            "the first such letter replaced",
            "a substitution changes the first such letter of the word, not the one at the place: "
            "str.replace with a count of 1 begins at the left. Cut at the place: word[:i] + letter "
            "+ word[i + 1:]",
            _by_replace(1, "substitution"),
        ),
        Misconception(
            "all such letters replaced",
            "a substitution changes all such letters of the word, not only the one at the place: "
            "that is str.replace. Cut at the place: word[:i] + letter + word[i + 1:]",
            _by_replace(-1, "substitution"),
        ),
        Misconception(
            "the first such pair swapped",
            "the two letters are swapped where they stand first in the word, or wherever they "
            "stand: that is str.replace. Swap those at the place",
            _by_replace(1, "transposition"),
            also=(_by_replace(-1, "transposition"),),
        ),
        Misconception(
            "nothing put in at the end",
            "an insertion at the end is lost: its place is len(word), and word[:i] + letter + "
            "word[i:] puts it there",
            _instead("insertion", lambda w, i, c: w[:i] + c + w[i:] if i < len(w) else w),
        ),
        Misconception(
            "nothing replaced",
            "a substitution puts its letter in and keeps the old one: that is an insertion",
            _instead("substitution", lambda w, i, c: w[:i] + c + w[i:]),
        ),
        Misconception(
            "swapped with the one before",
            "the letter at the place changes places with the one before it; it is the one after it",
            _instead("transposition", lambda w, i, c: w[: i - 1] + w[i] + w[i - 1] + w[i + 1 :]),
        ),
        Misconception(
            "one letter written twice",
            "a swap writes the second letter twice: word[:i] + word[i + 1] + word[i] + "
            "word[i + 2:]",
            _instead("transposition", lambda w, i, c: w[:i] + c + w[i + 1 :]),
        ),
        Misconception(
            "the word as it is",
            "the word comes out as it went in: texts cannot be changed, so build a new one and "
            "return it",
            lambda word, steps, rates, u: word,
        ),
    ),
    right=(_answer(), _with_numpy),
    hint=(
        "Add the rates up one by one until the sum exceeds u * sum(rates): that step is drawn. "
        "Then one line for each kind, with i its place: word[:i], what stands there now, and the "
        "rest from i, i + 1 or i + 2 on."
    ),
)
