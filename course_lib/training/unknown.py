"""What no description could tell apart, and what its owner can do about it."""

from typing import Any


class Unknown(ValueError):
    """Nothing tells what a value is."""


def unknowable(value: Any) -> str | None:
    """Why no look at an object tells what it will do; None if one may."""
    kind = type(value)
    if hasattr(kind, "__next__"):  # iterators, generators, open files
        return "It is used up as it is read"
    if kind.__module__.startswith("numpy.random") or kind.__module__ == "random":
        return "It changes as it draws: keep its seed, and make it anew"
    return None


def unknown(path: str, value: Any, why: str) -> Unknown:
    """The error for the value at `path`, to be raised."""
    kind = f"{type(value).__module__}.{type(value).__qualname__}"
    return Unknown(
        f"nothing tells what {path} is (a {kind}). {why}. So a checkpoint could never be known "
        f"again as this run's. Give the object that holds it a method identity() which returns "
        f"what makes it what it is (numbers, text, tuples of them), or train without a checkpoint"
    )
