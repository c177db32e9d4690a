"""The game of problem set 4, "a3b2" to "aaabb": fresh sources, and the right answers to them."""

import numpy as np

LETTERS, DIGITS = "abcdef", "12345"
ROWS = 150  # of each kind
SHORT, LONG = (1, 5), (8, 12)  # pairs of a letter and a digit; the models train on the short ones


def drawn(rng: np.random.Generator, pairs: tuple[int, int]) -> str:
    count = int(rng.integers(pairs[0], pairs[1] + 1))
    letters, digits = rng.choice(list(LETTERS), count), rng.choice(list(DIGITS), count)
    return "".join(letter + digit for letter, digit in zip(letters, digits, strict=True))


def written_out(source: str) -> str:
    """The right answer: each letter as often as its digit says."""
    return "".join(
        letter * int(digit) for letter, digit in zip(source[::2], source[1::2], strict=True)
    )


def draw(rng: np.random.Generator) -> tuple[list[str], list[str]]:
    """Sources as long as those of the training, then sources about twice as long."""
    sources = [drawn(rng, pairs) for pairs in (SHORT, LONG) for _ in range(ROWS)]
    return sources, [written_out(source) for source in sources]
