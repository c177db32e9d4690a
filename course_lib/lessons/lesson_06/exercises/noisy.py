"""Exercise: a noisy channel. Draw one step by its rate, and take it."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import Unread, describe
from course_lib.lessons.lesson_06.noisy_mistakes import WRONG
from course_lib.lessons.lesson_06.noisy_ways import KINDS, WAYS, Step, answer, chosen, taken

Array = np.ndarray
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
            for name, choose in {"right": chosen, **WAYS}.items()
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
    made = {taken(word, step): step for step in steps}
    if _text(numbers) not in made:
        return f"{_text(numbers)!r} is not the result of any step on {word!r}: {steps}"
    return None


def _the_drawn_one(args: Args, numbers: Array) -> str | None:
    word, steps, rates, u = args
    right = taken(word, steps[chosen(rates, u)])
    if _text(numbers) != right:
        shares = [round(float(s), 3) for s in accumulate(r / sum(rates) for r in rates)]
        return (
            f"another step was drawn: the shares of the rates, added up, are {shares} and u is "
            f"{u:.3f}, so it is {steps[chosen(rates, u)]}"
        )
    return None


def _compiles(function: Any, cases: Sequence[Case]) -> str | None:
    """What to say of a right answer that calls JAX: it compiles for each number of steps."""
    names = getattr(getattr(function, "__code__", None), "co_names", ())
    if {"jnp", "jax"}.isdisjoint(names):
        return None
    return (
        "Right, and slow: training calls this function 70,000 times, and jnp compiles anew for "
        "each number of steps. Write np for jnp."
    )


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
    reference=answer(),
    reading=_read,
    properties=(
        Property("what a step makes", _of_the_steps),
        Property("the step that u draws", _the_drawn_one),
    ),
    wrong=WRONG,
    right=(answer(), _with_numpy),
    hint=(
        "Add the rates up one by one until the sum exceeds u * sum(rates): that step is drawn. "
        "Then one line for each kind, with i its place: word[:i], what stands there now, and the "
        "rest from i, i + 1 or i + 2 on. u is the random number: draw no other."
    ),
    remark=_compiles,
)
