"""Files that are whole or not there: a crash, a full disk or an interrupt leaves the old one."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any


def write_whole(path: Path, write: Callable[[IO[bytes]], Any]) -> None:
    """What `write(file)` writes, as the file `path`; its folder is made if it is missing.

    It is written beside its final name and then moved there. The mode is that of any file that the
    user makes (0666 less the umask); that of a temporary file would let no one else read it.
    OSError where nothing can be written; then the old file stays as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        with open(part, "xb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
