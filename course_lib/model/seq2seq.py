"""The model: a reader of sources and the decoder of a row, put together by a `Spec`."""

from typing import Any

import jax
from flax import nnx
from jaxtyping import Array, Float, Int

from course_lib.data.open_vocab import beyond
from course_lib.devices import settings
from course_lib.model.decoders import Decoder, Output
from course_lib.model.keys import split_key
from course_lib.model.memory import Prepared
from course_lib.model.readouts import Said
from course_lib.model.spec import Spec


class Seq2Seq(nnx.Module):
    """A reader and the decoder of one row, for one source and target; `vmap` adds the batch.

    What a source is, only the reader knows: any arrays will do that it takes.
    """

    def __init__(self, spec: Spec, *, rngs: nnx.Rngs):
        self.spec = settings.instance("spec", spec, Spec, "a Spec")
        settings.instance("rngs", rngs, nnx.Rngs, "nnx.Rngs")
        self.reader = spec.wiring.reading.make(spec.sizes, rngs=rngs)
        self.decoder = Decoder(
            spec.wiring,
            vocabulary=len(spec.target),
            embedding=spec.embedding,
            width=spec.hidden,
            memory_width=self.reader.width,
            summary_width=self.reader.summary_width,
            max_length=spec.max_length,
            embedding_start=spec.embedding_start,
            beyond=beyond(spec.target, spec.max_length),
            parts=spec.parts,
            rngs=rngs,
        )

    def encode(self, source: Any, key: Array | None = None) -> Prepared:
        """One source, read and made ready for the decoder; `key` is the reader's (`Keys`)."""
        return self.decoder.prepare(self.reader(source, key))

    def said(
        self, source: Any, inputs: Int[Array, " T"], key: Array | None = None
    ) -> tuple[Said, Output]:
        """Teacher forcing on one pair: what is said at all steps, and the steps' outputs.

        `inputs` are the previous tokens: the start token, then the target but for its last. `key`
        is the sentence's, for dropout and drawn positions; without it nothing is random.
        ValueError for what is no row of token numbers, and no key.
        """
        settings.array("inputs", inputs, "T", settings.WHOLE)
        keys = split_key(key)
        prepared = self.encode(source, keys.reader)
        output = self.decoder.forced(prepared, inputs, keys, self.spec.dropout)
        return self.decoder.say(prepared, output, keys.features, self.spec.dropout), output

    def forced(
        self, source: Any, inputs: Int[Array, " T"], key: Array | None = None
    ) -> tuple[Float[Array, "T V"], Output]:
        """`said` as scores of the vocabulary: the logits of all steps, and their outputs."""
        said, output = self.said(source, inputs, key)
        return self.decoder.readout.logits(said), output


def check_model(model: object) -> None:
    """ValueError for what is no `Seq2Seq`."""
    settings.instance("model", model, Seq2Seq, "a Seq2Seq, such as build(...) makes")


def count_parameters(model: nnx.Module) -> int:
    """How many numbers a model learns. ValueError for what is no model."""
    settings.instance("model", model, nnx.Module, "a model, such as build(...) makes")
    return sum(leaf.size for leaf in jax.tree.leaves(nnx.state(model, nnx.Param)))
