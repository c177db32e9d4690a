"""Files damaged at random: each is read, or refused by its name; never another error, never a hang.

`make fuzz` damages many more (`COURSE_FUZZ`, files of each kind).
"""

import os
import warnings

import numpy as np
import pytest
from tiny import RECIPE, STREAM, small

from course_lib.data import read_parallel, read_tsv
from course_lib.lessons.experiments import EXPERIMENTS
from course_lib.training import fit, load_model, save_model

FILES = int(os.environ.get("COURSE_FUZZ", "25"))


def read_record(path):
    EXPERIMENTS["03"].record(path).problems()


def go_on(path):
    fit(small(), STREAM, RECIPE, progress=False, checkpoint=path, stop=lambda history: True)


def read_two(path):
    """Only the first of two files is damaged: so its lines may be too many, or too few."""
    read_parallel((path, path.with_suffix(".whole")))


READERS = {
    "corpus.de": read_two,
    "corpus.tsv": lambda path: read_tsv(path, shares={"train": 0.8, "valid": 0.1, "test": 0.1}),
    "model.npz": load_model,
    "run.npz": go_on,
    "record.json": read_record,
}


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """One whole file of each kind, as bytes."""
    folder = tmp_path_factory.mktemp("good")
    lines = "".join(f"word{i} ü two\teins zwei {i}\r\n" for i in range(40))
    (folder / "corpus.tsv").write_bytes(f"\ufeff{lines}".encode())
    (folder / "corpus.de").write_bytes(lines.replace("\t", " ").encode())
    save_model(folder / "model.npz", small())
    go_on(folder / "run.npz")
    (folder / "record.json").write_bytes(EXPERIMENTS["03"].path.read_bytes())
    return {name: (folder / name).read_bytes() for name in READERS}


def cut(rng, data, at):
    return data[:at]


def flip(rng, data, at):
    """Some bytes take any value."""
    changed = bytearray(data)
    for place in rng.integers(0, len(data), rng.integers(1, 20)):
        changed[place] = rng.integers(256)
    return bytes(changed)


def leave_out(rng, data, at):
    return data[:at] + data[at + rng.integers(1, 200) :]


def put_in(rng, data, at):
    return data[:at] + rng.bytes(int(rng.integers(1, 50))) + data[at:]


def blank(rng, data, at):
    return data[:at] + bytes(50) + data[at + 50 :]


DAMAGES = (cut, flip, leave_out, put_in, blank)


@pytest.mark.parametrize("name", READERS)
def test_a_damaged_file_is_read_or_refused_by_name(name, good, tmp_path):
    path, refused, unnamed = tmp_path / name, 0, []
    path.with_suffix(".whole").write_bytes(good[name])
    for number in range(FILES):
        rng = np.random.default_rng((len(name), number))
        damage = DAMAGES[number % len(DAMAGES)]
        path.write_bytes(damage(rng, good[name], int(rng.integers(len(good[name])))))
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                READERS[name](path)
        except ValueError as error:
            refused += 1
            if path.name not in str(error):
                unnamed.append(f"{damage.__name__}, {number}: {error}")
    assert not unnamed
    assert refused >= FILES // 4, "hardly anything was damaged"
    path.write_bytes(good[name])
    READERS[name](path)
