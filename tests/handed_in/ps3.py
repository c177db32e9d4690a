"""Problem set 3 as students hand it in: the whole text of an answer cell, right ones and wrong
ones. A wrong one stands with the name that the bank gives its mistake, or None."""

from .ps3_right import RIGHT
from .ps3_wrong import WRONG

__all__ = ["RIGHT", "WRONG"]
