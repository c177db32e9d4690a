"""Stories: every answer is worked out again from the sentences, as a reader would."""

import re

import numpy as np
import pytest
from jaxtyping import TypeCheckError

from course_lib.data import WHEREABOUTS, PairTask, Whereabouts
from course_lib.data.reading.events import DROPS, MOVES, PEOPLE, PLACES, TAKES, THINGS
from course_lib.data.reading.whereabouts import ASKED, CAST, VOCAB
from course_lib.data.splits import split_of
from course_lib.data.tokenising import tokenise

REFUSED = (ValueError, TypeCheckError)
TASKS = [Whereabouts(asks) if asks == "person" else Whereabouts(asks, (2, 20)) for asks in ASKED]


def drawn(task, count=150, lengths=(2, 12), split="train", seed=0):
    return task.draw(count, split, lengths, np.random.default_rng(seed))


def parsed(fact):
    """(who, kind, what) of a sentence."""
    who, rest = fact.removesuffix(".").split(" ", 1)
    for kind, verbs in (("moved", MOVES), ("took", TAKES), ("dropped", DROPS)):
        for verb in verbs:
            if match := re.fullmatch(rf"{verb} the (.+)", rest):
                return who, kind, match[1]
    raise AssertionError(fact)


def read(passage):
    """The answer and its facts, from the last sentence backwards: another way than the task's."""
    events = [parsed(fact) for fact in passage.facts]
    about = passage.question.removesuffix("?").split()[-1]

    def last(until, who):
        return next(k for k in reversed(range(until)) if events[k][:2] == (who, "moved"))

    if passage.question.startswith("Where was"):
        route = [k for k, (who, kind, _) in enumerate(events) if (who, kind) == (about, "moved")]
        return [events[k][2] for k in route], [{k} for k in route]
    if about in THINGS:
        handled = max(k for k, event in enumerate(events) if event[2] == about)
        who, kind, _ = events[handled]
        told = last(len(events) if kind == "took" else handled, who)
        return [events[told][2]], [{told, handled}]
    told = last(len(events), about)
    return [events[told][2]], [{told}]


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.asks)
def test_answers_and_supporting_facts_are_those_of_the_story(task):
    words = 0
    for pair in drawn(task):
        places, facts = read(pair.source)
        assert pair.target == " ".join(places)
        per_word = [fact for place, fact in zip(places, facts, strict=True) for _ in place.split()]
        assert len(pair.alignment) == len(VOCAB.tokens(pair.target)) == len(per_word)
        for sure, possible, wanted in zip(pair.alignment, pair.possible, per_word, strict=True):
            assert {sure, *possible} == wanted
        for token, sure in zip(pair.target.split(), pair.alignment, strict=True):
            assert token in pair.source.facts[sure]
        assert not VOCAB.unknown(" ".join([*pair.source.facts, pair.source.question]))
        words += len(pair.alignment)
    assert words > len(pair.alignment) * 100  # answers of one word and of several
    assert isinstance(task, PairTask)


def test_stories_hold_what_they_are_made_of():
    pairs = drawn(Whereabouts("thing", (2, 20)), 400)
    events = [parsed(fact) for pair in pairs for fact in pair.source.facts]
    assert {who for who, _, _ in events} == set(PEOPLE)
    assert {what for _, kind, what in events if kind == "moved"} == set(PLACES)
    assert {what for _, kind, what in events if kind != "moved"} == set(THINGS)
    assert max(len({parsed(f)[0] for f in pair.source.facts}) for pair in pairs) == CAST
    apart = [abs(pair.alignment[0] - pair.possible[0][0]) for pair in pairs]
    assert set(apart) >= {1, 2, 3, 4, 5}  # the two facts stand together, and far from each other
    after = [pair.alignment[0] > pair.possible[0][0] for pair in pairs]
    assert 0.1 < np.mean(after) < 0.9  # somebody carries a thing on, or comes before taking it


def test_nobody_takes_what_lies_elsewhere_or_drops_what_they_have_not():
    for pair in drawn(Whereabouts("thing", (10, 20)), 60, (10, 20)):
        at, holds, lies = {}, {}, {}
        for who, kind, what in map(parsed, pair.source.facts):
            if kind == "moved":
                assert at.get(who) != what
                at[who] = what
            elif kind == "took":
                assert what not in holds
                assert lies.get(what, at[who]) == at[who]
                holds[what] = who
            else:
                assert holds.pop(what) == who
                lies[what] = at[who]


@pytest.mark.parametrize(("moved", "least", "most"), [("once", 1, 1), ("again", 2, 99)])
@pytest.mark.parametrize("asks", ["person", "thing"])
def test_a_contradiction_is_there_or_not(moved, least, most, asks):
    for pair in drawn(Whereabouts(asks, (3, 20), moved=moved), 80, (3, 10)):
        who = parsed(pair.source.facts[pair.alignment[-1]])[0]
        moves = [1 for fact in pair.source.facts if parsed(fact)[:2] == (who, "moved")]
        assert least <= len(moves) <= most


def test_shuffled_facts_are_those_of_a_story_and_keep_its_answer():
    told, shuffled = (
        drawn(Whereabouts(moved="once", order=order), 60, (4, 9)) for order in ("told", "shuffled")
    )
    for pair in shuffled:  # one fact alone names the person, so its place says nothing
        assert read(pair.source) == ([pair.target], [{pair.alignment[0]}])
    early, late = (
        np.mean([pair.alignment[0] < len(pair.source.facts) / 2 for pair in pairs])
        for pairs in (told, shuffled)
    )
    assert early != late
    again = drawn(Whereabouts(moved="again", order="shuffled"), 80, (6, 6))
    right = np.mean([read(pair.source)[0] == [pair.target] for pair in again])
    assert 0.2 < right < 0.8  # the last of them is not the true one any more


def test_splits_share_no_story():
    seen = {}
    for split in ("train", "valid", "test"):
        for pair in drawn(WHEREABOUTS, 100, (2, 4), split):
            text = " ".join([*pair.source.facts, pair.source.question])
            assert split_of(text) == split
            assert seen.setdefault(text, split) == split
    assert WHEREABOUTS.test_set(5, (2, 9)) == WHEREABOUTS.test_set(5, (2, 9))
    assert WHEREABOUTS.test_set(5, (2, 9)) != WHEREABOUTS.test_set(5, (2, 9), seed=1)


def test_lengths_are_numbers_of_facts():
    sizes = {len(pair.source.facts) for pair in drawn(WHEREABOUTS, 200, (3, 6))}
    assert sizes == {3, 4, 5, 6}
    with pytest.raises(ValueError, match="lengths must meet 2 to 20 facts, which these stories"):
        drawn(WHEREABOUTS, lengths=(21, 30))


def test_the_place_of_the_last_fact_is_no_answer():
    """The control of the lesson: about one in four, plus the luck of short stories."""
    pairs = drawn(WHEREABOUTS, 400, (6, 12))
    last = np.mean([parsed(pair.source.facts[-1])[2] == pair.target for pair in pairs])
    assert 0.2 < last < 0.5


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"asks": "why"}, "asks must be one of person, thing, route, got 'why'"),
        ({"moved": "no"}, "moved must be one of any, once, again, got 'no'"),
        ({"order": "x"}, "order must be told or shuffled, got 'x'"),
        ({"facts": (3, 2)}, r"facts must be \(low, high\)"),
        ({"facts": (2, 500)}, r"facts\[1\] must be a whole number of at most 100, got 500"),
        ({"asks": "thing", "facts": (1, 5)}, "facts must be at least 2 in stories with asks"),
        ({"moved": "again", "facts": (1, 5)}, "facts must be at least 2 in stories with"),
    ],
)
def test_what_cannot_be_is_refused(fields, message):
    with pytest.raises(REFUSED, match=message):
        Whereabouts(**fields)


def test_every_wording_is_in_the_vocabulary():
    for text in (*PEOPLE, *PLACES, *THINGS, *MOVES, *TAKES, *DROPS):
        assert not VOCAB.unknown(text)
        assert text.lower().split() == [word.lower() for word in tokenise(text)]
