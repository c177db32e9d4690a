"""Greedy and beam search, all sentences to the same length."""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from bench import compiler, ours
from bench.results import Table, at_least, must_agree
from bench.sizes import Size, batches, model
from course_lib.data.vocab import END
from course_lib.devices.timing import in_turns
from course_lib.lessons.lesson_02.decoding_speed import compiled
from course_lib.model.seq2seq import Seq2Seq
from course_lib.search import Beam, Greedy

ROW = "bahdanau"
SIZE = Size("course", source=30, target=30)
WIDTH = 5
GREEDY, BEAM = "the library, greedy", f"the library, beam {WIDTH}"
SPLIT = {GREEDY: f"{GREEDY}, a device for each core", BEAM: f"{BEAM}, a device for each core"}
SENTENCE = "PyTorch, a sentence at a time"
PLAIN = "PyTorch, plain batched loop"
FAST = ("PyTorch, keys and tokens once, eager", "PyTorch, keys and tokens once, torch.compile")
BEAMS = (f"PyTorch, batched beam {WIDTH}, eager", f"PyTorch, batched beam {WIDTH}, torch.compile")


def endless(size: Size) -> Seq2Seq:
    """A model that never writes the end token: every way makes the same number of steps."""
    made = model(ROW, size)
    bias = made.decoder.readout.bias
    bias[...] = bias[...].at[END].set(-1e4)
    return made


def peers(made: Seq2Seq, size: Size, source: np.ndarray) -> dict[str, Callable[[], Any]]:
    """PyTorch's ways by name: (tokens, log-probabilities)."""
    import torch

    from bench.peers.decoding import Fast, plain_loop, sentence_at_a_time
    from bench.peers.seq2seq import Bahdanau
    from bench.peers.weights import copy_into

    peer = Bahdanau(size.vocabulary, size.embedding, size.hidden)
    copy_into(peer, ours.weights(made))
    peer.eval().requires_grad_(False)
    read, limit = torch.from_numpy(source).long(), size.target
    eager, whole = Fast(peer), Fast(peer, functools.partial(torch.compile, dynamic=False))
    ways: dict[str, Callable[[], Any]] = {
        SENTENCE: lambda: sentence_at_a_time(peer, read, limit),
        PLAIN: lambda: plain_loop(peer, read, limit),
        FAST[0]: lambda: eager.greedy(read, limit),
        FAST[1]: lambda: whole.greedy(read, limit),
        BEAMS[0]: lambda: eager.beam(read, limit, WIDTH),
        BEAMS[1]: lambda: whole.beam(read, limit, WIDTH),
    }

    def without_gradients(way: Callable[[], Any]) -> Callable[[], Any]:
        def run() -> Any:
            with torch.inference_mode():
                return way()

        return run

    return {
        name: without_gradients(way)
        for name, way in ways.items()
        if compiler.available() or "torch.compile" not in name
    }


def check(name: str, found: Any, wanted: Any) -> float:
    """Tokens and log-probabilities alike. Two tokens alike to float32 may change places, and all
    that follows them: so a twentieth of the sentences may differ; the others must be the same."""
    tokens, totals = (np.asarray(part) for part in found)
    ours_tokens = np.asarray(wanted.tokens).reshape(tokens.shape)
    ours_totals = np.asarray(wanted.log_probability).reshape(totals.shape)
    same = (tokens == ours_tokens).reshape(len(tokens), -1).all(1)
    must_agree(f"{name}, share of other sentences", 1.0 - same.mean(), 0.0, 0.05)
    return must_agree(f"{name}, log-probabilities", totals[same], ours_totals[same])


def measure_case(size: Size, rounds: int, with_peers: bool) -> list[Table]:
    """A table for greedy search and one for the beam."""
    made = endless(size)
    source = np.asarray(batches(size, 1).source[0])
    limit = size.target
    calls: dict[str, Callable[[], Any]] = {
        GREEDY: lambda: compiled(made, source, limit, Greedy()),
        BEAM: lambda: compiled(made, source, limit, Beam(WIDTH)),
    }
    agreed: dict[str, float] = {}
    wanted = {name: call() for name, call in calls.items()}
    if mesh := ours.cores():
        for name, search in ((GREEDY, Greedy()), (BEAM, Beam(WIDTH))):
            call = functools.partial(compiled, made, source, limit, search, mesh)
            found = call()
            agreed[SPLIT[name]] = check(
                SPLIT[name], (found.tokens, found.log_probability), wanted[name]
            )
            calls[SPLIT[name]] = call
    if with_peers:
        for name, way in peers(made, size, source).items():
            agreed[name] = check(name, way(), wanted[BEAM if name in BEAMS else GREEDY])
            calls[name] = way
    seconds = in_turns(calls, rounds)
    mine = {name: (name, SPLIT[name]) for name in (GREEDY, BEAM)}
    bars = {
        GREEDY: [
            *at_least(seconds, mine[GREEDY], FAST, 1.2, "greedy: PyTorch's best batched loop"),
            *at_least(seconds, mine[GREEDY], [PLAIN], 2.0, "greedy: a plain batched loop"),
            *at_least(seconds, mine[GREEDY], [SENTENCE], 15.0, "greedy: a sentence at a time"),
        ],
        BEAM: at_least(seconds, mine[BEAM], BEAMS, 2.0, f"beam {WIDTH}: PyTorch's batched beam"),
    }
    tables = []
    for name, unit in ((GREEDY, "Greedy search"), (BEAM, "Beam search")):
        mine = {n: s for n, s in seconds.items() if ("beam" in n) == (name == BEAM)}
        title = f"{unit}, row {ROW}, {size}, {limit} tokens each"
        alike = {n: value for n, value in agreed.items() if n in mine}
        tables.append(
            Table(title, "ms a batch", mine, name, 1, bars[name], alike, compiler.notes())
        )
    return tables


def measure(rounds: int | None = None, peers: bool = True, size: Size = SIZE) -> list[Table]:
    """The tables of this part."""
    return measure_case(size, rounds or 7, peers)
