"""The helper library of a course on sequence-to-sequence models and attention.

Every model is one row of one table (`model.MODELS`) on one decoder (`model.Decoder`). Ten rooms,
each of which uses only those named after it:

    lessons         what belongs to a lesson: its exercises, its experiment, its claims
    diagrams        a model's wiring, drawn from its configuration
    plots           figures, the alignment view, the playground; ink and paper, alternative texts
    analysis        how an answer is judged: metrics, forced decoding, erasure, estimators
    search          from a source to a target: greedy, beam, sampling; `transduce`
    training        how a model learns: `fit`, recipes, objectives, watching, checkpoints
    model           readers, cells, scores, alignments, readouts, the decoder, the table
    data            how a text becomes numbers: vocabularies, tasks, corpora, batches
    kernels         the arithmetic: masks and the masked softmax, products, losses
    devices         more than one core or chip; compiled programs on disk; timing

Axes, everywhere: B batch, J source positions, T target positions, E encoder width, D decoder width,
K key width, V vocabulary. Inside the models there is no batch axis: `jax.vmap` adds it at the edge.
"""

import sys
from pathlib import Path
from site import getuserbase


def _root() -> Path:
    checkout = Path(__file__).resolve().parents[1]
    # Installed without `-e`, the data lie where pip puts such files (see pyproject.toml): below the
    # environment, the user's own folder, or what `--target` names.
    shared = "share/seq2seq-attention-course"
    places = [checkout, *(Path(base) / shared for base in (sys.prefix, getuserbase(), checkout))]
    return next((place for place in places if (place / "datasets").is_dir()), checkout)


ROOT = _root()
"""The folder that holds `datasets` and `notebooks`: the checkout that this copy of the library
stands in, or what an installation has of it."""
