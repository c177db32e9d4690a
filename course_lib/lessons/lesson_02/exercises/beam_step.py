"""Exercise: one step of a beam search, the W best of all W * V continuations."""

from itertools import pairwise

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.data.vocab import PAD
from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.part import Part
from course_lib.lessons.lesson_02.beam_step_mistakes import WRONG, top, totals

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def table(width: int, words: int, scale: float = 1.0) -> Array:
        """log p of the next token, [W, V]; a model never writes padding, so there -inf."""
        logits = rng.normal(size=(width, words), scale=scale)
        logits[:, PAD] = -np.inf
        return (logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))).astype(np.float32)

    def case(label: str, scores: list[float], words: int, finished: tuple[int, ...] = ()) -> Case:
        ended = np.zeros(len(scores), bool)
        ended[list(finished)] = True
        jitter = rng.uniform(-0.05, 0.05, len(scores))
        return Case(
            label,
            ((np.array(scores) + jitter).astype(np.float32), table(len(scores), words), ended),
        )

    def priced() -> Case:
        """The finished one is ahead as it stands, and second if padding costs its own log p."""
        log_p = table(3, 7).astype(np.float64)
        log_p[0, rng.integers(PAD + 1, 7)] = 6.0  # one token is as good as certain
        log_p[0] -= np.log(np.exp(log_p[0]).sum())
        log_p[1] += np.log(0.8)
        log_p[1, PAD] = np.log(0.2)
        scores = np.array([-0.5, -0.2, -9.0]) + rng.uniform(-0.05, 0.05, 3)
        return Case(
            "one finished, its padding at a price",
            (scores.astype(np.float32), log_p.astype(np.float32), np.arange(3) == 1),
        )

    # A confident first hypothesis takes all places; a far behind one takes none.
    behind = np.array([-0.2, -9.0, -9.5], np.float32)
    return [
        case("four close together", [-1.0, -1.1, -1.3, -1.2], 7),
        Case("one far ahead", (behind, table(3, 8), np.zeros(3, bool))),
        case("one finished and ahead", [-1.5, -0.7, -1.6], 9, (1,)),
        case("one finished and behind", [-0.5, -0.6, -6.0, -0.4], 6, (2,)),
        priced(),
        case("all finished", [-2.0, -1.0, -3.0], 5, (0, 1, 2)),
        case("long texts, of very small probabilities", [-301.0, -300.8, -301.2], 6),
        Case(
            "the first step: one hypothesis",
            (np.array([0.0, -np.inf, -np.inf], np.float32), table(3, 6), np.zeros(3, bool)),
        ),
        case("a beam of one", [-1.0], 5),
    ]


def _loop(scores: Array, log_p: Array, finished: Array) -> Array:
    candidates = []
    for w in range(len(scores)):
        if finished[w]:
            candidates.append((-float(scores[w]), w, PAD))
            continue
        for token in range(log_p.shape[1]):
            candidates.append((-(float(scores[w]) + float(log_p[w, token])), w, token))
    best = sorted(candidates)[: len(scores)]
    return np.array([[w, token] for _, w, token in best])


def _in_range(args: Args, chosen: Array) -> str | None:
    width, words = args[1].shape
    parent, token = chosen.T
    if parent.min() < 0 or parent.max() >= width:
        return (
            f"a parent is a row of the beam, 0 to {width - 1}; the first column holds "
            f"{parent.tolist()}"
        )
    if token.min() < 0 or token.max() >= words:
        return f"a token is 0 to {words - 1}; the second column holds {token.tolist()}"
    return None


def _finished_stay(args: Args, chosen: Array) -> str | None:
    for parent, token in chosen:
        if args[2][parent] and token != PAD:
            return (
                f"a finished hypothesis is over: it stays as it is, with padding (0) behind it; "
                f"hypothesis {parent} gets token {token}"
            )
    return None


def _best_first(args: Args, chosen: Array) -> str | None:
    total = totals(*args)
    found = [float(total[parent, token]) for parent, token in chosen]
    if any(a < b - 1e-4 for a, b in pairwise(found)):
        return f"the best comes first; the totals are {[round(value, 3) for value in found]}"
    return None


def _none_better(args: Args, chosen: Array) -> str | None:
    total = totals(*args)
    pairs = {(int(parent), int(token)) for parent, token in chosen}
    worst = min(float(total[pair]) for pair in pairs)
    for pair in np.ndindex(*total.shape):
        if pair not in pairs and total[pair] > worst + 1e-4:
            return (
                f"hypothesis {pair[0]} with token {pair[1]} has total {total[pair]:.3f} and is "
                f"left out; {worst:.3f} is in"
            )
    return None


def _with_top_k(scores: Array, log_p: Array, finished: Array) -> jax.Array:
    stay = jnp.where(jnp.arange(log_p.shape[1]) == PAD, 0.0, -jnp.inf)
    total = scores[:, None] + jnp.where(finished[:, None], stay, log_p)
    index = jax.lax.top_k(total.reshape(-1), scores.shape[0])[1]
    return jnp.stack([index // log_p.shape[1], index % log_p.shape[1]], axis=1)


beam_step = Exercise(
    name="beam_step",
    arguments=("scores", "log_p", "finished"),
    wanted=(
        "the W hypotheses' scores [W], log p of each next token [W, V] and which are finished [W] "
        "to [W, 2] whole numbers: (parent, token) of the W best continuations over all hypotheses "
        "together, best first. A finished hypothesis has one continuation, padding (token 0), at "
        "no cost."
    ),
    draw=_draw,
    reference=_loop,
    properties=(
        Property("in range", _in_range),
        Property("finished hypotheses stay", _finished_stay),
        Property("best first", _best_first),
        Property("no better one left out", _none_better),
    ),
    wrong=WRONG,
    right=(
        _with_top_k,
        lambda *args: _loop(*map(np.asarray, args)),
        lambda scores, *others: top(totals(*map(np.asarray, (scores, *others)))),
    ),
    hint=(
        "Make one table of totals [W, V]: scores[:, None] + log_p, with the rows of finished "
        "hypotheses replaced by 0 at token 0 and minus infinity elsewhere. Flatten it, "
        "jax.lax.top_k for W, then // V and % V."
    ),
    part=Part(goes="Beam(step=...)", example=lambda *args: args, taught=False),
)
