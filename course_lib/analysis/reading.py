"""How well passages are read: the answers, and whether the weights lie on the supporting facts."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Float

from course_lib.analysis import metrics
from course_lib.analysis.forced_decoding import Forced, force_all
from course_lib.data.reading.passages import check_passage
from course_lib.data.task import Pair, known_alignment
from course_lib.devices import settings
from course_lib.model.readers import PassageReading
from course_lib.model.seq2seq import Seq2Seq, check_model
from course_lib.search import transduce_all


def on_facts(
    model: Seq2Seq, passage: Any, weights: Float[np.ndarray, "T _"]
) -> Float[np.ndarray, "T J"]:
    """The weights of each fact: those of a reader over facts as they are, those of a reader over
    words summed over the words of each fact. ValueError for a model that reads no passages, for
    what is no passage, and for weights of another number of positions."""
    check_model(model)
    reading = model.spec.wiring.reading
    settings.instance("model's reading", reading, PassageReading, "a PassageReading")
    facts = check_passage("passage", passage).facts
    weights = settings.numeric("weights", weights, "T J")
    sizes = [1] * len(facts)
    if reading.over == "words" and model.spec.source is not None:
        sizes = [len(model.spec.source.tokens(fact)) for fact in facts]
    if weights.shape[1] != sum(sizes):
        raise ValueError(
            f"weights must have {sum(sizes)} columns, as the passage has positions, got "
            f"{weights.shape[1]}"
        )
    return np.add.reduceat(weights, np.cumsum([0, *sizes[:-1]]), axis=1)


def evaluate_reading(
    model: Seq2Seq, pairs: Sequence[Pair], *, edges: Sequence[int]
) -> dict[str, Any]:
    """Free-running greedy answers of `model` to passages, and where it looked to give them.

    `exact` is the share of right answers, `by_facts` the same for buckets of so many facts between
    `edges`. For a model with weights, and pairs whose supporting facts are known, with the true
    answer given: `supporting` is the share of words of answers whose largest weight lies on a
    supporting fact, `placed` on the one that names the word, and `mass` the mean weight of all
    supporting facts. With several looks `looks` has the shares of `supporting` for each of them,
    and `all_found` the share of words for which the looks together found every supporting fact.

    ValueError for no pair, for what is no passage, and for a model of something else.
    """
    check_model(model)
    pairs = settings.several("pairs", pairs, Pair, "a Pair", least=1)
    metrics.check_edges(edges)
    counts = [len(check_passage(f"pairs[{i}].source", p.source).facts) for i, p in enumerate(pairs)]
    found = transduce_all(model, [pair.source for pair in pairs])
    right = np.array([f.target == p.target for f, p in zip(found, pairs, strict=True)], float)
    buckets = metrics.by_length(right, counts, edges)
    results: dict[str, Any] = {
        "exact": float(right.mean()),
        "by_facts": {
            "low": [bucket.low for bucket in buckets],
            "high": [bucket.high for bucket in buckets],
            "count": [bucket.count for bucket in buckets],
            "exact": [bucket.mean for bucket in buckets],
        },
    }
    known = [pair for pair in pairs if pair.alignment is not None]
    if model.spec.wiring.weighs and known:
        read = force_all(model, [(pair.source, pair.target) for pair in known])
        results |= supporting_facts(model, known, read)
    return results


def supporting_facts(
    model: Seq2Seq, pairs: Sequence[Pair], read: Sequence[Forced]
) -> dict[str, Any]:
    """What `evaluate_reading` says of the weights, for answers that were read back."""
    supporting, placed, mass, looks, every = [], [], [], [], []
    for pair, forced in zip(pairs, read, strict=True):
        assert forced.weights is not None  # the model weighs
        sure = known_alignment(pair)
        facts = on_facts(model, pair.source, forced.weights[: len(sure)])
        further = pair.possible or ((),) * len(sure)
        for t, (fact, others) in enumerate(zip(sure, further, strict=True)):
            all_of_them = {fact, *others}
            supporting.append(facts[t].argmax() in all_of_them)
            placed.append(facts[t].argmax() == fact)
            mass.append(facts[t][sorted(all_of_them)].sum())
            if forced.looks is not None:
                best = on_facts(model, pair.source, forced.looks[t]).argmax(axis=1)
                looks.append([int(j) in all_of_them for j in best])
                every.append(all_of_them <= set(best.tolist()))
    results: dict[str, Any] = {
        "supporting": float(np.mean(supporting)),
        "placed": float(np.mean(placed)),
        "mass": float(np.mean(mass)),
    }
    if looks:
        results["looks"] = np.mean(looks, axis=0).tolist()
        results["all_found"] = float(np.mean(every))
    return results
