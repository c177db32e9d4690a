"""What lesson 08 measures: readers of stories, language models that look back, and headlines."""

from course_lib.lessons.recording.record import Config

LEARNING: Config = {"batch": 64, "learning_rate": 5e-3, "warmup": 50, "clip": 1.0}
# Stories of one supporting fact. The additive score learns to look for a name within a few hundred
# steps, the general one does not within twice as many.
READING: Config = {
    **LEARNING,
    "about": "reading",
    "asks": "person",
    "model": "luong_concat",
    "alignment": "soft",
    "cell": "gru",
    "hidden": 64,
    "embedding": 32,
    "over": "facts",
    "summary": "question",
    "story": True,
    "lengths": [2, 10],
    "longer": [11, 20],
    "steps": 700,
    "test_sentences": 300,
}
HARD: Config = {"alignment": "hard"}
HARD |= {"reinforce": {"reward": "immediate", "baseline": "moving", "entropy": 0.02}}
NO_ATTENTION: Config = {"model": "init_state", "alignment": "summary"}
TWO: Config = {**READING, "asks": "thing", "lengths": [3, 10], "steps": 1000}
APART: Config = {"story": False}  # every fact by itself, so that looks alone can join two of them
# The stories of lesson 01, with half of the weight on the last word, as there.
PAST: Config = {
    "about": "past",
    "batch": 64,
    "steps": 1000,
    "learning_rate": 1e-2,
    "warmup": 50,
    "clip": 1.0,
    "width": 64,
    "looks_back": False,
    "objective": "telling",
}
HEADLINE: Config = {
    **LEARNING,
    "about": "headlines",
    "model": "pointer_generator",
    "cell": "gru",
    "hidden": 64,
    "embedding": 32,
    "batch": 32,
    "lengths": [8, 44],
    "buckets": [24, 44],
    "steps": 400,
    "test_sentences": 300,
}
ENTRIES: dict[str, Config] = {
    # With attention and without; the last summary has never seen the story.
    "attention": READING,
    "summary": {**READING, **NO_ATTENTION, "summary": "joined"},
    "question alone": {**READING, **NO_ATTENTION},
    # What a position is, and how it is looked at.
    "words": {**READING, "over": "words"},
    "hard": {**READING, **HARD},
    "straight through": {**READING, "alignment": "straight_through"},
    "two looks": {**READING, "alignment": "two_hops"},
    "general score": {**READING, "model": "luong_general"},
    # A list of places, each from another fact.
    "route": {**READING, "asks": "route", "lengths": [2, 8], "longer": [9, 16]},
    # Two supporting facts.
    "two facts, summary": {**TWO, **NO_ATTENTION, "summary": "joined"},
    "two facts, one look": TWO,
    "two facts, two looks": {**TWO, "alignment": "two_hops"},
    "two facts, one look, apart": {**TWO, **APART},
    "two facts, two looks, apart": {**TWO, **APART, "alignment": "two_hops"},
    "two facts, three looks, apart": {**TWO, **APART, "alignment": "three_hops"},
    # Language models; "unweighted" counts every word of a story alike.
    **{f"{cell}, stories": {**PAST, "model": cell} for cell in ("rnn", "lstm")},
    **{
        f"{cell} that looks back, stories": {**PAST, "model": cell, "looks_back": True}
        for cell in ("rnn", "lstm")
    },
    **{
        f"lstm{looks}, stories, unweighted": {
            **PAST, "model": "lstm", "looks_back": bool(looks), "objective": "labelling"
        }
        for looks in ("", " that looks back")
    },
    # Headlines: with the numbers that a source lends, and with one sign for all unknown words.
    "copying": HEADLINE,
    "not copying": {**HEADLINE, "model": "luong_general"},
}  # fmt: skip
