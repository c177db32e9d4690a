"""The mistakes that the bank of `clipped_matches` knows, and the parts that they are made of."""

from collections import Counter
from collections.abc import Callable

from course_lib.lessons.checking.bank import Function, Misconception

Gram = tuple[str, ...]


Grams = Callable[[list[str], int], list[Gram]]


def grams_of(words: list[str], n: int) -> list[Gram]:
    return [tuple(words[k : k + n]) for k in range(len(words) - n + 1)]


def loop(written: list[str], reference: list[str], n: int) -> tuple[int, int]:
    left = grams_of(reference, n)
    matched = 0
    for gram in grams_of(written, n):
        if gram in left:
            left.remove(gram)
            matched += 1
    return matched, len(grams_of(written, n))


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
        ours = grams_of(written, n)
        return matched(ours, grams_of(reference, n)), len(ours)

    return answer


def _counting(total: Callable[[list[str], list[str], int], int]) -> Function:
    """With the right matches, and another total."""

    def answer(written: list[str], reference: list[str], n: int) -> tuple[int, int]:
        return loop(written, reference, n)[0], total(written, reference, n)

    return answer


def _one_too_few(words: list[str], n: int) -> list[Gram]:
    return [tuple(words[k : k + n]) for k in range(len(words) - n)]


def _cut_at_the_end(words: list[str], n: int) -> list[Gram]:
    return [tuple(words[k : k + n]) for k in range(len(words))]


def _side_by_side(words: list[str], n: int) -> list[Gram]:
    return [tuple(words[k : k + n]) for k in range(0, len(words) - n + 1, n)]


def _all_up_to(words: list[str], n: int) -> list[Gram]:
    return [gram for k in range(1, n + 1) for gram in grams_of(words, k)]


def _any_order(words: list[str], n: int) -> list[Gram]:
    return [tuple(sorted(gram)) for gram in grams_of(words, n)]


def _in_the_text(written: list[str], reference: list[str], n: int) -> tuple[int, int]:
    grams = grams_of(written, n)
    return sum(" ".join(gram) in " ".join(reference) for gram in grams), len(grams)


def _share(written: list[str], reference: list[str], n: int) -> float:
    matched, total = loop(written, reference, n)
    return matched / total if total else 0.0


WRONG = (
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
            len({*grams_of(w, n)} & {*grams_of(r, n)}),
            len({*grams_of(w, n)}),
        ),
        also=(_matching(lambda ours, theirs: len({*ours} & {*theirs})),),
    ),
    Misconception(
        "total of the reference",
        "the n-grams of the reference are counted (that is recall): the second number is of "
        "what was written",
        _counting(lambda w, r, n: len(grams_of(r, n))),
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
        also=(_by(_one_too_few, of=grams_of),),
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
        _by(lambda words, n: grams_of(words, n + 1)),
        also=(
            _by(lambda words, n: [tuple(words[k : k + n + 1]) for k in range(len(words) - n + 1)]),
        ),
    ),
    Misconception(
        "groups of n - 1",
        "the groups are a word too short: words[k : k + n] are n words",
        _by(lambda words, n: grams_of(words, n - 1)),
        also=(
            _by(lambda words, n: [tuple(words[k : k + n - 1]) for k in range(len(words) - n + 1)]),
        ),
    ),
    Misconception(
        "single words always",
        "single words are counted, whatever n is: an n-gram is n words that follow each other",
        _by(lambda words, n: grams_of(words, 1)),
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
        _by(lambda words, n: [("".join(gram),) for gram in grams_of(words, n)]),
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
        lambda w, r, n: loop(w, r, n)[::-1],
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
        lambda w, r, n: loop(w, r, n)[0],
    ),
)
