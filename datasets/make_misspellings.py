"""Makes misspellings.tsv from codespell's dictionary (see README.md here for source and licence).

    python datasets/make_misspellings.py dictionary.txt > datasets/misspellings.tsv

Keeps the misspellings of words in words.txt: those with one right word, in letters a to z, 3 to 14
of them. Only the text file is read; nothing of codespell's program is used.
"""

import sys
from pathlib import Path

WORDS = Path(__file__).with_name("words.txt")
LETTERS = range(3, 15)


def pairs(dictionary: Path) -> list[tuple[str, str]]:
    """(misspelling, word), sorted by word."""
    known = set(WORDS.read_text("ascii").split())
    found = set()
    for line in dictionary.read_text("utf-8").splitlines():
        wrong, _, right = line.partition("->")
        plain = wrong.isascii() and wrong.isalpha() and wrong.islower()
        # "right, reason" and "one, another," hold a comma; so one right word has none.
        if plain and len(wrong) in LETTERS and right in known and wrong not in known:
            found.add((wrong, right))
    return sorted(found, key=lambda pair: pair[::-1])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python datasets/make_misspellings.py dictionary.txt > misspellings.tsv")
    sys.stdout.write("".join(f"{wrong}\t{right}\n" for wrong, right in pairs(Path(sys.argv[1]))))
