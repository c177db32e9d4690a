"""The public functions, each of their arguments tried with all sorts of wrong values.

    PYTHONPATH=.:tests python tests/arguments.py

A wrong value must be refused with a ValueError that has the argument's name in it. What is not, is
printed as JSON. It runs in a process of its own: under the tests' hook, jaxtyping would refuse a
wrong type before the library does. `calls` holds the functions and the values.
"""

import inspect
import json
import os
import re
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from calls import CALLS
from calls.given import ALWAYS, COMPILED, VALUES, Call

from course_lib import analysis, data, devices, model, search, training

SLOW = "COURSE_FUZZ" in os.environ  # then calls with good arguments are compiled, too


def outcome(function: Callable[..., Any], arguments: dict[str, Any]) -> Exception | None:
    """What a call raises; a generator is run to its end."""
    try:
        found = function(**arguments)
        if inspect.isgenerator(found):
            list(found)
    except Exception as error:
        return error
    return None


def faults(name: str, call: Call) -> list[str]:
    """The wrong values that are not refused by the argument's name."""
    good = {key: given.value for key, given in call.arguments.items()}
    runs = call.when == ALWAYS or (call.when == COMPILED and SLOW)
    if runs and (error := outcome(call.function, good)):
        return [f"{name} raises {error!r:.200} for good arguments"]
    found = []
    for key, given in call.arguments.items():
        words = re.compile("|".join(filter(None, (rf"\b{key}\b", given.told))))
        for label, value in VALUES.items():
            if label in given.fine:
                continue
            error = outcome(call.function, good | {key: value})
            told = f"{name}({key}: {label})"
            if error is None:
                found.append(f"{told} is accepted")
            elif not isinstance(error, ValueError):
                found.append(f"{told} raises {error!r:.200}")
            elif not words.search(str(error)):
                found.append(f"{told} is refused without its name: {error!s:.200}")
    return found


def unknown() -> list[str]:
    """The functions that a room hands on and that are in no table."""
    rooms = (analysis, data, devices, model, search, training)
    functions = {
        name
        for room in rooms
        for name in room.__all__
        if inspect.isfunction(one := getattr(room, name)) and inspect.signature(one).parameters
    }
    return [f"{name} is new: add it to `calls`" for name in sorted(functions - CALLS.keys())]


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        Path("pairs.tsv").write_text("a b\tb\nb\ta\n")
        report = [fault for name, call in CALLS.items() for fault in faults(name, call)]
        os.chdir("/")
    report += unknown()
    given = [one for call in CALLS.values() for one in call.arguments.values()]
    tried = sum(len(VALUES.keys() - one.fine) for one in given)
    print(json.dumps({"functions": len(CALLS), "tried": tried, "faults": report}, indent=1))
