"""Problem set 5: answers as students hand them in, each the whole content of its cell.

Beside each wrong one stands the name that the bank has for its mistake, or None.
"""

from . import (
    by_bucket,
    calibration_error,
    character_f,
    edit_distances,
    error_kinds,
    paired_interval,
    project,
)

PARTS = {
    "edit_distances": edit_distances,
    "error_kinds": error_kinds,
    "character_f": character_f,
    "paired_interval": paired_interval,
    "by_bucket": by_bucket,
    "calibration_error": calibration_error,
    "project": project,
}

RIGHT: dict[str, list[str]] = {name: part.RIGHT for name, part in PARTS.items()}
WRONG: dict[str, list[tuple[str, str | None]]] = {name: part.WRONG for name, part in PARTS.items()}
