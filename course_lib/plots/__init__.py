"""The course's figures: attention maps, a view of an alignment to explore, curves, losses.

Each function but `alignment_view` draws on a matplotlib `Axes`, makes a figure where it is given
none, returns the Axes and never calls `plt.show()`. What they draw is readable in every style
(`paper`), shows names as they were typed (`lettering`) and has an alternative text; `described`
gives one to a figure of your own.
"""

from course_lib.plots.alternative import alternative_text, described
from course_lib.plots.looks import COLOURS
from course_lib.plots.maps import heat_map
from course_lib.plots.runs import bars, curves, loss_curve
from course_lib.plots.showing import in_notebooks
from course_lib.plots.view import AlignmentView, alignment_view

__all__ = [
    "COLOURS",
    "AlignmentView",
    "alignment_view",
    "alternative_text",
    "bars",
    "curves",
    "described",
    "heat_map",
    "loss_curve",
]

in_notebooks()
