"""The mistakes that the bank of `lstm_step` knows, and the parts that they are made of."""

import numpy as np

from course_lib.lessons.checking.bank import Misconception

Array = np.ndarray


def sigmoid(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))


def step(
    gates: Array,
    memory: Array,
    *,
    order: str = "ifgo",
    candidate=np.tanh,
    squash=np.tanh,
    gate=sigmoid,
) -> Array:
    parts = dict(zip(order, np.split(np.asarray(gates, np.float64), 4), strict=True))
    new = gate(parts["f"]) * memory + gate(parts["i"]) * candidate(parts["g"])
    return np.stack([gate(parts["o"]) * squash(new), new])


def _let_in(gates: Array) -> Array:
    i, _, g, _ = np.split(gates, 4)
    return sigmoid(i) * np.tanh(g)


def _kept(gates: Array, memory: Array) -> Array:
    return sigmoid(np.split(gates, 4)[1]) * memory


def _from_memory(gates: Array, memory: Array) -> Array:
    return np.stack([sigmoid(np.split(gates, 4)[3]) * np.tanh(memory), memory])


WRONG = (
    Misconception(
        "forget and input swapped",
        "the forget gate decides what comes in, and the input gate what is kept: the first two "
        "blocks are swapped",
        lambda gates, memory: step(gates, memory, order="figo"),
    ),
    Misconception(
        "no tanh on the output",
        "the memory goes out through the output gate without a tanh",
        lambda gates, memory: step(gates, memory, squash=lambda c: c),
    ),
    Misconception(
        "candidate sigmoid",
        "the candidate goes through a sigmoid, so that the memory can only be added to",
        lambda gates, memory: step(gates, memory, candidate=sigmoid),
    ),
    Misconception(
        "memory not carried",
        "the old memory plays no part: nothing is remembered from step to step",
        lambda gates, memory: step(gates, 0 * memory),
    ),
    Misconception(
        "output gate forgotten",
        "all of the memory is shown: the output gate is not used",
        lambda gates, memory: np.stack([np.tanh(step(gates, memory)[1]), step(gates, memory)[1]]),
    ),
    Misconception(
        "forget gate forgotten",
        "the old memory is kept whole, as in the LSTM of 1997: the forget gate is not used",
        lambda gates, memory: _from_memory(gates, memory + _let_in(gates)),
    ),
    Misconception(
        "output from the old memory",
        "the hidden state shows the memory from before this step",
        lambda gates, memory: np.stack([_from_memory(gates, memory)[0], step(gates, memory)[1]]),
    ),
    Misconception(
        "rows swapped",
        "the memory stands in row 0 and the hidden state in row 1",
        lambda gates, memory: step(gates, memory)[::-1],
    ),
    Misconception(
        "gates without sigmoid",
        "the gates are used as they come, without a sigmoid: they are no shares from 0 to 1",
        lambda gates, memory: step(gates, memory, gate=lambda x: x),
    ),
    Misconception(
        "memory squashed",
        "the memory itself goes through the tanh, so that it fades at every step",
        lambda gates, memory: np.stack([step(gates, memory)[0], np.tanh(step(gates, memory)[1])]),
    ),
    Misconception(
        "output and candidate swapped",
        "the last two blocks are swapped: the sums come in the order input, forget, "
        "candidate, output (i, f, g, o)",
        lambda gates, memory: step(gates, memory, order="ifog"),
    ),
    Misconception(
        "forget and candidate swapped",
        "the second and third block are swapped (some libraries order them so): the sums "
        "come in the order input, forget, candidate, output (i, f, g, o)",
        lambda gates, memory: step(gates, memory, order="igfo"),
    ),
    Misconception(
        "numbers dealt out",
        "the four sums of a unit are taken from neighbouring numbers: the sums for input "
        "come first, all D of them, then all D for forget. Look at what your reshape puts "
        "into a row",
        lambda gates, memory: step(gates.reshape(-1, 4).T.ravel(), memory),
    ),
    Misconception(
        "rows for columns",
        "the result is [D, 2]: the two states are columns, and rows are asked for",
        lambda gates, memory: step(gates, memory).T,
        also=(lambda gates, memory: step(gates, memory)[::-1].T,),
    ),
    Misconception(
        "one long row",
        "the two states stand one behind the other in one row, [2 D]: stack them, do not join them",
        lambda gates, memory: step(gates, memory).ravel(),
    ),
    Misconception(
        "input gate forgotten",
        "the candidate is let in whole: the input gate is not used",
        lambda gates, memory: _from_memory(
            gates, _kept(gates, memory) + np.tanh(np.split(gates, 4)[2])
        ),
    ),
    Misconception(
        "hidden state alone",
        "one row comes out, the hidden state: the new memory is needed in the next step",
        lambda gates, memory: step(gates, memory)[0],
    ),
)
