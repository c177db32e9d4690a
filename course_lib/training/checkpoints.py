"""Checkpoints: a model in one file (for a whole training run see `saved_runs`).

A file is an `.npz` of named arrays and one JSON text, read without pickle (a pickle can run any
code) and written beside its final name, then moved there: a crash leaves the old file whole.
"""

import dataclasses
import json
import os
import secrets
import zipfile
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx

from course_lib.data.vocab_kinds import vocab_from_json, vocab_to_json
from course_lib.model.parts import Parts
from course_lib.model.readers import READINGS
from course_lib.model.table import Seq2Seq, Spec
from course_lib.model.wiring import Wiring

# 2: the reader has the parameters that read, a vocabulary says its kind, and a run is known by what
# it is.
FORMAT = 2


def save_model(path: str | Path, model: Seq2Seq) -> None:
    """Write the model, all that `load_model` needs, to one file."""
    write(path, named(nnx.state(model, nnx.Param)), {"spec": spec_to_json(spec_of(model))})


def load_model(path: str | Path, *, parts: Parts | None = None) -> Seq2Seq:
    """The model that `save_model`, or `fit` with a checkpoint, wrote.

    A file holds numbers and no code. Where a model had plain functions of somebody's own, the file
    notes which, and they must be given again as `parts`. Whether they still compute the same,
    nobody can check.

    ValueError if the file is missing, damaged, or not one of the two, and if `parts` are not those
    that it notes.
    """
    arrays, meta = read(path)
    saved = meta.get("spec", {})
    spec = _spec_from_json(saved, path)
    parts = parts or Parts()
    noted, given = sorted(saved.get("parts", {})), sorted(parts.own)
    if noted != given:
        raise ValueError(
            f"{Path(path).name} holds a model with {', '.join(noted) or 'no part'} of its writer's "
            f"own, got {', '.join(given) or 'none'}: load it with "
            f"{_call(noted)}"
        )
    model = Seq2Seq(dataclasses.replace(spec, parts=parts), rngs=nnx.Rngs(0))
    state = nnx.state(model, nnx.Param)
    leaves = take(arrays, named(state), path)
    nnx.update(model, jax.tree.unflatten(jax.tree.structure(state), list(leaves.values())))
    return model


def spec_of(model: Any) -> Any:
    """What a model is built from; ValueError for one that does not say, so that no file can."""
    spec = getattr(model, "spec", None)
    if spec is None:
        raise ValueError(f"a {type(model).__name__} has no spec, so no checkpoint can hold it")
    return spec


def named(state: Any, prefix: str = "params") -> dict[str, np.ndarray]:
    """A model's arrays by name, in the order of its leaves."""
    leaves = jax.tree_util.tree_flatten_with_path(nnx.to_pure_dict(state))[0]
    return {f"{prefix}{jax.tree_util.keystr(path)}": np.asarray(leaf) for path, leaf in leaves}


def take(
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


def write(path: str | Path, arrays: dict[str, np.ndarray], meta: dict[str, Any]) -> None:
    """The arrays and the description as one file, whole or not at all."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"format": FORMAT, **meta})
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        # As `open` makes it: readable by whom the user's umask allows. Temporary files are not.
        with open(part, "xb") as file:
            np.savez(file, meta=np.array(text), **arrays)  # type: ignore[arg-type]
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def read(path: str | Path) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """The arrays and the description in a file. ValueError if it is missing or no checkpoint."""
    path = Path(path)
    if not path.is_file():
        raise ValueError(f"there is no checkpoint {path.name} in {path.parent.name or '.'}/")
    try:
        loaded = np.load(path, allow_pickle=False)
        if not isinstance(loaded, np.lib.npyio.NpzFile):
            raise ValueError("it holds one array, not those of a model")
        with loaded as file:
            arrays = {name: file[name] for name in file.files}
        meta = json.loads(str(arrays.pop("meta")))
        if not isinstance(meta, dict):
            raise ValueError(f"its description must be a JSON object, got {meta!r}")
    except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise ValueError(f"the checkpoint {path.name} is damaged: {error}") from error
    if meta.get("format") != FORMAT:
        raise ValueError(
            f"the checkpoint {path.name} has format {meta.get('format')}, wanted {FORMAT}: another "
            f"version of the course wrote it. Use that version, or delete the file to start again"
        )
    return arrays, meta


def spec_to_json(spec: Any) -> dict[str, Any]:
    """A model's configuration as plain values, its own parts by their names. ValueError for a
    reading or a vocabulary of a kind that is in no table, since nothing could build it again."""
    vocabs = {"source": spec.source, "target": spec.target}
    sides = {side: vocab and vocab_to_json(vocab) for side, vocab in vocabs.items()}
    data = {**dataclasses.asdict(dataclasses.replace(spec, parts=Parts())), **sides}
    del data["parts"]
    if spec.parts.own:
        data["parts"] = {name: part.name for name, part in spec.parts.own.items()}
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
        source, target = (
            None if data[side] is None else vocab_from_json(data[side])
            for side in ("source", "target")
        )
        made = {"wiring": Wiring(**row), "source": source, "target": target}
        sizes = {name: value for name, value in data.items() if name != "parts"}
        return Spec(**{**sizes, **made})
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"the checkpoint {Path(path).name} is damaged: {error!r}") from error
