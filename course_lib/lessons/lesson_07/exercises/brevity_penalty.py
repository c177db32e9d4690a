"""Exercise: the brevity penalty of BLEU, what a text too short is multiplied by."""

import math

import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import TOLERANCE, number

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def between(low: int, high: int) -> int:
        return int(rng.integers(low, high))

    many, short, long = between(12, 30), between(5, 10), between(8, 20)
    return [
        Case("a little too short", (many - between(1, 4), many)),
        Case("half as long", (short, 2 * short)),
        Case("less than half as long", (short, 2 * short + between(2, 5))),
        Case("as long", (long, long)),
        Case("too long", (long + between(2, 6), long)),
        Case("more than twice as long", (2 * short + between(1, 5), short)),
        Case("one word", (1, between(3, 6))),
    ]


def _loop(written: int, reference: int) -> float:
    if written >= reference:
        return 1.0
    return math.exp(1 - reference / written)


def _long_enough(args: Args, penalty: Array) -> str | None:
    written, reference = args
    if written >= reference and abs(penalty - 1) > TOLERANCE:
        return (
            f"{written} words where the reference has {reference} are not too few, so the penalty "
            f"is 1; it is {number(penalty)}"
        )
    return None


def _a_factor(args: Args, penalty: Array) -> str | None:
    if not 0 <= penalty <= 1 + TOLERANCE:
        return f"a penalty is a factor between 0 and 1; it is {number(penalty)}"
    return None


def _too_short(args: Args, penalty: Array) -> str | None:
    written, reference = args
    if written < reference and penalty > 1 - TOLERANCE:
        return (
            f"{written} words where the reference has {reference} are too few, so the penalty is "
            f"below 1; it is {number(penalty)}"
        )
    return None


brevity_penalty = Exercise(
    name="brevity_penalty",
    arguments=("written", "reference"),
    wanted=(
        "how many words were written and how many the reference has (two int above 0) to one "
        "number: 1 if written >= reference, else exp(1 - reference / written). With 5 and 10 it is "
        "exp(-1) = 0.368."
    ),
    draw=_draw,
    reference=_loop,
    properties=(
        Property("1 where it is long enough", _long_enough),
        Property("between 0 and 1", _a_factor),
        Property("below 1 where it is too short", _too_short),
    ),
    wrong=(
        Misconception(
            "ratio upside down",
            "a short text is rewarded: the ratio is upside down. It is reference / written, above "
            "1 where too little was written",
            lambda w, r: 1.0 if w >= r else math.exp(1 - w / r),
        ),
        Misconception(
            "long texts rewarded",
            "a text that is too long gets a factor above 1: the formula is for short texts alone, "
            "so take min(1, ...) or ask first",
            lambda w, r: math.exp(1 - r / w),
        ),
        Misconception(
            "ratio upside down, long texts punished",
            "exp(1 - written / reference) is below 1 for long texts and above 1 for short ones: it "
            "is reference / written, and never above 1",
            lambda w, r: math.exp(1 - w / r),
        ),
        Misconception(
            "condition turned round",
            "short texts get 1 and long ones the formula: the question is the wrong way round, 1 "
            "belongs to written >= reference",
            lambda w, r: 1.0 if w <= r else math.exp(1 - r / w),
        ),
        Misconception(
            "long texts punished",
            "long texts are punished and short ones not: the ratio is upside down, the exponent "
            "has the wrong sign, or the question is the wrong way round. Precision takes care of "
            "long texts",
            lambda w, r: 1.0 if w <= r else math.exp(1 - w / r),
            also=(lambda w, r: min(1.0, math.exp(r / w - 1)),),
        ),
        Misconception(
            "long and short texts punished",
            "long texts are punished as well: this penalty is for short ones alone, for precision "
            "takes care of the long ones",
            lambda w, r: math.exp(1 - max(w, r) / min(w, r)),
        ),
        Misconception(
            "plain ratio",
            "it is written / reference itself, without the exponential: exp(1 - reference / "
            "written) falls faster",
            lambda w, r: min(1.0, w / r),
            also=(lambda w, r: w / r,),
        ),
        Misconception(
            "reference / written itself",
            "it is reference / written itself: exp(1 - reference / written) is asked for",
            lambda w, r: 1.0 if w >= r else r / w,
            also=(lambda w, r: r / w,),
        ),
        Misconception(
            "the logarithm",
            "it is 1 - reference / written, the logarithm of the penalty: the exp is missing",
            lambda w, r: min(0.0, 1 - r / w),
            also=(lambda w, r: 1 - r / w, lambda w, r: 1.0 if w >= r else 1 - r / w),
        ),
        Misconception(
            "1 - missing",
            "the 1 - in the exponent is missing: a text one word short would lose nearly two "
            "thirds, and exp(1 - 1) is 1",
            lambda w, r: 1.0 if w >= r else math.exp(-r / w),
            also=(lambda w, r: math.exp(-r / w),),
        ),
        Misconception(
            "sign of the exponent",
            "the exponent has the wrong sign, and short texts are rewarded: it is 1 - reference / "
            "written",
            lambda w, r: 1.0 if w >= r else math.exp(r / w - 1),
            also=(lambda w, r: math.exp(r / w - 1),),
        ),
        Misconception(
            "the difference",
            "the exponent is the number of words that are missing: a long text would lose all for "
            "a few. It is 1 - reference / written, a ratio",
            lambda w, r: min(1.0, math.exp(w - r)),
            also=(lambda w, r: math.exp(w - r),),
        ),
        Misconception(
            "whole division",
            "the division is a whole one (//), which forgets what is left over: /",
            lambda w, r: 1.0 if w >= r else math.exp(1 - r // w),
        ),
        Misconception(
            "the share that is missing",
            "the exponent is written / reference - 1, the share of the words that is missing: it "
            "is divided by what was written, 1 - reference / written",
            lambda w, r: 1.0 if w >= r else math.exp(w / r - 1),
            also=(lambda w, r: math.exp(w / r - 1),),
        ),
        Misconception(
            "no penalty",
            "it is 1 whatever was written: the penalty is missing",
            lambda w, r: 1.0,
        ),
    ),
    right=(
        lambda written, reference: min(1.0, math.exp(1 - reference / written)),
        lambda written, reference: jnp.exp(jnp.minimum(0.0, 1 - reference / written)),
        lambda written, reference: np.where(
            written < reference, np.exp(1 - reference / written), 1
        ),
        _loop,
    ),
    hint=(
        "Which ratio is above 1 for a text that is too short? One minus that is negative, and its "
        "exp is below 1. For a text that is long enough min(1, ...) gives 1."
    ),
)
