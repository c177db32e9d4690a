"""Answers to problem set 2 as students would hand them in, right and wrong ones."""

from . import (
    consensus,
    decoder_step,
    framed,
    nucleus,
    shelved,
    smoothed_loss,
    told,
)

PARTS = {
    "smoothed_loss": smoothed_loss,
    "framed": framed,
    "nucleus": nucleus,
    "consensus": consensus,
    "told": told,
    "shelved": shelved,
    "decoder_step": decoder_step,
}

RIGHT: dict[str, list[str]] = {name: part.RIGHT for name, part in PARTS.items()}
WRONG: dict[str, list[tuple[str, str | None]]] = {name: part.WRONG for name, part in PARTS.items()}
