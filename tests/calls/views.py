"""Calls of the room `plots`: what is shown of a captioned image, and the playground."""

import numpy as np

from calls.given import ANY_TEXT, COMPILED, MODEL, call, given
from course_lib import data, plots, search
from course_lib.plots.in_browser import exporting

PIXELS, WEIGHTS = np.full((8, 12), 0.5, np.float32), np.array([[0.9, 0.1], [0.2, 0.8]])
SCENE = data.Scene(PIXELS, ((0, 0, 8, 8),))
FOUND = search.Transduction(SCENE, "a b", WEIGHTS, ["1,1", "1,2"], ["a", "b"], -1.0, -1.0)
SHOWN = {
    "image": given(SCENE), "words": given(["a", "b"]), "weights": given(WEIGHTS),
    "title": given("a", ANY_TEXT - {"empty"}), "patch": given(8), "stride": given(4),
    "gold": given([0, -1], "None"),
}  # fmt: skip
PLOTS = {
    "image_maps": call(plots.image_maps, "", COMPILED, **SHOWN),
    "image_view": call(
        plots.image_view, "", **SHOWN, word=given(1, "0"), names=given(None, "None")
    ),
    "image_view of several": call(
        plots.image_view, "", image=given([FOUND]), title=given("a", ANY_TEXT - {"empty"}),
        names=given(["there"]), gold=given([[0, -1]], "None", "[None]"), word=given(1, "0"),
        words=given(None, "None"), weights=given(None, "None"),
    ),
    "playground": call(
        plots.playground, "", COMPILED, models=given({"a": MODEL}, told="model"),
        example=given("ab"), lengths=given(None, "None"), precision=given("int8"),
        title=given("a", ANY_TEXT - {"empty"}),
    ),
    "exported": call(exporting.exported, "model", precision=given("int8")),
}  # fmt: skip
