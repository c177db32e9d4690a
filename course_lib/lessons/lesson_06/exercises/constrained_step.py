"""Exercise: one step of a beam that may only write the words of a list."""

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.data.vocab import PAD
from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.part import Part

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, scores: list[float], finished: tuple[int, ...] = (), few: int = 3) -> Case:
        """Of the likeliest tokens one is allowed; what is said of a finished one means nothing."""
        while True:
            drawn = any_case(label, scores, finished, few)
            if len(scores) - len(finished) < 2 or _mask_tells(*drawn.args):
                return drawn

    def any_case(label: str, scores: list[float], finished: tuple[int, ...], few: int) -> Case:
        width, words = len(scores), 8
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

    def no_choice() -> Case:
        """The first hypothesis may go on with one token alone, a very unlikely one."""
        label, (scores, log_p, ended, allowed) = case("one without a choice", [-0.9, -1.1, -1.2])
        allowed[0] = False
        allowed[0, int(np.argmin(log_p[0, 1:])) + 1] = True
        log_p[0, allowed[0]] -= 4.0
        return Case(label, (scores, log_p, ended, allowed))

    return [
        case("three close together", [-1.0, -1.1, -1.2]),
        no_choice(),
        case("one finished and ahead", [-1.5, -0.2, -1.6], (1,)),
        case("two finished", [-3.0, -0.5, -3.5, -4.0], (1, 2)),
        case("a beam of one", [-1.0]),
        case("all finished", [-2.0, -1.0], (0, 1)),
    ]


def _totals(scores: Array, log_p: Array, finished: Array, allowed: Array) -> Array:
    """The score of every continuation [W, V]; -inf where there is none."""
    stay = np.full(log_p.shape[1], -np.inf)
    stay[PAD] = 0.0
    going = np.where(allowed, log_p.astype(np.float64), -np.inf)
    return scores[:, None].astype(np.float64) + np.where(finished[:, None], stay, going)


def _top(total: Array) -> Array:
    best = np.argsort(-total, axis=None, kind="stable")[: len(total)]
    return np.stack(divmod(best, total.shape[1]), axis=1)


def _mask_tells(scores: Array, log_p: Array, finished: Array, allowed: Array) -> bool:
    """Whether no mask, the mask and its inverse choose different continuations."""
    masks = (np.ones_like(allowed), allowed, ~allowed)
    chosen = {_top(_totals(scores, log_p, finished, mask)).tobytes() for mask in masks}
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
    total = _totals(*args)
    pairs = {(int(parent), int(token)) for parent, token in chosen}
    worst = min(float(total[pair]) for pair in pairs)
    for pair in np.ndindex(*total.shape):
        if pair not in pairs and total[pair] > worst + 1e-4:
            what = "the finished hypothesis" if args[2][pair[0]] else "the allowed continuation"
            return f"{what} ({pair[0]}, {pair[1]}) of total {total[pair]:.3f} is left out"
    return None


def _refilled(s: Array, p: Array, f: Array, a: Array) -> Array:
    """The W best of all first, and the mask after that."""
    free, total = _top(_totals(s, p, f, np.ones_like(a))), _totals(s, p, f, a)
    kept = [tuple(row) for row in free if np.isfinite(total[tuple(row)])]
    return np.array(
        (kept or [(0, PAD)]) + [(kept or [(0, PAD)])[-1]] * (len(s) - max(len(kept), 1))
    )


def _filtered(change: Callable[[Array, Array], Array]) -> Callable[..., Array]:
    """The W best of all, and what is not allowed of them changed by `change(chosen, fine)`."""

    def answer(s: Array, p: Array, f: Array, a: Array) -> Array:
        chosen = _top(_totals(s, p, f, np.ones_like(a)))
        parent, token = chosen.T
        return change(chosen, f[parent] | a[parent, token])

    return answer


def _tokens(chosen: Array, fine: Array, instead: int) -> Array:
    return np.stack([chosen[:, 0], np.where(fine, chosen[:, 1], instead)], axis=1)


def _kept_if_allowed(s: Array, p: Array, f: Array, a: Array) -> Array:
    """The W best of all, those kept that `allowed` allows; finished ones are not spared."""
    chosen = _top(_totals(s, p, f, np.ones_like(a)))
    return chosen[a[chosen[:, 0], chosen[:, 1]]]


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
    wrong=(
        Misconception(
            "the list ignored",
            "`allowed` is not used: these are the W best of all continuations",
            lambda s, p, f, a: _top(_totals(s, p, f, np.ones_like(a))),
        ),
        Misconception(
            "turned round",
            "what is *not* allowed is kept: True means allowed",
            lambda s, p, f, a: _top(_totals(s, p, f, ~a)),
        ),
        Misconception(
            "zero for what is not allowed",
            "what is not allowed gets log p = 0, which is probability 1: it wins every time. "
            "Probability 0 is log p = minus infinity",
            lambda s, p, f, a: _top(_totals(s, np.where(a, p, 0.0), f, np.ones_like(a))),
            also=(
                lambda s, p, f, a: _top(
                    _totals(
                        s,
                        np.where(a, p, np.where(np.arange(p.shape[1]) == PAD, p, 0)),
                        f,
                        np.ones_like(a),
                    )
                ),
            ),
        ),
        Misconception(
            "finished ones masked away",
            "the mask falls on finished hypotheses too, so their padding is lost and they leave "
            "the beam: mask first, then say how finished ones go on",
            lambda s, p, f, a: _top(np.where(a, _totals(s, p, f, np.ones_like(a)), -np.inf)),
        ),
        Misconception(
            "finished extended",
            "finished hypotheses go on with tokens of the list: theirs is over",
            lambda s, p, f, a: _top(_totals(s, p, np.zeros_like(f), a)),
        ),
        Misconception(
            "chosen first, masked then",
            "the W best of all are chosen first and the mask comes after: most of them are not "
            "allowed, and the beam is lost. Mask before choosing",
            _refilled,
            also=(
                _filtered(lambda chosen, fine: chosen[fine]),
                _kept_if_allowed,
                _filtered(lambda chosen, fine: _tokens(chosen, fine, PAD)),
                _filtered(lambda chosen, fine: chosen * fine[:, None]),
                _filtered(lambda chosen, fine: np.where(fine[:, None], chosen, -1)),
                _filtered(lambda chosen, fine: _tokens(chosen, fine, -1)),
            ),
        ),
        Misconception(
            "running score forgotten",
            "only the next token's log probability is compared: what the hypotheses cost so far "
            "is not added",
            lambda s, p, f, a: _top(_totals(np.zeros_like(s), p, f, a)),
        ),
        Misconception(
            "parent and token swapped",
            "the columns are the wrong way round: each row is (hypothesis, token)",
            lambda s, p, f, a: _top(_totals(s, p, f, a))[:, ::-1],
        ),
        Misconception(
            "best last",
            "the right ones, but in rising order: the best must come first",
            lambda s, p, f, a: _top(_totals(s, p, f, a))[::-1],
        ),
        Misconception(
            "shared out again",
            "the probabilities of the allowed tokens are made to sum to 1 again: that favours "
            "hypotheses that had no choice. Leave log p as it is",
            lambda s, p, f, a: _top(
                _totals(s, p - np.log((np.exp(p) * a).sum(axis=1, keepdims=True)), f, a)
            ),
        ),
    ),
    right=(_jax, _with_library, lambda *args: _loop(*map(np.asarray, args))),
    hint=(
        "jnp.where(allowed, log_p, -jnp.inf) takes away what the list does not hold. The rest is "
        "lesson 02's beam_step: call the library's on it (course_lib.search.beam_step)."
    ),
    part=Part(goes="Beam(step=..., words=...)", example=lambda *args: args, taught=False),
)
