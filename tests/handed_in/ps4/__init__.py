"""Answers to problem set 4 as students would hand them in, right and wrong ones."""

from . import (
    bahdanau_step,
    coverage_loss,
    expanded,
    luong_step,
    moved,
    pull,
    thinned,
    window,
)

GIVEN = ("imports", "game")

PARTS = {
    "moved": moved,
    "window": window,
    "pull": pull,
    "bahdanau_step": bahdanau_step,
    "expanded": expanded,
    "luong_step": luong_step,
    "coverage_loss": coverage_loss,
    "thinned": thinned,
}

RIGHT: dict[str, list[str]] = {name: part.RIGHT for name, part in PARTS.items()}
WRONG: dict[str, list[tuple[str, str | None]]] = {name: part.WRONG for name, part in PARTS.items()}
