"""The mistakes that the bank of `error_kinds` knows, and the walk that they change."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Misconception
from course_lib.lessons.coursework.ps5.bank.edit_distances_mistakes import distances

Array = Any  # NumPy's in the bank, JAX's in a check
Tokens = Sequence[str]
ORDER = ("match", "swapped", "replaced", "extra", "missing")  # of the looks, the first that fits
KINDS = ("extra", "missing", "replaced", "swapped")  # of the counts
TWO_FOR_A_SWAP = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 2, 0]])
STEPS = {"match": (1, 1), "swapped": (2, 2), "replaced": (1, 1), "extra": (1, 0), "missing": (0, 1)}


def walk(
    table: Array,
    written: Tokens,
    wanted: Tokens,
    *,
    order: Sequence[str] = ORDER,
    steps: dict[str, tuple[int, int]] = STEPS,
    goes_on: Callable[[int, int], bool] = lambda i, j: i > 0 or j > 0,
    named: Callable[[str], str] = lambda kind: kind,
) -> Array:
    """The counts of `error_kinds`, one thing of the walk changed or none."""
    i, j, counts = len(written), len(wanted), Counter[str]()
    while goes_on(i, j):
        for kind in order:
            down, across = STEPS[kind]
            if down > i or across > j:
                continue
            if kind == "match" and written[i - 1] != wanted[j - 1]:
                continue
            if kind == "swapped" and [*written[i - 2 : i]] != [wanted[j - 1], wanted[j - 2]]:
                continue
            if table[i - down, j - across] + (kind != "match") == table[i, j]:
                break
        else:
            return np.full(4, np.nan)  # no look fits, as after a step that leads off the way
        counts[named(kind)] += 1
        i, j = i - steps[kind][0], j - steps[kind][1]
    return np.array([float(counts[kind]) for kind in KINDS])


def _other(**changed: Any) -> Callable[..., Array]:
    return lambda *args: walk(*args, **changed)


def _ordered(*places: int) -> Callable[..., Array]:
    return lambda *args: walk(*args)[list(places)]


def _renamed(**names: str) -> Callable[..., Array]:
    return _other(named=lambda kind: names.get(kind, kind))


def _place_by_place(_: Array, written: Tokens, wanted: Tokens) -> Array:
    differ = sum(a != b for a, b in zip(written, wanted, strict=False))
    more = len(written) - len(wanted)
    return np.array([max(more, 0), max(-more, 0), differ, 0.0])


def _bags(together: bool) -> Callable[..., Array]:
    def answer(_: Array, written: Tokens, wanted: Tokens) -> Array:
        ours, theirs = Counter(written), Counter(wanted)
        extra, missing = (ours - theirs).total(), (theirs - ours).total()
        replaced = min(extra, missing) if together else 0
        return np.array([extra - replaced, missing - replaced, replaced, 0.0])

    return answer


def _forwards(table: Array, written: Tokens, wanted: Tokens) -> Array:
    """The walk from the other end, with the table of the texts turned round."""
    turned = written[::-1], wanted[::-1]
    return walk(distances(*turned), *turned)


def _shares(*args: Any) -> Array:
    counts = walk(*args)
    return counts / max(counts.sum(), 1)


def _without_swaps(table: Array, written: Tokens, wanted: Tokens) -> Array:
    """The walk that knows no swap: where no other look fits, the last one is taken."""
    looks = ("replaced", "extra", "missing")
    i, j, counts = len(written), len(wanted), Counter[str]()
    while i or j:
        if i and j and written[i - 1] == wanted[j - 1]:
            i, j = i - 1, j - 1
            continue
        fits = [kind for kind in looks if STEPS[kind][0] <= i and STEPS[kind][1] <= j]
        found = [k for k in fits if table[i - STEPS[k][0], j - STEPS[k][1]] + 1 == table[i, j]]
        kind = (found or fits[-1:])[0]
        counts[kind] += 1
        i, j = i - STEPS[kind][0], j - STEPS[kind][1]
    return np.array([float(counts[kind]) for kind in KINDS])


def _loosely(table: Array, written: Tokens, wanted: Tokens) -> Array:
    """Every step along the diagonal counts as replaced, a match too; a swap is looked for first."""
    return walk(
        table,
        written,
        wanted,
        order=("swapped", "match", "replaced", "extra", "missing"),
        named=lambda kind: "replaced" if kind == "match" else kind,
    )


WRONG = (
    Misconception(
        "extra and missing exchanged",
        "extra and missing are exchanged: an extra token stands in what was written and not in "
        "what was wanted",
        _ordered(1, 0, 2, 3),
    ),
    Misconception(
        "the start left out",
        "the walk ends as soon as one of the two texts is used up: what is left of the other is "
        "extra or missing, too",
        _other(goes_on=lambda i, j: i > 0 and j > 0),
    ),
    Misconception(
        "no swaps",
        "no swap is ever found: it goes back to table[i - 2, j - 2]",
        _without_swaps,
    ),
    Misconception(
        "a swap counted as two replaced",
        "a swap counts as two replaced tokens: it is one error of its own kind",
        lambda *args: walk(*args) @ TWO_FOR_A_SWAP,
    ),
    Misconception(
        "a swap counted as one replaced",
        "a swap counts as one replaced token: it has a count of its own, the fourth",
        _renamed(swapped="replaced"),
    ),
    Misconception(
        "a swap counted twice",
        "each swap counts twice: two tokens changed places, and that is one error",
        lambda *args: walk(*args) * np.array([1, 1, 1, 2]),
    ),
    Misconception(
        "replacing tried last",
        "extra and missing tokens are looked for before replaced ones: where several ways are as "
        "short, the order of the list decides",
        _other(order=("match", "swapped", "extra", "missing", "replaced")),
    ),
    Misconception(
        "missing before extra",
        "missing tokens are looked for before extra ones: where several ways are as short, the "
        "order of the list decides",
        _other(order=("match", "swapped", "replaced", "missing", "extra")),
    ),
    Misconception(
        "swaps tried last",
        "a swap is looked for after extra and missing tokens: where several ways are as short, the "
        "order of the list decides",
        _other(order=("match", "replaced", "extra", "missing", "swapped")),
    ),
    Misconception(
        "place by place",
        "the texts are compared place by place: after one missing token all the rest is shifted",
        _place_by_place,
    ),
    Misconception(
        "order ignored",
        "only which tokens there are is compared, not where they stand",
        _bags(True),
        also=(_bags(False),),
    ),
    Misconception(
        "a match counted as replaced",
        "tokens that are the same on both sides count as replaced: they are no error",
        _renamed(match="replaced"),
        also=(_loosely,),
    ),
    Misconception(
        "another order of the four",
        "the four counts stand in another order: extra, missing, replaced, swapped",
        _ordered(2, 0, 1, 3),
        also=tuple(
            _ordered(*places)
            for places in ((2, 1, 0, 3), (0, 2, 1, 3), (1, 2, 0, 3), (3, 2, 1, 0), (3, 0, 1, 2))
        ),
    ),
    Misconception(
        "shares",
        "the shares of the kinds come out: their counts are wanted",
        _shares,
        also=(lambda *args: walk(*args) / max(len(args[2]), 1),),
    ),
    Misconception(
        "one number for all",
        "the number of all errors comes out: four counts are wanted, one for each kind",
        lambda *args: float(walk(*args).sum()),
    ),
    Misconception(
        "walked from the start",
        "the walk goes from the first tokens to the last: where several ways are as short, it "
        "finds another one. Start at table[I, J]",
        _forwards,
    ),
)
