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
    on: str = "ifo",
) -> Array:
    """One step; `gate` is what the gates `on` go through, the others through a sigmoid."""
    parts = dict(zip(order, np.split(np.asarray(gates, np.float64), 4), strict=True))
    i, f, o = ((gate if name in on else sigmoid)(parts[name]) for name in "ifo")
    new = f * memory + i * candidate(parts["g"])
    return np.stack([o * squash(new), new])


def _each_of(gate, candidates=(np.tanh,)):
    """Steps in which some of the gates go through another function, or all."""
    return tuple(
        lambda gates, memory, on=on, candidate=candidate: step(
            gates, memory, gate=gate, on=on, candidate=candidate
        )
        for on in ("ifo", "i", "f", "o", "if", "io", "fo")
        for candidate in candidates
    )


def _raw(x: Array) -> Array:
    return x


def _let_in(gates: Array) -> Array:
    i, _, g, _ = np.split(gates, 4)
    return sigmoid(i) * np.tanh(g)


def _kept(gates: Array, memory: Array) -> Array:
    return sigmoid(np.split(gates, 4)[1]) * memory


def _coupled(gates: Array, memory: Array, *, given: int) -> Array:
    """One gate alone decides what is kept and what comes in: i = 1 - f, or f = 1 - i."""
    i, f, _, _ = np.split(gates, 4)
    share = sigmoid((i, f)[given])
    i, f = (share, 1 - share) if given == 0 else (1 - share, share)
    return _from_memory(gates, f * memory + i * np.tanh(np.split(gates, 4)[2]))


def _squashed(gates: Array, memory: Array, squash=np.tanh) -> Array:
    """The new memory goes through a tanh, and the hidden state shows what comes out."""
    new = np.tanh(step(gates, memory)[1])
    return np.stack([sigmoid(np.split(gates, 4)[3]) * squash(new), new])


def _tanh_outside(gates: Array, memory: Array) -> Array:
    new = step(gates, memory)[1]
    return np.stack([np.tanh(sigmoid(np.split(gates, 4)[3]) * new), new])


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
        lambda gates, memory: step(gates, memory, squash=_raw),
    ),
    Misconception(
        "no tanh on the candidate",
        "the candidate goes in without its tanh",
        lambda gates, memory: step(gates, memory, candidate=_raw),
        also=(lambda gates, memory: step(gates, memory, candidate=_raw, squash=_raw),),
    ),
    Misconception(
        "tanh around the output",
        "the tanh is taken of the gated memory: it belongs inside, around the memory alone, and "
        "the output gate multiplies what comes out",
        _tanh_outside,
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
        "a gate is used raw: i, f and o each go through a sigmoid first, so that they are shares "
        "from 0 to 1",
        lambda gates, memory: step(gates, memory, gate=_raw),
        also=_each_of(_raw, (np.tanh, _raw)),
    ),
    Misconception(
        "gates through a tanh",
        "a gate goes through a tanh: it must lie between 0 and 1, which a sigmoid sees to",
        lambda gates, memory: step(gates, memory, gate=np.tanh),
        also=_each_of(np.tanh),
    ),
    Misconception(
        "one gate for both",
        "1 minus one gate stands in for the other, as in a GRU: an LSTM has a gate for what is "
        "kept, and another for what comes in",
        lambda gates, memory: _coupled(gates, memory, given=1),
        also=(lambda gates, memory: _coupled(gates, memory, given=0),),
    ),
    Misconception(
        "forget gate turned round",
        "the forget gate is turned round: f, not 1 - f, is the share that is kept",
        lambda gates, memory: step(gates, memory, gate=lambda x: sigmoid(-x), on="f"),
    ),
    Misconception(
        "memory squashed",
        "the new memory is pressed through a tanh, so that it fades at every step: nothing may "
        "press it",
        lambda gates, memory: np.stack([step(gates, memory)[0], np.tanh(step(gates, memory)[1])]),
        also=(_squashed, lambda gates, memory: _squashed(gates, memory, _raw)),
    ),
    Misconception(
        "old memory handed on",
        "row 1 is the memory that came in: the new one is wanted",
        lambda gates, memory: np.stack([step(gates, memory)[0], memory]),
        also=(_from_memory,),
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
