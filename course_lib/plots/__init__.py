"""The course's figures: attention maps, views to explore of an alignment and of a captioned image,
trained models to play with, curves, losses.

Each function but `alignment_view`, `image_view` and `playground` draws on a matplotlib `Axes`,
makes a figure where it is given none, returns the Axes and never calls `plt.show()`; `image_maps`
always makes one, and returns the Axes of every word. What they draw is readable in every style
(`paper`), shows names as they were typed (`lettering`) and has an alternative text; `described`
gives one to a figure of your own.
"""

from course_lib.plots.alternative import alternative_text, described
from course_lib.plots.image_maps import image_maps
from course_lib.plots.in_browser.playground import Playground, playground
from course_lib.plots.looking import ImageView, image_view
from course_lib.plots.looks import COLOURS, MODEL_LOOKS
from course_lib.plots.maps import heat_map
from course_lib.plots.runs import bars, curves, loss_curve
from course_lib.plots.showing import in_notebooks
from course_lib.plots.view import AlignmentView, alignment_view

__all__ = [
    "COLOURS",
    "MODEL_LOOKS",
    "AlignmentView",
    "ImageView",
    "Playground",
    "alignment_view",
    "alternative_text",
    "bars",
    "curves",
    "described",
    "heat_map",
    "image_maps",
    "image_view",
    "loss_curve",
    "playground",
]

in_notebooks()
