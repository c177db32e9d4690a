"""What keeps the course's files in step: generated links, lessons run again. No lesson uses it."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The checkout that this copy of the library stands in."""


def lessons(root: Path = ROOT) -> list[Path]:
    """The lessons of the checkout at ``root``, in reading order."""
    return sorted((root / "notebooks").glob("*.ipynb"))
