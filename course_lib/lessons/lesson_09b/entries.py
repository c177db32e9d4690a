"""What lesson 09b measures: models that hear a number and write its digits."""

from course_lib.lessons.recording.record import Config

# Two to eight digits, one by one: enough of them that one vector cannot hold the sound, and few
# enough to train in a minute. A position is 80 ms, a word about seven of them. Batches of 32, since
# steps matter more than sounds. Without dropout, location-aware attention reached .44 at twice the
# length in a trial, with it .64 (one seed each, not those of the record, where .25 came of seed 0).
STRINGS: Config = {
    "model": "bahdanau",
    "alignment": "soft",
    "window": None,
    "cell": "lstm",
    "hidden": 128,
    "embedding": 32,
    "stacked": 4,
    "layers": 1,
    "centred": True,
    "dropout": 0.2,
    "says": "digits",
    "digits": [2, 8],
    "shift": 0.0,
    "edges": [160, 304],
    "batch": 32,
    "steps": 500,
    "learning_rate": 5e-3,
    "warmup": 50,
    "clip": 1.0,
    "test_sounds": 300,
    "far_sounds": 150,
}
# A word is about seven positions long: the filters see one word back and one word on.
AWARE: Config = {"alignment": "location_aware", "window": 8}
# As one says them, up to 9,999; at most four digits, so a sound is not long.
NUMBERS: Config = {**STRINGS, "says": "numbers", "digits": [2, 4], "edges": [152, 304]}
# As many parameters: the width is `matching_hidden` of the first entry's.
VECTOR: Config = {"model": "init_state", "alignment": "summary", "hidden": 172}
ENTRIES: dict[str, Config] = {
    "soft": STRINGS,
    "soft, no dropout": {**STRINGS, "dropout": 0.0},
    "soft, twice the steps": {**STRINGS, "steps": 1000},
    "location-aware": {**STRINGS, **AWARE},
    # Looks step on by 8 positions, the reach of these filters. What do others do?
    "location-aware, window 4": {**STRINGS, **AWARE, "window": 4},
    "location-aware, window 16": {**STRINGS, **AWARE, "window": 16},
    "fixed vector": {**STRINGS, **VECTOR},
}
# Defined, and not recorded yet.
FURTHER: dict[str, Config] = {
    "numbers, soft": NUMBERS,
    "numbers, fixed vector": {**NUMBERS, **VECTOR},
    "local-m": {**STRINGS, "model": "luong_local_m", "alignment": "local_m", "window": 8},
    "local-p": {**STRINGS, "model": "luong_local_p", "alignment": "local_p", "window": 8},
    "location-aware, no dropout": {**STRINGS, **AWARE, "dropout": 0.0},
    "luong": {**STRINGS, "model": "luong_general"},
    "coverage": {**STRINGS, "alignment": "coverage"},
    "pyramid": {**STRINGS, "stacked": 2, "layers": 2},
    "numbers, location-aware": {**NUMBERS, **AWARE},
    # Bands shifted up to three up or down, as by shorter and longer throats.
    "numbers, many throats": {**NUMBERS, "shift": 3.0},
}
