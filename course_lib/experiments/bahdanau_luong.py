"""Lesson 05: which state scores, where the context goes, what is fed back, and where to look."""

from typing import Any

from course_lib.encoders import Reading
from course_lib.evaluation import evaluate
from course_lib.experiments import fixed_context
from course_lib.experiments.attention_speed import kernel_times, step_times
from course_lib.experiments.configured import curve_of, recipe_of, stream_of
from course_lib.experiments.record import Config, Experiment, Record
from course_lib.lesson import shrink
from course_lib.models import Seq2Seq, build, count_parameters
from course_lib.tasks import TASKS
from course_lib.training import History, NonFiniteLoss, fit

# The widths with which each row is as large as luong_general with 128, and with 64:
# `models.matching_hidden` gave them, and a test says that they are within a few percent.
WIDTHS = {
    "static_context": (164, 84),
    "static_context_token": (152, 76),
    "init_state": (168, 80),
    "cho": (144, 72),
    "simple": (140, 72),
    "shared_input": (132, 64),
    "bahdanau": (124, 60),
    "bahdanau_article": (132, 64),
    "luong_dot": (132, 64),
    "luong_scaled_dot": (132, 64),
    "luong_general": (128, 64),
    "luong_concat": (124, 64),
    "luong_location": (128, 64),
    "luong_dot_unfed": (152, 76),
    "luong_general_unfed": (148, 72),
    "luong_concat_unfed": (140, 68),
    "luong_location_unfed": (148, 72),
    "luong_context_feed": (128, 64),
    "luong_local_m": (128, 64),
    "luong_local_p": (124, 64),
    "luong_local_p_renormalised": (124, 64),
    "luong_local_p_uncut": (124, 64),
}
# Variants that are no rows of the table: a row, what changes, and their widths.
VARIANTS: dict[str, tuple[str, Config, tuple[int, int]]] = {
    # From luong_concat to bahdanau, one change more each.
    "+ context fed": ("luong_concat", {"reads": ["token", "previous_context"]}, (124, 64)),
    "+ attends before": (
        "luong_concat",
        {"reads": ["token", "context"], "attends": "before"},
        (124, 64),
    ),
    "+ deep output": ("bahdanau", {"mix": "tanh"}, (124, 60)),
    # Bahdanau's other half-steps.
    "bahdanau, deep output, unmixed": ("bahdanau", {"mix": "none"}, (132, 64)),
    "bahdanau, one direction": ("bahdanau", {"directions": 1}, (116, 60)),
    "luong_general, one direction": ("luong_general", {"directions": 1}, (120, 60)),
    # Local-p whose window does not feed what it saw back into what places the window.
    "luong_local_p, unfed": ("luong_local_p", {"reads": ["token"]}, (144, 72)),
}
# Lesson 03 recorded these on word reversal, with the very same configuration: see `recorded`.
FROM_LESSON_03 = (
    "static_context",
    "static_context_token",
    "init_state",
    "luong_general",
    "bahdanau",
)

# Rows that say nothing new at one of the two sizes, or have entries of their own.
ONLY_SHORT = (
    "cho",
    "luong_location_unfed",
    "luong_local_p",
    "luong_local_p_renormalised",
    "luong_local_p_uncut",
)
LOCAL_SHORT = (
    "luong_local_m",
    "luong_local_p",
    "luong_local_p_renormalised",
    "luong_local_p_uncut",
)
ONLY_LONG = ("luong_scaled_dot", "luong_dot_unfed", "luong_concat_unfed")

BASE: Config = {
    "task": "word_reversal",
    "directions": 2,
    "changes": {},
    "embedding": 64,
    "batch": 64,
    "lengths": [10, 60],
    "buckets": [20, 40, 60],
    "steps": 800,
    "learning_rate": 3e-3,
    "warmup": 50,
    "clip": 1.0,
    "test_sentences": 500,
}
MIXED: Config = {"buckets": [60]}
LOCAL_TASKS = {"": "word_reversal", ", copy": "copy", ", full_reversal": "full_reversal"}
# Small models on short sentences: rows on all three tasks, and every half-step.
SHORT: Config = {"lengths": [6, 16], "buckets": [16], "steps": 400, "test_sentences": 300}
FIXED: Config = {**SHORT, "lengths": [16, 16]}
RUNS: Config = {**SHORT, "lengths": [10, 40], "buckets": [40]}
PATHS: Config = {**SHORT, "lengths": [4, 12], "buckets": [12], "steps": 2000}
KERNEL_TIMES: Config = {"times": "kernels", "sources": [16, 64, 256, 512, 1024, 2048, 4096]}
STEP_TIMES: Config = {"times": "steps", "lengths": [10, 20, 40, 60]}


def entry(name: str, task: str = "word_reversal", **sizes: Any) -> Config:
    """The configuration of a row or a variant; a smaller model where `sizes` are given."""
    row, changes, widths = VARIANTS.get(name) or (name, {}, WIDTHS[name])
    changes = dict(changes)
    directions = changes.pop("directions", 1 if name == "cho" else 2)
    width = widths[1 if sizes else 0]
    where = {"task": task, "model": row, "changes": changes, "directions": directions}
    return {**BASE, **where, "hidden": width, **sizes}


ENTRIES: dict[str, Config] = {
    # The rows on word reversal, 10 to 60 characters.
    **{name: entry(name) for name in WIDTHS if name not in (*FROM_LESSON_03, *ONLY_SHORT)},
    "bahdanau, one direction": entry("bahdanau, one direction"),
    # What is local, on the other two tasks at that length.
    **{
        f"luong_local_m, {task}": entry("luong_local_m", task) for task in ("copy", "full_reversal")
    },
    # A predicted centre is learned from batches that mix all lengths, and not from ten of one
    # length bucket after the other. With feeding, its gradients explode.
    **{
        f"luong_local_p, unfed{suffix}{more}": {
            **entry("luong_local_p, unfed", task),
            **MIXED,
            "steps": steps,
        }
        for more, steps in {"": 800, ", 1600 steps": 1600}.items()
        for suffix, task in LOCAL_TASKS.items()
    },
    **{
        f"luong_local_p_uncut{suffix}": entry("luong_local_p_uncut", task)
        for suffix, task in LOCAL_TASKS.items()
    },
    "luong_local_p, unfed, in buckets": entry("luong_local_p, unfed"),
    "luong_local_p": {**entry("luong_local_p"), **MIXED},
    # Where a position's number is enough: copying, and reversal of one known length.
    "luong_location, copy": entry("luong_location", "copy"),
    **{
        f"{name}, full_reversal, length 16": entry(name, "full_reversal", **FIXED)
        for name in ("luong_location", "luong_general")
    },
    # What only feeding tells: runs of equal letters, and links to follow.
    **{
        f"{name}, runs": entry(name, "runs", **RUNS)
        for name in ("luong_general", "luong_general_unfed", "luong_location", "bahdanau")
    },
    **{
        f"{name}, links": entry(name, "links", **PATHS)
        for name in ("luong_general", "luong_general_unfed", "luong_context_feed")
    },
    # From one paper to the other, and the rows on all tasks.
    **{
        f"{name}, word_reversal, short": entry(name, **SHORT)
        for name in ("luong_concat", "luong_general", "bahdanau", *LOCAL_SHORT, *VARIANTS)
    },
    **{
        f"{name}, {task}, short": entry(name, task, **SHORT)
        for task in ("copy", "full_reversal")
        for name in WIDTHS
        if name not in ONLY_LONG
    },
    "times, kernels": KERNEL_TIMES,
    "times, steps": STEP_TIMES,
}


def make_model(config: Config, seed: int) -> Seq2Seq:
    """The untrained model of one configuration."""
    changes: dict[str, Any] = {
        k: tuple(v) if isinstance(v, list) else v for k, v in config["changes"].items()
    }
    return build(
        config["model"],
        TASKS[config["task"]].vocab,
        hidden=config["hidden"],
        embedding=config["embedding"],
        seed=seed,
        reading=Reading(directions=config["directions"]),
        **changes,
    )


def train(config: Config, seed: int, *, progress: bool = True) -> tuple[Seq2Seq, History]:
    """The model of one configuration, trained on one seed (for weights, data and order alike).

    A run whose loss or gradient is not finite ends there, with the last good parameters.
    """
    config = shrink(config)
    model = make_model(config, seed)
    stream = stream_of(config, seed)
    recipe = recipe_of(config, seed)
    try:
        history = fit(model, stream, recipe, name=config["model"], progress=progress)
    except NonFiniteLoss as error:  # a result too: the history says so, and the record its steps
        history = error.history
    return model, history


def measure(model: Seq2Seq, history: History, config: Config) -> dict[str, Any]:
    """All that the lesson reports of one trained model."""
    low, high = config["lengths"]
    test = TASKS[config["task"]].test_set(config["test_sentences"], (low, high))
    edges = fixed_context.EDGES if config["lengths"] == BASE["lengths"] else (low, high + 1)
    found = evaluate(model, test, edges=edges)
    kept = ("exact", "cer", "character", "by_length", "alignment", "aer", "in_window")
    return {
        "parameters": count_parameters(model),
        "steps": history.steps,
        "training_seconds": round(history.seconds, 1),
        **{name: found[name] for name in kept if name in found},
        "curve": curve_of(history),
    }


def run(config: Config, seed: int) -> dict[str, Any]:
    """One run; the seeds of a timing are repetitions of it."""
    if "times" in config:
        sizes = {name: value for name, value in config.items() if name != "times"}
        return kernel_times(**sizes) if config["times"] == "kernels" else step_times(**sizes)
    model, history = train(config, seed)
    return measure(model, history, config)


EXPERIMENT = Experiment("05_bahdanau_luong", ENTRIES, run)


def recorded() -> Record:
    """This lesson's record, and beside it the runs of lesson 03 that it shares."""
    shared = fixed_context.EXPERIMENT.record().entries
    own = EXPERIMENT.record().entries
    return Record(EXPERIMENT, {**{name: shared[name] for name in FROM_LESSON_03}, **own})
