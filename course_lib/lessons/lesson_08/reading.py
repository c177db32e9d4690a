"""Lesson 08: training and judging the readers of passages."""

from typing import Any

from course_lib.analysis import evaluate_reading
from course_lib.data import Batches, Pair, Whereabouts, read_babi
from course_lib.data.downloads import data_folder
from course_lib.lessons.recording.configured import curve_of, recipe_of
from course_lib.lessons.recording.record import Config
from course_lib.lessons.scale import shrink
from course_lib.model import PassageReading, build
from course_lib.model.seq2seq import Seq2Seq, count_parameters
from course_lib.training import Reinforce, teacher_forced
from course_lib.training.fit import History, fit

LONGEST_ANSWER = 2  # words of a place
BABI = "qa1_single-supporting-fact_train.txt"  # in a folder babi/ beside other data, if at hand
BABI_QUESTIONS = 1000
BABI_FACTS = 10  # all of its stories are as short


def task_of(config: Config, **changes: Any) -> Whereabouts:
    """The stories of a configuration, of any length; `changes` are fields of a `Whereabouts`."""
    facts = (config["lengths"][0], config["longer"][1])
    return Whereabouts(config["asks"], facts, **{"moved": config.get("moved", "any"), **changes})


def make_model(config: Config, seed: int) -> Seq2Seq:
    """The untrained model of one configuration."""
    reading = PassageReading(config["over"], config["summary"], config["story"])
    return build(
        config["model"],
        task_of(config).source,
        hidden=config["hidden"],
        embedding=config["embedding"],
        max_length=256,
        seed=seed,
        cell=config["cell"],
        alignment=config["alignment"],
        reading=reading,
    )


def train(config: Config, seed: int, *, progress: bool = True) -> tuple[Seq2Seq, History]:
    """The model of one configuration, trained on one seed (for weights, data and order alike).

    Where it has a `first`, the model learns with those changes before, and the history is that of
    what came last.
    """
    model = make_model(config, seed)
    for stage in [{**config, **config["first"]}, config] if "first" in config else [config]:
        history = learn(model, shrink(stage), seed, progress=progress)
    return model, history


def learn(model: Seq2Seq, config: Config, seed: int, *, progress: bool = True) -> History:
    """Train a model on the stories of one configuration."""
    low, high = config["lengths"]
    stream = Batches(
        task_of(config),
        batch=config["batch"],
        lengths=(low, high),
        edges=(high,),
        seed=seed,
        target_edges=(LONGEST_ANSWER,),
    )
    objective: Any = Reinforce(**config["reinforce"]) if "reinforce" in config else teacher_forced
    name = f"{config['model']}, {config['alignment']}, {config['asks']}"
    return fit(
        model, stream, recipe_of(config, seed), objective=objective, name=name, progress=progress
    )


def tests(config: Config) -> dict[str, list[Pair]]:
    """All stories that a model is asked about: of trained lengths and longer, with a fact that
    contradicts the answer and without, and with their facts shuffled."""
    count, trained, longer = config["test_sentences"], tuple(config["lengths"]), config["longer"]
    task = task_of(config)
    found = {
        "trained": task.test_set(count, trained),
        "longer": task.test_set(count, tuple(longer)),
    }
    if config["asks"] != "person":
        return found
    few = (max(trained[0], 3), trained[1])
    for moved in ("once", "again"):
        for order in ("told", "shuffled"):
            one = Whereabouts(facts=few, moved=moved, order=order)
            found[f"{moved}, {order}"] = one.test_set(count, few)
    return found


def babi() -> list[Pair] | None:
    """The first questions of the real file, or None where it is not at hand."""
    path = data_folder() / "babi" / BABI
    return read_babi(path)[:BABI_QUESTIONS] if path.is_file() else None


def measure(model: Seq2Seq, history: History, config: Config) -> dict[str, Any]:
    """All that the lesson reports of one trained reader."""
    results: dict[str, Any] = {
        "parameters": count_parameters(model),
        "training_seconds": round(history.seconds, 1),
        "curve": curve_of(history),
    }
    for name, pairs in tests(config).items():
        low, high = config["longer"] if name == "longer" else config["lengths"]
        results[name] = evaluate_reading(model, pairs, edges=(low, (low + high) // 2, high + 1))
    if config["asks"] == "person":
        real = babi()
        results["babi"] = real and evaluate_reading(model, real, edges=(1, 4, BABI_FACTS + 1))
    return results
