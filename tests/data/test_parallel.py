"""A corpus from two parallel files; files of all kinds are read, or refused by their lines."""

import io

import pytest

from course_lib.data import Words, read_parallel, read_tsv
from course_lib.data.lines import SHOWN

GERMAN = "eins\nzwei\ndrei\nvier\n"
ENGLISH = "one\ntwo\nthree\nfour\n"


def put(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.fixture
def files(tmp_path):
    return put(tmp_path, "train.de", GERMAN), put(tmp_path, "train.en", ENGLISH)


def test_each_split_has_its_own_files(files, tmp_path):
    valid = put(tmp_path, "val.de", "fünf\n"), put(tmp_path, "val.en", "five\n")
    corpus = read_parallel(files, valid, files)
    assert [pair[:2] for pair in corpus.pairs["train"]] == [
        ("eins", "one"), ("zwei", "two"), ("drei", "three"), ("vier", "four"),
    ]  # fmt: skip
    assert [pair[:2] for pair in corpus.pairs["valid"]] == [("fünf", "five")]
    assert corpus.pairs["test"] == corpus.pairs["train"]
    assert corpus.name == "train"
    assert corpus.unknown("valid") == (1.0, 1.0)  # vocabularies are of the training texts


def test_one_pair_of_files_is_divided_by_a_hash_of_the_source(files):
    corpus = read_parallel(files, shares={"train": 1.0, "valid": 0.0, "test": 0.0}, name="all")
    assert len(corpus.pairs["train"]) == 4
    assert corpus.name == "all"
    many = "".join(f"wort{n}\n" for n in range(400))
    corpus = read_parallel((io.StringIO(many), io.StringIO(many)))
    counts = [len(corpus.pairs[split]) for split in ("train", "valid", "test")]
    assert sum(counts) == 400
    assert 20 <= counts[1] <= 70
    assert 20 <= counts[2] <= 70


@pytest.mark.parametrize("opened", [io.StringIO(ENGLISH), io.BytesIO(ENGLISH.encode())])
def test_open_files_are_read(files, opened):
    opened.seek(0)
    corpus = read_parallel((files[0], opened), shares={"train": 1.0, "valid": 0.0, "test": 0.0})
    assert corpus.pairs["train"][3][:2] == ("vier", "four")


def test_a_wave_is_the_home_folder(files, monkeypatch):
    monkeypatch.setenv("HOME", str(files[0].parent))
    monkeypatch.setenv("USERPROFILE", str(files[0].parent))
    shares = {"train": 1.0, "valid": 0.0, "test": 0.0}
    assert read_parallel(("~/train.de", "~/train.en"), shares=shares).pairs["train"]


def test_a_split_that_is_not_given_is_empty(files):
    corpus = read_parallel(files, valid=files)
    assert [len(corpus.pairs[split]) for split in ("train", "valid", "test")] == [4, 4, 0]


def test_a_mark_of_order_and_windows_ends_are_no_part_of_a_text(tmp_path):
    german = put(tmp_path, "a.de", b"\xef\xbb\xbf" + GERMAN.replace("\n", "\r\n").encode())
    english = put(tmp_path, "a.en", ENGLISH.removesuffix("\n"))
    corpus = read_parallel((german, english), shares={"train": 1.0, "valid": 0.0, "test": 0.0})
    assert corpus.pairs["train"][0][:2] == ("eins", "one")
    assert corpus.pairs["train"][3][:2] == ("vier", "four")


DAMAGED = {
    "an empty line": (b"eins\n\ndrei\nvier\n", "line 2: wanted a text on both sides"),
    "a NUL byte": (b"eins\nzw\0ei\ndrei\nvier\n", "line 2: b.de wanted text, got a NUL byte"),
    "another encoding": (b"eins\nzw\xf6lf\ndrei\nvier\n", "line 2: b.de is not UTF-8"),
}


@pytest.mark.parametrize(("content", "message"), DAMAGED.values(), ids=list(DAMAGED))
def test_a_damaged_line_is_named_or_skipped_and_counted(files, tmp_path, content, message):
    german = put(tmp_path, "b.de", content)
    shares = {"train": 1.0, "valid": 0.0, "test": 0.0}
    with pytest.raises(ValueError, match=f"b.de with train.en has 1 bad line: {message}"):
        read_parallel((german, files[1]), shares=shares)
    corpus = read_parallel((german, files[1]), shares=shares, skip=True)
    assert corpus.skipped == 1
    assert [pair.target for pair in corpus.pairs["train"]] == ["one", "three", "four"]
    assert "skipped=1" in repr(corpus)


def test_of_many_bad_lines_all_numbers_are_told(tmp_path):
    count = SHOWN + 3
    german = put(tmp_path, "b.de", "\n" * count + "ende\n")
    english = put(tmp_path, "b.en", "word\n" * count + "end\n")
    with pytest.raises(ValueError, match=rf"{count} bad lines: .*and 3 more, lines 11, 12, 13"):
        read_parallel((german, english))


def test_files_that_cannot_be(files, tmp_path):
    wide = put(tmp_path, "utf16.de", GERMAN.encode("utf-16"))
    with pytest.raises(ValueError, match=r"utf16\.de must be UTF-8 text, and it begins as UTF-16"):
        read_parallel((wide, files[1]))
    with pytest.raises(ValueError, match=r"must have as many lines, got 4 and 1"):
        read_parallel((files[0], put(tmp_path, "short.en", "one\n")))
    with pytest.raises(ValueError, match=r"there is no file no\.de"):
        read_parallel((tmp_path / "no.de", files[1]))
    closed = io.StringIO(GERMAN)
    closed.close()
    with pytest.raises(ValueError, match="cannot be read"):
        read_parallel((closed, files[1]))
    with open(put(tmp_path, "latin.en", "caf\xe9\n".encode("latin-1")), encoding="utf-8") as bad:
        with pytest.raises(ValueError, match=r"latin\.en cannot be read: 'utf-8' codec"):
            read_parallel((files[0], bad))


def test_texts_that_a_vocabulary_cannot_encode_are_named_or_skipped(files):
    from course_lib.data import Characters

    shares = {"train": 1.0, "valid": 0.0, "test": 0.0}
    few = Characters("einszwdrv")
    corpus = read_parallel(files, shares=shares, source=few)
    assert len(corpus.pairs["train"]) == 4
    with pytest.raises(ValueError, match=r"1 bad line: line 1: \(train\) characters outside"):
        read_parallel(files, shares=shares, source=Characters("izwedrv"), target=Words(("one",)))
    corpus = read_parallel(files, shares=shares, source=Characters("izwedrv"), skip=True)
    assert [pair.source for pair in corpus.pairs["train"]] == ["zwei", "drei", "vier"]
    assert corpus.skipped == 1


def test_a_tsv_is_read_in_the_same_way(tmp_path):
    shares = {"train": 1.0, "valid": 0.0, "test": 0.0}
    text = "source\ttarget\none\teins\nonly one column\ntwo\tzwei\tfrom somebody\n"
    with pytest.raises(ValueError, match=r"1 bad line: line 3: wanted at least 2 columns, got 1"):
        read_tsv(io.StringIO(text), header=True, shares=shares)
    corpus = read_tsv(io.StringIO(text), header=True, shares=shares, skip=True, name="few")
    assert [pair[:2] for pair in corpus.pairs["train"]] == [("one", "eins"), ("two", "zwei")]
    assert (corpus.skipped, corpus.dropped, corpus.name) == (1, 0, "few")
