"""One colour for a model in every lesson: it stands in one table, and in no figure of a lesson."""

import re

import nbformat
import pytest

from course_lib.lessons.maintenance import ROOT, lessons
from course_lib.plots import COLOURS, MODEL_LOOKS
from course_lib.plots.looks import MARKERS

# A colour by its numbers, or by its place in matplotlib's own cycle, or by one of its names.
OWN = re.compile(r"""["']#[0-9A-Fa-f]{6}["']|["']C\d["']|f["']C\{|["']tab:\w+["']""")
# Lessons that were executed before this law, and choose colours by matplotlib's cycle.
OLDER = {"06_spelling", "07_translation", "08_reading"}


def own_colours(source):
    return OWN.findall(source)


def drawn_in(lesson):
    cells = nbformat.read(lesson, as_version=4).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "code")


@pytest.mark.parametrize(
    "path", sorted((ROOT / "course_lib" / "lessons").rglob("*.py")), ids=lambda path: path.stem
)
def test_no_figure_of_a_lesson_has_a_colour_of_its_own(path):
    assert own_colours(path.read_text("utf-8")) == []


@pytest.mark.parametrize("lesson", lessons(), ids=lambda path: path.stem)
def test_no_cell_of_a_lesson_has_a_colour_of_its_own(lesson):
    found = own_colours(drawn_in(lesson))
    assert bool(found) == (lesson.stem in OLDER), found


@pytest.mark.parametrize("source", ['"#0072B2"', "color='C3'", 'f"C{k}"', '"tab:blue"'])
def test_a_colour_of_its_own_is_seen(source):
    assert own_colours(source)


@pytest.mark.parametrize("source", ['"0.5"', '"PuOr"', 'MODEL_LOOKS["rnn"]', '"C"', '"#1"'])
def test_greys_maps_and_the_table_are_not(source):
    assert own_colours(source) == []


def test_models_of_one_lesson_differ():
    assert set(COLOURS) >= {colour for colour, _ in MODEL_LOOKS.values()}
    assert set(MARKERS) >= {marker for _, marker in MODEL_LOOKS.values()}
    for together in (
        ("fc", "rnn", "lstm", "gru"),
        ("init_state", "luong_general", "bahdanau", "static_context_token"),
        ("init_state", "bahdanau", "bahdanau_location_aware"),
        ("luong_general", "luong_location", "luong_local_m", "luong_local_p"),
        ("luong_general", "luong_general_hard"),
        ("lstm", "self_attention"),
    ):
        looks = [MODEL_LOOKS[name] for name in together]
        assert len({colour for colour, _ in looks}) == len(looks)
        assert len({marker for _, marker in looks}) == len(looks)
