"""Corpora of others: found where they lie, checked, fetched whole, and a clear word if not."""

import gzip
import hashlib
import io
import zipfile

import pytest

from course_lib.data import Offline, multi30k, tatoeba
from course_lib.data.corpora import MULTI30K, TATOEBA
from course_lib.data.downloads import Download, gunzip, member

TEXT = "".join(f"Ein Satz mit der Nummer {n}.\n" for n in range(50)).encode()


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    return tmp_path


def download(tmp_path, packed, sha256=None, unpack=gunzip):
    """A file "published" on this disk, under an address of its own."""
    source = tmp_path / "published"
    source.write_bytes(packed)
    return Download("set/train.de", source.as_uri(), unpack, sha256)


@pytest.fixture
def published(monkeypatch):
    """Addresses of files are read without a network."""
    import pooch

    def retrieve(url, known_hash, path, downloader):
        from pathlib import Path
        from urllib.parse import unquote, urlparse

        source = Path(unquote(urlparse(url).path))
        if not source.is_file():
            raise ConnectionError(f"no way to {url}")
        copy = Path(path) / "copy"
        copy.write_bytes(source.read_bytes())
        return str(copy)

    monkeypatch.setattr(pooch, "retrieve", retrieve)


def test_a_file_is_fetched_once_checked_and_kept(tmp_path, published):
    sha256 = hashlib.sha256(TEXT).hexdigest()
    one = download(tmp_path, gzip.compress(TEXT), sha256)
    path = one.fetch()
    assert path == tmp_path / "set" / "train.de"
    assert path.read_bytes() == TEXT
    (tmp_path / "published").unlink()
    assert one.fetch() == path  # it is here: nothing is fetched
    assert [p.name for p in path.parent.iterdir()] == ["train.de"]  # no half of a file lies about


def test_a_folder_that_cannot_be_written_is_told(tmp_path, published):
    (tmp_path / "set").write_text("a file where a folder is wanted")
    with pytest.raises(Offline, match=r"was fetched, and cannot be kept in .*set COURSE_DATA"):
        download(tmp_path, gzip.compress(TEXT)).fetch()


def test_what_was_not_published_is_refused(tmp_path, published):
    other = download(
        tmp_path, gzip.compress(TEXT + b"one more\n"), hashlib.sha256(TEXT).hexdigest()
    )
    with pytest.raises(ValueError, match=r"train\.de is not the file that was published.*SHA-256"):
        other.fetch()
    assert not (tmp_path / "set" / "train.de").exists()
    (tmp_path / "set").mkdir(exist_ok=True)
    (tmp_path / "set" / "train.de").write_bytes(TEXT[:-9])
    with pytest.raises(ValueError, match="Remove it, and it is fetched again"):
        other.fetch()


@pytest.mark.parametrize("packed", [b"no archive", gzip.compress(TEXT)[:-20], b""])
def test_an_archive_cut_short_is_not_kept(tmp_path, published, packed):
    with pytest.raises(Offline, match=r"could not be fetched|gave an empty file"):
        download(tmp_path, packed).fetch()
    assert not (tmp_path / "set" / "train.de").exists()


def test_a_member_of_a_zip(tmp_path, published):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("deu.txt", TEXT)
        archive.writestr("_about.txt", "about")
    one = download(tmp_path, packed.getvalue(), unpack=member("deu.txt"))
    assert one.fetch().read_bytes() == TEXT
    (tmp_path / "set" / "train.de").unlink()
    with pytest.raises(Offline):
        download(tmp_path, packed.getvalue(), unpack=member("eng.txt")).fetch()
    with pytest.raises(Offline):
        download(tmp_path, b"no zip", unpack=member("deu.txt")).fetch()


def test_offline_the_message_says_where_to_put_the_file(published):
    with pytest.raises(Offline, match=r"COURSE_DATA to the folder that holds multi30k/train\.de"):
        multi30k()
    with pytest.raises(Offline, match=r"manythings\.org.*COURSE_DATA .*tatoeba/eng-deu\.tsv"):
        tatoeba()


def test_the_files_that_are_pinned():
    """All files are there, and every one that its publisher leaves alone has a hash."""
    for language in ("de", "en"):
        for name in ("train", "val", "test_2016_flickr"):
            one = MULTI30K[f"{name}.{language}"]
            assert len(one.sha256) == 64
            assert one.url.endswith(f"{name}.{language}.gz")
    assert TATOEBA.sha256 is None


def test_tatoeba_is_read_from_the_folder_either_way_round(folder):
    (folder / "tatoeba").mkdir()
    lines = [f"Word {n % 30}!\tWort {n % 30} {n}.\tCC-BY 2.0 (France)\n" for n in range(300)]
    (folder / "tatoeba" / "eng-deu.tsv").write_text("".join(lines), encoding="utf-8")
    corpus = tatoeba(pairs=200)
    assert sum(len(pairs) for pairs in corpus.pairs.values()) == 200
    sources = {split: {p.source for p in pairs} for split, pairs in corpus.pairs.items()}
    assert not sources["train"] & (sources["test"] | sources["valid"])
    assert corpus.source.words[:2] == ("!", "word")
    with open(folder / "tatoeba" / "eng-deu.tsv", "ab") as file:
        file.write(b"no tab\n")
    with pytest.raises(ValueError, match=r"eng-deu\.tsv has 1 bad line: line 301"):
        tatoeba()
    (folder / "tatoeba" / "eng-deu.tsv").write_text("".join(lines), encoding="utf-8")
    back = tatoeba("de", "en")
    assert sum(len(pairs) for pairs in back.pairs.values()) == 300
    assert back.pairs["train"][0].target.startswith("Word")


def test_languages_that_are_not_there():
    with pytest.raises(ValueError, match="source must be de or en, got 'fr'"):
        multi30k("fr")
    with pytest.raises(ValueError, match="target must be another language"):
        tatoeba("de", "de")
    with pytest.raises(ValueError, match="pairs must be a whole number"):
        tatoeba(pairs=0)
