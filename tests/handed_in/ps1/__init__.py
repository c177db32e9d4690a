"""Answers to problem set 1 as students would hand them in, right and wrong ones."""

from . import (
    both_ways,
    clipped,
    gated_step,
    masked_states,
    norms_back,
    smoothed,
    step_backward,
    sums,
)

PARTS = {
    "smoothed": smoothed,
    "gated_step": gated_step,
    "masked_states": masked_states,
    "both_ways": both_ways,
    "step_backward": step_backward,
    "norms_back": norms_back,
    "clipped": clipped,
    "sums": sums,
}

RIGHT: dict[str, list[str]] = {name: part.RIGHT for name, part in PARTS.items()}
WRONG: dict[str, list[tuple[str, str | None]]] = {name: part.WRONG for name, part in PARTS.items()}
