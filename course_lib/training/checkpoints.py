"""Checkpoints: a model in one file (for a whole training run see `saved_runs`).

A file is an `.npz` of named arrays and one JSON text, read without pickle (a pickle can run any
code) and written whole or not at all. Whatever a file holds, an error about it is a ValueError with
its name.
"""

import dataclasses
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx

from course_lib.data.vocab_kinds import vocab_from_json, vocab_to_json
from course_lib.devices import settings
from course_lib.devices.whole_files import write_whole
from course_lib.kernels.parameters import choose
from course_lib.model.parts import Parts
from course_lib.model.readers import READINGS
from course_lib.model.seq2seq import Seq2Seq
from course_lib.model.table import Spec
from course_lib.model.wiring import Wiring

# 2: the reader has the parameters that read, a vocabulary says its kind, and a run is known by what
# it is.
FORMAT = 2


def save_model(path: str | Path, model: Seq2Seq) -> None:
    """Write the model, all that `load_model` needs, to one file. "~" is the home folder.

    ValueError for what can be no path, and for a model that no file can hold.
    """
    spec = spec_to_json(spec_of(model))
    write(path, named(nnx.state(model, nnx.Param)), {"spec": spec})


def load_model(path: str | Path, *, parts: Parts | None = None) -> Seq2Seq:
    """The model that `save_model`, or `fit` with a checkpoint, wrote.

    A file holds numbers and no code. Where a model had plain functions of somebody's own, the file
    notes which, and they must be given again as `parts`. Whether they still compute the same,
    nobody can check.

    ValueError if the file is missing, damaged, or not one of the two, and if `parts` are not those
    that it notes.
    """
    path = settings.path("path", path)
    if parts is not None:
        settings.instance("parts", parts, Parts, "Parts")
    arrays, meta = read(path)
    with describing(path):
        saved = dict(meta["spec"])
        spec = _spec_from_json(saved)
        noted = sorted(saved.get("parts", {}))
    parts = Parts() if parts is None else parts
    given = sorted(parts.own)
    if noted != given:
        raise ValueError(
            f"{path.name} holds a model with {', '.join(noted) or 'no part'} of its writer's "
            f"own, got {', '.join(given) or 'none'}: load it with "
            f"{_call(noted)}"
        )
    with describing(path):
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
    """The arrays called as those of `like`, in its order. ValueError that says which of them is
    missing, or of another shape or type: where the file is not damaged, another version of the
    course wrote it."""
    taken = {}
    for name, wanted in like.items():
        found = arrays.get(name)
        if found is None or found.shape != wanted.shape or found.dtype != wanted.dtype:
            got = "nothing" if found is None else f"{found.dtype}{list(found.shape)}"
            raise ValueError(
                f"{Path(path).name} does not fit the model that it describes, or is damaged: "
                f"wanted {wanted.dtype}{list(wanted.shape)} for {name}, got {got}"
            )
        taken[name] = jnp.asarray(found)
    return taken


def write(path: str | Path, arrays: dict[str, np.ndarray], meta: dict[str, Any]) -> None:
    """The arrays and the description as one file, whole or not at all."""
    named: dict[str, Any] = {"meta": np.array(json.dumps({"format": FORMAT, **meta})), **arrays}
    write_whole(settings.path("path", path), lambda file: np.savez(file, **named))


def read(path: str | Path) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """The arrays and the description in a file. ValueError if it is missing or no checkpoint."""
    path = settings.path("path", path)
    if not path.is_file():
        raise ValueError(f"there is no checkpoint {path.name} in {path.parent.name or '.'}/")
    try:
        loaded = np.load(path, allow_pickle=False)
        if not isinstance(loaded, np.lib.npyio.NpzFile):
            raise ValueError("it holds one array (as .npy files do), not those of a model")
        with loaded as file:
            arrays = {name: file[name] for name in file.files}
        meta = json.loads(str(arrays.pop("meta")))
        if not isinstance(meta, dict):
            raise ValueError(f"its description must be a JSON object, got {meta!r}")
    except Exception as error:  # of NumPy, zipfile, zlib, json: whatever they meet in the file
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


@contextmanager
def describing(path: str | Path) -> Iterator[None]:
    """While what a file says of a model or a run is read: errors as ValueErrors with its name."""
    try:
        yield
    except Exception as error:
        told = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise ValueError(
            f"the checkpoint {Path(path).name} describes nothing that this version of the course "
            f"can build, or is damaged: {told}"
        ) from error


def _spec_from_json(data: dict[str, Any]) -> Spec:
    row = dict(data["wiring"])
    reading = dict(row["reading"])
    row |= {"reading": choose(READINGS, reading.pop("kind"), "reading")(**reading)}
    row |= {"reads": tuple(row["reads"]), "readout": tuple(row["readout"])}
    source, target = (
        None if data[side] is None else vocab_from_json(data[side]) for side in ("source", "target")
    )
    made = {"wiring": Wiring(**row), "source": source, "target": target}
    sizes = {name: value for name, value in data.items() if name != "parts"}
    return Spec(**{**sizes, **made})
