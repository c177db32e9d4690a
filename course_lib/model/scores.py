"""Scores: how well does one query match each position of one source?

Each score is a function of one query and the prepared keys of one source, [J] numbers e_j. What
depends on the source alone (`W_a h_j`) is in the keys, made once a source by `keys`; the query's
own part is done once a step by `query`. `vmap` adds targets and batches.

A score is a class and a name in `SCORES`. Its facts are attributes: `reads_source`, whether it
looks at what stands at a position, or at the position's number alone; `made_of`, the plain function
that it takes as `function`, by its name in `Parts`, or None; and `equation`, what a picture shows
of it, as mathtext of the query @.
"""

from collections.abc import Callable
from typing import Any, ClassVar, Protocol, runtime_checkable

from flax import nnx
from jaxtyping import Array, Float

from course_lib.kernels.matmul import product
from course_lib.kernels.parameters import affine, glorot, zeros
from course_lib.model.score_functions import ACTIVATIONS, additive, dot, scaled_dot, wide

# What the additive scores take g of, for a picture.
ADDED = "(W @ + U h_j)"


@runtime_checkable
class Score(Protocol):
    """Made as `SCORES[name](memory_width, query_width, max_length=..., rngs=...)`, and with
    `function=` if it is `made_of` one."""

    reads_source: ClassVar[bool]
    made_of: ClassVar[str | None]
    equation: ClassVar[str]

    def keys(self, states: Float[Array, "J E"]) -> Float[Array, "J K"]:
        """What depends on the source alone, once a source."""
        ...

    def __call__(self, query: Float[Array, " D"], keys: Float[Array, "J K"]) -> Float[Array, " J"]:
        """e_j of one query, at every position; those of padding do not matter."""
        ...


class Dot(nnx.Module):
    """`dot`: no parameters, so states and queries must have the same width."""

    reads_source: ClassVar[bool] = True
    made_of: ClassVar[str | None] = "dot"
    equation: ClassVar[str] = r"@^\top h_j"

    def __init__(
        self,
        memory_width: int,
        query_width: int,
        *,
        function: Callable[..., Any] = dot,
        **_: object,
    ):
        self.function = function
        if memory_width != query_width:
            raise ValueError(
                f"a dot score needs encoder states and decoder states of the same width, got "
                f"encoder {memory_width} and decoder {query_width}; use score='general', which "
                f"has a matrix between them"
            )

    def keys(self, states: Float[Array, "J E"]) -> Float[Array, "J K"]:
        return states

    def __call__(self, query: Float[Array, " D"], keys: Float[Array, "J K"]) -> Float[Array, " J"]:
        return self.function(query, keys)


class ScaledDot(Dot):
    """`scaled_dot`: as `Dot`, divided by the square root of the width."""

    made_of: ClassVar[str | None] = "scaled_dot"
    equation: ClassVar[str] = r"@^\top h_j / \sqrt{K}"

    def __init__(
        self,
        memory_width: int,
        query_width: int,
        *,
        function: Callable[..., Any] = scaled_dot,
        **_: object,
    ):
        super().__init__(memory_width, query_width, function=function)


class General(nnx.Module):
    """e_j = s . W_a h_j (Luong et al. 2015, section 3.1, "general"): W_a h_j is the key."""

    reads_source: ClassVar[bool] = True
    made_of: ClassVar[str | None] = "dot"
    equation: ClassVar[str] = r"@^\top W_a h_j"

    def __init__(
        self,
        memory_width: int,
        query_width: int,
        *,
        rngs: nnx.Rngs,
        function: Callable[..., Any] = dot,
        **_: object,
    ):
        self.function = function
        self.weight = glorot(rngs, memory_width, query_width)

    def keys(self, states: Float[Array, "J E"]) -> Float[Array, "J K"]:
        return product(states, self.weight[...])

    def __call__(self, query: Float[Array, " D"], keys: Float[Array, "J K"]) -> Float[Array, " J"]:
        return self.function(query, keys)


class Additive(nnx.Module):
    """`additive`, with a hidden layer as wide as the query; then, if wanted, `g` on the score too.

        e_j = outer(v . hidden(W s + U h_j + b))

    The papers have tanh on the hidden layer and nothing on the score. One article puts g on the
    score: tanh and sigmoid then bound it, and so how sharp the weights can be, whatever is learned.
    Over J positions no weight exceeds e^2 / (e^2 + J - 1) with tanh (scores -1 to 1), and none
    exceeds e / (e + J - 1) with sigmoid (0 to 1). Without a g on the hidden layer, W s adds the
    same number to each position's score: a rising g on the score then keeps their order the same at
    every step, and the largest weight cannot move.
    """

    reads_source: ClassVar[bool] = True
    made_of: ClassVar[str | None] = "additive"
    hidden: ClassVar[str] = "tanh"
    outer: ClassVar[str] = "identity"
    equation: ClassVar[str] = rf"v^\top\tanh{ADDED}"

    def __init__(
        self,
        memory_width: int,
        query_width: int,
        *,
        rngs: nnx.Rngs,
        function: Callable[..., Any] = additive,
        **_: object,
    ):
        self.function = function
        self.query_weight = glorot(rngs, query_width, query_width)
        self.key_weight = glorot(rngs, memory_width, query_width)
        self.key_bias = zeros(query_width)
        self.v = glorot(rngs, query_width, 1)

    def keys(self, states: Float[Array, "J E"]) -> Float[Array, "J K"]:
        return affine(states, self.key_weight[...], self.key_bias[...])

    def __call__(self, query: Float[Array, " D"], keys: Float[Array, "J K"]) -> Float[Array, " J"]:
        query = product(query, self.query_weight[...])
        # Only the papers' tanh can be another's function: it is not told of another g.
        g = () if self.hidden == "tanh" else (self.hidden,)
        return ACTIVATIONS[self.outer](self.function(query, keys, self.v[...][:, 0], *g))


class Concat(Additive):
    """Luong's way to write `Additive`: W_a [s; h_j] (2015, section 3.1, "concat")."""

    equation: ClassVar[str] = r"v^\top\tanh(W_a [@; h_j])"


def choosing(hidden: str, outer: str = "identity") -> type[Additive]:
    """`Additive` with another g on its hidden layer, or one more on the score."""
    names = {"identity": "", "tanh": r"\tanh", "sigmoid": r"\sigma", "relu": r"\mathrm{relu}"}
    score = rf"v^\top{names[hidden]}{ADDED}"
    equation = score if outer == "identity" else f"{names[outer]}({score})"
    made_of = "additive" if hidden == "tanh" else None
    facts = {"hidden": hidden, "outer": outer, "equation": equation, "made_of": made_of}
    return type(f"Additive{hidden.capitalize()}{outer.capitalize()}", (Additive,), facts)


class Location(nnx.Module):
    """e = W_a s (Luong et al. 2015, eq. 8, "location"): a position is scored by its number alone.

    What the source says at that position plays no part, so the keys carry nothing. The matrix has
    one column for each of `max_length` positions; a shorter source reads the first J of them and a
    longer one is refused.
    """

    reads_source: ClassVar[bool] = False
    made_of: ClassVar[str | None] = None
    equation: ClassVar[str] = "(W_a @)_j"

    def __init__(self, memory_width: int, query_width: int, *, max_length: int, rngs: nnx.Rngs):
        self.max_length = max_length
        self.weight = glorot(rngs, query_width, max_length)

    def keys(self, states: Float[Array, "J E"]) -> Float[Array, "J K"]:
        if states.shape[0] > self.max_length:
            raise ValueError(
                f"the location score knows {self.max_length} source positions and got a source "
                f"padded to {states.shape[0]}; build the model with a larger max_length"
            )
        return states[:, :0]

    def __call__(self, query: Float[Array, " D"], keys: Float[Array, "J K"]) -> Float[Array, " J"]:
        return (wide(query) @ wide(self.weight[...]))[: keys.shape[0]]


SCORES: dict[str, Any] = {
    "dot": Dot,
    "scaled_dot": ScaledDot,
    "general": General,
    "additive": Additive,
    "concat": Concat,
    "location": Location,
    # The choice of g: another one on the hidden layer, or one more on the score.
    "additive_sigmoid": choosing("sigmoid"),
    "additive_relu": choosing("relu"),
    "additive_then_tanh": choosing("tanh", "tanh"),
    "additive_then_sigmoid": choosing("tanh", "sigmoid"),
    "additive_then_relu": choosing("tanh", "relu"),
    "linear_then_tanh": choosing("identity", "tanh"),
}
