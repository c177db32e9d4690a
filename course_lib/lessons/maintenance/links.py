"""Write the course's public address, kept in pyproject.toml alone, into all that needs it.

`python -m course_lib.lessons.maintenance.links` generates, and `--check` only compares:

- in every lesson, the code cell tagged `setup` and the markdown cell tagged `launch`;
- in every problem set, as given out and as its source, the code cell tagged `setup`;
- in README.md, the table of lessons between the two `launch` marks.
"""

import argparse
import re
import sys
from pathlib import Path

import nbformat

from course_lib.lessons.maintenance import ROOT, beside, lessons
from course_lib.lessons.maintenance.setup_cell import repository, setup_cell

BRANCH = "main"
PLACEHOLDER = "set_owner_here"  # the owner in the address until somebody sets one
BEGIN, END = "<!-- launch:begin -->", "<!-- launch:end -->"
BADGES = {
    "Colab": "https://colab.research.google.com/assets/colab-badge.svg",
    "Binder": "https://mybinder.org/badge_logo.svg",
}
NO_ADDRESS = (
    "<!-- Buttons for Colab and Binder stand here once the course has a public address. -->"
)
MAP_ROW = re.compile(r"^\| \[\w+\]\((\S+)\) \| (.+?) \| (\S+) \| (\S+) \|$", re.MULTILINE)


def addresses(lesson: str, root: Path = ROOT) -> dict[str, str]:
    """Where a lesson (a file name) opens without installing anything: nowhere until the course has
    a public address."""
    owner, name = repository(root)
    if owner == PLACEHOLDER:
        return {}
    colab, binder = "https://colab.research.google.com/github", "https://mybinder.org/v2/gh"
    return {
        "Colab": f"{colab}/{owner}/{name}/blob/{BRANCH}/notebooks/{lesson}",
        "Binder": f"{binder}/{owner}/{name}/{BRANCH}?urlpath=lab/tree/notebooks/{lesson}",
    }


def launch_cell(lesson: str, root: Path = ROOT) -> str:
    """Markdown buttons that open a lesson (a file name) on Colab and Binder (tagged `launch`): none
    that would lead nowhere."""
    return (
        " ".join(
            f"[![Open in {place}]({BADGES[place]})]({address})"
            for place, address in addresses(lesson, root).items()
        )
        or NO_ADDRESS
    )


def questions(root: Path = ROOT) -> dict[str, tuple[str, str, str]]:
    """The map in lesson 00: a lesson's file name to its question, and its minutes to read and to
    run. Empty without that lesson."""
    found: dict[str, tuple[str, str, str]] = {}
    for lesson in lessons(root):
        if lesson.name.startswith("00_"):
            for cell in nbformat.read(lesson, as_version=4).cells:
                found |= {name: tuple(rest) for name, *rest in MAP_ROW.findall(cell.source)}
    return found


def title(lesson: Path) -> str:
    """A lesson's first heading, without a number in front of it."""
    for cell in nbformat.read(lesson, as_version=4).cells:
        if match := re.search(r"^# +(.+)$", cell.source, re.MULTILINE):
            if cell.cell_type == "markdown":
                return re.sub(r"^(Lesson )?\d+[a-z]?\W+", "", match[1].strip())
    raise ValueError(f"{lesson.name}: wanted a markdown cell with a heading '# ...', found none")


def readme(root: Path = ROOT) -> str:
    """README.md as it should be: its own words, and the table of lessons generated anew.

    ValueError if the two marks are not there, once each and in order.
    """
    text = (root / "README.md").read_text("utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end) or BEGIN in after or END in before + after:
        raise ValueError(f"README.md: wanted the lines {BEGIN} and {END} once each, in this order")
    known = questions(root)
    launched = any(addresses(lesson.name, root) for lesson in lessons(root))
    head = ["No.", "Question, and lesson", "Minutes to read", "to run"]
    head += ["Without installing anything"] if launched else []
    rows = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for lesson in lessons(root):
        if beside(lesson):
            continue
        question, read, run = known.get(lesson.name, ("", "", ""))
        link = f"[{title(lesson)}](notebooks/{lesson.name})"
        asked = f"{question}<br>{link}" if question else link
        row = [lesson.name.partition("_")[0], asked, read, run]
        places = addresses(lesson.name, root).items()
        row += [" · ".join(f"[{place}]({address})" for place, address in places)] * launched
        rows.append(f"| {' | '.join(row)} |")
    return "\n".join([before + BEGIN, *rows, END + after])


def notebook(lesson: Path, root: Path = ROOT) -> str | None:
    """A lesson's file with both generated cells as they should be; None if it has them already.

    ValueError if the lesson has not exactly one cell for each of the two tags.
    """
    book = nbformat.read(lesson, as_version=4)
    changed = False
    for tag, kind, source in [
        ("setup", "code", setup_cell(root)),
        ("launch", "markdown", launch_cell(lesson.name, root)),
    ]:
        cells = [cell for cell in book.cells if tag in cell.metadata.get("tags", [])]
        if [cell.cell_type for cell in cells] != [kind]:
            raise ValueError(
                f"{lesson.name}: wanted exactly one {kind} cell tagged {tag!r}, "
                f"found {[cell.cell_type for cell in cells]}"
            )
        changed |= cells[0].source != source
        cells[0].source = source
    return nbformat.writes(book) + "\n" if changed else None


def problem_set(path: Path, root: Path = ROOT) -> str | None:
    """A problem set's file with the set-up cell as it should be; None if it has it already."""
    book = nbformat.read(path, as_version=4)
    changed = False
    for cell in book.cells:
        if "setup" in cell.metadata.get("tags", []) and cell.source != setup_cell(root):
            cell.source, changed = setup_cell(root), True
    return nbformat.writes(book) + "\n" if changed else None


def problem_sets(root: Path = ROOT) -> list[Path]:
    """The problem sets of the checkout at `root`, as given out and as their sources."""
    return sorted((root / "notebooks" / "assignments").rglob("*.ipynb"))


def update(root: Path = ROOT, check: bool = False) -> list[str]:
    """Generate all; return the files, relative to `root`, that were out of step.

    With `check` nothing is written.
    """
    wanted = {lesson: notebook(lesson, root) for lesson in lessons(root)}
    wanted |= {path: problem_set(path, root) for path in problem_sets(root)}
    wanted[root / "README.md"] = readme(root)
    stale = []
    for path, text in wanted.items():
        if text is not None and text != path.read_text("utf-8"):
            stale.append(path.relative_to(root).as_posix())
            if not check:
                path.write_text(text, "utf-8")
    return stale


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="only report; exit 1 on a difference")
    check = parser.parse_args().check
    try:
        stale = update(check=check)
    except ValueError as error:
        sys.exit(str(error))
    for name in stale:
        print(f"{name}: {'out of step, run `make links`' if check else 'written'}")
    if not stale:
        print("README.md and all lessons agree with pyproject.toml")
    sys.exit(1 if check and stale else 0)


if __name__ == "__main__":
    main()
