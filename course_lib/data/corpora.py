"""Two corpora of real sentences, English and German, from their publishers (`downloads`).

Neither is a part of the course. Both are read in small letters, with a vocabulary of the words that
the training sentences hold at least twice.
"""

import functools
import io
from typing import Any

from course_lib.data.assembling import Making, check_longest
from course_lib.data.corpus import Corpus
from course_lib.data.downloads import Download, gunzip, member
from course_lib.data.parallel import read_parallel
from course_lib.data.tsv import read_tsv
from course_lib.data.vocab import check_vocab
from course_lib.data.word_vocab import Words
from course_lib.devices import settings

LANGUAGES = ("de", "en")
RAW = "https://raw.githubusercontent.com/multi30k/dataset/master/data/task1/raw/"
MULTI30K = {
    name: Download(f"multi30k/{name}", f"{RAW}{name}.gz", gunzip, sha256)
    for name, sha256 in {
        "train.de": "2c2b73fd2b548fbcde3a875e0a78d6ee94d498bfdee6bd3eae3945779e9ddf72",
        "train.en": "460a15fbd157e34a7a9957ee388c1ca247fe47af3ef25fb50442af6c274e0fc6",
        "val.de": "660e09eb7e1da2f856ea13ee5ad3cf6d36b3d5b0b733c857e94c5747a3dfc660",
        "val.en": "1f2a23d992769b5b3d209b0a10dd0b77c08cceb1f20dfb97ed0aafa49d107227",
        "test_2016_flickr.de": "4be6b5b3236b79c25475c6bb829800a7ce559e9ba7a1f6c2394fe4d40be46d16",
        "test_2016_flickr.en": "399a4382932c1aadd3ceb9bef1008d388a64c76d4ae4e9d4728c6f4301cac182",
    }.items()
}
# The publisher adds sentences now and then, so no hash would hold for long.
TATOEBA = Download(
    "tatoeba/eng-deu.tsv", "https://www.manythings.org/anki/deu-eng.zip", member("deu.txt"), None
)
TATOEBA_PAIRS = 50_000

# Small letters, and no word that came once: it would be learned from one sentence.
OFTEN: Making = functools.partial(Words.from_texts, least=2, written=True, lower=True)


def multi30k(
    source: str = "de",
    target: str = "en",
    *,
    longest: tuple[int, int] | None = None,
    words: Making = OFTEN,
) -> Corpus:
    """Multi30k, task 1: 29,000 descriptions of photographs, 1,014 to validate, 1,000 to test.

    Elliott et al. 2016, "Multi30K: Multilingual English-German Image Descriptions". The publisher
    states no licence for the texts, and the photographs are for non-commercial use: study with it,
    and do not pass it on. `longest` as in `read_tsv`. `Offline` if it is not here and cannot be
    fetched.
    """
    _check(source, target, longest, words)
    names = ("train", "val", "test_2016_flickr")
    files = [
        (MULTI30K[f"{name}.{source}"].fetch(), MULTI30K[f"{name}.{target}"].fetch())
        for name in names
    ]
    return read_parallel(
        *files, source=words, target=words, longest=longest, name=f"multi30k {source}-{target}"
    )


def tatoeba(
    source: str = "en",
    target: str = "de",
    *,
    pairs: int = TATOEBA_PAIRS,
    longest: tuple[int, int] | None = None,
    words: Making = OFTEN,
) -> Corpus:
    """The `pairs` shortest English-German pairs of Tatoeba, as manythings.org selects them.

    Licence: CC BY 2.0 FR, so whoever passes sentences on names Tatoeba and their authors. Many
    sources have several translations; a hash of the source divides the pairs, so all of them are in
    one split. `longest` as in `read_tsv`. `Offline` if it is not here and cannot be fetched.
    """
    _check(source, target, longest, words)
    settings.whole("pairs", pairs)
    path = TATOEBA.fetch()
    first: Any = io.BytesIO(b"\n".join(path.read_bytes().split(b"\n")[:pairs]))
    first.name = path.name  # for messages
    return read_tsv(
        first,
        columns=(0, 1) if source == "en" else (1, 0),
        source=words,
        target=words,
        longest=longest,
        name=f"tatoeba {source}-{target}",
    )


def _check(source: str, target: str, longest: tuple[int, int] | None, words: Making) -> None:
    """ValueError for what cannot be, before anything is fetched."""
    settings.one_of("source", source, LANGUAGES)
    settings.one_of("target", target, LANGUAGES)
    if source == target:
        raise ValueError(f"target must be another language than the source, got {target!r}")
    check_longest(longest)
    if not callable(words):
        check_vocab("words", words)
