"""Answers to problem set 3 as students would hand them in, right and wrong ones."""

from . import (
    few,
    left_out,
    look_gradient,
    moments,
    one_look,
    second_round,
    sparse_back,
    sparsemax,
    straight_look,
)

PARTS = {
    "sparsemax": sparsemax,
    "sparse_back": sparse_back,
    "look_gradient": look_gradient,
    "moments": moments,
    "straight_look": straight_look,
    "left_out": left_out,
    "few": few,
    "one_look": one_look,
}

RIGHT: dict[str, list[str]] = {name: part.RIGHT for name, part in PARTS.items()}
WRONG: dict[str, list[tuple[str, str | None]]] = {
    name: [*part.WRONG, *second_round.WRONG.get(name, [])] for name, part in PARTS.items()
}
