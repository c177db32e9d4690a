"""How a sentence's random key is split: one rule for all that train a model."""

from typing import NamedTuple

import jax
from jaxtyping import Array

from course_lib.devices import settings


class Keys(NamedTuple):
    """The keys of one sentence, each None in evaluation.

    `reader` is for dropout in the reader, `token` for that of the embedded previous tokens,
    `features` for that of the mixed features, and `alignment` for positions that are drawn.
    """

    reader: Array | None = None
    token: Array | None = None
    alignment: Array | None = None
    features: Array | None = None


NO_KEYS = Keys()


def split_key(key: Array | None) -> Keys:
    """A sentence's keys; all None without one. Whoever uses them alike draws alike.

    ValueError for what is no key.
    """
    if key is None:
        return NO_KEYS
    settings.key("key", key)
    reader, decoder = jax.random.split(key)
    return Keys(reader, *jax.random.split(decoder, 3))
