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
TRICK: Config = {
    "about": "tricks",
    **{name: READING[name] for name in ("asks", "lengths", "longer", "test_sentences")},
}
NO_ATTENTION: Config = {"model": "init_state", "alignment": "summary"}
# Two supporting facts. Every fact is read by itself, so that looks alone can join two of them, and
# nobody whose place counts moves twice, or their order would be needed.
AT_ONCE: Config = {
    **READING,
    "asks": "thing",
    "lengths": [3, 10],
    "story": False,
    "moved": "once",
    "steps": 1300,
}
# As many steps, the first of them with one supporting fact.
IN_TURN: Config = {**AT_ONCE, "first": {"asks": "person", "steps": 500}, "steps": 800}
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
    # The same stories, answered without a model.
    "the last fact": TRICK,
    # What a position is, and how it is looked at.
    "words": {**READING, "over": "words"},
    "hard": {**READING, **HARD},
    "straight through": {**READING, "alignment": "straight_through"},
    # Two supporting facts.
    "two facts, one look": IN_TURN,
    "two facts, two looks": {**IN_TURN, "alignment": "two_hops"},
    "two facts, two looks, at once": {**AT_ONCE, "alignment": "two_hops"},
    # Language models; "unweighted" counts every word of a story alike.
    **{f"{cell}, stories": {**PAST, "model": cell} for cell in ("rnn", "lstm")},
    **{
        f"{cell} that looks back, stories": {**PAST, "model": cell, "looks_back": True}
        for cell in ("rnn", "lstm")
    },
    **{
        f"{cell}{looks}, stories, unweighted": {
            **PAST, "model": cell, "looks_back": bool(looks), "objective": "labelling"
        }
        for cell in ("rnn", "lstm") for looks in ("", " that looks back")
    },
    # Headlines: with the numbers that a source lends, and with one sign for all unknown words.
    "copying": HEADLINE,
    "not copying": {**HEADLINE, "model": "luong_general"},
}  # fmt: skip
