"""Exercise: exact match, the share of sentences with every real token right."""

import jax.numpy as jnp
import numpy as np

from course_lib.data.vocab import END
from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.part import Called
from course_lib.lessons.checking.running import number

Array = np.ndarray

LENGTHS = (3, 4, 5, 6, 4, 5, 3)


def _draw_predictions(rng: np.random.Generator) -> list[Case]:
    def batch(*kinds: str, lengths: tuple[int, ...] = LENGTHS, longest: int = 6) -> tuple:
        gold = rng.integers(3, 22, size=(len(kinds), longest)).astype(np.int32)
        ends = np.array(lengths[: len(kinds)])[:, None]
        mask = np.arange(longest) < ends
        gold[np.arange(longest) == ends - 1] = END
        errors = np.stack(
            [_errors(kind, row) for kind, row in zip(kinds, mask, strict=True)], axis=0
        )
        order = rng.permutation(len(kinds))
        # Another token, never the same one, and never one outside 3 to 21.
        other = 3 + (gold - 3 + rng.integers(1, 19, size=gold.shape)) % 19
        predicted = np.where(errors, other, gold).astype(np.int32)
        for row, kind in enumerate(kinds):
            if kind == "exchanged":  # two neighbours, which differ, have changed places
                gold[row, 1] = 3 + (gold[row, 0] - 2 + rng.integers(18)) % 19
                predicted[row] = gold[row]
                predicted[row, :2] = gold[row, 1::-1]
            if kind == "same sum":
                gold[row, 1] = 9 + gold[row, 0] % 12
                gold[row, 0] = gold[row, 1] - 5
                predicted[row] = gold[row] + np.eye(longest, dtype=int)[:2].T @ [1, -1]
        return predicted[order], gold[order], mask[order]

    mixed = ("right", "padding", "padding", "last", "first", "middle", "all")
    return [
        Case("right and wrong sentences", batch(*mixed)),
        Case("mistakes in the padding only", batch("padding", "padding", "padding")),
        Case("every token wrong", batch("all", "all", "all")),
        Case("no padding", batch("right", "first", "last", lengths=(4, 4, 4), longest=4)),
        Case("one long sentence, its last token wrong", batch("last", lengths=(15,), longest=15)),
        Case("one sentence, its first token alone right", batch("one", lengths=(5,), longest=5)),
        Case("one sentence, two tokens exchanged", batch("exchanged", lengths=(4,), longest=4)),
        Case("one sentence, other tokens with the same sum", batch("same sum", lengths=(4,))),
        Case("one right sentence", batch("right", lengths=(4,), longest=4)),
        Case("one sentence, its last token wrong", batch("last", lengths=(3,), longest=4)),
        Case("one sentence, its first token wrong", batch("first", lengths=(3,), longest=4)),
    ]


def _errors(kind: str, real: Array) -> Array:
    last = int(real.sum()) - 1
    place = np.arange(len(real))
    return {
        "right": place < 0,
        "padding": ~real,
        "first": place == 0,
        "middle": place == 1,
        "last": place == last,
        "one": place > 0,
        "exchanged": place < 0,
        "same sum": place < 0,
        "all": place >= 0,
    }[kind]


def _match_loop(predicted: Array, gold: Array, mask: Array) -> float:
    right = 0
    for got, want, real in zip(predicted, gold, mask, strict=True):
        right += got[real].tolist() == want[real].tolist()
    return right / len(gold)


def _a_share(args: Args, share: Array) -> str | None:
    if not -1e-6 <= share <= 1 + 1e-6:
        return f"a share lies between 0 and 1; it is {number(share)}"
    return None


def _all_right(args: Args, share: Array) -> str | None:
    predicted, gold, mask = args
    if (predicted == gold)[mask].all() and abs(share - 1) > 1e-6:
        return f"every real token is right, so the share is 1; it is {number(share)}"
    return None


def _none_right(args: Args, share: Array) -> str | None:
    if _match_loop(*args) == 0 and share > 1e-6:
        return f"no sentence is right throughout, so the share is 0; it is {number(share)}"
    return None


def _at(token: Array, axis: Array) -> Array:
    return np.take_along_axis(token, axis[:, None], axis=1)[:, 0]


def _shares(predicted: Array, gold: Array, mask: Array) -> Array:
    """Of each sentence the share of its tokens that are right."""
    return ((predicted == gold) & mask).sum(axis=1) / mask.sum(axis=1)


def _bags(predicted: Array, gold: Array, mask: Array) -> float:
    rows = zip(predicted, gold, mask, strict=True)
    return float(np.mean([sorted(got[real]) == sorted(want[real]) for got, want, real in rows]))


exact_match = Exercise(
    name="exact_match",
    arguments=("predicted", "gold", "mask"),
    wanted=(
        "predicted and gold tokens [B, T] and mask [B, T] (True = real) to one number: the share "
        "of sentences whose every real token is right."
    ),
    draw=_draw_predictions,
    reference=_match_loop,
    properties=(
        Property("a share", _a_share),
        Property("1 where all real tokens are right", _all_right),
        Property("0 where no sentence is right", _none_right),
    ),
    wrong=(
        Misconception(
            "padding counted",
            "a sentence fails for what stands in its padding: the mask is not used",
            lambda p, g, m: (p == g).all(axis=1).mean(),
        ),
        Misconception(
            "padding counted as wrong",
            "a sentence with padding can never be right: its padding counts as a mistake",
            lambda p, g, m: ((p == g) & m).all(axis=1).mean(),
        ),
        Misconception(
            "mask the wrong way round",
            "a real token can never be wrong, and padding can: it must be `| ~mask`",
            lambda p, g, m: ((p == g) | m).all(axis=1).mean(),
        ),
        Misconception(
            "padding as right tokens",
            "it is a share of tokens, padding among the right ones: `all` per sentence is missing",
            lambda p, g, m: np.where(m, p == g, True).mean(),
        ),
        Misconception(
            "tokens, not sentences",
            "it is the share of tokens that are right (token accuracy), not of sentences",
            lambda p, g, m: (p == g)[m].mean(),
        ),
        Misconception(
            "tokens and padding",
            "it is the share of all tokens that are right, padding among them",
            lambda p, g, m: (p == g).mean(),
        ),
        Misconception(
            "mean of token shares",
            "each sentence gets its share of right tokens: half a sentence right earns a half",
            lambda p, g, m: (((p == g) & m).sum(axis=1) / m.sum(axis=1)).mean(),
        ),
        Misconception(
            "any token",
            "one right token is enough for a sentence: any, where all is meant",
            lambda p, g, m: ((p == g) & m).any(axis=1).mean(),
        ),
        Misconception(
            "first token only",
            "only the first token of each sentence is compared",
            lambda p, g, m: (p == g)[:, 0].mean(),
        ),
        Misconception(
            "end not counted",
            "the end token is not counted: a sentence that does not stop is not right",
            lambda p, g, m: ((p == g) | ~m | (g == END)).all(axis=1).mean(),
        ),
        Misconception(
            "last token only",
            "only the last real token of each sentence is compared",
            lambda p, g, m: _at(p == g, m.sum(axis=1) - 1).mean(),
        ),
        Misconception(
            "whole batch",
            "one wrong sentence makes the whole batch wrong: it is 1 or 0, never a share",
            lambda p, g, m: float(((p == g) | ~m).all()),
        ),
        Misconception(
            "a count",
            "it counts the right sentences and does not divide by how many there are",
            lambda p, g, m: ((p == g) | ~m).all(axis=1).sum(),
        ),
        Misconception(
            "errors counted",
            "it is the share of wrong sentences, an error rate",
            lambda p, g, m: 1 - ((p == g) | ~m).all(axis=1).mean(),
        ),
        Misconception(
            "a bag of tokens",
            "a sentence with the right tokens in the wrong order counts as right: each token "
            "must stand in its place",
            _bags,
        ),
        Misconception(
            "sums compared",
            "the sums of the token numbers are compared: other tokens can have the same sum",
            lambda p, g, m: ((p * m).sum(axis=1) == (g * m).sum(axis=1)).mean(),
        ),
        Misconception(
            "more than half",
            "a sentence counts as right when more than half of its tokens are: every one must be",
            lambda p, g, m: (_shares(p, g, m) > 0.5).mean(),
            also=(lambda p, g, m: (_shares(p, g, m) >= 0.5).mean(),),
        ),
        Misconception(
            "nearly all",
            "a sentence with few mistakes counts as right: every token must be",
            lambda p, g, m: (_shares(p, g, m) > 0.9).mean(),
            also=(lambda p, g, m: (_shares(p, g, m) >= 0.9).mean(),),
        ),
        Misconception(
            "one answer per sentence",
            "True or False comes out for each sentence: the share of the True is asked for",
            lambda p, g, m: ((p == g) | ~m).all(axis=1),
            also=(lambda p, g, m: ((p == g) | ~m).all(axis=1).astype(float),),
        ),
        Misconception(
            "all along the batch",
            "`all` runs down the batch (axis 0): it asks whether a position is right in every "
            "sentence",
            lambda p, g, m: ((p == g) | ~m).all(axis=0).mean(),
        ),
    ),
    right=(
        lambda predicted, gold, mask: jnp.mean(jnp.all((predicted == gold) | ~mask, axis=1)),
        lambda predicted, gold, mask: (((predicted != gold) & mask).sum(axis=1) == 0).mean(),
        lambda predicted, gold, mask: jnp.where(mask, predicted == gold, True).all(-1).mean(),
        _match_loop,
    ),
    hint=(
        "Two steps. First one True or False a sentence: at every position, either the token is "
        "right or it is padding. Then the mean of those over the batch."
    ),
    part=Called("the measure of this lesson"),
)
