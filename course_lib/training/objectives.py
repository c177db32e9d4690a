"""What `fit` asks of whom it works with: an objective to learn by, a stream to learn from."""

from collections.abc import Callable
from typing import Any, Protocol, runtime_checkable

from jaxtyping import Array

# A loss of one batch: (model, batch, key, step) -> (loss, token accuracy). Any model and any batch
# will do, as long as they fit each other.
Objective = Callable[[Any, Any, Array, Array], tuple[Array, Array]]


@runtime_checkable
class Remembering(Protocol):
    """An objective that carries arrays of its own from step to step, such as a moving average.

    `start` gives the first of them; the call gives (loss, (token accuracy, the next ones)). They
    are part of a checkpoint, like the optimiser's moments.
    """

    def start(self) -> Any: ...
    def __call__(
        self, model: Any, batch: Any, key: Array, step: Array, memory: Any
    ) -> tuple[Array, tuple[Array, Any]]: ...


@runtime_checkable
class Stream(Protocol):
    """Training data: chunk `number` as stacked batches, always the same for the same number.

    A batch is a pytree that counts its real `tokens` (see `tasks.Batch`).
    """

    def chunk(self, number: int, steps: int) -> Any: ...
