"""Exercise: a batch of sequences through one cell, each from a state that knows nothing."""

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Function, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import TOLERANCE

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, batch: int, steps: int, width: int) -> Case:
        inputs = rng.normal(size=(batch, steps, width)).astype(np.float32)
        recurrent = (rng.normal(size=(width, width)) / np.sqrt(width)).astype(np.float32)
        return Case(label, (inputs, recurrent))

    twins = case("two equal sequences", 3, 4, 3)
    twins.args[0][2] = twins.args[0][0]
    return [
        case("three sequences", 3, 5, 4),
        twins,
        case("one sequence", 1, 4, 3),
        case("sequences of one step", 4, 1, 3),
        case("as many sequences as steps", 4, 4, 4),
    ]


def _scan(
    inputs: Array, recurrent: Array, *, reset: bool = True, carry: bool = True, squash=np.tanh
) -> Array:
    hidden = np.zeros(inputs.shape[2])
    last = []
    for sequence in np.asarray(inputs, np.float64):
        if reset:
            hidden = np.zeros(inputs.shape[2])
        for x in sequence:
            hidden = squash(x + (hidden if carry else 0 * hidden) @ recurrent)
        last.append(hidden)
    return np.stack(last)


def _stepped(inputs: Array, step: Function) -> Array:
    hidden = np.zeros((len(inputs), inputs.shape[2]))
    for t in range(inputs.shape[1]):
        hidden = step(hidden, inputs[:, t])
    return hidden


def _twins_agree(args: Args, last: Array) -> str | None:
    inputs, _ = args
    if len(inputs) > 2 and np.array_equal(inputs[0], inputs[2]):
        if np.abs(last[0] - last[2]).max() > TOLERANCE:
            return "sequences 0 and 2 are equal, and their last states differ: one leaked in"
    return None


def _first_step_alone(args: Args, last: Array) -> str | None:
    inputs, _ = args
    if inputs.shape[1] == 1 and np.abs(last - np.tanh(inputs[:, 0])).max() > TOLERANCE:
        return "after one step from zeros the state must be the tanh of that step's input"
    return None


def _every_step_counts(args: Args, last: Array) -> str | None:
    inputs, _ = args
    if inputs.shape[1] > 1 and np.abs(last - np.tanh(inputs[:, -1])).max() < TOLERANCE:
        return "the last state depends on the last input alone; earlier steps must count too"
    return None


def _in_jax(inputs: jax.Array, recurrent: jax.Array) -> jax.Array:
    def one(sequence: jax.Array) -> jax.Array:
        def step(h: jax.Array, x: jax.Array) -> tuple[jax.Array, None]:
            return jnp.tanh(x + h @ recurrent), None

        return jax.lax.scan(step, jnp.zeros(sequence.shape[1]), sequence)[0]

    return jax.vmap(one)(inputs)


def _of_one_sequence(inputs: Array, recurrent: Array) -> jax.Array:
    def step(h: jax.Array, x: jax.Array) -> tuple[jax.Array, None]:
        return jnp.tanh(x + h @ jnp.asarray(recurrent)), None

    return jax.lax.scan(step, jnp.zeros(inputs.shape[2]), jnp.asarray(inputs))[0]


def _side_by_side(inputs: Array, recurrent: Array) -> Array:
    hidden = np.zeros((len(inputs), inputs.shape[2]))
    for step in range(inputs.shape[1]):
        hidden = np.tanh(inputs[:, step] + hidden @ recurrent)
    return hidden


run_batch = Exercise(
    name="run_batch",
    arguments=("inputs", "recurrent"),
    wanted=(
        "inputs [B, J, D], a batch of sequences that are W x_j + b already, and recurrent [D, D] "
        "to the last hidden state of each, [B, D], every sequence starting from zeros."
    ),
    draw=_draw,
    reference=lambda inputs, recurrent: _scan(inputs, recurrent),
    properties=(
        Property("equal sequences, equal states", _twins_agree),
        Property("from zeros", _first_step_alone),
        Property("every step counts", _every_step_counts),
    ),
    wrong=(
        Misconception(
            "state carried across sequences",
            "the state of one sequence is where the next begins: it is set to zero once, before "
            "the batch, and not for each sequence",
            lambda x, u: _scan(x, u, reset=False),
        ),
        Misconception(
            "state not carried within a sequence",
            "every step starts from zeros: the loop does not hand its state on",
            lambda x, u: _scan(x, u, carry=False),
        ),
        Misconception(
            "batch and time mixed up",
            "it steps along the batch axis: step t reads sequence t, and the sequences run in "
            "parallel where the positions should",
            lambda x, u: _side_by_side(np.swapaxes(x, 0, 1), u),
        ),
        Misconception(
            "read backwards",
            "the sequences are read from their ends",
            lambda x, u: _scan(x[:, ::-1], u),
        ),
        Misconception(
            "no tanh",
            "the state is a plain sum, without a tanh",
            lambda x, u: _scan(x, u, squash=lambda h: h),
        ),
        Misconception(
            "recurrent matrix transposed",
            "the state is multiplied with the rows of the matrix for its columns",
            lambda x, u: _scan(x, u.T),
        ),
        Misconception(
            "the last step missing",
            "the loop stops one step early",
            lambda x, u: _scan(x[:, :-1], u),
        ),
        Misconception(
            "the function of one sequence",
            "it is right for one sequence, and it is handed the whole batch: scan then walks "
            "from sequence to sequence, and the state [D] turns into a table [J, D]. vmap makes "
            "a function of many sequences of it",
            _of_one_sequence,
        ),
        Misconception(
            "every state",
            "all hidden states come out, [B, J, D]: the last one of each sequence is asked for",
            lambda x, u: np.stack([_scan(x[:, : t + 1], u) for t in range(x.shape[1])], axis=1),
        ),
        Misconception(
            "input multiplied too",
            "the input goes through the recurrent matrix together with the state: it has been "
            "multiplied by W already",
            lambda x, u: _stepped(x, lambda h, now: np.tanh((now + h) @ u)),
        ),
        Misconception(
            "no recurrent matrix",
            "the old state is added as it is: it must go through the recurrent matrix",
            lambda x, u: _stepped(x, lambda h, now: np.tanh(now + h)),
        ),
    ),
    right=(
        _in_jax,
        lambda inputs, recurrent: _side_by_side(np.asarray(inputs), np.asarray(recurrent)),
        lambda inputs, recurrent: _scan(np.asarray(inputs), np.asarray(recurrent)),
    ),
    hint=(
        "Write it for one sequence first: zeros, then a loop over its steps. Then do that for each "
        "sequence anew. Where does your line with the zeros stand, inside or outside the loop over "
        "the batch?"
    ),
)
