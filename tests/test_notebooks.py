"""The lessons as committed: run in order, free of errors, small, with nothing of one machine."""

import re
import sys

import nbformat
import pytest

from course_lib.lessons.maintenance import ROOT, beside, execute, lessons, links

MAX_BYTES = 1_800_000  # two trained models and eight figures: a viewer opens it at once
MACHINE_PATH = re.compile(r"(?<![\w.:/])/(root|home|work|tmp|Users)/|\b[A-Z]:\\")

LESSONS = [pytest.param(lesson, id=lesson.stem) for lesson in lessons()]


def texts(cell):
    """All that a cell printed or displayed, but pictures: in base64 any path may occur."""
    base64 = re.compile(r"data:image/[^\"]*")
    for output in cell.get("outputs", []):
        yield output.get("text", "")
        for kind, data in output.get("data", {}).items():
            if not kind.startswith("image/"):
                yield base64.sub("", str(data))


def test_there_are_lessons():
    assert LESSONS, "without one, every test below would pass unseen"


@pytest.mark.parametrize("lesson", LESSONS)
def test_lesson_is_committed_executed(lesson):
    cells = nbformat.read(lesson, as_version=4).cells
    code = [cell for cell in cells if cell.cell_type == "code" and cell.source.strip()]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    for cell in code:
        assert all(output.output_type != "error" for output in cell.outputs), cell.source


@pytest.mark.parametrize("lesson", LESSONS)
def test_lesson_is_small(lesson):
    assert lesson.stat().st_size < MAX_BYTES


def minutes(lesson):
    """Minutes to read and to run, as the head of a lesson says them."""
    cells = nbformat.read(lesson, as_version=4).cells
    head = "\n".join(cell.source for cell in cells[:4] if cell.cell_type == "markdown")
    time = re.search(
        r"About (\d+) minutes to read.*?About (\d+) (minutes|seconds) to run", head, re.S
    )
    assert time, f"{lesson.name}: no 'About N minutes to read ... About N minutes to run'"
    read, run, unit = time.groups()
    return read, f"{int(run) / (60 if unit == 'seconds' else 1):g}"


def test_the_map_names_every_lesson_with_its_minutes():
    cells = nbformat.read(ROOT / "notebooks" / "00_start_here.ipynb", as_version=4).cells
    row = re.compile(r"^\| \[(\w+)\]\((\S+)\) \| .+\? \| (\S+) \| (\S+) \|$", re.M)
    rows = [row.findall(cell.source) for cell in cells if cell.source.startswith("## 1. The map")]
    own = [path for path in lessons() if not beside(path)]
    wanted = [(path.stem.split("_")[0], path.name, *minutes(path)) for path in own]
    assert rows == [wanted]


@pytest.mark.parametrize("side", [path for path in lessons() if beside(path)], ids=lambda p: p.stem)
def test_what_stands_beside_a_lesson_is_found_from_there_and_back(side):
    number = side.name.partition("_")[0].removesuffix("x")
    (lesson,) = (path for path in lessons() if path.name.startswith(f"{number}_"))
    for here, there in ((lesson, side), (side, lesson)):
        cells = nbformat.read(here, as_version=4).cells
        assert any(f"]({there.name})" in cell.source for cell in cells)
    assert all(minutes(side))


def test_a_name_says_what_stands_beside_a_lesson():
    names = ("02_lstm.ipynb", "02x_more.ipynb", "05a_x.ipynb", "09b_x_y.ipynb")
    assert [beside(ROOT / name) for name in names] == [False, True, False, False]


@pytest.mark.parametrize("lesson", LESSONS)
def test_lesson_names_no_machine(lesson):
    for cell in nbformat.read(lesson, as_version=4).cells:
        for text in texts(cell):
            assert not (found := MACHINE_PATH.search(text)), text[found.start() :][:80]


@pytest.mark.parametrize("lesson", LESSONS)
def test_lesson_starts_with_the_set_up_cell(lesson):
    cells = nbformat.read(lesson, as_version=4).cells
    first = next(cell for cell in cells if cell.cell_type == "code")
    assert first.source == links.setup_cell(), "run `make links`"


@pytest.mark.parametrize("path", ["/home/x/a.py", "File /home/b", "C:\\Users\\x", "'/tmp/q/'"])
def test_machine_paths_are_recognised(path):
    assert MACHINE_PATH.search(path)


@pytest.mark.parametrize("text", ["https://host/home/page", "work/time", "and/or", "a/tmp/b"])
def test_other_slashes_are_not(text):
    assert not MACHINE_PATH.search(text)


def write(folder, *sources):
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources])
    path = folder / "01_probe.ipynb"
    nbformat.write(book, path)
    return path


def test_execute_keeps_the_output_of_a_fresh_kernel(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_SCALE", "quick")
    path = write(
        tmp_path,
        "import os, sys\nprint(sys.executable, os.getcwd())",
        "print(os.environ['COURSE_STRICT'], os.environ.get('COURSE_SCALE'))",
        "for n in range(3):\n    print(f'\\rstep {n}', end='', flush=True)\nprint()",
    )
    seconds, peak = execute.execute(path)
    where, environment, progress = nbformat.read(path, as_version=4).cells
    assert where.outputs[0].text.split() == [sys.executable, str(tmp_path)]
    assert environment.outputs[0].text == "1 None\n"
    assert [output.text for output in progress.outputs] == ["step 2\n"]
    assert [where.execution_count, progress.execution_count] == [1, 3]
    assert "execution" not in where.metadata
    assert seconds > 0
    assert peak is None or 10 < peak < 1000
    assert list(tmp_path.glob("*.partial")) == []


def test_every_figure_of_a_lesson_has_its_text(tmp_path, monkeypatch):
    """In a real kernel, which draws figures in its own way; those drawn by hand, too."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    path = write(
        tmp_path,
        "import course_lib.lessons.claims, matplotlib.pyplot as plt",
        "ax = plt.subplots(figsize=(2, 1))[1]\nax.set_title('By hand')\nplt.show()",
    )
    execute.execute(path)
    (output,) = nbformat.read(path, as_version=4).cells[1].outputs
    assert output.data["text/plain"].startswith("“By hand”.")
    assert '<img alt="“By hand”.' in output.data["text/html"]
    assert output.data["image/png"]


def test_execute_leaves_a_failing_lesson_alone(tmp_path):
    path = write(tmp_path, "print('before')", "raise KeyError('the third word')", "print('after')")
    before = path.read_bytes()
    with pytest.raises(execute.CellExecutionError, match="the third word"):
        execute.execute(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\r 10%\r 90%\r100%\ndone\n", "100%\ndone\n"),
        ("a\rb\n\rc\rd", "b\nd"),
        ("windows\r\nline\r\n", "windows\nline\n"),
        ("plain\n", "plain\n"),
        ("last\r", "last"),
    ],
)
def test_settle_keeps_what_a_terminal_shows(text, shown):
    assert execute.settle(text) == shown


def test_find_names_the_lessons_there_are(tmp_path):
    (tmp_path / "notebooks").mkdir()
    lesson = write(tmp_path / "notebooks", "1")
    assert execute.find([], tmp_path) == [lesson]
    assert execute.find(["01"], tmp_path) == [lesson]
    assert execute.find(["notebooks/01_probe.ipynb"], tmp_path) == [lesson]
    with pytest.raises(ValueError, match=r"no lesson '9'; there are \['01_probe.ipynb'\]"):
        execute.find(["9"], tmp_path)
