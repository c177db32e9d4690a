"""Files from their publishers: fetched once, checked against what is known of them, kept on disk.

They lie in `.cache/data` beside `course_lib`, or where COURSE_DATA=FOLDER says; a file that is
there already, however it came, is used and nothing is fetched. None of them is a part of the
course: each has the licence of its publisher.
"""

import gzip
import hashlib
import io
import os
import tempfile
import warnings
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from course_lib import ROOT
from course_lib.devices import settings
from course_lib.devices.whole_files import write_whole

FOLDER = ROOT / ".cache" / "data"
VARIABLE = "COURSE_DATA"


class Offline(ConnectionError):
    """A file is not here and could not be fetched; the message says where to put it."""


@dataclass(frozen=True)
class Download:
    """One file: what it is called here, where it comes from and how it is unpacked.

    `sha256` is that of the unpacked file; None where the publisher replaces it from time to time,
    so that there is nothing to hold it against.
    """

    place: str
    url: str
    unpack: Callable[[bytes], bytes]
    sha256: str | None

    def fetch(self) -> Path:
        """Where the file lies; it is downloaded if it is not there.

        `Offline` if it cannot be; ValueError for one that is not what was published.
        """
        path = data_folder() / self.place
        if path.is_file():
            self.check(path.read_bytes(), path)
            return path
        content = self._download(path)
        self.check(content, path)
        try:
            write_whole(path, lambda file: file.write(content))
        except OSError as error:
            raise Offline(
                f"{path.name} was fetched, and cannot be kept in {_shown(path.parent)} "
                f"({error.strerror}); set {VARIABLE} to a folder that can be written"
            ) from error
        return path

    def check(self, content: bytes, path: Path) -> None:
        """ValueError for a content other than the one that was published."""
        found = hashlib.sha256(content).hexdigest()
        if self.sha256 is not None and found != self.sha256:
            raise ValueError(
                f"{path.name} is not the file that was published: its SHA-256 must be "
                f"{self.sha256}, got {found}. Remove it, and it is fetched again"
            )

    def _download(self, path: Path) -> bytes:
        # Only where something is fetched: the libraries of the network import slowly.
        with warnings.catch_warnings():  # in a notebook, about a kind of bar that it does not find
            warnings.simplefilter("ignore")
            import pooch  # type: ignore[import-untyped]

        pooch.get_logger().setLevel("WARNING")
        # Some publishers refuse a client that does not say what it is.
        agent = {"User-Agent": "Mozilla/5.0 (seq2seq attention course)"}
        try:
            with tempfile.TemporaryDirectory() as folder:
                packed = pooch.retrieve(
                    self.url,
                    known_hash=None,  # the unpacked file is checked: archives differ by a date
                    path=folder,
                    downloader=pooch.HTTPDownloader(headers=agent, timeout=30),
                )
                content = self.unpack(Path(packed).read_bytes())
        except (OSError, ValueError, EOFError, KeyError, zlib.error, zipfile.BadZipFile) as error:
            where = _shown(path.parent)
            raise Offline(
                f"{path.name} is not in {where}, and could not be fetched from {self.url} "
                f"({type(error).__name__}). Fetch it by hand, unpack it and put it there, or set "
                f"{VARIABLE} to the folder that holds {self.place}"
            ) from error
        if not content:
            raise Offline(f"{self.url} gave an empty file for {self.place}")
        return content


def data_folder() -> Path:
    """Where the files of publishers lie."""
    said = os.environ.get(VARIABLE, "").strip()
    return settings.path(VARIABLE, said) if said else FOLDER


def _shown(folder: Path) -> Path:
    """A folder as a message names it: from the course's own on, if it is in there."""
    return folder.relative_to(ROOT) if folder.is_relative_to(ROOT) else folder


def gunzip(packed: bytes) -> bytes:
    """The one file of a .gz archive."""
    return gzip.decompress(packed)


def member(name: str) -> Callable[[bytes], bytes]:
    """Unpacks one file of a .zip archive."""

    def unpack(packed: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            return archive.read(name)

    return unpack
