"""Lesson 08: headlines of reports, by models that copy and by models that cannot."""

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.data import Batches, Headlines, Pair
from course_lib.data.batches import shift_right
from course_lib.data.open_vocab import beside
from course_lib.data.vocab import END
from course_lib.lessons.recording.configured import curve_of, recipe_of
from course_lib.lessons.recording.record import Config
from course_lib.lessons.scale import shrink
from course_lib.model import MODELS, build
from course_lib.model.seq2seq import Seq2Seq, count_parameters
from course_lib.search import in_batches, replace_unknown, transduce_all
from course_lib.training.fit import History, fit

LONGEST = 44  # words of a report
LONGEST_HEADLINE = 7
NAMES = (0, 2)  # which words of a headline are names: who, "of", where


def task_of(config: Config, **changes: Any) -> Headlines:
    """Reports for a model: with numbers lent to unknown words, if it copies."""
    return Headlines(open=MODELS[config["model"]].copies, **changes)


def make_model(config: Config, seed: int) -> Seq2Seq:
    """The untrained model of one configuration; all read the same for their output."""
    return build(
        config["model"],
        task_of(config).source,
        hidden=config["hidden"],
        embedding=config["embedding"],
        max_length=LONGEST,
        seed=seed,
        cell=config["cell"],
        readout=MODELS["pointer_generator"].readout,
    )


def train(config: Config, seed: int, *, progress: bool = True) -> tuple[Seq2Seq, History]:
    """The model of one configuration, trained on one seed (for weights, data and order alike)."""
    config = shrink(config)
    model, edges = make_model(config, seed), tuple(config["buckets"])
    stream = Batches(
        task_of(config),
        batch=config["batch"],
        lengths=tuple(config["lengths"]),
        edges=edges,
        seed=seed,
        target_edges=(LONGEST_HEADLINE,) * len(edges),
    )
    recipe = recipe_of(config, seed)
    return model, fit(model, stream, recipe, name=config["model"], progress=progress)


def gates(model: Seq2Seq, pair: Pair) -> np.ndarray:
    """p_gen at each word of a headline read back, its end included: 1 to write, 0 to copy."""
    words = [*beside(model.spec.target, pair.source).encode(pair.target), END]
    _, _, sources, _ = next(in_batches(model, [pair.source], 1))
    source = jax.tree.map(lambda array: jnp.asarray(array[0]), sources)
    said, _ = model.said(source, shift_right(jnp.array([words]))[0])
    readout: Any = model.decoder.readout
    return np.asarray(jax.nn.sigmoid(readout.gate(said.features)[:, 0]))


def judged(written: Sequence[str], pairs: Sequence[Pair]) -> dict[str, float]:
    """The share of headlines that are right whole, of names that are right at their place, and of
    the other words."""
    names, others = list[bool](), list[bool]()
    for text, pair in zip(written, pairs, strict=True):
        words = dict(enumerate(text.split()))
        for place, word in enumerate(pair.target.split()):
            (names if place in NAMES else others).append(words.get(place) == word)
    whole = [text == pair.target for text, pair in zip(written, pairs, strict=True)]
    shares = {"exact": whole, "names": names, "others": others}
    return {name: float(np.mean(right)) for name, right in shares.items()}


def measure(model: Seq2Seq, history: History, config: Config) -> dict[str, Any]:
    """All that the lesson reports of one model: with unseen names, and with known ones. Where the
    unknown word can be written, also with each replaced by the word looked at most."""
    results: dict[str, Any] = {
        "parameters": count_parameters(model),
        "training_seconds": round(history.seconds, 1),
        "curve": curve_of(history),
    }
    for names in ("unseen", "known"):
        task = task_of(config, names=names)
        pairs = task.test_set(config["test_sentences"], tuple(config["lengths"]))
        found = transduce_all(model, [pair.source for pair in pairs])
        results[names] = judged([one.target for one in found], pairs)
        replaced = [replace_unknown(model, one) for one in found]
        results[f"{names}, replaced"] = judged(replaced, pairs)
    return results
