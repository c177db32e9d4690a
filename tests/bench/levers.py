"""The library without one of its levers, so that a benchmark can show what each one buys.

Each is a context to *trace and compile* under: what was compiled before, or outside, is not
touched. `jax.clear_caches()` first, or JAX may reuse the trace of an equal function.
"""

import contextlib
from collections.abc import Iterator
from unittest import mock

from course_lib import products, vocabulary_loss


@contextlib.contextmanager
def without_products() -> Iterator[None]:
    """`inputs @ weight` as JAX differentiates it: dW sums over the batch and the positions."""
    with mock.patch.object(products.product_p, "bind", lambda inputs, weight: inputs @ weight):
        yield


@contextlib.contextmanager
def without_chunks() -> Iterator[None]:
    """All logits of a batch at once, whatever the vocabulary."""
    with mock.patch.object(vocabulary_loss, "WHOLE", float("inf")):
        yield


LEVERS = {"products": without_products, "chunked loss": without_chunks}
