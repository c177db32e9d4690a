"""The mistakes that the bank of `sparsemax` knows."""

import numpy as np

from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Misconception
from course_lib.lessons.coursework.ps3.bank.sparsemax_ways import (
    above,
    cut,
    filled,
    nothing_real,
    of_real,
    padding_far_below,
    projected,
    tau_of,
    threshold,
    unmasked,
    zeroed,
)

WRONG = (
    Misconception(
        "softmax",
        "it is the softmax, which opens everything: sparsemax takes the threshold off the scores "
        "and has no exp in it",
        of_real(softmax),
        also=(lambda s, m: of_real(softmax)(s, m) if np.any(m) else np.full(len(s), np.nan),),
    ),
    Misconception(
        "mask ignored",
        "padding takes part like any real position: the mask is not used",
        unmasked,
    ),
    Misconception(
        "masked at the end alone",
        "padding is in the threshold, and becomes 0 at the end: by then it has taken weight from "
        "the others, so take it out before the scores are sorted",
        lambda s, m: zeroed(unmasked(s, m), m),
    ),
    Misconception(
        "mask inverted",
        "the padding is weighed and the real positions get 0: True means real",
        lambda s, m: projected(s, ~np.asarray(m)),
    ),
    Misconception(
        "padding scored 0",
        "padding gets the score 0, and a real score may be lower: give it minus infinity, or "
        "another number that is far below all scores",
        lambda s, m: zeroed(above(filled(s, m, 0.0), threshold(filled(s, m, 0.0))), m),
        also=(lambda s, m: above(filled(s, m, 0.0), threshold(filled(s, m, 0.0))),),
    ),
    Misconception(
        "sorted upwards",
        "the scores are sorted from the smallest up: the threshold is looked for from the largest "
        "down (jnp.sort(...)[::-1])",
        padding_far_below(order=np.sort),
        also=(
            padding_far_below(-np.inf, order=np.sort),
            padding_far_below(order=np.sort, kind=np.float32),
        ),
    ),
    Misconception(
        "not sorted",
        "the running sum goes over the scores as they stand: sort them first, the largest first",
        padding_far_below(order=np.array),
        also=(of_real(lambda r: above(r, threshold(r, order=np.array))),),
    ),
    Misconception(
        "one round only",
        "the threshold is that of all real positions. Where it closes one of them, the others "
        "have less to share out, and the threshold must be that of the open ones alone",
        of_real(lambda r: above(r, (r.sum() - 1) / len(r))),
        also=(
            of_real(lambda r: (up := above(r, (r.sum() - 1) / len(r))) / up.sum()),
            lambda s, m: of_real(lambda r: above(r, (r.sum() - 1) / len(s)))(s, m),
        ),
    ),
    Misconception(
        "positive scores divided by their sum",
        "negative scores are set to 0 and the rest is divided by its sum: adding a number to all "
        "scores would change the weights. Take off a threshold instead",
        of_real(lambda r: np.maximum(r, 0) / np.maximum(np.maximum(r, 0).sum(), 1e-9)),
        also=(of_real(lambda r: np.maximum(r, 0) / np.maximum(r, 0).sum()),),
    ),
    Misconception(
        "threshold one place on",
        "the sum in the threshold holds one score too many: the sum of the k largest stands at "
        "index k - 1 of the cumsum",
        padding_far_below(on=1),
        also=(
            padding_far_below(-np.inf, on=1),
            padding_far_below(-1e30, on=1),
            tau_of(lambda ordered, k: (ordered[: k + 1].sum() - 1) / (k + 1)),
            tau_of(lambda ordered, k: (ordered[: k + 1].sum() - 1) / (k + 1), -np.inf),
        ),
    ),
    Misconception(
        "counted from 0",
        "k counts from 0: the k-th largest score is compared with the sum of k of them, so k is "
        "1, 2, 3, ...",
        padding_far_below(first=0),
        also=(padding_far_below(-np.inf, first=0),),
    ),
    Misconception(
        "all on the largest",
        "everything goes to the largest score: others that are near it stay open, too",
        lambda s, m: of_real(lambda r: np.eye(len(r))[r.argmax()])(s, m),
        also=(
            of_real(lambda r: (r == r.max()) / 1.0),
            of_real(lambda r: (r == r.max()) / (r == r.max()).sum()),
        ),
    ),
    Misconception(
        "the last score for the sum",
        "the threshold is made of one score: it needs the sum of all open ones",
        tau_of(lambda ordered, k: (ordered[k - 1] - 1) / k),
        also=(tau_of(lambda ordered, k: (ordered[0] - 1) / k),),
    ),
    Misconception(
        "brackets in the threshold",
        "1 / k is taken off the sum: brackets are missing, it is (sum - 1) / k",
        tau_of(lambda ordered, k: ordered[:k].sum() - 1 / k),
    ),
    Misconception(
        "moved on one side",
        "the largest score was taken off before the threshold was worked out, and the threshold is "
        "then taken off scores that have not moved",
        tau_of(lambda ordered, k: (ordered[:k].sum() - 1) / k - ordered[0]),
    ),
    Misconception(
        "weights add up to nothing",
        "the threshold is the mean of the open scores: take 1 off their sum before you divide, or "
        "nothing is left to share out",
        of_real(lambda r: above(r, threshold(r) + 1 / (r > threshold(r)).sum())),
        also=(of_real(lambda r: r - r.mean()),),
    ),
    Misconception(
        "no maximum with 0",
        "the threshold is taken off, and what is below it stays negative: a closed position gets 0",
        of_real(lambda r: r - threshold(r)),
        also=(lambda s, m: np.where(np.any(m), filled(s, m, 0.0) - threshold(filled(s, m)), 0.0),),
    ),
    Misconception(
        "scores of the open ones",
        "the open positions keep their scores: the threshold must be taken off them",
        of_real(lambda r: np.where(r > threshold(r), r, 0.0)),
    ),
    Misconception(
        "open ones alike",
        "all open positions get the same weight: each gets its score less the threshold",
        of_real(lambda r: (r > threshold(r)) / (r > threshold(r)).sum()),
        also=(of_real(lambda r: (r > threshold(r)) * 1.0),),
    ),
    Misconception(
        "softmax of the open ones",
        "the right positions are open, and a softmax weighs them: the weight is the score less "
        "the threshold",
        of_real(cut),
        also=(of_real(lambda r: np.where(r > threshold(r), softmax(r), 0.0)),),
    ),
    Misconception(
        "sorted weights",
        "the weights are right and stand in order of size: each belongs to the place of its score",
        lambda s, m: np.sort(projected(s, m))[::-1],
        also=(lambda s, m: np.sort(projected(s, m)),),
    ),
    Misconception(
        "the threshold alone",
        "one number comes out, the threshold: the weights are wanted, [J]",
        lambda s, m: threshold(filled(s, m)),
    ),
    Misconception(
        "divided by their number",
        "the weights are divided by how many are open, though they add up to 1 already",
        of_real(lambda r: above(r, threshold(r)) / (r > threshold(r)).sum()),
        also=(lambda s, m: above(low := filled(s, m), tau := threshold(low)) / (low > tau).sum(),),
    ),
    Misconception(
        "padding left out",
        "there are as many weights as real positions: padding has its 0",
        lambda s, m: projected(s, m)[np.asarray(m)],
    ),
    Misconception(
        "nothing real",
        "right but for a row that is all padding: its weights are all 0",
        nothing_real(lambda ones: ones / len(ones)),
        also=(nothing_real(lambda ones: ones * np.nan), nothing_real(lambda ones: ones)),
    ),
)
