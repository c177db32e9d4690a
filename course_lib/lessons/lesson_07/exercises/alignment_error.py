"""Exercise: the alignment error rate, with sure and possible links."""

from collections.abc import Callable

import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Function, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import TOLERANCE, number

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def table(targets: int, sources: int, share: float) -> Array:
        """Links at random, every row and at least two columns with one of them."""
        found = rng.random((targets, sources)) < share
        found[np.arange(targets), rng.integers(sources, size=targets)] = True
        return found

    def gold(targets: int, sources: int) -> tuple[Array, Array]:
        """Sure links, and other ones that are possible."""
        sure = table(targets, sources, 0.15)
        return sure, table(targets, sources, 0.25) & ~sure

    def case(label: str, targets: int, sources: int, kind: str) -> Case:
        sure, more = gold(targets, sources)
        # Some links are sure, some possible, some neither, and some of each are not found.
        links = (sure & table(targets, sources, 0.5)) | (more & table(targets, sources, 0.4))
        links |= table(targets, sources, 0.1) & ~sure
        possible = {"both": more | sure, "apart": more, "some": more | (sure & links)}[kind]
        return Case(label, (links, sure, possible))

    sure, more = gold(4, 5)
    none = np.zeros_like(sure)
    return [
        case("possible links that hold the sure ones", 6, 7, "both"),
        case("possible links without the sure ones", 7, 6, "apart"),
        case("possible links that hold some of the sure ones", 5, 8, "some"),
        case("one target word", 1, 9, "both"),
        Case("the sure links", (sure, sure, more | sure)),
        Case("links that are neither sure nor possible", (~(more | sure), sure, more)),
        Case("no link", (none, sure, more | sure)),
        Case("no sure link", (table(4, 5, 0.4), none, table(4, 5, 0.4))),
    ]


def _loop(links: Array, sure: Array, possible: Array) -> float:
    hits = total = 0
    for link, certain, allowed in zip(*map(np.ravel, (links, sure, possible)), strict=True):
        if link:
            hits += bool(certain) + bool(certain or allowed)
            total += 1
        if certain:
            total += 1
    return 1 - hits / total


def _a_rate(args: Args, rate: Array) -> str | None:
    if not -TOLERANCE <= rate <= 1 + TOLERANCE:
        return f"an error rate lies between 0 and 1; it is {number(rate)}"
    return None


def _none_is_wrong(args: Args, rate: Array) -> str | None:
    links, sure, possible = args
    if (links >= sure).all() and (links <= (sure | possible)).all() and abs(rate) > TOLERANCE:
        return (
            f"every sure link is found and every link found is possible, so nothing is wrong and "
            f"the rate is 0; it is {number(rate)}"
        )
    return None


def _all_are_wrong(args: Args, rate: Array) -> str | None:
    links, sure, possible = args
    if not (links & (sure | possible)).any() and abs(rate - 1) > TOLERANCE:
        return f"no link found is sure or possible, so the rate is 1; it is {number(rate)}"
    return None


def _both(a: Array, s: Array, p: Array) -> Array:
    return (a & s).sum() + (a & (p | s)).sum()


def _rate(hits: Callable[..., Array], total: Callable[..., Array]) -> Function:
    return lambda a, s, p: 1 - hits(a, s, p) / total(a, s, p)


def _all(a: Array, s: Array, p: Array) -> Array:
    return a.sum() + s.sum()


def _row_means(a: Array, s: Array, p: Array) -> np.floating:
    hits = (a & s).sum(axis=1) + (a & (p | s)).sum(axis=1)
    return (1 - hits / (a.sum(axis=1) + s.sum(axis=1))).mean()


def _guarded_row_means(a: Array, s: Array, p: Array) -> np.floating:
    hits = (a & s).sum(axis=1) + (a & (p | s)).sum(axis=1)
    return (1 - hits / np.maximum(a.sum(axis=1) + s.sum(axis=1), 1)).mean()


alignment_error = Exercise(
    name="alignment_error",
    arguments=("links", "sure", "possible"),
    wanted=(
        "three tables [T, J] of True and False, the links found (A), the sure (S) and the possible "
        "ones (P, to which the sure ones belong, whether they are marked there or not), to one "
        "number, 1 - (|A and S| + |A and P|) / (|A| + |S|). Two links of which one is sure, the "
        "other wrong, and one sure link give 1 - (1 + 1) / (2 + 1) = 1/3."
    ),
    draw=_draw,
    reference=_loop,
    properties=(
        Property("between 0 and 1", _a_rate),
        Property("0 where nothing is wrong", _none_is_wrong),
        Property("1 where nothing is right", _all_are_wrong),
    ),
    wrong=(
        Misconception(
            "sure and possible swapped",
            "sure and possible links have changed places: every *sure* link should be found, and a "
            "link found should at least be *possible*",
            _rate(
                lambda a, s, p: (a & p).sum() + (a & (p | s)).sum(),
                lambda a, s, p: a.sum() + p.sum(),
            ),
            also=(
                _rate(
                    lambda a, s, p: (a & p).sum() + (a & s).sum(),
                    lambda a, s, p: a.sum() + p.sum(),
                ),
            ),
        ),
        Misconception(
            "1 - missing",
            "it is the share that is right: the 1 - in front is missing, and an error of 0 is best",
            lambda a, s, p: _both(a, s, p) / _all(a, s, p),
        ),
        Misconception(
            "possible links in the divisor",
            "the possible links are counted below the line: nobody has to find them. It is "
            "|A| + |S|",
            _rate(_both, lambda a, s, p: a.sum() + (p | s).sum()),
            also=(_rate(_both, lambda a, s, p: a.sum() + s.sum() + (p | s).sum()),),
        ),
        Misconception(
            "sure links alone",
            "a link that is possible and not sure counts as wrong: |A and P| belongs above the "
            "line as well",
            _rate(lambda a, s, p: 2 * (a & s).sum(), _all),
            also=(_rate(lambda a, s, p: (a & s).sum(), _all),),
        ),
        Misconception(
            "possible links alone",
            "|A and S| is missing above the line: a sure link that is found counts twice, for it "
            "is sure and possible",
            _rate(lambda a, s, p: (a & (p | s)).sum(), _all),
            also=(_rate(lambda a, s, p: 2 * (a & (p | s)).sum(), _all),),
        ),
        Misconception(
            "possible without sure",
            "a sure link that is not marked as possible is not counted as possible: unite the two "
            "first, possible | sure",
            _rate(lambda a, s, p: (a & s).sum() + (a & p).sum(), _all),
        ),
        Misconception(
            "mean over the rows",
            "a rate is made for each target word, and their mean taken: a word with few links "
            "would weigh as much as one with many. Sum over the table first, divide once",
            _row_means,
            also=(_guarded_row_means,),
        ),
        Misconception(
            "one rate for each row",
            "a rate comes out for each target word: sum over the whole table first",
            lambda a, s, p: (
                1
                - ((a & s).sum(axis=1) + (a & (p | s)).sum(axis=1))
                / (a.sum(axis=1) + s.sum(axis=1))
            ),
        ),
        Misconception(
            "precision",
            "it is the share of the links found that are wrong (or right), a precision: sure "
            "links that nobody found must cost something too",
            _rate(lambda a, s, p: (a & (p | s)).sum(), lambda a, s, p: a.sum()),
            also=(lambda a, s, p: (a & (p | s)).sum() / a.sum(),),
        ),
        Misconception(
            "recall",
            "it is the share of the sure links that are missing (or found), a recall: a link that "
            "is not even possible must cost something too",
            _rate(lambda a, s, p: (a & s).sum(), lambda a, s, p: s.sum()),
            also=(lambda a, s, p: (a & s).sum() / s.sum(),),
        ),
        Misconception(
            "links of the union",
            "a link that is both found and sure is counted once below the line: it is |A| + |S|, "
            "and not the number of links in their union",
            _rate(_both, lambda a, s, p: (a | s).sum()),
        ),
        Misconception(
            "accuracy of the cells",
            "all cells of the table are compared: most are empty in both, so that finding nothing "
            "would look good. Count links",
            lambda a, s, p: (a != s).mean(),
            also=(
                lambda a, s, p: (a == s).mean(),
                lambda a, s, p: (a != (s | p)).mean(),
                lambda a, s, p: (a == (s | p)).mean(),
            ),
        ),
        Misconception(
            "or for and",
            "| joins two tables (either), & is where both have a link: A and S is links & sure",
            _rate(lambda a, s, p: (a | s).sum() + (a | p | s).sum(), _all),
        ),
        Misconception(
            "a percentage",
            "it is 100 times the rate: between 0 and 1 is asked for",
            lambda a, s, p: 100 * (1 - _both(a, s, p) / _all(a, s, p)),
        ),
    ),
    right=(
        lambda links, sure, possible: (
            1
            - (jnp.sum(links & sure) + jnp.sum(links & (possible | sure)))
            / (jnp.sum(links) + jnp.sum(sure))
        ),
        lambda links, sure, possible: (
            1
            - (2 * (links & sure).sum() + (links & possible & ~sure).sum())
            / (links.sum() + sure.sum())
        ),
        _loop,
    ),
    hint=(
        "Unite first: possible = possible | sure. Then four counts, each a sum over the whole "
        "table: (links & sure).sum(), (links & possible).sum(), links.sum(), sure.sum()."
    ),
)
