"""A small playground in a page, and what is seen of it there."""

import base64
import functools
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from tiny import fresh

from course_lib import plots
from course_lib.data import END, Pair

PAIR = Pair("abca", "abca")
KINDS = {"float32": "<f4", "float16": "<f2", "int8": "i1"}
SAID = "document.querySelector('.pg-said').textContent"


def unpacked(values: dict[str, Any]) -> np.ndarray:
    """The float32 array of what `packed` gave, read as `numbers.js` reads it."""

    def array(text: str, kind: str) -> np.ndarray:
        return np.frombuffer(base64.b64decode(text), KINDS[kind])

    found = array(values["data"], values["kind"]).reshape(values["shape"]).astype(np.float32)
    return found * array(values["scales"], "float32")[:, None] if "scales" in values else found


def loud(model: Any, size: float = 0.5) -> Any:
    """Other numbers than those that training starts with: biases that are not zero, and larger."""
    rng = np.random.default_rng(0)

    def shaken(array: Any) -> Any:
        return jnp.asarray(array + rng.normal(size=array.shape).astype("f4") * size)

    nnx.update(model, jax.tree.map(shaken, nnx.state(model, nnx.Param)))
    return model


def speaking(name: str) -> Any:
    """One that writes this and that."""
    model = loud(fresh(name), 1.0)
    model.decoder.readout.bias[...] = jnp.zeros(6).at[END].set(-1.0)
    return model


@functools.cache
def models() -> dict[str, Any]:
    """Untrained ones: what they write is of no meaning, and always the same."""
    return {"fixed vector": speaking("init_state"), "attention": speaking("luong_general")}


@functools.cache
def small_playground(**more: Any) -> plots.Playground:
    arguments = {"title": "A playground", "precision": "float32", **more}
    return plots.playground(models(), PAIR, **arguments)


def token(line: str, index: int, view: int = 0) -> str:
    """The element of a token, as an expression."""
    place = ["source", "answer"].index(line)
    return (
        f"document.querySelectorAll('.playground')[{view}]"
        f".querySelectorAll('.pg-strip')[{place}].children[{index}]"
    )


def written(page: Any, view: int = 0) -> list[str]:
    """The tokens of the answer."""
    strip = f"{token('answer', 0, view)}?.parentNode.children ?? []"
    return page.js(f"[...({strip})].map(c => c.firstChild.textContent)")


def choose(page: Any, name: str) -> None:
    """One of the models."""
    labels = "[...document.querySelectorAll('.pg-rows label')]"
    page.js(f"{labels}.find(l => l.textContent.trim() === {name!r}).click()")
