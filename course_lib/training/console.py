"""What is printed: nothing in it can stop a program, whatever its standard output can show.

A script on Windows, or one whose output goes to a file, may write in an encoding of 100 or 250
letters, and `print("✓")` raises there.
"""

import os
import sys
from typing import Any

# What stands for a sign of the course's own where it cannot be shown; other letters become \\u2603.
STAND_INS = {
    "✓": "+", "✗": "-", "±": "+-", "…": "...", "→": "->", "␣": "_", "↵": "\\n", "⇥": "\\t",
    "⍽": "\\u00a0", "∅": "(empty)", "‹": "<", "›": ">", "□": "[]", "“": '"', "”": '"',
}  # fmt: skip


def printable(text: str, file: Any = None) -> str:
    """The text as `file` (by default standard output) can show it; as it is, if it can."""
    encoding = getattr(sys.stdout if file is None else file, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_in(letter, encoding) for letter in text)
    except LookupError:  # an encoding that Python does not know: it is not written by Python
        pass
    return text


def say(text: str) -> None:
    """Print a text, as well as standard output can show it."""
    print(printable(text))


def one_line(text: str) -> str:
    """The text without line breaks and other controls, which would move a terminal's cursor."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def columns(file: Any, most: int) -> int:
    """How many letters fit a line of `file`: `most`, or as many as its terminal is wide.

    One fewer than that: some terminals go to the next line as soon as the last column is full.
    """
    try:
        wide = os.get_terminal_size(file.fileno()).columns if file.isatty() else 0
    except (AttributeError, OSError, ValueError):  # no terminal after all, or a closed one
        wide = 0
    return min(most, wide - 1) if wide > 1 else most  # 0: a terminal that does not know


def _in(letter: str, encoding: str) -> str:
    try:
        letter.encode(encoding)
    except UnicodeEncodeError:
        return STAND_INS.get(letter, letter.encode("ascii", "backslashreplace").decode())
    return letter
