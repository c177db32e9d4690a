"""Exercise: the clipped matches of n-grams, what BLEU counts."""

from collections import Counter
from collections.abc import Callable

import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Function, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.words import times

Array = np.ndarray
Gram = tuple[str, ...]
Grams = Callable[[list[str], int], list[Gram]]

NAMES = (
    "cat", "dog", "bird", "river", "moon", "sings", "waits", "sleeps", "green", "old", "small",
    "near", "under", "blue", "bread", "table",
)  # fmt: skip
# The first is a part of the second.
WITHIN = (("he", "the"), ("own", "town"), ("art", "party"), ("hat", "that"), ("rain", "train"))

# Without the space they are the same.
RUNS = (
    (("now", "here"), ("no", "where")),
    (("the", "men"), ("them", "en")),
    (("to", "day"), ("tod", "ay")),
)


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, written: str, reference: str, n: int) -> Case:
        """Each letter of a pattern is a word."""
        names = [str(name) for name in rng.permutation(NAMES)]
        part, whole = WITHIN[int(rng.integers(len(WITHIN)))]
        words = dict(zip("ABCDEFGH", names, strict=False)) | {"p": part, "w": whole}
        said, right = ([words[sign] for sign in pattern] for pattern in (written, reference))
        return Case(label, (said, right, n))

    run = int(rng.integers(len(RUNS)))
    return [
        case("one word again and again", "AAAAA", "ABA", 1),
        case("a word that the reference has more often", "ABCD", "EAABAAA", 1),
        case("pairs of words", "ABABCDE", "FABEDCABD", 2),
        case("a pair of words again and again", "ABABABC", "DABCE", 2),
        case("groups of three", "ABCDEFG", "BCDAEFGH", 3),
        case("groups of four, the same text", "ABCDEF", "ABCDEF", 4),
        case("the same words in another order", "ABC", "CBAD", 2),
        case("a text of n words", "ABC", "DABC", 3),
        case("a text shorter than n", "AB", "CABDEF", 4),
        case("a reference shorter than n", "ABCDE", "AB", 3),
        case("a word that is a part of another", "pA", "wBA", 1),
        Case("words that run together alike", (list(RUNS[run][0]), list(RUNS[run][1]), 2)),
    ]


def _grams(words: list[str], n: int) -> list[Gram]:
    return [tuple(words[k : k + n]) for k in range(len(words) - n + 1)]


def _loop(written: list[str], reference: list[str], n: int) -> tuple[int, int]:
    left = _grams(reference, n)
    matched = 0
    for gram in _grams(written, n):
        if gram in left:
            left.remove(gram)
            matched += 1
    return matched, len(_grams(written, n))


def _clipped(ours: list[Gram], theirs: list[Gram]) -> int:
    return (Counter(ours) & Counter(theirs)).total()


def _by(grams: Grams, *, of: Grams | None = None) -> Function:
    """With other n-grams on both sides, or in the reference (`of`) those of another kind."""

    def answer(written: list[str], reference: list[str], n: int) -> tuple[int, int]:
        ours, theirs = grams(written, n), (of or grams)(reference, n)
        return _clipped(ours, theirs), len(ours)

    return answer


def _matching(matched: Callable[[list[Gram], list[Gram]], int]) -> Function:
    """With the right n-grams, and another number of matches."""

    def answer(written: list[str], reference: list[str], n: int) -> tuple[int, int]:
        ours = _grams(written, n)
        return matched(ours, _grams(reference, n)), len(ours)

    return answer


def _counting(total: Callable[[list[str], list[str], int], int]) -> Function:
    """With the right matches, and another total."""

    def answer(written: list[str], reference: list[str], n: int) -> tuple[int, int]:
        return _loop(written, reference, n)[0], total(written, reference, n)

    return answer


def _how_many(args: Args, found: Array) -> str | None:
    written, _, n = args
    total = max(len(written) - n + 1, 0)
    if found[1] != total:
        group = "words" if n == 1 else f"groups of {n} words"
        return (
            f"a text of {len(written)} words has {total} {group} that follow each other; "
            f"it gives {found[1]}"
        )
    return None


def _no_more_than_there_are(args: Args, found: Array) -> str | None:
    if not 0 <= found[0] <= found[1]:
        return f"of {found[1]} n-grams no more than {found[1]} can match; it gives {found[0]}"
    return None


def _no_more_than_the_reference_has(args: Args, found: Array) -> str | None:
    written, reference, n = args
    for gram, count in Counter(_grams(written, n)).items():
        there = _grams(reference, n).count(gram)
        others = len(_grams(written, n)) - count
        if found[0] > there + others:
            return (
                f"{' '.join(gram)!r} stands {times(count)} in the text and {times(there)} in the "
                f"reference, so that {there} of them match, and {there + others} in all at most; "
                f"it gives {found[0]}"
            )
    return None


def _one_too_few(words: list[str], n: int) -> list[Gram]:
    return [tuple(words[k : k + n]) for k in range(len(words) - n)]


def _cut_at_the_end(words: list[str], n: int) -> list[Gram]:
    return [tuple(words[k : k + n]) for k in range(len(words))]


def _side_by_side(words: list[str], n: int) -> list[Gram]:
    return [tuple(words[k : k + n]) for k in range(0, len(words) - n + 1, n)]


def _all_up_to(words: list[str], n: int) -> list[Gram]:
    return [gram for k in range(1, n + 1) for gram in _grams(words, k)]


def _any_order(words: list[str], n: int) -> list[Gram]:
    return [tuple(sorted(gram)) for gram in _grams(words, n)]


def _in_the_text(written: list[str], reference: list[str], n: int) -> tuple[int, int]:
    grams = _grams(written, n)
    return sum(" ".join(gram) in " ".join(reference) for gram in grams), len(grams)


def _share(written: list[str], reference: list[str], n: int) -> float:
    matched, total = _loop(written, reference, n)
    return matched / total if total else 0.0


clipped_matches = Exercise(
    name="clipped_matches",
    arguments=("written", "reference", "n"),
    wanted=(
        "written and reference (lists of words) and n (int) to two whole numbers: how many n-grams "
        "of `written` match, each counted at most as often as it stands in `reference`; and how "
        'many n-grams `written` has. With ["the", "the", "cat"], ["the", "cat", "sleeps"] and n = '
        "1 it is (2, 3). A text shorter than n gives (0, 0)."
    ),
    draw=_draw,
    reference=_loop,
    properties=(
        Property("how many there are", _how_many),
        Property("no more than there are", _no_more_than_there_are),
        Property("no more than the reference has", _no_more_than_the_reference_has),
    ),
    wrong=(
        Misconception(
            "not clipped",
            "an n-gram matches as often as it was written, so that one right word said again and "
            "again is a perfect translation: count it at most as often as the reference has it",
            _matching(lambda ours, theirs: sum(gram in theirs for gram in ours)),
        ),
        Misconception(
            "sets",
            "each n-gram counts once, however often it stands there: a set forgets how often, a "
            "Counter does not",
            lambda w, r, n: (
                len({*_grams(w, n)} & {*_grams(r, n)}),
                len({*_grams(w, n)}),
            ),
            also=(_matching(lambda ours, theirs: len({*ours} & {*theirs})),),
        ),
        Misconception(
            "total of the reference",
            "the n-grams of the reference are counted (that is recall): the second number is of "
            "what was written",
            _counting(lambda w, r, n: len(_grams(r, n))),
        ),
        Misconception(
            "the larger count",
            "an n-gram that both have counts as often as in the text that has it more often: the "
            "smaller of the two counts (min) is asked for",
            _matching(
                lambda ours, theirs: sum(
                    max(ours.count(gram), theirs.count(gram)) for gram in {*ours} & {*theirs}
                )
            ),
        ),
        Misconception(
            "the reference's count",
            "an n-gram counts as often as it stands in the reference, though it was written less "
            "often: the smaller of the two counts (min) is asked for",
            _matching(lambda ours, theirs: sum(gram in ours for gram in theirs)),
        ),
        Misconception(
            "one too few",
            "the last n-gram is missing: a text of T words has T - n + 1 of them, so that the loop "
            "is over range(T - n + 1)",
            _by(_one_too_few),
            also=(_by(_one_too_few, of=_grams),),
        ),
        Misconception(
            "cut at the end",
            "the loop runs to the last word, where fewer than n words are left: it ends at "
            "range(T - n + 1)",
            _by(_cut_at_the_end),
            also=(_counting(lambda w, r, n: len(w)),),
        ),
        Misconception(
            "groups of n + 1",
            "the groups are a word too long: words[k : k + n] are n words, for the end of a slice "
            "is not in it",
            _by(lambda words, n: _grams(words, n + 1)),
            also=(
                _by(
                    lambda words, n: [
                        tuple(words[k : k + n + 1]) for k in range(len(words) - n + 1)
                    ]
                ),
            ),
        ),
        Misconception(
            "groups of n - 1",
            "the groups are a word too short: words[k : k + n] are n words",
            _by(lambda words, n: _grams(words, n - 1)),
            also=(
                _by(
                    lambda words, n: [
                        tuple(words[k : k + n - 1]) for k in range(len(words) - n + 1)
                    ]
                ),
            ),
        ),
        Misconception(
            "single words always",
            "single words are counted, whatever n is: an n-gram is n words that follow each other",
            _by(lambda words, n: _grams(words, 1)),
        ),
        Misconception(
            "side by side",
            "the groups stand side by side, as in range(0, T, n): one begins at every word",
            _by(_side_by_side),
        ),
        Misconception(
            "all lengths up to n",
            "groups of 1, 2, ... n words are counted together: here those of n alone are asked for",
            _by(_all_up_to),
        ),
        Misconception(
            "any order",
            "a group matches one with the same words in another order: n-grams are there to "
            "compare the order, so make tuples and neither sort them nor make sets of them",
            _by(_any_order),
        ),
        Misconception(
            "at the same place",
            "an n-gram matches only at the same place of the reference: anywhere will do, for a "
            "translation may begin otherwise",
            _matching(lambda ours, theirs: sum(a == b for a, b in zip(ours, theirs, strict=False))),
        ),
        Misconception(
            "found in the letters",
            "a group is looked for in the joined text: there a word is found within another, "
            "and nothing is clipped. Compare tuples of words",
            _in_the_text,
        ),
        Misconception(
            "joined without a space",
            'the words of a group are joined without a space: "now here" and "no where" become the '
            "same. Count tuples of words",
            _by(lambda words, n: [("".join(gram),) for gram in _grams(words, n)]),
        ),
        Misconception(
            "less than none",
            "a text shorter than n gets a negative number of n-grams: it has none, max(0, ...)",
            _counting(lambda w, r, n: len(w) - n + 1),
        ),
        Misconception(
            "one where there is none",
            "a text shorter than n gets one n-gram, perhaps so that nothing is divided by 0: it "
            "has none, and who divides must ask",
            _counting(lambda w, r, n: max(len(w) - n + 1, 1)),
        ),
        Misconception(
            "the other way round",
            "the two numbers have changed places: first the matches, then how many there are",
            lambda w, r, n: _loop(w, r, n)[::-1],
        ),
        Misconception(
            "a share",
            "it is the share that matches: BLEU adds up matches and totals over all texts before "
            "it divides, so give both numbers",
            _share,
        ),
        Misconception(
            "matches alone",
            "only the matches come out: how many n-grams were written is asked for as well",
            lambda w, r, n: _loop(w, r, n)[0],
        ),
    ),
    right=(
        lambda written, reference, n: (
            sum((Counter(_grams(written, n)) & Counter(_grams(reference, n))).values()),
            max(len(written) - n + 1, 0),
        ),
        _loop,
        lambda written, reference, n: [
            sum(
                min(_grams(written, n).count(gram), _grams(reference, n).count(gram))
                for gram in {*_grams(written, n)}
            ),
            len(_grams(written, n)),
        ],
    ),
    hint=(
        "Make the n-grams of each text: tuple(words[k : k + n]) for each k in range(len(words) - n "
        "+ 1). Count both with a Counter. Counter & Counter keeps of each the smaller count, and "
        "that is the clipping."
    ),
)
