"""Problem set 5: answers as students hand them in, each the whole content of its cell.

Beside each wrong one stands the name that the bank has for its mistake, or None.
"""

from handed_in.of_ps5 import (
    by_bucket,
    calibration_error,
    character_f,
    edit_distances,
    error_kinds,
    paired_interval,
)

FUNCTIONS = {
    "edit_distances": edit_distances,
    "error_kinds": error_kinds,
    "character_f": character_f,
    "paired_interval": paired_interval,
    "by_bucket": by_bucket,
    "calibration_error": calibration_error,
}

_RIGHT_MODEL = """
def final_model():
    row = ROWS[application]
    wide = 64 if application == "captions" else 96
    steps = {"translation": 600, "speech": 500, "captions": 900}[application]
    model = untrained(row, hidden=wide, embedding=48)
    how = recipe(steps, learning_rate=1e-2 if application == "captions" else 5e-3)
    fit(model, batches(32 if application == "speech" else 64), how, stop=in_time())
    return model


def decode(model, sources):
    return transduce_all(model, sources, search=Greedy())
"""

_NEVER_TRAINED = """
def final_model():
    model = untrained(ROWS[application], hidden=64)
    trained = untrained(ROWS[application], hidden=64)
    fit(trained, batches(), recipe(50), stop=in_time())
    return model


def decode(model, sources):
    return transduce_all(model, sources)
"""

_FIXED_VECTOR = """
def final_model():
    model = untrained("init_state", hidden=96)
    fit(model, batches(), recipe(200), stop=in_time())
    return model


def decode(model, sources):
    return transduce_all(model, sources)
"""

_CUT_SHORT = """
def final_model():
    model = untrained(ROWS[application], hidden=64)
    fit(model, batches(), recipe(200), stop=in_time())
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

RIGHT: dict[str, list[str]] = {
    **{name: answers.RIGHT for name, answers in FUNCTIONS.items()},
    "project": [_RIGHT_MODEL],
}
WRONG: dict[str, list[tuple[str, str | None]]] = {
    **{name: answers.WRONG for name, answers in FUNCTIONS.items()},
    "project": [(text, None) for text in (_NEVER_TRAINED, _FIXED_VECTOR, _CUT_SHORT, _BASELINE)],
}
