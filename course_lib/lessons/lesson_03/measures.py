"""How lesson 03 counts whole sentences: on arrays, so that the reader's function can count them."""

from collections.abc import Sequence

import jax
import numpy as np
from jaxtyping import Bool, Int

from course_lib.data import END, PAD, WORD_REVERSAL, Pair
from course_lib.data.vocab import pad

Array = jax.Array | np.ndarray


def exact_match(
    predicted: Int[Array, "B T"], gold: Int[Array, "B T"], mask: Bool[Array, "B T"]
) -> float:
    """The share of sentences [B, T] whose every real token is right."""
    return float(((predicted == gold) | ~mask).all(axis=1).mean())


def as_arrays(
    written: Sequence[str], pairs: Sequence[Pair]
) -> tuple[Int[np.ndarray, "B T"], Int[np.ndarray, "B T"], Bool[np.ndarray, "B T"]]:
    """Answers and their pairs as token numbers [B, T], and the mask [B, T] of the real ones.

    Each ends in the end token, so that an answer that goes on where it should end is wrong.
    """
    texts = [*written, *(pair.target for pair in pairs)]
    ids = [[*WORD_REVERSAL.vocab.encode(text), END] for text in texts]
    both = np.asarray(pad(ids, max(map(len, ids))))
    predicted, gold = both[: len(written)], both[len(written) :]
    return predicted, gold, gold != PAD
