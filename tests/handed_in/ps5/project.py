"""What students hand in for problem 9, a model and how it writes: good, and usual poor ones."""

_MODEL = """
def final_model():
    row = ROWS[application]
    wide = 64 if application == "captions" else 96
    steps = {"translation": 600, "speech": 500, "captions": 900}[application]
    model = untrained(row, hidden=wide, embedding=48)
    how = recipe(steps, learning_rate=1e-2 if application == "captions" else 5e-3)
    fit(model, batches(32 if application == "speech" else 64), how, stop=in_time(80))
    return model


def decode(model, sources):
    return transduce_all(model, sources, search=Greedy())
"""

_NEVER_TRAINED = """
def final_model():
    model = untrained(ROWS[application], hidden=64)
    trained = untrained(ROWS[application], hidden=64)
    fit(trained, batches(), recipe(50), stop=in_time(80))
    return model


def decode(model, sources):
    return transduce_all(model, sources)
"""

_FIXED_VECTOR = """
def final_model():
    model = untrained("init_state", hidden=96)
    fit(model, batches(), recipe(200), stop=in_time(80))
    return model


def decode(model, sources):
    return transduce_all(model, sources)
"""

_CUT_SHORT = """
def final_model():
    model = untrained(ROWS[application], hidden=64)
    fit(model, batches(), recipe(200), stop=in_time(80))
    return model


def decode(model, sources):
    return transduce_all(model, sources, limit=2)
"""

_BASELINE = """
def final_model():
    return baseline


def decode(model, sources):
    return transduce_all(model, sources)
"""

RIGHT: list[str] = [_MODEL]
WRONG: list[tuple[str, str | None]] = [
    (_NEVER_TRAINED, None),
    (_FIXED_VECTOR, None),
    (_CUT_SHORT, None),
    (_BASELINE, None),
]
