"""What keeps the course's files in step: generated links, lessons run again. No lesson uses it."""

from pathlib import Path

from course_lib import ROOT


def lessons(root: Path = ROOT) -> list[Path]:
    """The lessons of the checkout at `root`, in reading order."""
    return sorted((root / "notebooks").glob("*.ipynb"))


def beside(lesson: Path) -> bool:
    """Whether it stands beside a lesson, as "02x_..." beside "02_...": its further experiments."""
    return lesson.name.partition("_")[0].endswith("x")
