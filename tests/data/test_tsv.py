"""A corpus from a file: what is read, where it goes, and every line that cannot be read."""

from functools import partial

import pytest
from jaxtyping import TypeCheckError

from course_lib.data import SPLITS, Characters, Pair, Words, read_tsv
from course_lib.data.splits import split_of

REFUSED = (ValueError, TypeCheckError)
LINES = [f"word{n} and more\tWort{n} und mehr noch" for n in range(60)]
ALL = {"train": 1.0, "valid": 0.0, "test": 0.0}


@pytest.fixture
def write(tmp_path):
    def to(*lines, end="\n"):
        path = tmp_path / "small.tsv"
        text = "\n".join(lines) + end
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return to


def all_pairs(corpus):
    return [pair for split in SPLITS for pair in corpus.pairs[split]]


def test_each_line_is_a_pair_in_the_split_of_its_source(write):
    corpus = read_tsv(write(*LINES))
    assert corpus.name == "small"
    assert sorted(all_pairs(corpus)) == sorted(Pair(*line.split("\t")) for line in LINES)
    for split in SPLITS:
        assert corpus.pairs[split]
        assert {split_of(pair.source) for pair in corpus.pairs[split]} == {split}
    assert all(pair.alignment is None for pair in all_pairs(corpus))


def test_more_lines_move_none_of_the_others(write):
    before = read_tsv(write(*LINES[:30]))
    after = read_tsv(write(*reversed(LINES)))
    for split in SPLITS:
        assert set(before.pairs[split]) <= set(after.pairs[split])


def test_a_source_that_comes_twice_is_in_one_split(write):
    lines = [line + f" {n}" for line in LINES for n in range(3)]
    corpus = read_tsv(write(*lines))
    seen = [{pair.source for pair in corpus.pairs[split]} for split in SPLITS]
    assert not seen[0] & seen[1] | seen[0] & seen[2] | seen[1] & seen[2]


def test_vocabularies_are_those_of_the_training_split(write):
    corpus = read_tsv(write(*LINES), target=partial(Words.from_texts, most=3))
    training = corpus.pairs["train"]
    assert corpus.source == Words.from_texts(pair.source for pair in training)
    assert corpus.target.words == ("mehr", "noch", "und")
    assert corpus.unknown("train") == (0.0, 0.25)
    assert corpus.unknown("test") == (pytest.approx(1 / 3), 0.25)


def test_vocabularies_can_be_given_and_be_of_two_kinds(write):
    given = Characters("abcdefghijklmnopqrstuvwxyz W0123456789")
    corpus = read_tsv(write(*LINES), target=given)
    assert corpus.target is given
    assert isinstance(corpus.source, Words)
    pair = corpus.pairs["train"][0]
    assert corpus.lengths("train")[0].tolist() == [3, len(pair.target)]


def test_columns_and_splits_are_chosen_by_number(write):
    path = write("id\tde\ten\tpart", "1\tHund\tdog\ttrain", "2\tKatze\tcat\ttest", "3\tx\ty\tvalid")
    corpus = read_tsv(path, columns=(2, 1), split=3, header=True, name="pets")
    assert corpus.pairs == {
        "train": (Pair("dog", "Hund"),),
        "valid": (Pair("y", "x"),),
        "test": (Pair("cat", "Katze"),),
    }
    assert repr(corpus).startswith("Corpus('pets', train=1, valid=1, test=1, dropped=0, ")


def test_shares_say_how_much_goes_where(write):
    corpus = read_tsv(write(*LINES), shares=ALL)
    assert {split: len(pairs) for split, pairs in corpus.pairs.items()} == {
        "train": 60, "valid": 0, "test": 0,
    }  # fmt: skip


def test_pairs_that_are_too_long_are_counted_and_leave_no_word_behind(write):
    path = write("a b\tx y", "a b c\tx", "a\tx y z", "b\ty")
    corpus = read_tsv(path, shares=ALL, longest=(2, 2))
    assert corpus.pairs["train"] == (Pair("a b", "x y"), Pair("b", "y"))
    assert corpus.dropped == 2
    assert "dropped=2" in repr(corpus)
    assert set(corpus.source.words) | set(corpus.target.words) == {*"abxy"}


def test_marks_that_other_systems_write_are_no_text(tmp_path):
    path = tmp_path / "other.tsv"
    path.write_bytes("\ufeffé a\tx\r\nb\u2028c\t y \r\n".encode())
    corpus = read_tsv(path, shares=ALL, source=Characters.from_texts)
    assert corpus.pairs["train"] == (Pair("é a", "x"), Pair("b\u2028c", "y"))


def test_every_bad_line_is_named(tmp_path):
    path = tmp_path / "bad.tsv"
    good, bad = b"a\tb", [b"no tab", b"\tb", b"a\t \r", b"", b"caf\xe9\tb"]
    path.write_bytes(b"\n".join([good, *bad, good, *[b"x"] * 8]) + b"\n")
    with pytest.raises(ValueError, match=r"^bad\.tsv has 13 bad lines: ") as error:
        read_tsv(path)
    for fault in (
        "line 2: wanted at least 2 columns, got 1",
        "line 3: wanted a text on both sides, got '' and 'b'",
        "line 4: wanted a text on both sides, got 'a' and ''",
        "line 5: wanted at least 2 columns, got 1",
        "line 6: is not UTF-8 (invalid continuation byte at byte 3)",
        "line 8: wanted",
        "and 3 more, lines 13, 14, 15",
    ):
        assert fault in str(error.value)


def test_a_split_that_is_none_is_a_bad_line(write):
    with pytest.raises(ValueError, match=r"has 1 bad line: line 2: wanted a split, one of train"):
        read_tsv(write("a\tb\ttrain", "a\tb\tdev"), split=2)


def test_texts_that_a_vocabulary_does_not_know_are_named(write):
    lines = write("abc\tx\ttrain", "abd\tx\ttest")
    message = r"line 2: \(test\) characters outside.*\['d'\].*give a vocabulary that knows them all"
    with pytest.raises(ValueError, match=message):
        read_tsv(lines, split=2, source=Characters.from_texts)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"shares": {"train": 1.0}}, "shares must be those of train, valid, test and sum to 1"),
        ({"shares": {**ALL, "test": 0.5}}, "sum to 1, got {'train': 1.0, 'valid': 0.0, 'test': 0"),
        ({"shares": {**ALL, "train": 1.5, "test": -0.5}}, "shares"),
        ({"shares": {"train": 0.0, "valid": 0.0, "test": 1.0}}, "to train on, got none of 60"),
        ({"longest": (1, 1)}, "to train on, got none of 0"),
        ({"columns": (0, -1)}, r"columns\[1\] must be a whole number of at least 0, got -1"),
        ({"split": -1}, "split must be a whole number of at least 0, got -1"),
        ({"columns": (0, 9)}, "line 1: wanted at least 10 columns, got 2"),
    ],
    ids=str,
)
def test_options_that_cannot_be_are_refused(write, options, message):
    with pytest.raises(ValueError, match=message):
        read_tsv(write(*LINES), **options)


def test_a_class_is_no_vocabulary(write):
    with pytest.raises(REFUSED, match="Words"):
        read_tsv(write(*LINES), source=Words)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"there is no file none\.tsv in "):
        read_tsv(tmp_path / "none.tsv")
