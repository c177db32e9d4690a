"""What students hand in for problem set 2: RIGHT answers, and WRONG ones with their mistake's name.

The name is None where the bank has none. The functions of a trained model have no names.
"""

from handed_in.ps2_answers import (
    consensus,
    decoder_step,
    framed,
    nucleus,
    shelved,
    smoothed_loss,
    told,
)

_PROBLEMS = {
    "framed": framed,
    "smoothed_loss": smoothed_loss,
    "decoder_step": decoder_step,
    "told": told,
    "nucleus": nucleus,
    "shelved": shelved,
    "consensus": consensus,
}
RIGHT: dict[str, list[str]] = {name: answers.RIGHT for name, answers in _PROBLEMS.items()}
WRONG: dict[str, list[tuple[str, str | None]]] = {
    name: answers.WRONG for name, answers in _PROBLEMS.items()
}
