"""Lesson 02: greedy search against beams on one and the same model."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from course_lib.analysis.forced_decoding import force_all
from course_lib.analysis.metrics import exact_match
from course_lib.analysis.search_errors import Compared, Counts, tally
from course_lib.data import Pair
from course_lib.model.seq2seq import Seq2Seq
from course_lib.search import Beam, Greedy, Transduction, transduce_all
from course_lib.training.console import say


def compare_searches(
    model: Seq2Seq, pairs: Sequence[Pair], widths: Sequence[int]
) -> dict[str, Any]:
    """Greedy search and beams of each width, with and without length normalisation.

    exact: the share of sentences right in every character; log_probability: the mean of what the
    model gives to the whole sentence, in nats; length: the mean number of characters written.
    Beside greedy search: differ, the share of sentences that come out otherwise; higher and lower,
    the shares to which the model gives a higher or a lower probability than to greedy search's.
    """
    sources, gold = [pair.source for pair in pairs], [pair.target for pair in pairs]
    first = transduce_all(model, sources, search=Greedy())
    found: dict[str, Any] = {"sentences": len(pairs), "greedy": _quality(first, gold)}
    for width in widths:
        for penalty, name in ((0.0, f"beam {width}"), (1.0, f"beam {width}, normalised")):
            other = transduce_all(model, sources, search=Beam(width, penalty))
            counts = tally([Compared(*both) for both in zip(first, other, strict=True)])
            found[name] = {
                **_quality(other, gold),
                "differ": (len(pairs) - counts.same) / len(pairs),
                "higher": counts.higher / len(pairs),
                "lower": counts.lower / len(pairs),
            }
    return found


def tell_errors(
    model: Seq2Seq,
    pairs: Sequence[Pair],
    found: Mapping[str, Sequence[Transduction]],
    first: str,
    second: str,
) -> Counts:
    """Say what the second of two searches of `found` changed in the answers of the first one: how
    many became likelier, how many wrong ones of the first are less likely than the right text, and
    which became right or wrong, with an example of each and its log p in nats. The counts of both
    searches come back. Errors as in `force_all`.
    """
    one, other = found[first], found[second]
    counts = tally([Compared(*both) for both in zip(one, other, strict=True)])
    say(
        f"{second} changes {counts.higher + counts.lower} answers of {first}: {counts.higher} "
        f"become likelier"
    )
    right = {name: _right(found[name], pairs) for name in (first, second)}
    gold = force_all(model, [(pair.source, pair.target) for pair in pairs])
    likelier = [
        text.log_probability > mine.log_probability for text, mine in zip(gold, one, strict=True)
    ]
    say(
        f"{(~right[first]).sum()} answers of {first} are wrong; for "
        f"{(np.array(likelier) & ~right[first]).sum()} of them the right one is likelier"
    )
    for title, better, worse in (("repaired", second, first), ("spoiled", first, second)):
        cases = np.flatnonzero(right[better] & ~right[worse])
        say(f"{title} by {second}: {len(cases)} of {len(pairs)}")
        for i in cases[:1]:
            for name in (first, second):
                answer = found[name][i]
                log_p = f"log p {answer.log_probability:.2f}"
                say(f"  {pairs[i].source} -> {answer.target:14}{name:8}{log_p}")
    return counts


def _right(written: Sequence[Transduction], pairs: Sequence[Pair]) -> np.ndarray:
    return np.array([one.target == pair.target for one, pair in zip(written, pairs, strict=True)])


def _quality(written: Sequence[Transduction], gold: Sequence[str]) -> dict[str, float]:
    return {
        "exact": exact_match([one.target for one in written], gold),
        "log_probability": round(float(np.mean([one.log_probability for one in written])), 4),
        "length": float(np.mean([len(one.target) for one in written])),
    }
