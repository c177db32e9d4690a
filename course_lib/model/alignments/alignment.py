"""What an alignment is: the contract that the decoder calls, with its facts as attributes."""

from typing import Any, ClassVar, Protocol, runtime_checkable

from jaxtyping import Array, Float, Int

from course_lib.model.alignments.aligned import Aligned
from course_lib.model.memory import Prepared


@runtime_checkable
class Alignment(Protocol):
    """Where a decoder looks: one query, one prepared source, to one context.

    Made as `ALIGNMENTS[name](score, width=D, memory_width=E, window=..., rngs=...)`: its score
    (None for one that scores nothing, or by itself), the width of a query and of its keys, that of
    the memory's states, and a half-width where it has a window; `heads=...` where it has heads. The
    plain functions that it is `made_of` come as keywords too, with the library's as defaults.

    What it carries from look to look begins at `start(prepared)` and goes in and out of every call;
    None for one that carries nothing. The arrays of a carry are float, of one shape at all steps,
    and zero on padding.

    The facts that others need, of the class:

    scored: it has weights, from a score. If not, every step reads the same vector.
    carries: looks depend on those before them, so that target steps must wait for each other.
    draws: it reports the position that it drew (a `Looked`), for `training.reinforce`.
    asks_query: it reads the query itself, beside what the score makes of it.
    needs_source: its score must look at the source, and not at a position's number alone.
    least_window: the smallest half-width that it can have; None for one without a window.
    headed: it has one head or several, by the row's `heads`.
    own_score: the one score that it has, by its name, where it scores by itself; else None.
    made_of: the plain functions that it can be given, by their names in `Parts`.
    title, variant, short: what it is called in a picture: in full, what follows it, in a small box.
    equation, context: its weights and its context as mathtext, with @ for the query.
    """

    scored: ClassVar[bool]
    carries: ClassVar[bool]
    draws: ClassVar[bool]
    asks_query: ClassVar[bool]
    needs_source: ClassVar[bool]
    least_window: ClassVar[int | None]
    headed: ClassVar[bool]
    own_score: ClassVar[str | None]
    made_of: ClassVar[tuple[str, ...]]
    title: ClassVar[str]
    variant: ClassVar[str]
    short: ClassVar[str]
    equation: ClassVar[str]
    context: ClassVar[str]

    def keys(self, states: Float[Array, "J E"]) -> Float[Array, "J K"] | None:
        """The encoder states as the score wants them, made once a source."""
        ...

    def values(self, states: Float[Array, "J E"]) -> Float[Array, "J V"] | None:
        """What is read at each position, made once a source; None where that is the state."""
        ...

    def start(self, prepared: Prepared) -> Any:
        """What is carried into the first look."""
        ...

    def __call__(
        self,
        query: Float[Array, " D"],
        prepared: Prepared,
        carry: Any,
        t: Int[Array, ""] | int,
        key: Array | None,
    ) -> tuple[Aligned, Any]:
        """What this look gives, and what the next one is told of it.

        `t` is the step's number and `key` the sentence's random key: an alignment folds `t` in for
        a draw a step, and does not for one a sentence.
        """
        ...
