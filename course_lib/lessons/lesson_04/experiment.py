"""Lesson 04: soft against hard attention, and how the hard kind can be trained."""

import time
from collections.abc import Callable
from typing import Any

import jax.numpy as jnp
import numpy as np

from course_lib.analysis import erasure
from course_lib.analysis.estimators.variance import gradient_variance
from course_lib.analysis.evaluation import evaluate
from course_lib.analysis.forced_decoding import force_all
from course_lib.data import WORD_REVERSAL, pairs_to_batch
from course_lib.lessons.lesson_04.reading_cost import reading_times
from course_lib.lessons.recording.configured import curve_of, recipe_of, stream_of
from course_lib.lessons.recording.record import Config, Experiment
from course_lib.lessons.scale import shrink
from course_lib.model.table import Seq2Seq, build, count_parameters
from course_lib.training.fit import History, Objective, Remembering, fit
from course_lib.training.reinforce import BASELINES, Reinforce, entropy
from course_lib.training.teacher_forcing import teacher_forced

EDGES = (8, 13, 19, 25)  # buckets of source length: 8-12, 13-18, 19-24
EARLY = 50  # steps: at the end of the warm-up, nothing is learned yet but the letters' shares
BASE: Config = {
    "task": "word_reversal",
    "model": "luong_general",
    "alignment": "soft",
    "embedding": 64,
    "embedding_start": "glorot",
    "hidden": 128,
    "batch": 64,
    "lengths": [8, 24],
    "buckets": [24],
    "steps": 600,
    "learning_rate": 5e-3,
    "warmup": 50,
    "clip": 1.0,
    "test_sentences": 300,
    "erased_sentences": 60,
}
IMMEDIATE: Config = {"reward": "immediate", "baseline": "moving", "entropy": 0.01}
HARD: Config = {**BASE, "alignment": "hard", "reinforce": IMMEDIATE}


def hard(**changes: Any) -> Config:
    """The configuration "hard" with another estimator."""
    return {**HARD, "reinforce": {**IMMEDIATE, **changes}}


# The choice of g needs the additive score, and a smaller model is enough to tell the rows apart.
ADDITIVE: Config = {**BASE, "model": "bahdanau", "hidden": 64, "steps": 400, "erased_sentences": 0}
ENTRIES: dict[str, Config] = {
    "soft": BASE,
    "hard": HARD,
    "hard, no baseline": hard(baseline="none"),
    "hard, no entropy": hard(entropy=0.0),
    "hard, total, no baseline": hard(reward="total", baseline="none"),
    "hard, total": hard(reward="total"),
    "hard, to go": hard(reward="to_go", baseline="per_step"),
    "straight-through": {**BASE, "alignment": "straight_through"},
    "half soft": {**HARD, "alignment": "half_soft"},
    "hard, bahdanau": {**HARD, "model": "bahdanau"},
    "g: tanh, hidden": {**ADDITIVE, "score": "additive"},
    "g: sigmoid, hidden": {**ADDITIVE, "score": "additive_sigmoid"},
    "g: relu, hidden": {**ADDITIVE, "score": "additive_relu"},
    "g: tanh, score": {**ADDITIVE, "score": "additive_then_tanh"},
    "g: sigmoid, score": {**ADDITIVE, "score": "additive_then_sigmoid"},
    "g: relu, score": {**ADDITIVE, "score": "additive_then_relu"},
    "g: tanh, score alone": {**ADDITIVE, "score": "linear_then_tanh"},
    "reads": {"read_lengths": [16, 64, 256, 1024], "batch": 64, "width": 128, "repeats": 30},
}


def objective_of(config: Config) -> Objective | Remembering:
    """REINFORCE where the configuration says how, teacher forcing alone where it does not."""
    if "reinforce" not in config:
        return teacher_forced
    return Reinforce(**config["reinforce"])


def train(
    config: Config,
    seed: int,
    *,
    progress: bool = True,
    stop: Callable[[History], bool] | None = None,
) -> tuple[Seq2Seq, History]:
    """The model of one configuration, trained on one seed (for weights, data, order and draws)."""
    config = shrink(config)
    changes = {"score": config["score"]} if "score" in config else {}
    model = build(
        config["model"],
        WORD_REVERSAL.vocab,
        hidden=config["hidden"],
        embedding=config["embedding"],
        embedding_start=config["embedding_start"],
        seed=seed,
        alignment=config["alignment"],
        **changes,
    )
    stream = stream_of(config, seed)
    recipe = recipe_of(config, seed)
    history = fit(
        model,
        stream,
        recipe,
        objective=objective_of(config),
        stop=stop,
        name=config["alignment"],
        progress=progress,
    )
    return model, history


def variances(model: Seq2Seq, config: Config, *, samples: int = 32) -> dict[str, Any]:
    """The gradient's variance by reward and baseline, at these parameters and on one fixed batch.

    Of the configuration's own reward and the total one, on 16 test sentences, without the entropy's
    part: `variance`, `scores` and `mean`, as in `estimates.Spread`.
    """
    pairs = WORD_REVERSAL.test_set(16, tuple(config["lengths"]), seed=1)
    batch = pairs_to_batch(pairs, WORD_REVERSAL.vocab, config["buckets"][-1])
    rewards = dict.fromkeys((config["reinforce"]["reward"], "total"))
    estimators = {f"{r} {b}": Reinforce(r, b) for r in rewards for b in BASELINES}
    found = gradient_variance(model, batch, estimators, samples=samples)
    return {r: {b: found[f"{r} {b}"]._asdict() for b in BASELINES} for r in rewards}


def early(config: Config, seed: int) -> Seq2Seq:
    """The model as it is after the first `EARLY` steps of its training."""
    return train(config, seed, progress=False, stop=lambda h: h.steps >= EARLY)[0]


def sharpness(model: Seq2Seq) -> dict[str, float]:
    """The mean largest weight, and the mean entropy in nats, over the steps of 100 sentences."""
    pairs = WORD_REVERSAL.test_set(100, (8, 24))
    read = force_all(model, [(pair.source, pair.target) for pair in pairs])
    rows = [one.weights for one in read if one.weights is not None]
    spread = np.concatenate([np.asarray(entropy(jnp.asarray(weights))) for weights in rows])
    largest = np.concatenate([weights.max(axis=1) for weights in rows])
    return {"largest": float(largest.mean()), "entropy": float(spread.mean())}


def measure(model: Seq2Seq, history: History, config: Config) -> dict[str, Any]:
    """All that the lesson reports of one trained model."""
    lengths = tuple(config["lengths"])
    test = WORD_REVERSAL.test_set(config["test_sentences"], lengths)
    results: dict[str, Any] = {
        "parameters": count_parameters(model),
        "training_seconds": round(history.seconds, 1),
        "steps": history.steps,
        **evaluate(model, test, edges=EDGES),
        "sharpness": sharpness(model),
        "curve": curve_of(history),
    }
    if "reinforce" in config:
        results["late"] = variances(model, config)
    if config["erased_sentences"]:
        pairs = WORD_REVERSAL.test_set(config["erased_sentences"], lengths, seed=2)
        results["erasure"] = {
            way: erasure.summary(erasure.erase(model, pairs, way=way)) for way in erasure.WAYS
        }
    return results


def run(config: Config, seed: int) -> dict[str, Any]:
    if "read_lengths" in config:
        sizes = {name: config[name] for name in ("batch", "width", "repeats")}
        return reading_times(config["read_lengths"], **sizes)
    # Wall clock says how long a reader waits, and the processor's how much work it was: the second
    # hardly depends on what else the machine does.
    began = time.process_time()
    model, history = train(config, seed)
    spent = {"cpu_seconds": round(time.process_time() - began, 1)}
    before = {}
    if "reinforce" in config:
        before = {"early": variances(early(config, seed), config)}
    return {**spent, **before, **measure(model, history, config)}


EXPERIMENT = Experiment("04_hard_attention", ENTRIES, run)
