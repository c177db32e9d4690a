"""The house's docstrings, which are plain text, as Sphinx wants them: reStructuredText."""

import re

CODE = re.compile(r"(`[^`\n]+`)")
MARKS = re.compile(r"[*|\\]|(?<=\w)_(?=\W|$)")  # what would begin an emphasis, a name or a link


def restructured(lines: list[str]) -> list[str]:
    """The same docstring in reStructuredText, line by line, with the lines added that it needs.

    What stands in `backticks` becomes literal, what is indented after an empty line is shown as it
    stands (an equation), examples that begin with >>> stay as they are, and nothing else means
    anything.
    """
    out: list[str] = []
    shown = example = False
    for number, line in enumerate(lines):
        before = lines[number - 1].strip() if number else ""
        if line.strip():
            example = line.lstrip().startswith(">>>") or (example and bool(before))
            if not line.startswith("    "):
                shown = False
            elif not before and not shown and not example:
                shown = True
                out += [".. code-block:: text", ""]
        out.append(line if shown or example else _words(line))
    return out


def _words(line: str) -> str:
    """One line of prose: literal what is in backticks, escaped what could be read as a mark."""
    parts = CODE.split(line)
    return "".join(
        f"`{part}`" if CODE.fullmatch(part) else MARKS.sub(lambda mark: "\\" + mark[0], part)
        for part in parts
    )
