"""A training run in one file: written between its chunks, and continued to the same end."""

import json
import platform
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jax
import numpy as np

from course_lib.devices import settings
from course_lib.training import checkpoints
from course_lib.training.chunk import Carry
from course_lib.training.differences import difference
from course_lib.training.history import Curve, History, Kept
from course_lib.training.identity import identity

PYTHON = f"{platform.python_implementation()} {sys.version_info[0]}.{sys.version_info[1]}"


class RunFile:
    """Where a run is saved; with the path None nowhere, and then nothing is asked of the run.

    `parts` are what makes it this run and no other: recipe, data, objective. ValueError if there is
    a path and no file could hold the model, or nothing tells what one of the parts is.
    """

    def __init__(self, path: str | Path | None, model: Any, parts: Mapping[str, Any]):
        self.path = None if path is None else settings.path("checkpoint", path)
        if self.path is not None:
            self.spec = checkpoints.spec_of(model)
            described = {name: identity(part, name) for name, part in parts.items()}
            model_is = {"model": identity(self.spec, "model")}
            # Through JSON and back, so that what is compared later is what a file can hold.
            self.run = json.loads(json.dumps(model_is | described))

    def load(self, fresh: Carry) -> tuple[Carry, History]:
        """The run as it was saved, or else the `fresh` carry and an empty history.

        ValueError if the file is damaged, or the saved run differs in model, recipe, data or
        objective: a run continued under another schedule would be neither of the two.
        """
        if self.path is None or not self.path.exists():
            return fresh, History([], [])
        arrays, meta = checkpoints.read(self.path)
        self.check(meta)
        wanted = {
            **checkpoints.named(fresh.params),
            **_numbered("moments", fresh.moments),
            **_numbered("memory", fresh.memory),
            "step": np.asarray(fresh.step),
        }
        leaves = checkpoints.take(arrays, wanted, self.path)
        shape = jax.tree.structure((fresh.params, fresh.moments, fresh.memory, fresh.step))
        params, moments, memory, step = jax.tree.unflatten(shape, list(leaves.values()))
        carry = Carry(params, moments, step, fresh.halted, memory)
        with checkpoints.describing(self.path):
            history = self.history(arrays, meta, fresh)
            if history.steps != int(step) or len(history.accuracy) != history.steps:
                raise ValueError(
                    f"step is {int(step)}, and there are {history.steps} losses and "
                    f"{len(history.accuracy)} accuracies"
                )
        return carry, history

    def check(self, meta: dict[str, Any]) -> None:
        """ValueError unless the file holds this run."""
        name = self.path.name if self.path else ""
        again = "Use another path, or delete that file to start again"
        if not isinstance(meta.get("run"), dict):
            raise ValueError(f"{name} holds a model, not a training run to continue")
        for what, wanted in self.run.items():
            found = difference(meta["run"].get(what), wanted, what)
            if found is None:
                continue
            path, there, here = found
            if path.endswith(".code"):
                if meta.get("python") != PYTHON:
                    raise ValueError(
                        f"{name} was written under {meta.get('python')} and this is {PYTHON}: "
                        f"nothing tells whether {path} is the same in both. Continue it there. "
                        f"{again}"
                    )
                raise ValueError(
                    f"{name} is another run: its {path} is not the code of this run's. {again}"
                )
            raise ValueError(
                f"{name} is another run: its {path} is {_short(there)} and this run's is "
                f"{_short(here)}. {again}"
            )

    def history(self, arrays: dict[str, np.ndarray], meta: dict[str, Any], fresh: Carry) -> History:
        loss, accuracy = (arrays[name].tolist() for name in ("loss", "accuracy"))
        history = History(loss, accuracy, float(meta["seconds"]))
        for name, points in meta["watched"].items():
            history.watched[name] = Curve([(step, value) for step, value in points])
        shape = jax.tree.structure(fresh.params)
        for i, (name, step, value) in enumerate(meta["kept"]):
            wanted = checkpoints.named(fresh.params, f"kept/{i}")
            leaves = checkpoints.take(arrays, wanted, self.path or "")
            kept = jax.tree.unflatten(shape, list(leaves.values()))
            history.kept[name] = Kept(step, value, kept)
        return history

    def save(self, carry: Carry, history: History) -> None:
        """Write the run as it is between two chunks."""
        if self.path is None:
            return
        arrays = checkpoints.named(carry.params)
        arrays |= _numbered("moments", carry.moments)
        arrays |= _numbered("memory", carry.memory)
        arrays |= {"step": np.asarray(carry.step)}
        arrays |= {"loss": np.asarray(history.loss), "accuracy": np.asarray(history.accuracy)}
        for i, kept in enumerate(history.kept.values()):
            arrays |= checkpoints.named(kept.params, f"kept/{i}")
        meta = {
            "spec": checkpoints.spec_to_json(self.spec),
            "run": self.run,
            "python": PYTHON,
            "seconds": history.seconds,
            "watched": {name: curve.points for name, curve in history.watched.items()},
            "kept": [(name, kept.step, kept.value) for name, kept in history.kept.items()],
        }
        checkpoints.write(self.path, arrays, meta)


def _numbered(name: str, tree: Any) -> dict[str, np.ndarray]:
    return {f"{name}/{i:04d}": np.asarray(leaf) for i, leaf in enumerate(jax.tree.leaves(tree))}


def _short(value: Any) -> str:
    text = value if isinstance(value, str) and value else json.dumps(value)
    return text if len(text) <= 200 else f"{text[:200]} ..."
