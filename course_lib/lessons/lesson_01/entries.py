"""What lesson 01 measures: words that are known everywhere, memory against the gap, and stories."""

from course_lib.lessons.recording.record import Config

CELLS = ("rnn", "lstm", "gru")
RATES = (1e-3, 3e-3, 1e-2)
LONGEST = (10, 20, 40)  # the longest gap in training and test
EARLY = (0, 1, 2, 3)  # the positions seen, where others are unseen

BASE: Config = {"batch": 64, "steps": 600, "learning_rate": 1e-2, "warmup": 50, "clip": 1.0}
COLOUR: Config = {**BASE, "task": "colour", "batch": 50, "steps": 400, "positions": None}
FC: Config = {**COLOUR, "model": "fc", "width": 512, "learning_rate": 3e-3}
LSTM: Config = {**COLOUR, "model": "lstm", "readout": "last", "width": 64}
RNN: Config = {**LSTM, "model": "rnn"}
RECALL: Config = {**BASE, "task": "recall", "readout": "last", "width": 64, "steps": 800}
RECALL |= {"place": "random"}
NAIVE: Config = {**RECALL, "place": "first", "shortest": 30, "longest": 30}
NAIVE |= {"steps": 400}
STORIES: Config = {**BASE, "task": "stories", "readout": "each", "width": 64, "steps": 800}
STORIES |= {"objective": "telling"}
HARD: Config = {**RECALL, "model": "rnn", "longest": 40, "learning_rate": 3e-3}

ENTRIES: dict[str, Config] = {
    # Which colour stands somewhere in twelve words? With 800 to 3,200 examples.
    **{f"fc, {n} examples": {**FC, "examples": n} for n in (800, 1600, 3200)},
    "fc, shared words, 800 examples": {**FC, "examples": 800, "embedding": 32},
    "rnn, 800 examples": {**RNN, "examples": 800},
    **{f"lstm, {n} examples": {**LSTM, "examples": n} for n in (800, 1600, 3200)},
    "max pool, 800 examples": {**LSTM, "examples": 800, "readout": "max"},
    # Trained on the first four positions only.
    "fc, early": {**FC, "examples": 3200, "positions": EARLY},
    "rnn, early": {**RNN, "examples": 3200, "positions": EARLY},
    "lstm, early": {**LSTM, "examples": 3200, "positions": EARLY},
    "max pool, early": {**LSTM, "examples": 3200, "positions": EARLY, "readout": "max"},
    # Memory against the gap, at three learning rates.
    **{
        f"rnn, gaps to {longest}, rate {rate:g}": {
            **RECALL, "model": "rnn", "longest": longest, "learning_rate": rate
        }
        for longest in LONGEST for rate in RATES
    },
    **{
        f"{cell}, gaps to 40, rate {rate:g}": {
            **RECALL, "model": cell, "longest": 40, "learning_rate": rate
        }
        for cell in ("lstm", "gru") for rate in RATES
    },
    # Gaps to 40, and the excuses that a plain RNN may have: its width, its steps, its lessons, the
    # numbers that it starts with.
    "rnn, gaps to 40, width 256": {**HARD, "width": 256, "learning_rate": 1e-3},
    "rnn, gaps to 40, 3x steps": {**HARD, "steps": 2400},
    "rnn, gaps to 40, short gaps first": {**HARD, "first": [10, 20]},
    "rnn, gaps to 40, 6x steps": {**HARD, "steps": 4800},
    "rnn, gaps to 40, identity start": {**HARD, "recurrent": "identity"},
    # The LSTM without its open start: each forget gate begins at sigmoid(0).
    "lstm, gaps to 40, forget bias 0": {
        **RECALL, "model": "lstm", "longest": 40, "forget_bias": 0.0
    },
    # Trained on gaps to 20, tested over 400 symbols: the letter first, or late.
    "rnn, gaps to 20, far": {
        **RECALL, "model": "rnn", "longest": 20, "learning_rate": 3e-3, "far": 400, "late": 300
    },
    # Gaps to 100.
    **{f"{cell}, recall": {**RECALL, "model": cell} for cell in CELLS},
    **{
        f"rnn, recall, rate {r}": {**RECALL, "model": "rnn", "learning_rate": r}
        for r in (3e-3, 1e-3)
    },
    **{
        f"rnn, recall, identity start, rate {r}": {
            **RECALL, "model": "rnn", "learning_rate": r, "recurrent": "identity"
        }
        for r in (3e-3, 1e-3, 3e-4)
    },
    # The naive design: the key first, and every gap 30.
    **{
        f"{cell}, naive, rate {rate:g}": {**NAIVE, "model": cell, "learning_rate": rate}
        for cell in ("rnn", "gru") for rate in (3e-3, 3e-2)
    },
    # Language models of stories.
    **{
        f"{cell}, stories, rate {rate:g}": {**STORIES, "model": cell, "learning_rate": rate}
        for cell, rate in (("rnn", 3e-3), ("rnn", 1e-2), ("lstm", 1e-2), ("gru", 1e-2))
    },
}  # fmt: skip
ENTRIES = {
    name: {k: list(v) if isinstance(v, tuple) else v for k, v in config.items()}
    for name, config in ENTRIES.items()
}
