"""The pages of the book, gathered into one folder as Sphinx reads them."""

import shutil
from pathlib import Path

import nbformat

from course_lib import ROOT
from course_lib.lessons.maintenance import beside, lessons

ROOMS = (
    "model",
    "kernels",
    "data",
    "training",
    "search",
    "analysis",
    "plots",
    "diagrams",
    "devices",
)
PAGES = (
    "CONTRIBUTING.md",
    "tests/bench/README.md",
    "tests/bench/results.md",
    "datasets/README.md",
    "notebooks/assignments/README.md",
    "LICENSE",
)
FOLDERS = ("notebooks/figures",)
ALL_MODELS = (
    "Small diagrams of one decoding step of each model: which state asks where to look, where the "
    "context goes, and what is fed back"
)

TRY = """# Try it

Five models, trained on writing every word backwards, run here in your browser. Type a sentence,
and choose who answers. **One step** shows one step of the decoder, box by box; the slider takes
you from short sentences to long ones. Lessons 03 to 05b build these models.

<iframe src="playground.html" title="Playground: type a sentence, and a trained model answers"
  class="playground"></iframe>
"""

TREE = """
```{{toctree}}
:hidden:
:caption: {caption}

{names}
```
"""


def gather(folder: Path, root: Path = ROOT) -> list[Path]:
    """Write the book's sources into `folder`, which is emptied first; return them.

    The front page is README.md, so it is written once; the lessons keep their outputs, without the
    buttons that the site puts on every page itself.

    ValueError if `folder` has something in it that is no book's source.
    """
    if folder.exists():
        if any(folder.iterdir()) and not (folder / "index.md").exists():
            raise ValueError(
                f"{folder}: wanted an empty folder or an older book, found other files"
            )
        shutil.rmtree(folder)
    (folder / "notebooks").mkdir(parents=True)
    for name in FOLDERS:
        if (root / name).exists():
            shutil.copytree(root / name, folder / name)
    for name in PAGES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, folder / name)
    for notebook in [*lessons(root), *problem_sets(root)]:
        (folder / notebook.relative_to(root)).write_text(page(notebook), "utf-8")
    for room in ROOMS:
        (folder / "library").mkdir(exist_ok=True)
        (folder / "library" / f"{room}.md").write_text(reference(room), "utf-8")
    (folder / "try.md").write_text(TRY, "utf-8")
    (folder / "index.md").write_text(front(root), "utf-8")
    return sorted(path for path in folder.rglob("*") if path.is_file())


def problem_sets(root: Path = ROOT) -> list[Path]:
    """The problem sets as students get them, in order."""
    return sorted((root / "notebooks" / "assignments").glob("ps*.ipynb"))


def page(notebook: Path) -> str:
    """A notebook for the site: no buttons of its own, and no set-up cell."""
    book = nbformat.read(notebook, as_version=4)
    book.cells = [cell for cell in book.cells if "launch" not in cell.metadata.get("tags", [])]
    for cell in book.cells:
        tags = cell.metadata.setdefault("tags", [])
        if "setup" in tags:
            tags.append("remove-cell")
        elif cell.metadata.get("jupyter", {}).get("source_hidden"):
            tags.append("hide-input")
    return nbformat.writes(book) + "\n"


def reference(room: str) -> str:
    """The page of a room of the library: its public names, in the order of its `__all__`."""
    rows = f"\n## Every row of the table\n\n![{ALL_MODELS}](../notebooks/figures/models.svg)\n"
    return (
        f"# course_lib.{room}\n\n```{{eval-rst}}\n"
        f".. automodule:: course_lib.{room}\n   :members:\n```\n" + rows * (room == "model")
    )


def front(root: Path = ROOT) -> str:
    """README.md and, unseen on the page, the table of contents."""
    names = [f"notebooks/{lesson.stem}" for lesson in lessons(root)]
    aside = [f"notebooks/{lesson.stem}" for lesson in lessons(root) if beside(lesson)]
    parts = [
        ("Begin here", ["try"]),
        ("Lessons", [name for name in names if name not in aside]),
        ("More experiments", aside),
        (
            "Problem sets",
            [
                *(f"notebooks/assignments/{one.stem}" for one in problem_sets(root)),
                "notebooks/assignments/README",
            ],
        ),
        ("The library", [f"library/{room}" for room in ROOMS]),
        (
            "The course itself",
            ["CONTRIBUTING", "tests/bench/README", "tests/bench/results", "datasets/README"],
        ),
    ]
    trees = [
        TREE.format(caption=caption, names="\n".join(pages)) for caption, pages in parts if pages
    ]
    return (root / "README.md").read_text("utf-8") + "".join(trees)
