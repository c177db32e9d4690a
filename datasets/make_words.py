"""Makes words.txt from SCOWL's word lists (see README.md here for the source and the licence).

    python datasets/make_words.py /usr/share/dict/scowl > datasets/words.txt

Takes the lists of the sizes 10 and 20 (the most common words, in the spelling shared by all
Englishes and in the American one), keeps words of 1 to 10 letters a to z, and sorts them.
"""

import sys
from pathlib import Path

LISTS = [f"{kind}-words.{size}" for kind in ("english", "american") for size in (10, 20)]
# Words that a class should not have to read.
LEFT_OUT = {
    "ass",
    "bastard",
    "bastards",
    "bloody",
    "cocks",
    "cock",
    "crap",
    "damn",
    "damned",
    "dick",
    "hell",
    "rape",
    "raped",
    "rapes",
    "raping",
    "sex",
    "shit",
    "slave",
    "slaves",
    "suicide",
    "tit",
    "tits",
}


def words(folder: Path) -> list[str]:
    found: set[str] = set()
    for name in LISTS:
        found.update((folder / name).read_text(encoding="latin-1").split())
    kept = {w for w in found if w.isascii() and w.isalpha() and w.islower() and len(w) <= 10}
    return sorted(w for w in kept - LEFT_OUT if len(w) > 1 or w == "a")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python datasets/make_words.py FOLDER_OF_SCOWL_LISTS > datasets/words.txt")
    print("\n".join(words(Path(sys.argv[1]))))
