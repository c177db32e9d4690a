"""What a word costs as the grid of an image grows: soft attention, hard attention, and local.

Hard attention reads one state where soft attention reads all. But to choose that one it scores all
positions, as soft attention does: it saves the sum over the states, and not the scores. Local
attention scores a window alone. Its window is one of positions row by row, so on a grid it is a
piece of one row of patches; here it is the measure of what scoring less would save, and no model of
a captioner.
"""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jaxtyping import Array, Float

from course_lib.data import START
from course_lib.data.images.captions import VOCAB
from course_lib.devices.timing import in_turns, medians
from course_lib.lessons.lesson_04.reading_cost import contexts
from course_lib.lessons.recording.record import Config, Experiment
from course_lib.model import GridReading, Seq2Seq, build
from course_lib.search.step import follower

KINDS = {"soft": "soft", "hard": "hard", "local": "local_p_gathered"}
# From the lesson's 3 by 3 places on: 64, 289, 1024 and 2209 patches. Calls are short and many, so
# that what else a machine does meets few of them, and all kinds alike.
GRIDS: Config = {
    "model": "luong_concat",
    "places": [3, 6, 11, 16],
    "place": 12,
    "patch": 8,
    "stride": 4,
    "hidden": 64,
    "embedding": 32,
    "window": 4,
    "batch": 16,
    "words": 8,
    "rounds": 60,
}
ENTRIES: dict[str, Config] = {
    "additive": GRIDS,
    # A score that costs as much as the sum it chooses for: a product of two vectors for each state.
    "dot": {**GRIDS, "model": "luong_dot"},
}

COUNTED = ("flops", "transcendentals")


def patches_of(config: Config) -> list[int]:
    """J for each number of places along a side."""
    sides = [config["place"] * count for count in config["places"]]
    return [((side - config["patch"]) // config["stride"] + 1) ** 2 for side in sides]


def states_read(kind: str, patches: int, window: int) -> int:
    """The states of the memory that the context of one word is made of."""
    return {"soft": patches, "hard": 1, "local": min(2 * window + 1, patches)}[kind]


def keys_scored(kind: str, patches: int, window: int) -> int:
    """The positions that get a score for one word. Hard attention must compare them all."""
    return patches if kind == "hard" else states_read(kind, patches, window)


def captioner(config: Config, kind: str, places: int, seed: int) -> Seq2Seq:
    """An untrained model of images with so many places along a side: what a step costs depends on
    no number in it."""
    side = config["place"] * places
    reading = GridReading(side, side, config["patch"], config["stride"], summary="mean")
    more = {"window": config["window"]} if kind == "local" else {}
    return build(
        config["model"],
        target=VOCAB,
        hidden=config["hidden"],
        embedding=config["embedding"],
        max_length=reading.rows * reading.columns,
        seed=seed,
        alignment=KINDS[kind],
        reading=reading,
        **more,
    )


def prepare(model: Seq2Seq, images: Float[np.ndarray, "B H W"]) -> tuple[Any, ...]:
    """All that is done once for an image: (parameters, prepared memories, first states)."""
    graph, params = nnx.split(model, nnx.Param)

    def encode(params: Any, image: Array) -> tuple[Any, Any]:
        one = nnx.merge(graph, params)
        prepared = one.encode(image)
        return prepared, one.decoder.start(prepared)

    return params, *jax.jit(jax.vmap(encode, (None, 0)))(params, images)


def writer(model: Seq2Seq, words: int) -> Any:
    """The greedy search's step, `words` times after each other, for a batch: tokens [B, words].

    The weights are not kept, so that hard attention need not turn its scores into weights. It does
    not stop at an end token.
    """
    graph = nnx.split(model, nnx.Param)[0]

    def write(params: Any, prepared: Any, state: Any) -> Array:
        follow = follower(nnx.merge(graph, params), prepared)

        def step(carry: tuple[Any, Array], t: Array) -> tuple[tuple[Any, Array], Array]:
            state, log_p, _ = follow(*carry, t)
            token = jnp.argmax(log_p).astype(jnp.int32)
            return (state, token), token

        return jax.lax.scan(step, (state, jnp.int32(START)), jnp.arange(words))[1]

    return jax.jit(jax.vmap(write, (None, 0, 0)))


def run(config: Config, seed: int) -> dict[str, Any]:
    """For each grid: J, what is read and scored for a word, and what a word takes.

    `word` is microseconds for a word of one image (a batch is written together), `ratio` the same
    as a share of soft attention's, the median over rounds in which all kinds take turns. `context`
    is microseconds for the reading alone, from weights or a position that are given. `flops` and
    `transcendentals` (tanh, exp) are the compiler's count for a word of one image. Its count of
    bytes is left out: of an array of which a part is read it counts the whole.
    """
    rng, grids = np.random.default_rng(seed), patches_of(config)
    batch, words, window = config["batch"], config["words"], config["window"]
    found: dict[str, Any] = {"patches": grids, "reads": {}, "scores": {}}
    for kind in KINDS:
        found["reads"][kind] = [states_read(kind, n, window) for n in grids]
        found["scores"][kind] = [keys_scored(kind, n, window) for n in grids]
    columns: dict[str, dict[str, list[float]]] = {
        name: {kind: [] for kind in KINDS} for name in ("word", "ratio", *COUNTED)
    }
    columns["context"] = {"soft": [], "hard": []}
    for places, patches in zip(config["places"], grids, strict=True):
        side = config["place"] * places
        images = rng.random((batch, side, side), dtype=np.float32)
        calls = {}
        for kind in KINDS:
            model = captioner(config, kind, places, seed)
            parts = prepare(model, images)
            program = writer(model, words)
            calls[kind] = lambda program=program, parts=parts: program(*parts)
            counted = writer(model, 1).lower(*parts).compile().cost_analysis()
            for name in COUNTED:
                columns[name][kind].append(round(counted[name] / batch))
        taken = in_turns(calls, config["rounds"])
        for kind, seconds in taken.items():
            micro = 1e6 * float(np.median(seconds)) / (words * batch)
            columns["word"][kind].append(round(micro, 3))
            ratio = float(np.median(seconds / taken["soft"]))
            columns["ratio"][kind].append(round(ratio, 3))
        reading = medians(in_turns(contexts(patches, batch, config["hidden"]), config["rounds"]))
        for kind, seconds_read in reading.items():
            columns["context"][kind].append(round(1e6 * seconds_read / batch, 3))
    return found | columns


EXPERIMENT = Experiment("09_cost", ENTRIES, run)
