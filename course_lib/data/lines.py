"""The lines of a text file, each with its number, and what is wrong with some of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from course_lib.devices import settings

# A text file: its path, or an open file, of text or of bytes (whatever can be read).
TextFile = Any
SHOWN = 10  # bad lines that an error tells the fault of; of more it tells the numbers


class Faults:
    """Bad lines of one file: refused together by `report`, or only counted where `skip` is set."""

    def __init__(self, name: str, skip: bool = False):
        self.name, self.skip = name, settings.flag("skip", skip)
        self.found: dict[int, str] = {}

    def add(self, line: int, fault: object) -> None:
        """Note what is wrong with a line; of several faults the first one."""
        self.found.setdefault(line, str(fault))

    def report(self, advice: str = "; or skip and count them with skip=True") -> None:
        """ValueError that names every bad line; nothing if there is none, or they are skipped."""
        if not self.found or self.skip:
            return
        faults = sorted(self.found.items())
        told = [f"line {line}: {fault}" for line, fault in faults[:SHOWN]]
        if len(faults) > SHOWN:
            rest = ", ".join(str(line) for line, _ in faults[SHOWN:])
            told.append(f"and {len(faults) - SHOWN} more, lines {rest}")
        count = "1 bad line" if len(faults) == 1 else f"{len(faults)} bad lines"
        raise ValueError(f"{self.name} has {count}: {'; '.join(told)}{advice}")


def name_of(argument: str, file: TextFile) -> str:
    """What a file is called in messages. ValueError if it is neither a path nor an open file."""
    if not hasattr(file, "read"):
        return settings.path(argument, file).name
    name = getattr(file, "name", None)
    return Path(name).name if isinstance(name, str) else argument


def read_lines(argument: str, file: TextFile) -> list[bytes]:
    """The lines of a file without their ends, undecoded, so that a damaged one has a number.

    ValueError if there is no such file, it cannot be read, or it is no UTF-8 from its first byte.
    """
    name = name_of(argument, file)
    if not hasattr(file, "read"):
        path = settings.path(argument, file)
        if not path.is_file():
            raise ValueError(f"there is no file {path.name} in {path.parent.name or '.'}/")
        try:
            content: str | bytes = path.read_bytes()
        except OSError as error:
            raise ValueError(f"{name} cannot be read: {error.strerror}") from error
    else:
        try:
            content = file.read()
        except (OSError, ValueError) as error:  # closed, of another encoding, not for reading
            raise ValueError(f"{name} cannot be read: {error}") from error
    data = content.encode(errors="surrogateescape") if isinstance(content, str) else content
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError(f"{name} must be UTF-8 text, and it begins as UTF-16 does: save it anew")
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    return lines[:-1] if lines[-1] == b"" else lines


def decoded(line: bytes) -> str:
    """The text of one line. ValueError if it is no UTF-8, or no text."""
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        raise ValueError(f"is not UTF-8 ({error.reason} at byte {error.start})") from error
    if "\0" in text:
        raise ValueError("wanted text, got a NUL byte")
    return text.removesuffix("\r")


def numbered(lines: list[bytes], faults: Faults, first: int = 1) -> Iterator[tuple[int, str]]:
    """The lines that are text, with their numbers from `first` on; the others are faults."""
    for number, line in enumerate(lines, first):
        try:
            yield number, decoded(line)
        except ValueError as error:
            faults.add(number, error)
