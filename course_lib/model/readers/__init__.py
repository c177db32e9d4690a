"""Readers: from a source to a `Memory`. One file a kind of source.

`READINGS` is the table of them by name, so that a model can be written down and built again.
"""

from course_lib.model.readers.frames import FramesReader, FramesReading
from course_lib.model.readers.grid import GridReader, GridReading
from course_lib.model.readers.passage import PassageReader, PassageReading
from course_lib.model.readers.reader import Drawn, Reader, Reading, Sizes
from course_lib.model.readers.self_attention import SelfAttentionReader, SelfAttentionReading
from course_lib.model.readers.text import Layer, TextReader, TextReading

READINGS: dict[str, type] = {
    "text": TextReading,
    "self_attention": SelfAttentionReading,
    "passage": PassageReading,
    "grid": GridReading,
    "frames": FramesReading,
}

__all__ = [
    "READINGS",
    "Drawn",
    "FramesReader",
    "FramesReading",
    "GridReader",
    "GridReading",
    "Layer",
    "PassageReader",
    "PassageReading",
    "Reader",
    "Reading",
    "SelfAttentionReader",
    "SelfAttentionReading",
    "Sizes",
    "TextReader",
    "TextReading",
]
