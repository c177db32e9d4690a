"""The examples in docstrings: each runs and gives what it shows. `jnp` and `np` are at hand."""

import doctest
import importlib

import jax.numpy as jnp
import numpy as np
import pytest
from rooms import LIBRARY

FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


def examples():
    """One `DocTest` for each docstring of the library with an example that a reader can run."""
    finder = doctest.DocTestFinder(exclude_empty=True)
    for path in sorted(LIBRARY.rglob("[!_]*.py")):
        if ">>> " not in path.read_text("utf-8") or path.parent.name == "checking":
            continue
        name = ".".join(path.relative_to(LIBRARY.parent).with_suffix("").parts)
        module = importlib.import_module(name)
        scope = {"jnp": jnp, "np": np, **vars(module)}
        found = finder.find(module, name, module, globs=scope)
        yield from (one for one in found if one.examples)


EXAMPLES = {example.name.removeprefix("course_lib."): example for example in examples()}


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_gives_what_it_shows(name):
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    told: list[str] = []
    runner.run(EXAMPLES[name], out=told.append, clear_globs=False)
    assert runner.summarize(verbose=False).failed == 0, "".join(told)


def test_the_most_used_functions_have_an_example():
    assert len(EXAMPLES) >= 30
