"""Answers that are tuples or dicts of arrays: what is judged are their numbers, in one row."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Args
from course_lib.lessons.checking.running import Unread, describe


def shaped_like(template: Callable[[Args], Any]) -> Callable[[Any, Args], Any]:
    """The reading (`Exercise.reading`) of an answer that is nested as `template(args)` is, with
    arrays of the same shapes. It puts all the numbers in one row, the keys of dicts in order."""

    def reading(output: Any, args: Args) -> Any:
        if output is None:
            return None
        parts = list(_parts(output, template(args), ""))
        return np.concatenate([np.ravel(part) for part in parts])

    return reading


def place_in(template: Callable[[Args], Any], *names: str) -> Callable[[Args, int], str]:
    """Where a number of that row stood (`Exercise.place`): "writes[1, 0]". The names are those of
    the parts of a tuple, or the one of a dict. IndexError for a number beyond the row."""

    def place(args: Args, index: int) -> str:
        for where, part in _leaves(template(args), names):
            if index < (size := int(np.size(part))):
                return f"{where}{_subscript(np.unravel_index(index, np.shape(part)))}"
            index -= size
        raise IndexError(index)

    return place


def _leaves(wanted: Any, names: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """The arrays of an answer in the order of the row, and how each is called."""
    if isinstance(wanted, tuple):
        for name, part in zip(names, wanted, strict=True):
            yield from _leaves(part, (name,))
    elif isinstance(wanted, dict):
        for key in sorted(wanted):
            yield from _leaves(wanted[key], (f"{names[0]}[{key!r}]",))
    else:
        yield names[0], wanted


def _subscript(place: tuple[Any, ...]) -> str:
    return f"[{', '.join(str(int(i)) for i in place)}]" if place else ""


def _parts(came: Any, wanted: Any, place: str) -> Iterator[np.ndarray]:
    where = f" in {place}" if place else ""
    if isinstance(wanted, dict):
        if not isinstance(came, dict) or came.keys() != wanted.keys():
            raise _unread(came, where, f"a dict with the keys {', '.join(sorted(wanted))}")
        for key in sorted(wanted):
            yield from _parts(came[key], wanted[key], f"{place}[{key!r}]")
    elif isinstance(wanted, tuple):
        if not isinstance(came, tuple | list) or len(came) != len(wanted):
            raise _unread(came, where, f"a tuple of {len(wanted)}")
        for number, (one, its) in enumerate(zip(came, wanted, strict=True)):
            yield from _parts(one, its, f"{place}[{number}]")
    else:
        try:
            array = np.asarray(came)
        except Exception:  # ragged lists, and objects that refuse
            array = np.asarray(None)
        shape = list(np.shape(wanted))
        if array.dtype.kind not in "fiub" or list(array.shape) != shape:
            numbers = array.dtype.kind in "fiub"
            kind = f"shape {list(array.shape)}" if numbers else None
            raise _unread(array if numbers else came, where, f"numbers of shape {shape}", kind)
        yield array


def _unread(came: Any, where: str, wanted: str, kind: str | None = None) -> Unread:
    if isinstance(came, dict):
        came_as = f"a dict with the keys {', '.join(sorted(map(str, came)))}"
    else:
        came_as = describe(came)
    return Unread(f"{kind or came_as}{where}", f"it returns {came_as}{where}; wanted {wanted}")
