"""Every public function with a small good call: what `arguments` tries wrong values in.

`given` holds the wrong values and the usual arguments; the rest are the rooms' calls.
"""

from calls.answers import ANALYSIS, SEARCH
from calls.data import DATA, DEVICES
from calls.models import MODELS, TRAINING
from calls.views import PLOTS

CALLS = DEVICES | DATA | MODELS | TRAINING | SEARCH | ANALYSIS | PLOTS
