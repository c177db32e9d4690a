"""Problem set 3 as students hand it in: the whole text of an answer cell, right ones and wrong
ones. A wrong one stands with the name that the bank gives its mistake, or None."""

from handed_in.set_3 import draws, looks, readers, weights
from handed_in.set_3.right import RIGHT

WRONG = weights.WRONG | looks.WRONG | draws.WRONG | readers.WRONG

__all__ = ["RIGHT", "WRONG"]
