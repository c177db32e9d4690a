"""Every configuration of the library, each of its fields tried with all sorts of values.

    PYTHONPATH=.:tests python tests/configs.py

A field must refuse a value with a ValueError that has the field's name in it, where the object is
made; or the object must be fit for use. Prints what does neither, as JSON. It runs in a process of
its own: under the tests' hook, jaxtyping would refuse a wrong type before the library does.
"""

import dataclasses
import importlib
import json
import math
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx

import course_lib
from course_lib.data import COPY, Characters, Corpus, Pair, Subwords
from course_lib.data.labelled import colour_word, recall
from course_lib.devices import data_mesh
from course_lib.model import MODELS, Seq2Seq, Spec, Wiring
from course_lib.search import transduce
from course_lib.training import recipe as recipes
from course_lib.training.reinforce import Drawn
from course_lib.training.schedules import Constant
from course_lib.training.watching import Validation

ABC, AB = Characters("abc"), Characters("ab")
PAIRS = {"train": (Pair("ab", "ba"), Pair("a", "b")), "valid": (), "test": ()}
CORPUS = Corpus("tiny", PAIRS, AB, AB)
NAN, INF = math.nan, math.inf


class Thing:
    """Nothing that any setting wants."""

    def __repr__(self) -> str:
        return "Thing()"


VALUES: tuple[Any, ...] = (
    None, True, False, "", "x", "nan", b"x", 1j, Thing(), Thing, NAN, INF, -INF, -1, -1.0, -0.5, 0,
    0.0, 1, 1.0, 2, 1.5, 2.0, 7, 1e-50, 1e39, -1e39, 2**31, 2**32, 2**40, 10**400, -(10**400),
    np.float32("nan"), np.float32(0.5), np.int64(2), np.array([1, 2]), np.array(["x"]), [], (), {},
    ["x"], ("x",), ("x", "x"), (0,), (-1,), (1.5,), (NAN,), (True,), (9, 4), (2**31,), (2**40, 2),
    [1, 2], (4, 9), ((1, 1), (0, 1)), ((2, 2),), ((NAN, 1),), {"a": 1}, {"train": ()}, {1, 2},
    lambda *arguments: None, "~nobody-of-this-name/file", "a\0b", "\ud800",
)  # fmt: skip


def trained(recipe: Any) -> None:
    """One step of its optimiser leaves finite numbers."""
    transform, params = recipes.optimizer(recipe), {"w": jnp.ones(2)}
    updates, _ = transform.update({"w": jnp.ones(2)}, transform.init(params), params)
    finite(updates)
    jax.random.key(recipe.seed)


def finite(tree: Any) -> None:
    assert all(np.isfinite(leaf).all() for leaf in jax.tree.leaves(tree)), "not finite"


def decays(schedule: Any) -> None:
    rates = schedule(jnp.array([0, 1, 7, 100_000]))
    assert ((rates >= 0) & (rates <= 1)).all(), rates


def reinforced(objective: Any) -> None:
    nats, real = jnp.array([[-1.0, -2.0], [-3.0, 0.0]]), jnp.array([[True, True], [True, False]])
    memory = objective.start()
    for _ in range(2):
        loss, memory = objective.loss(Drawn(nats, nats, -nats), real, 5, memory)
        finite((loss, memory))


def built(spec: Any) -> None:
    nnx.eval_shape(lambda: Seq2Seq(spec, rngs=nnx.Rngs(0)))
    start = spec.embedding_start
    assert start == "glorot" or np.isfinite(np.float32(start) * np.float32(1e3) ** 2)
    assert 0 <= spec.dropout < 1


def wired(wiring: Any) -> None:
    built(Spec(wiring, ABC, ABC, hidden=4, embedding=3, max_length=9))


def wired_to(reading: Any) -> None:
    wired(dataclasses.replace(MODELS["luong_dot"], reading=reading))


def read(reading: Any) -> None:
    # Many layers only take long.
    few = dataclasses.replace(reading, layers=min(reading.layers, 3))
    wired(dataclasses.replace(MODELS["luong_dot"], reading=few))


def attended(reading: Any) -> None:
    row = dataclasses.replace(MODELS["luong_dot"], reading=reading)
    few = dataclasses.replace(row, reading=dataclasses.replace(reading, layers=1))
    built(Spec(few, ABC, ABC, hidden=2 * reading.heads, embedding=3, max_length=9))


def searched(search: Any) -> None:
    found = transduce(MODEL, "ab", search=search, limit=4)
    assert np.isfinite(found.log_probability)
    assert np.isfinite(found.score)


def drawn(task: Any) -> None:
    assert len(task.draw(2, "train", (5, 9), np.random.default_rng(0))) == 2


def corrected(task: Any) -> None:
    assert len(task.draw(2, "train", (1, 60), np.random.default_rng(0))) == 2


def misspelled(channel: Any) -> None:
    assert len(channel.misspell("a", Random(0))[0]) >= 1


def reached(task: Any) -> None:
    assert len(task.draw(1, "test", task.reach, np.random.default_rng(0))) == 1


def labelled(task: Any) -> None:
    assert len(task.draw(2, np.random.default_rng(0)).source) == 2


def streamed(stream: Any) -> None:
    assert stream.chunk(0, 2).tokens > 0


def encoded(vocab: Any) -> None:
    text = vocab.token(len(vocab) - 1)
    assert vocab.decode(vocab.encode(text)) == text


MODEL = Seq2Seq(Spec(MODELS["luong_dot"], ABC, ABC, 4, 3, 9), rngs=nnx.Rngs(0))
VALIDATION = Validation(lambda model: 0.0)
nothing: Callable[[Any], Any] = lambda made: None  # noqa: E731

# A good one of each, by its fields, and what shows that another is fit for use.
TRIED: dict[str, tuple[dict[str, Any], Callable[[Any], Any]]] = {
    "Again": ({"task": colour_word.ColourWord(4, 5), "count": 8, "batch": 4, "seed": 0}, streamed),
    "Backwards": ({"length": 4}, labelled),
    "Batches": (
        {"task": COPY, "batch": 2, "lengths": (5, 9), "edges": (6, 9), "seed": 0,
         "target_edges": None},
        streamed,
    ),
    "Beam": ({"width": 2, "length_penalty": 0.5, "words": None}, searched),
    "Characters": ({"characters": "abc"}, encoded),
    "ColourWord": ({"length": 4, "others": 5, "positions": None}, labelled),
    "Constant": ({"rate": 0.5}, decays),
    "Corpus": (
        {"name": "tiny", "pairs": PAIRS, "source": AB, "target": AB, "dropped": 0},
        lambda made: made.digest,
    ),
    "CorpusBatches": (
        {"corpus": CORPUS, "edges": ((2, 2),), "batch": 2, "split": "train", "seed": 0},
        streamed,
    ),
    "EnglishGerman": ({"clauses": (1, 2), "combinations": "any"}, reached),
    "DoublyStochastic": ({"weight": 1.0}, nothing),
    "Endless": ({"task": recall.Recall(longest=5), "batch": 4, "seed": 0}, streamed),
    "Experiment": (
        {"name": "tiny", "entries": {"a": {}}, "run": nothing, "seeds": (0, 1)},
        lambda made: made.path,
    ),
    "Exponential": ({"half": 5.0}, decays),
    "Greedy": ({}, searched),
    "FramesReading": ({"bands": 32, "stacked": 4, "layers": 1, "centred": True}, wired_to),
    "GridReading": (
        {"height": 8, "width": 8, "patch": 8, "stride": 4, "filters": 0, "positions": True,
         "summary": "grid"},
        wired_to,
    ),
    "Headlines": (
        {"open": True, "names": "unseen"},
        lambda made: made.draw(1, "test", (8, 50), np.random.default_rng(0)),
    ),
    "InverseSigmoid": ({"half": 5.0}, decays),
    "KeepBest": (
        {"validation": VALIDATION, "highest": False, "patience": None, "path": None},
        lambda made: made.begin(MODEL, Path("run.npz")),
    ),
    "Linear": ({"steps": 5, "least": 0.1}, decays),
    "Links": ({"name": "l", "alignment": COPY.alignment}, nothing),
    "Mood": ({}, labelled),
    "NoisyChannel": ({"counts": (("insertion", "a", "b", 1, 1),)}, misspelled),
    "NumberWords": ({"groups": 2}, reached),
    "OnMesh": ({"mesh": data_mesh()}, lambda made: made.leads),
    "OneDevice": ({}, nothing),
    "OpenWords": ({"words": ("a", "b")}, encoded),
    "Parts": ({}, nothing),
    "PassageReading": ({"over": "facts", "summary": "question", "story": True}, wired_to),
    "RandomStart": ({"fresh": False, "seed": 0}, lambda made: jax.random.key(made.seed)),
    "Recall": (
        {"keys": 3, "distractors": 4, "longest": 9, "place": "random", "shortest": 1}, labelled
    ),
    "Recipe": (
        {"steps": 20, "learning_rate": 1e-3, "warmup": 2, "clip": 1.0, "chunk": 2, "seed": 0,
         "dtype": "float32"},
        trained,
    ),
    "Reinforce": (
        {"reward": "to_go", "baseline": "moving", "entropy": 0.1, "strength": 1.0, "anneal": 9,
         "decay": 0.9},
        reinforced,
    ),
    "Reinforced": (
        {"reward": "to_go", "baseline": "moving", "entropy": 0.1, "strength": 1.0, "anneal": 9,
         "decay": 0.9, "draws": 2},
        nothing,
    ),
    "Runs": (
        {"name": "r", "alignment": COPY.alignment, "letters": "ab", "least": 2, "most": 3}, drawn
    ),
    "Sample": ({"temperature": 1.0, "seed": 0}, searched),
    "ScheduledSampling": ({"schedule": Constant(0.5), "pick": "sampled"}, nothing),
    "Scenes": (
        {"says": "places", "digits": (1, 4), "order": "reading", "place": 12, "step": 4,
         "clutter": 2, "noise": 0.05, "augment": True},
        lambda made: made.test_set(2, made.digits),
    ),
    "Sorting": ({"name": "s", "alignment": COPY.alignment, "letters": "ab"}, drawn),
    "Spec": (
        {"wiring": MODELS["luong_dot"], "source": ABC, "target": ABC, "hidden": 4, "embedding": 3,
         "max_length": 9, "dropout": 0.0, "embedding_start": 1.0},
        built,
    ),
    "Spelling": ({"digits": 2}, labelled),
    "SpokenDigits": (
        {"says": "digits", "digits": (1, 4), "repeats": 0.1, "voice": "allison",
         "speed": (0.9, 1.3), "gain": 12.0, "noise": (-60.0, -30.0), "room": 0.2, "shift": 0.0},
        lambda made: made.test_set(2, made.reach),
    ),
    "StopWhen": ({"condition": nothing}, nothing),
    "Stories": ({"sentences": 4, "visits": 0.3, "longest": 40}, labelled),
    "Tagging": ({}, labelled),
    "Task": (
        {"name": "t", "alignment": COPY.alignment, "source": COPY.source, "target": COPY.target},
        drawn,
    ),
    "SupervisedAttention": ({"weight": 1.0, "schedule": Constant(0.5)}, nothing),
    "SelfAttentionReading": (
        {"directions": 2, "reverse": False, "layers": 2, "heads": 2, "inner": 2,
         "positions": True},
        attended,
    ),
    "SpellingCorrection": (
        {"words": 50, "share": 1.0, "real": 0.5, "divided": "words", "noise": None}, corrected
    ),
    "Subwords": ({"model": Subwords.from_texts(["a b"], size=7).model}, encoded),
    "TeacherForced": ({}, nothing),
    "TextReading": ({"directions": 2, "reverse": False, "layers": 1}, read),
    "Trie": ({"words": ("a", "b"), "vocab": ABC, "between": ""}, lambda made: made.holds("a")),
    "Validation": ({"measure": nothing, "name": "v"}, nothing),
    "Whereabouts": (
        {"asks": "person", "facts": (2, 20), "moved": "any", "order": "told"},
        lambda made: made.test_set(1, made.reach),
    ),
    "Wiring": (
        {field.name: getattr(MODELS["luong_local_p"], field.name)
         for field in dataclasses.fields(Wiring)},
        wired,
    ),
    "WordInContext": ({"share": 0.5}, corrected),
    "Words": ({"words": ("a", "b")}, encoded),
}  # fmt: skip
# What nobody types: made by the library itself, of what it has checked.
MADE = {
    "AlignmentView", "Called", "Curve", "Download", "Edge", "Exercise", "Graph", "Handed",
    "History", "ImageView", "Limits", "Looking", "Measured",
    "Look", "Misconception", "Mix", "Move", "Neighbours", "Node", "Note", "_Shared",
    "Own", "Part", "Playground", "Problem", "Project", "Question", "Quiz", "Ran", "Record",
    "Report", "Result", "Sizes", "Step", "Verdict", "World", "_Session",
}  # fmt: skip
# Accepted values that may turn out wrong: whether a target has room is known when it is drawn.
DRAWN = {("Batches", "target_edges"), ("SpellingCorrection", "phrase")}


def configurations() -> dict[str, type]:
    """Every dataclass of the library."""
    root = Path(course_lib.__file__).parent
    found = {}
    for path in sorted(root.rglob("*.py")):
        if "@dataclass" not in path.read_text("utf-8"):
            continue
        module = importlib.import_module(
            ".".join(path.relative_to(root.parent).with_suffix("").parts)
        )
        found |= {
            name: kind
            for name, kind in vars(module).items()
            if isinstance(kind, type)
            and dataclasses.is_dataclass(kind)
            and kind.__module__ == module.__name__
        }
    return found


def faults(kind: type, good: Mapping[str, Any], use: Callable[[Any], Any]) -> list[str]:
    """What is neither refused with the field's name nor fit for use."""
    use(kind(**good))
    found = []
    for field in dataclasses.fields(kind):
        if not field.init:
            continue
        for value in VALUES:
            told = f"{kind.__name__}({field.name}={value!r:.40})"
            try:
                made = kind(**{**good, field.name: value})
            except ValueError as error:
                if field.name not in str(error):
                    found.append(f"{told} is refused without its name: {error!r:.150}")
                continue
            except Exception as error:
                found.append(f"{told} raises {error!r:.150}")
                continue
            # What a function does, nobody can know beforehand.
            if callable(value) or (kind.__name__, field.name) in DRAWN:
                continue
            try:
                use(made)
            except Exception as error:
                found.append(f"{told} is accepted and then raises {error!r:.150}")
    return found


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    known = configurations()
    report = [f"{name} is new: add it to TRIED or MADE" for name in {*known} - {*TRIED} - MADE]
    report += [f"{name} is no dataclass any more" for name in ({*TRIED} | MADE) - {*known}]
    for name, (good, use) in TRIED.items():
        report += faults(known[name], good, use)
    tried = sum(len(dataclasses.fields(known[name])) for name in TRIED) * len(VALUES)
    print(json.dumps({"tried": tried, "faults": report}, indent=1))
