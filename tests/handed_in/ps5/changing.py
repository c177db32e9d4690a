"""From one answer to another: what a student wrote instead."""


def changed(text: str, *pairs: tuple[str, str]) -> str:
    """An answer with each first text of a pair replaced by the second. ValueError if it is not
    there."""
    for old, new in pairs:
        if old not in text:
            raise ValueError(f"{old!r} does not stand in the answer")
        text = text.replace(old, new)
    return text
