"""Where two descriptions made by `identity` differ."""

from typing import Any


def difference(saved: Any, wanted: Any, path: str) -> tuple[str, Any, Any] | None:
    """The first difference of two descriptions: (its dotted path, there, here). None if equal."""
    if isinstance(saved, dict) and isinstance(wanted, dict):
        if saved.get("is") != wanted.get("is"):
            return path, saved.get("is", saved), wanted.get("is", wanted)
        for key in sorted(saved.keys() | wanted.keys()):
            inner = path if key == "has" else f"{path}.{key}"
            if key not in saved or key not in wanted:
                return inner, saved.get(key, "missing"), wanted.get(key, "missing")
            if found := difference(saved[key], wanted[key], inner):
                return found
        return None
    if isinstance(saved, list) and isinstance(wanted, list) and len(saved) == len(wanted):
        pairs = enumerate(zip(saved, wanted, strict=True))
        differences = (difference(*pair, f"{path}[{at}]") for at, pair in pairs)
        return next((one for one in differences if one), None)
    # 1, 1.0 and True are equal in Python, and NaN is not equal to itself.
    same = (type(saved), repr(saved)) == (type(wanted), repr(wanted))
    return None if same else (path, saved, wanted)
