"""Checkpoints: a model, or a whole training run, in one file.

A file is an `.npz` of named arrays and one JSON text, read without pickle (a pickle can run any
code) and written beside its final name, then moved there: a crash leaves the old file whole.
"""

import dataclasses
import json
import os
import tempfile
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx

from course_lib.data.vocab import Vocab
from course_lib.model.parts import Parts
from course_lib.model.readers import READINGS
from course_lib.model.table import Seq2Seq, Spec
from course_lib.model.wiring import Wiring

FORMAT = 2


class SavedRun(NamedTuple):
    """A training run as `load_run` found it."""

    carry: Any
    loss: list[float]
    accuracy: list[float]
    seconds: float


def save_model(path: str | Path, model: Seq2Seq) -> None:
    """Write the model, all that `load_model` needs, to one file."""
    _write(path, _params(nnx.state(model, nnx.Param)), {"spec": _spec_to_json(model.spec)})


def load_model(path: str | Path, *, parts: Parts | None = None) -> Seq2Seq:
    """The model that `save_model`, or `fit` with a checkpoint, wrote.

    A file holds numbers and no code. Where a model had plain functions of somebody's own, the file
    notes which, and they must be given again as `parts`. Whether they still compute the same,
    nobody can check.

    ValueError if the file is missing, damaged, or not one of the two, and if `parts` are not those
    that it notes.
    """
    arrays, meta = _read(path)
    saved = meta.get("spec", {})
    parts = parts or Parts()
    noted, given = sorted(saved.get("parts", {})), sorted(parts.own)
    if noted != given:
        raise ValueError(
            f"{Path(path).name} holds a model with {', '.join(noted) or 'no part'} of its writer's "
            f"own, got {', '.join(given) or 'none'}: load it with "
            f"{_call(noted)}"
        )
    spec = dataclasses.replace(_spec_from_json(saved, path), parts=parts)
    model = Seq2Seq(spec, rngs=nnx.Rngs(0))
    state = nnx.state(model, nnx.Param)
    leaves = _take(arrays, _params(state), path)
    nnx.update(model, jax.tree.unflatten(jax.tree.structure(state), list(leaves.values())))
    return model


def save_run(path: str | Path, spec: Any, run: dict[str, str], carry: Any, history: Any) -> None:
    """Write a training run: `run` says by what recipe and on what data it goes on."""
    meta = {"spec": _spec_to_json(spec), "run": run, "seconds": history.seconds}
    arrays = _params(carry.params)
    arrays |= _numbered("moments", carry.moments)
    arrays |= _numbered("memory", carry.memory)
    arrays |= {"step": np.asarray(carry.step)}
    arrays |= {"loss": np.asarray(history.loss), "accuracy": np.asarray(history.accuracy)}
    _write(path, arrays, meta)


def load_run(path: str | Path, spec: Any, run: dict[str, str], like: Any) -> SavedRun:
    """The run saved at `path`, shaped `like` a fresh carry.

    ValueError if the file is damaged, or the saved run differs in model, recipe or data: a run
    continued under another schedule would be neither of the two.
    """
    arrays, meta = _read(path)
    if "run" not in meta:
        raise ValueError(f"{Path(path).name} holds a model, not a training run to continue")
    saved = {"model": json.dumps(meta.get("spec")), **meta["run"]}
    wanted = {"model": json.dumps(_spec_to_json(spec)), **run}
    for what in wanted:
        if saved.get(what) != wanted[what]:
            raise ValueError(
                f"{Path(path).name} is another run: its {what} is {saved.get(what)} and this "
                f"run's is {wanted[what]}. Use another path, or delete that file to start again"
            )
    names = {
        **_params(like.params),
        **_numbered("moments", like.moments),
        **_numbered("memory", like.memory),
        "step": like.step,
    }
    leaves = _take(arrays, {k: np.asarray(v) for k, v in names.items()}, path)
    kept = ("params", "moments", "memory", "step")
    shape = jax.tree.structure([getattr(like, name) for name in kept])
    filled = jax.tree.unflatten(shape, list(leaves.values()))
    carry = like._replace(**dict(zip(kept, filled, strict=True)))
    loss, accuracy = (arrays[name].tolist() for name in ("loss", "accuracy"))
    return SavedRun(carry, loss, accuracy, float(meta["seconds"]))


def _params(state: Any) -> dict[str, np.ndarray]:
    """A model's arrays by name, in the order of its leaves."""
    named = jax.tree_util.tree_flatten_with_path(nnx.to_pure_dict(state))[0]
    return {f"params{jax.tree_util.keystr(path)}": np.asarray(leaf) for path, leaf in named}


def _numbered(name: str, tree: Any) -> dict[str, np.ndarray]:
    return {f"{name}/{i:04d}": np.asarray(leaf) for i, leaf in enumerate(jax.tree.leaves(tree))}


def _take(
    arrays: dict[str, np.ndarray], like: dict[str, np.ndarray], path: str | Path
) -> dict[str, jax.Array]:
    """The arrays called as those of `like`, in its order, checked for shape and type."""
    taken = {}
    for name, wanted in like.items():
        found = arrays.get(name)
        if found is None or found.shape != wanted.shape or found.dtype != wanted.dtype:
            got = "nothing" if found is None else f"{found.dtype}{list(found.shape)}"
            raise ValueError(
                f"{Path(path).name} is damaged: wanted {wanted.dtype}{list(wanted.shape)} for "
                f"{name}, got {got}"
            )
        taken[name] = jnp.asarray(found)
    return taken


def _write(path: str | Path, arrays: dict[str, np.ndarray], meta: dict[str, Any]) -> None:
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"format": FORMAT, **meta})
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, meta=np.array(text), **arrays)  # type: ignore[arg-type]
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _read(path: str | Path) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    path = Path(path)
    if not path.is_file():
        raise ValueError(f"there is no checkpoint {path.name} in {path.parent.name or '.'}/")
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        meta = json.loads(str(arrays.pop("meta")))
        if not isinstance(meta, dict):
            raise ValueError(f"its description must be a JSON object, got {meta!r}")
    except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise ValueError(f"the checkpoint {path.name} is damaged: {error}") from error
    if meta.get("format") != FORMAT:
        raise ValueError(
            f"the checkpoint {path.name} has format {meta.get('format')}, wanted {FORMAT}"
        )
    return arrays, meta


def _spec_to_json(spec: Any) -> dict[str, Any]:
    # Through JSON and back, so that what is compared later is what a file can hold.
    data = dataclasses.asdict(dataclasses.replace(spec, parts=Parts()))
    del data["parts"]
    if spec.parts.own:
        data["parts"] = {name: part.name for name, part in spec.parts.own.items()}
    data = json.loads(json.dumps(data))
    reading = spec.wiring.reading
    kinds = {kind: name for name, kind in READINGS.items()}
    if type(reading) not in kinds:
        raise ValueError(
            f"no checkpoint can hold a model that reads by {type(reading).__name__}: it is not in "
            f"model.readers.READINGS"
        )
    data["wiring"]["reading"]["kind"] = kinds[type(reading)]
    return data


def _call(names: list[str]) -> str:
    """How a model with these own parts is loaded."""
    given = f", parts=Parts({', '.join(f'{name}=...' for name in names)})" if names else ""
    return f"load_model(path{given})"


def _spec_from_json(data: dict[str, Any], path: str | Path) -> Spec:
    try:
        row = dict(data["wiring"])
        reading = dict(row["reading"])
        row |= {"reading": READINGS[reading.pop("kind")](**reading)}
        row |= {"reads": tuple(row["reads"]), "readout": tuple(row["readout"])}
        source = None if data["source"] is None else Vocab(**data["source"])
        target = Vocab(**data["target"])
        made = {"wiring": Wiring(**row), "source": source, "target": target}
        sizes = {name: value for name, value in data.items() if name != "parts"}
        return Spec(**{**sizes, **made})
    except (KeyError, TypeError) as error:
        raise ValueError(f"the checkpoint {Path(path).name} is damaged: {error!r}") from error
