"""Lesson 02: the LSTM encoder-decoder. What teacher forcing, a reversed source, a random first
state and a wrong mask do to it."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from course_lib.analysis.exposure_gap import measure_exposure
from course_lib.analysis.forced_decoding import force_all
from course_lib.analysis.metrics import character_accuracy
from course_lib.data import TASKS
from course_lib.kernels.parameters import choose
from course_lib.lessons.lesson_02.random_start import RandomStart, measure_starts
from course_lib.lessons.lesson_02.searches import compare_searches
from course_lib.lessons.lesson_02.wrong_masks import MASKS, allowing, reading_padding, values
from course_lib.lessons.recording.configured import curve_of, recipe_of, stream_of
from course_lib.lessons.recording.record import Config, Experiment
from course_lib.lessons.scale import shrink
from course_lib.model.readers import TextReading
from course_lib.model.seq2seq import Seq2Seq, count_parameters
from course_lib.model.table import build
from course_lib.search import transduce_all
from course_lib.training import schedules
from course_lib.training.fit import History, Objective, fit
from course_lib.training.scheduled_sampling import ScheduledSampling
from course_lib.training.schedules import Schedule
from course_lib.training.teacher_forcing import teacher_forced

LONGEST = 64  # decoding pads its sources to this
PLACES = 10  # of a target; few sentences are longer
BASE: Config = {
    "task": "word_reversal",
    "model": "init_state",
    "hidden": 128,
    "embedding": 64,
    "directions": 1,
    "reverse": False,
    "objective": "teacher forcing",
    "batch": 64,
    "lengths": [4, 12],
    "buckets": [12],
    "steps": 400,
    "learning_rate": 3e-3,
    "warmup": 50,
    "clip": 1.0,
    "test_sentences": 500,
}
# Undertrained on purpose: what a model that errs does with its own errors.
SCHEDULED: Config = {**BASE, "objective": "scheduled sampling", "pick": "sampled"}
# Over the run, each of the three tells the truth half of the time.
DECAYS: dict[str, Config] = {
    "linear": {"schedule": "Linear", "schedule_steps": {"steps": 400.0}},
    "exponential": {"schedule": "Exponential", "schedule_steps": {"half": 175.0}},
    "inverse sigmoid": {"schedule": "InverseSigmoid", "schedule_steps": {"half": 200.0}},
}
MORE: Config = {"steps": 1600}  # most of what this model can learn
NEVER: Config = {"schedule": "Constant", "schedule_steps": {"rate": 0.0}}
START: Config = {**BASE, "model": "static_context", "steps": 800}

# The one-directional encoder reads the source from its start, or from its end. Word-wise reversal,
# forward, is `init_state` itself.
REVERSED = ("copy, reversed", "word_reversal, reversed", "full_reversal, reversed")
FORWARD = ("copy, forward", "init_state", "full_reversal, forward")


def reading(name: str) -> Config:
    """The configuration of "task, reversed" or "task, forward"."""
    task, way = name.split(", ")
    return {**BASE, "task": task, "reverse": way == "reversed"}


ENTRIES: dict[str, Config] = {
    "init_state": {**BASE, "masks": "right", "beams": [2, 5, 10, 20], "beam_sentences": 300},
    "linear": {**SCHEDULED, **DECAYS["linear"]},
    "init_state, 4x steps": {**BASE, **MORE},
    "linear, 4x steps": {
        **SCHEDULED,
        **MORE,
        "schedule": "Linear",
        "schedule_steps": {"steps": 1600.0},
    },
    **{name: reading(name) for name in (*REVERSED, *FORWARD) if name != "init_state"},
    **{f"masks: {wrong}": {**BASE, "masks": wrong} for wrong in MASKS if wrong != "right"},
    "static_context_token": {**BASE, "model": "static_context_token"},
    "never the truth": {**SCHEDULED, **NEVER},
    "exponential": {**SCHEDULED, **DECAYS["exponential"]},
    "inverse sigmoid": {**SCHEDULED, **DECAYS["inverse sigmoid"]},
    "linear, likeliest": {**SCHEDULED, **DECAYS["linear"], "pick": "likeliest"},
    **{f"first state {kind}": {**START, "first": kind} for kind in ("zeros", "fixed", "fresh")},
}


def make_schedule(config: Config) -> Schedule:
    """The schedule of one configuration."""
    return getattr(schedules, config["schedule"])(**config["schedule_steps"])


def make_objective(config: Config, seed: int) -> Objective:
    """What a configuration learns by."""
    if config["objective"] == "scheduled sampling":
        return ScheduledSampling(make_schedule(config), config["pick"])
    if config.get("first", "zeros") != "zeros":
        return RandomStart(fresh=config["first"] == "fresh", seed=seed)
    if "masks" in config:
        return choose(MASKS, config["masks"], "way to mask")[0]
    return teacher_forced


def make_model(config: Config, seed: int) -> Seq2Seq:
    """The untrained model of one configuration."""
    reading = TextReading(directions=config["directions"], reverse=config["reverse"])
    model = build(
        config["model"],
        TASKS[config["task"]].vocab,
        hidden=config["hidden"],
        embedding=config["embedding"],
        max_length=LONGEST,
        seed=seed,
        reading=reading,
    )
    return reading_padding(model) if MASKS[config.get("masks", "right")][1] else model


def train(config: Config, seed: int, *, progress: bool = True) -> tuple[Seq2Seq, History]:
    """The model of one configuration, trained on one seed (for weights, data and order alike)."""
    config = shrink(config)
    model = make_model(config, seed)
    stream = stream_of(config, seed)
    recipe = recipe_of(config, seed)
    objective = make_objective(config, seed)
    name = f"{config['model']}, {config['task']}"
    return model, fit(model, stream, recipe, objective=objective, name=name, progress=progress)


def measure(model: Seq2Seq, history: History, config: Config) -> dict[str, Any]:
    """All that the lesson reports of one trained model.

    `forced`, `free`, `gap`, `loss` and `exact` are those of `exposure`; `character` is the share of
    characters that are right at their place, free running; `by_place` the share at each of the
    places that are counted, teacher-forced and free-running.
    """
    pairs = TASKS[config["task"]].test_set(config["test_sentences"], tuple(config["lengths"]))
    seen = measure_exposure(model, pairs)
    written = [found.target for found in transduce_all(model, [pair.source for pair in pairs])]
    forced = force_all(model, [(pair.source, pair.target) for pair in pairs])
    return {
        "parameters": count_parameters(model),
        "training_seconds": round(history.seconds, 1),
        **seen._asdict(),
        "gap": seen.gap,
        "character": character_accuracy(written, [pair.target for pair in pairs]),
        "by_place": {
            "forced": by_place([one.right[:-1] for one in forced]),
            "free": by_place(
                [right_places(pair.target, text) for pair, text in zip(pairs, written, strict=True)]
            ),
        },
        "curve": curve_of(history, every=10),
    }


def right_places(wanted: str, written: str) -> list[bool]:
    """Whether each character of an answer stands at its place in what was written."""
    return [written[t : t + 1] == character for t, character in enumerate(wanted)]


def by_place(right: Sequence[Sequence[bool] | np.ndarray]) -> list[float]:
    """The share of sentences that are right at target place 1 to `PLACES`, of those as long."""
    places = [[one[t] for one in right if len(one) > t] for t in range(PLACES)]
    return [round(float(np.mean(there)), 4) for there in places]


def measure_more(model: Seq2Seq, config: Config, seed: int) -> dict[str, Any]:
    """What the lesson reports beside that of some configurations.

    `starts`: a model with a random first state, begun in several. `as_padded`: a model's exposure
    when its sources are padded no further than in training (decoding pads to `LONGEST`).
    `mask_values`: the loss of one right model by each wrong mask. `searches`: greedy and beams.
    """
    longest = config["buckets"][-1]
    pairs = TASKS[config["task"]].test_set(config["test_sentences"], tuple(config["lengths"]))
    found: dict[str, Any] = {}
    if "first" in config:
        found["starts"] = measure_starts(model, pairs, longest, seed)
    if "masks" in config:
        found["as_padded"] = measure_exposure(allowing(model, longest), pairs)._asdict()
    if config.get("masks") == "right":
        found["mask_values"] = values(model, pairs[: config["batch"]], (longest, 2 * longest))
    if "beams" in config:
        few = pairs[: config["beam_sentences"]]
        found["searches"] = compare_searches(model, few, config["beams"])
    return found


def run(config: Config, seed: int) -> dict[str, Any]:
    model, history = train(config, seed)
    return {**measure(model, history, config), **measure_more(model, config, seed)}


EXPERIMENT = Experiment("02_encoder_decoder", ENTRIES, run)
