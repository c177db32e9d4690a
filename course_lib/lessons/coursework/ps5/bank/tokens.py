"""Two texts of tokens that differ in a known way; which words they are is drawn."""

import numpy as np

WORDS = (
    "the old dog sees a red door and man has two small cats who sleep under our long table "
    "today they open every green book"
).split()


def spelled(rng: np.random.Generator, *patterns: str) -> list[list[str]]:
    """The patterns with a word in the place of each letter, the same one for the same letter."""
    letters = sorted(set("".join(patterns)))
    words = dict(zip(letters, rng.permutation(WORDS).tolist(), strict=False))
    return [[words[letter] for letter in pattern] for pattern in patterns]
