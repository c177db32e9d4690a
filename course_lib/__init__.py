"""The helper library of a course on sequence-to-sequence models and attention.

Every model is one row of one table (`models.MODELS`) on one decoder (`decoders.Decoder`). Read the
files in this order, each builds on those before it: masks, memory, scores, alignments, cells,
encoders, decoders, models, losses, training, schedules, scheduled, search.

Axes, everywhere: B batch, J source positions, T target positions, E encoder width, D decoder width,
K key width, V vocabulary. Inside the models there is no batch axis: `jax.vmap` adds it at the edge.
"""
