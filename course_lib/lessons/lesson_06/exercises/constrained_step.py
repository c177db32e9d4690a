"""Exercise: one step of a beam that may only write the words of a list."""

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.data.vocab import PAD
from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.telling import drawn_until_telling
from course_lib.lessons.lesson_06.constrained_mistakes import WRONG, top, totals

Array = np.ndarray
UNLIKELY = np.float32(200)  # nats: no fill like -10 or -100 is below that


def _draw(rng: np.random.Generator) -> list[Case]:
    return drawn_until_telling(_cases, rng, _loop, WRONG)


def _cases(rng: np.random.Generator) -> list[Case]:
    return [
        _telling_case(rng, "three close together", [-1.0, -1.1, -1.2]),
        _no_choice(rng),
        _telling_case(rng, "one finished and ahead", [-1.5, -0.2, -1.6], (1,)),
        _telling_case(rng, "two finished", [-3.0, -0.5, -3.5, -4.0], (1, 2)),
        _case(rng, "a beam of one", [-1.0]),
        _case(rng, "all finished", [-2.0, -1.0], (0, 1)),
        _unlikely(rng),
    ]


def _case(
    rng: np.random.Generator, label: str, scores: list[float], finished: tuple[int, ...] = ()
) -> Case:
    """Of the likeliest tokens one is allowed; what is said of a finished one means nothing."""
    width, words, few = len(scores), 8, 3
    logits = rng.normal(size=(width, words))
    allowed = np.zeros((width, words), bool)
    for w in range(width):
        chosen = 1 + rng.permutation(words - 1)
        allowed[w, chosen[:few]] = True
        logits[w, chosen[few:]] += 2.0
        logits[w, chosen[0]] += 2.5
    logits[:, PAD] = -np.inf
    log_p = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    ended = np.zeros(width, bool)
    ended[list(finished)] = True
    jitter = rng.uniform(-0.05, 0.05, width)
    beam = (np.array(scores) + jitter).astype(np.float32)
    return Case(label, (beam, log_p.astype(np.float32), ended, allowed))


def _telling_case(
    rng: np.random.Generator, label: str, scores: list[float], finished: tuple[int, ...] = ()
) -> Case:
    while True:
        drawn = _case(rng, label, scores, finished)
        if _mask_tells(*drawn.args):
            return drawn


def _no_choice(rng: np.random.Generator) -> Case:
    """The first hypothesis may go on with one token alone, a very unlikely one."""
    label, scores = "one without a choice", [-0.9, -1.1, -1.2]
    _, (beam, log_p, ended, allowed) = _telling_case(rng, label, scores)
    allowed[0] = False
    allowed[0, int(np.argmin(log_p[0, 1:])) + 1] = True
    log_p[0, allowed[0]] -= 4.0
    return Case(label, (beam, log_p, ended, allowed))


def _unlikely(rng: np.random.Generator) -> Case:
    """All that is allowed has hardly any probability, as in a word that a network never saw."""
    label, (beam, log_p, ended, allowed) = _case(rng, "unlikely words alone", [-0.5, -0.6])
    return Case(label, (beam, np.where(allowed, log_p - UNLIKELY, log_p), ended, allowed))


def _mask_tells(scores: Array, log_p: Array, finished: Array, allowed: Array) -> bool:
    """Whether no mask, the mask and its inverse choose different continuations."""
    masks = (np.ones_like(allowed), allowed, ~allowed)
    chosen = {top(totals(scores, log_p, finished, mask)).tobytes() for mask in masks}
    return len(chosen) == len(masks)


def _loop(scores: Array, log_p: Array, finished: Array, allowed: Array) -> Array:
    candidates = []
    for w in range(len(scores)):
        if finished[w]:
            candidates.append((-float(scores[w]), w, PAD))
            continue
        for token in range(log_p.shape[1]):
            if allowed[w, token]:
                candidates.append((-(float(scores[w]) + float(log_p[w, token])), w, token))
    best = sorted(candidates)[: len(scores)]
    return np.array([[w, token] for _, w, token in best])


def _in_range(args: Args, chosen: Array) -> str | None:
    width, words = args[1].shape
    parent, token = chosen.T
    if parent.min() < 0 or parent.max() >= width or token.min() < 0 or token.max() >= words:
        return (
            f"a row is (hypothesis 0 to {width - 1}, token 0 to {words - 1}), got {chosen.tolist()}"
        )
    return None


def _allowed_only(args: Args, chosen: Array) -> str | None:
    _, _, finished, allowed = args
    for parent, token in chosen:
        if not finished[parent] and not allowed[parent, token]:
            return f"hypothesis {parent} gets token {token}, with which no word of the list goes on"
    return None


def _finished_stay(args: Args, chosen: Array) -> str | None:
    for parent, token in chosen:
        if args[2][parent] and token != PAD:
            return f"hypothesis {parent} is finished, so it gets padding (0), and not {token}"
    return None


def _none_better(args: Args, chosen: Array) -> str | None:
    total = totals(*args)
    pairs = {(int(parent), int(token)) for parent, token in chosen}
    worst = min(float(total[pair]) for pair in pairs)
    for pair in np.ndindex(*total.shape):
        if pair not in pairs and total[pair] > worst + 1e-4:
            what = "the finished hypothesis" if args[2][pair[0]] else "the allowed continuation"
            return f"{what} ({pair[0]}, {pair[1]}) of total {total[pair]:.3f} is left out"
    return None


def _jax(scores: Array, log_p: Array, finished: Array, allowed: Array) -> jax.Array:
    stay = jnp.where(jnp.arange(log_p.shape[1]) == PAD, 0.0, -jnp.inf)
    going = jnp.where(allowed, log_p, -jnp.inf)
    total = scores[:, None] + jnp.where(finished[:, None], stay, going)
    index = jax.lax.top_k(total.reshape(-1), scores.shape[0])[1]
    return jnp.stack([index // log_p.shape[1], index % log_p.shape[1]], axis=1)


def _with_library(scores: Array, log_p: Array, finished: Array, allowed: Array) -> jax.Array:
    from course_lib.search import beam_step

    masked = jnp.where(jnp.asarray(allowed), log_p, -jnp.inf)
    return beam_step(jnp.asarray(scores), masked, jnp.asarray(finished))


constrained_step = Exercise(
    name="constrained_step",
    arguments=("scores", "log_p", "finished", "allowed"),
    wanted=(
        "the W hypotheses' scores [W], log p of each next token [W, V], which are finished [W] and "
        "which tokens may follow each [W, V] (True = allowed) to [W, 2] whole numbers: (parent, "
        "token) of the W best continuations that are allowed, best first. A finished hypothesis "
        "goes on with padding (token 0) at no cost, whatever its row of `allowed` says."
    ),
    draw=_draw,
    reference=_loop,
    properties=(
        Property("in range", _in_range),
        Property("finished hypotheses stay", _finished_stay),
        Property("allowed tokens only", _allowed_only),
        Property("no better one left out", _none_better),
    ),
    wrong=WRONG,
    right=(_jax, _with_library, lambda *args: _loop(*map(np.asarray, args))),
    hint=(
        "jnp.where(allowed, log_p, -jnp.inf) takes away what the list does not hold. The rest is "
        "lesson 02's beam_step: call the library's on it (course_lib.search.beam_step)."
    ),
    part=Part(goes="Beam(step=..., words=...)", example=lambda *args: args, taught=False),
)
