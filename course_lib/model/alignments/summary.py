"""The fixed context: an alignment that looks at nothing."""

from typing import Any, ClassVar

from flax import nnx
from jaxtyping import Array, Float, Int

from course_lib.model.alignments.aligned import Aligned
from course_lib.model.memory import Prepared


class Summary(nnx.Module):
    """The fixed context: every step reads the same vector, and there are no weights."""

    scored: ClassVar[bool] = False
    carries: ClassVar[bool] = False
    draws: ClassVar[bool] = False
    asks_query: ClassVar[bool] = False
    needs_source: ClassVar[bool] = False
    least_window: ClassVar[int | None] = None
    headed: ClassVar[bool] = False
    own_score: ClassVar[str | None] = None
    made_of: ClassVar[tuple[str, ...]] = ()
    title: ClassVar[str] = "summary"
    variant: ClassVar[str] = ""
    short: ClassVar[str] = "summary"
    equation: ClassVar[str] = r"\alpha_{tj}"
    context: ClassVar[str] = "r"

    def __init__(self, score: Any = None, **unused: Any):
        pass

    def keys(self, states: Float[Array, "J E"]) -> None:
        return None

    def values(self, states: Float[Array, "J E"]) -> None:
        return None

    def start(self, prepared: Prepared) -> Any:
        return None

    def __call__(
        self,
        query: Float[Array, " D"],
        prepared: Prepared,
        carry: Any,
        t: Int[Array, ""] | int,
        key: Array | None,
    ) -> tuple[Aligned, Any]:
        return Aligned(prepared.memory.summary, None, None), carry
