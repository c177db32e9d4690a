"""The course's figures: attention maps, a view of an alignment to explore, curves, losses.

Each function but `alignment_view` draws on a matplotlib `Axes`, makes a figure where it is given
none, returns the Axes and never calls `plt.show()`.
"""

from course_lib.plots.maps import heat_map
from course_lib.plots.runs import COLOURS, bars, curves, loss_curve
from course_lib.plots.view import AlignmentView, alignment_view

__all__ = [
    "COLOURS",
    "AlignmentView",
    "alignment_view",
    "bars",
    "curves",
    "heat_map",
    "loss_curve",
]
