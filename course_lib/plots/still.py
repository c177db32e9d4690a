"""What the view of an image is where no script runs: the picture with the weights of one word."""

import base64
import io
from html import escape

from PIL import Image, ImageDraw

from course_lib.data.images.composing import Box
from course_lib.plots.pictures import FRAME, Picture
from course_lib.plots.tokens import shown

WIDE = 288  # pixels on the page, about
DASH = 6


def still_image(picture: Picture, t: int) -> str:
    """An `img` with what word t looks at, and that in words as its text."""
    height, width = picture.pixels.shape
    times = max(WIDE // width, 1)
    size = width * times, height * times
    image = Image.fromarray(picture.painted(t)).resize(size, Image.Resampling.NEAREST)
    pen = ImageDraw.Draw(image)
    for box in picture.framed(t):  # off the box, or the frame of a patch that is the box hides it
        _frame(pen, box, times, 3, FRAME, size[0])
    if (j := picture.largest(t)) is not None:
        _frame(pen, picture.square(j), times, 0, "black", DASH)
    image.save(buffer := io.BytesIO(), format="png", optimize=True)
    said = f"The picture. Word {t + 1}, {shown(picture.words[t])}, {picture.sentence(t)}"
    return (
        f'<img alt="{escape(said)}" width="{size[0]}" height="{size[1]}" '
        f'src="data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}">'
    )


def _frame(
    pen: ImageDraw.ImageDraw, box: Box, times: int, off: int, colour: str, dash: int
) -> None:
    """Around a box, so many pixels off it, in dashes of so many."""
    top, left, bottom, right = (times * side for side in box)
    top, left, bottom, right = top - off, left - off, bottom + off - 2, right + off - 2
    for first in range(0, max(bottom - top, right - left), 2 * dash):
        last = first + dash
        for y in (top, bottom):
            pen.rectangle((left + first, y, min(left + last, right + 1), y + 1), colour)
        for x in (left, right):
            pen.rectangle((x, top + first, x + 1, min(top + last, bottom + 1)), colour)
