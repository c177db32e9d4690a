"""Sentences to begin with: one, a list of them, or some of each length that a task draws."""

from typing import Any, NamedTuple

import numpy as np

from course_lib.data.task import Pair, PairTask
from course_lib.data.vocab import Vocab
from course_lib.devices import settings

EACH = 3  # sentences of each length that a task draws
MOST = 60  # different lengths at most: a slider's steps, and kilobytes of the page


class Example(NamedTuple):
    """A source, its length in tokens, and the target that is wanted; None where nobody knows it."""

    source: str
    length: int
    target: str | None = None


def examples_of(
    example: Any, vocab: Vocab, lengths: tuple[int, int] | None, longest: int
) -> tuple[Example, ...]:
    """The examples, in the order in which they are given or, where a task draws them, of lengths.

    `example` is a text, a `Pair`, a list of both, or a task whose test sentences of `lengths`
    (both ends included) are drawn, `EACH` of every length: always the same. Lengths of which the
    task has none are left out. ValueError for anything else, for a text that `vocab` cannot read or
    that is longer than `longest` tokens, and for lengths without a task, or that are none.
    """
    if isinstance(example, PairTask) and not isinstance(example, type):
        return _drawn(example, vocab, lengths, longest)
    if lengths is not None:
        raise ValueError(f"lengths must be None where no task draws sentences, got {lengths!r}")
    given = [example] if isinstance(example, str | Pair) else example
    found = settings.several("example", given, str | Pair, "a text or a Pair, or a task", least=1)
    return tuple(_example(one, vocab, longest) for one in found)


def _drawn(
    task: PairTask, vocab: Vocab, lengths: tuple[int, int] | None, longest: int
) -> tuple[Example, ...]:
    if lengths is None:
        raise ValueError("lengths must be (shortest, longest) where a task draws sentences")
    low, high = settings.span("lengths", lengths)
    if high > longest:
        raise ValueError(f"lengths must be at most {longest}, as the model has it, got {high}")
    wanted = np.unique(np.linspace(low, high, min(MOST, high - low + 1)).round().astype(int))
    found = []
    for length in wanted.tolist():
        try:
            pairs = task.draw(EACH, "test", (length, length), np.random.default_rng(length))
        except ValueError:  # no sentence has this length
            continue
        found += [_example(pair, vocab, longest) for pair in pairs]
    if not found:
        raise ValueError(f"lengths must be some that the task has sentences of, got {lengths!r}")
    return tuple(found)


def _example(given: str | Pair, vocab: Vocab, longest: int) -> Example:
    source, target = (given, None) if isinstance(given, str) else (given.source, given.target)
    try:
        count = len(vocab.encode(source))
    except ValueError as error:
        raise ValueError(f"example must be a text that the model reads: {error}") from error
    if count > longest:
        raise ValueError(f"example must have at most {longest} tokens, got {count}: {source!r}")
    return Example(source, count, target)


def beginning(examples: tuple[Example, ...]) -> tuple[Example, ...]:
    """The examples with one of middle length put first, which is the one to begin with."""
    middle = len(examples) // 2
    return (examples[middle], *examples[:middle], *examples[middle + 1 :])
