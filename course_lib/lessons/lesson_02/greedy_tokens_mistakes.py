"""What `greedy_tokens` is tried on, a decoder that anybody can compute, and the mistakes that its
bank knows."""

from dataclasses import dataclass
from typing import Any

import jax.numpy as jnp
import numpy as np

from course_lib.data.vocab import END, PAD, START
from course_lib.lessons.checking.bank import Misconception

Array = np.ndarray


@dataclass(frozen=True)
class Step:
    """A step of a decoder whose state [2] counts: which token is likeliest follows from the token
    that was read and from the count, and at the count `end` it is the end token.

    There are `letters` tokens behind the three special ones.
    """

    letters: int
    factor: int
    move: int
    end: int

    def __call__(self, state: Any, token: Any) -> tuple[Any, Any]:
        state, token = jnp.asarray(state), jnp.asarray(token)
        count = jnp.round(state[0]).astype(jnp.int32)
        # Different tokens lead to different ones, and so do different counts.
        place = jnp.where(token > END, self.factor * (token - END - 1), token)
        best = END + 1 + (place + self.move * count) % self.letters
        best = jnp.where(count == self.end, END, best)
        tokens = jnp.arange(END + 1 + self.letters)
        logits = jnp.where(tokens == best, 2.0, jnp.cos(1.7 * tokens + count) - 1.5)
        return state + jnp.array([1.0, 0.5]), logits


def walk(
    step: Any,
    first: Any,
    limit: int,
    *,
    start: int = START,
    told: Any = lambda token: token,
    carry: bool = True,
    pick: Any = np.argmax,
) -> list[int]:
    """The tokens of all steps, whether or not they have ended. `told` is what is read after a
    token."""
    state, token, written = first, start, []
    for _ in range(limit):
        following, logits = step(state, token)
        state = following if carry else first
        written.append(int(pick(np.asarray(logits))))
        token = told(written[-1])
    return written


def ended(written: list[int], after: int = PAD, *, with_end: bool = True) -> Array:
    """A row of tokens with `after` behind the first end token."""
    row = np.array(written)
    if END in written:
        place = written.index(END)
        row[place + with_end :] = after
    return row


def loop(step: Any, first: Any, limit: int) -> Array:
    return ended(walk(step, first, limit))


def _loop_with(step: Any, first: Any, limit: int, ends: Any) -> Array:
    """The loop of a scan: padding where it has ended, and `ends` says whether it has by now, from
    whether it had, the token read and the token written."""
    state, token, over, written = first, START, False, []
    for _ in range(limit):
        state, logits = step(state, token)
        read, token = token, PAD if over else int(np.argmax(np.asarray(logits)))
        over = ends(over, read, token)
        written.append(token)
    return np.array(written)


def _logits(step: Any, first: Any, limit: int) -> Array:
    state, token, rows = first, START, []
    for _ in range(limit):
        state, logits = step(state, token)
        rows.append(np.asarray(logits))
        token = int(rows[-1].argmax())
    return np.stack(rows)


WRONG = (
    Misconception(
        "always reads the start",
        "every step reads the start token: what was written is not fed back",
        lambda s, h, n: ended(walk(s, h, n, told=lambda _: START)),
    ),
    Misconception(
        "state not carried",
        "every step begins in the first state again: the loop must hand the new state on",
        lambda s, h, n: ended(walk(s, h, n, carry=False)),
    ),
    Misconception(
        "neither state nor token carried",
        "every step is the first one again: the loop hands on neither state nor token",
        lambda s, h, n: ended(walk(s, h, n, told=lambda _: START, carry=False)),
    ),
    Misconception(
        "first state ignored",
        "it starts from a state of zeros: the source is in `first`",
        lambda s, h, n: ended(walk(s, 0 * h, n)),
    ),
    Misconception(
        "goes on after the end",
        "it writes on after the end token: padding (0) must follow it",
        lambda s, h, n: np.array(walk(s, h, n)),
    ),
    Misconception(
        "end token repeated",
        "the end token is written again and again: it comes once, and padding (0) follows it",
        lambda s, h, n: ended(walk(s, h, n), END),
    ),
    Misconception(
        "end token left out",
        "the end token itself becomes padding: it belongs to the answer, and padding follows it",
        lambda s, h, n: ended(walk(s, h, n), with_end=False),
    ),
    Misconception(
        "cut at the end token",
        "the row is cut at the end token: it must always have `limit` tokens, for all rows of a "
        "batch are of one length",
        lambda s, h, n: ended(walk(s, h, n))[: [*walk(s, h, n), END].index(END) + 1],
        also=(lambda s, h, n: ended(walk(s, h, n))[: [*walk(s, h, n), END].index(END)],),
    ),
    Misconception(
        "the end forgotten",
        "it forgets that it has ended: ended | (token == 2)",
        lambda s, h, n: _loop_with(s, h, n, lambda was, read, wrote: wrote == END),
    ),
    Misconception(
        "the end a step late",
        "the end is noticed one step late: ask the token just written, not the one read",
        lambda s, h, n: _loop_with(s, h, n, lambda was, read, wrote: was or read == END),
    ),
    Misconception(
        "begins with padding",
        "the first step reads padding (0): it must read the start token (1)",
        lambda s, h, n: ended(walk(s, h, n, start=PAD)),
    ),
    Misconception(
        "begins with the end token",
        "the first step reads the end token (2): some libraries do that, here the start token is 1",
        lambda s, h, n: ended(walk(s, h, n, start=END)),
    ),
    Misconception(
        "start token written",
        "the start token stands in front: it is read and never written",
        lambda s, h, n: np.array([START, *ended(walk(s, h, n))[:-1]]),
        also=(
            lambda s, h, n: np.array([START, *ended(walk(s, h, n))]),
            lambda s, h, n: np.array([START, *walk(s, h, n)[:-1]]),
        ),
    ),
    Misconception(
        "least likely",
        "the least likely token is taken: argmin for argmax",
        lambda s, h, n: ended(walk(s, h, n, pick=np.argmin)),
    ),
    Misconception(
        "second best",
        "the second likeliest token is taken: argsort is ascending, its last is the likeliest",
        lambda s, h, n: ended(walk(s, h, n, pick=lambda logits: np.argsort(logits)[-2])),
    ),
    Misconception(
        "one token short",
        "one token too few comes out: the loop makes `limit` steps",
        lambda s, h, n: ended(walk(s, h, n))[:-1],
    ),
    Misconception(
        "one token too many",
        "one token too many comes out: the loop makes `limit` steps",
        lambda s, h, n: ended(walk(s, h, n + 1)),
    ),
    Misconception(
        "logits come out",
        "the logits of all steps come out, [limit, V]: the likeliest tokens are wanted",
        _logits,
    ),
    Misconception(
        "largest logit",
        "the largest logit of each step comes out: which token has it is asked for (argmax)",
        lambda s, h, n: _logits(s, h, n).max(axis=1),
    ),
)
