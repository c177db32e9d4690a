"""CONTRIBUTING.md: its picture of the rooms is so, and each of its recipes does what it says."""

import re

import pytest
from rooms import ROOMS

from course_lib import ROOT
from course_lib.data import TASKS
from course_lib.lessons.maintenance import execute
from course_lib.model import ALIGNMENTS, MODELS, READINGS, SCORES

TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def recipes() -> dict[str, str]:
    """The example of each recipe, by its heading; "" is what all of them begin with."""
    _, _, text = TEXT.partition("## Recipes")
    first, *parts = re.split(r"^### ", text, flags=re.MULTILINE)
    named = {part.partition("\n")[0]: part for part in parts}
    return {name: "".join(BLOCK.findall(part)) for name, part in {"": first, **named}.items()}


RECIPES = recipes()
TABLES = (TASKS, ALIGNMENTS, MODELS, READINGS, SCORES)


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    """Follows all recipes up to one, in order, as somebody would who reads the page in a notebook.

    What they added to the tables is taken out again at the end.
    """
    names, done = {"folder": tmp_path_factory.mktemp("recipes")}, set()
    before = [dict(table) for table in TABLES]

    def follow(wanted):
        for name, code in RECIPES.items():
            if name not in done:
                done.add(name)
                exec(compile(code, f"CONTRIBUTING.md, {name}", "exec"), names)
            if name == wanted:
                return names
        raise KeyError(wanted)

    yield follow
    for table, entries in zip(TABLES, before, strict=True):
        table.clear()
        table.update(entries)


def test_the_picture_shows_every_room_where_it_stands():
    picture = TEXT.partition("```\n")[2].partition("```")[0]
    first = [line.split()[0] for line in picture.splitlines()]
    assert first == [*reversed(ROOMS)]


def test_every_file_and_command_that_it_names_is_there():
    named = re.findall(
        r"`((?:course_lib|tests|notebooks|lessons|readers|alignments)/[\w/.]+)`", TEXT
    )
    assert len(named) > 10
    for path in named:
        if "NAME" not in path and "NN" not in path:
            places = [ROOT, ROOT / "course_lib", ROOT / "course_lib/model"]
            assert any((place / path).exists() for place in places), path
    targets = (ROOT / "Makefile").read_text("utf-8")
    for target in set(re.findall(r"`make ([a-z-]+)", TEXT)):
        assert re.search(rf"^{target}:", targets, re.MULTILINE), target


@pytest.mark.thin(2)
@pytest.mark.parametrize("name", [name for name, code in RECIPES.items() if name])
def test_a_recipe_works(name, followed):
    assert RECIPES[name], "a recipe without an example"
    followed(name)


def test_what_the_recipes_made_is_what_they_say(followed):
    names = followed([*RECIPES][-1])
    assert names["doubled"].pair("abc").target == "aabbcc"
    assert names["MODELS"]["luong_gru"].cell == "gru"
    lesson = names["folder"] / "99_example.ipynb"
    execute.execute(lesson)
    assert "holds: one is less than two" in lesson.read_text("utf-8")
