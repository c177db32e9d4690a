"""Exercise: greedy decoding, the likeliest token at each step, fed back."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.data.vocab import END, PAD, START
from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.part import Part
from course_lib.lessons.lesson_02.greedy_tokens_mistakes import WRONG, Step, loop
from course_lib.lessons.lesson_02.pieces import greedy_tokens as library

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, steps: int, limit: int) -> Case:
        """A decoder that ends after `steps` tokens, the end token among them."""
        began = int(rng.integers(1, 6))
        factor, move = (int(one) for one in rng.integers(2, 10, 2))
        step = Step(letters=11, factor=factor, move=move, end=began + steps - 1)
        return Case(label, (step, np.array([began, 0.5], np.float32), limit))

    return [
        case("it ends after five tokens", 5, 9),
        case("it ends at the limit", 6, 6),
        case("it does not end in time", 12, 7),
        case("it ends at once", 1, 4),
        case("one token", 3, 1),
    ]


def _first_token(args: Args, tokens: Array) -> str | None:
    step, first, _ = args
    wanted = int(np.argmax(step(first, START)[1]))
    if tokens[0] != wanted:
        return (
            f"the first token is the likeliest after the start token ({START}) from the first "
            f"state, {wanted} here; it writes {int(tokens[0])}"
        )
    return None


def _follows(args: Args, tokens: Array) -> str | None:
    step, state, _ = args
    token = START
    for t, written in enumerate(tokens):
        state, logits = step(state, token)
        token = int(np.argmax(logits))
        if written != token:
            return (
                f"step {t} must read token {int(tokens[t - 1])}, which step {t - 1} wrote, and the "
                f"state that it left: then the likeliest is {token}; it writes {int(written)}"
            )
        if token == END:
            break
    return None


def _nothing_after_the_end(args: Args, tokens: Array) -> str | None:
    places = np.flatnonzero(tokens == END)
    if places.size and (tokens[places[0] + 1 :] != PAD).any():
        after = tokens[places[0] + 1 :].tolist()
        return f"after the end token ({END}) comes nothing but padding ({PAD}); here come {after}"
    return None


def _fori(step: Any, first: Any, limit: int) -> Any:
    def one(t: Any, carry: Any) -> Any:
        state, tokens, over = carry
        state, logits = step(state, jnp.where(t == 0, START, tokens[t - 1]))
        best = jnp.where(over, PAD, jax.lax.top_k(logits, 1)[1][0])
        return state, tokens.at[t].set(best), over | (best == END)

    return jax.lax.fori_loop(0, limit, one, (first, jnp.zeros(limit, int), False))[1]


def _masked_behind(step: Any, first: Any, limit: int) -> Any:
    """Writes on, and puts padding behind the first end token afterwards."""

    def one(carry: Any, _: None) -> Any:
        state, logits = step(*carry)
        token = jnp.argmax(jax.nn.log_softmax(logits))
        return (state, token), token

    tokens = jax.lax.scan(one, (first, jnp.argmax(jnp.arange(2))), length=limit)[1]
    before = jnp.cumsum(tokens == END) - (tokens == END)
    return jnp.where(before > 0, PAD, tokens)


greedy_tokens = Exercise(
    name="greedy_tokens",
    arguments=("step", "first", "limit"),
    wanted=(
        "step (a function: the state and the token read to the next state and the logits [V]), the "
        "decoder's first state and limit (a whole number) to the tokens written, [limit]: the "
        "likeliest at each step, the first after the start token 1, and padding 0 behind the end "
        "token 2."
    ),
    draw=_draw,
    reference=loop,
    properties=(
        Property("the first token", _first_token),
        Property("each reads the one before", _follows),
        Property("nothing after the end", _nothing_after_the_end),
    ),
    wrong=WRONG,
    right=(library, _fori, _masked_behind, loop),
    hint=(
        "jax.lax.scan with length=limit. The carry is (state, token, ended), from (first, 1, "
        "False). In a step: state, logits = step(state, token); the new token is jnp.where(ended, "
        "0, jnp.argmax(logits)); ended becomes ended | (token == 2)."
    ),
    part=Part(goes="your model's greedy decoding", example=lambda *args: args, taught=False),
)
