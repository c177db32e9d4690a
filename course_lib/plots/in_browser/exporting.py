"""A model as plain values that the scripts of the playground run: its row, vocabularies, arrays."""

from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx

from course_lib.data.characters import Characters
from course_lib.data.open_vocab import OpenWords
from course_lib.data.vocab import START
from course_lib.data.vocab_kinds import vocab_to_json
from course_lib.data.word_vocab import Words
from course_lib.kernels.masks import PAD
from course_lib.model import scores
from course_lib.model.alignments import (
    Coverage,
    Gated,
    HalfSoft,
    Hard,
    LocationAware,
    MultiHead,
    Soft,
    StraightThrough,
    Summary,
    ThreeHops,
    TwoHops,
)
from course_lib.model.alignments.local import LOCAL, LocalP, LocalPRenormalised, LocalPUncut
from course_lib.model.cells import GRU, LSTM, RNN
from course_lib.model.copying import CopyingReadout
from course_lib.model.parts import Parts
from course_lib.model.readers import TextReader, TextReading
from course_lib.model.readouts import Readout
from course_lib.model.seq2seq import Seq2Seq, check_model
from course_lib.plots.in_browser.packing import packed

# Each class that the scripts compute, and the name that it has there. By class and not by name: a
# table of the library can be given another class under an old name.
CELLS: dict[type, str] = {RNN: "rnn", LSTM: "lstm", GRU: "gru"}
SCORES: dict[type, str] = {
    scores.Dot: "dot",
    scores.ScaledDot: "scaled_dot",
    scores.General: "general",
    scores.Location: "location",
    **{kind: "additive" for kind in scores.SCORES.values() if issubclass(kind, scores.Additive)},
}
ALIGNMENTS: dict[type, str] = {
    Summary: "summary",
    Soft: "soft",
    Gated: "gated",
    **dict.fromkeys((Hard, StraightThrough, HalfSoft), "hard"),
    **dict.fromkeys(LOCAL.values(), "local"),
    LocationAware: "location_aware",
    Coverage: "coverage",
    **dict.fromkeys((TwoHops, ThreeHops), "hops"),
}
NOT_RUN = (MultiHead,)  # of the library, and refused: the scripts do not compute them
VOCABS = (Characters, Words, OpenWords)
ALIKE = 1e-4  # as far as the logits of a part of somebody's own may be from the library's
TRIED = 12  # tokens of the source and of the target on which that is tried


def exported(model: Seq2Seq, precision: str = "float32") -> dict[str, Any]:
    """A trained model as values that JSON holds: `row`, `vocabs`, and `arrays` by the dotted names
    of their modules, in a precision of `PRECISIONS`.

    ValueError for what the scripts cannot run: a source that is no text, a vocabulary of subwords,
    a score or an alignment from outside the library, and a part of somebody's own that computes
    something else than the library's.
    """
    reader = reader_of(model)
    spec, decoder, reading = model.spec, model.decoder, model.spec.wiring.reading
    for side, vocab in (("source", spec.source), ("target", spec.target)):
        if type(vocab) not in VOCABS:
            raise ValueError(
                f"model must have a vocabulary of characters or words to run in a page, got a "
                f"{side} of {type(vocab).__name__}"
            )
    if spec.parts.own:
        check_parts(model)
    row = {
        "reads": list(spec.wiring.reads),
        "inputs": [list(pair) for pair in decoder.input_widths],
        "steady": list(spec.wiring.steady),
        "joins_state": spec.wiring.joins_state,
        "first_state": spec.wiring.first_state,
        "attends": spec.wiring.attends,
        "readout": list(spec.wiring.readout),
        "mix": spec.wiring.mix,
        "cell": _known(CELLS, decoder.cell, "cell"),
        "directions": reading.directions,
        "reverse": reading.reverse,
        "score": _score(getattr(decoder.alignment, "score", None)),
        "alignment": _alignment(decoder.alignment),
        "copies": _known({Readout: False, CopyingReadout: True}, decoder.readout, "distribution"),
        "width": decoder.width,
        "context_width": decoder.context_width,
        "size": decoder.readout.size,
        "longest": spec.max_length,
        "rounds": reader.vocab.rounds,
    }
    vocabs = {"source": vocab_to_json(reader.vocab)}
    if spec.source != spec.target:
        vocabs["target"] = vocab_to_json(spec.target)
    arrays = {name: packed(array, precision) for name, array in named(model).items()}
    return {"row": row, "vocabs": vocabs, "arrays": arrays}


def reader_of(model: Seq2Seq) -> TextReader:
    """The model's reader of texts; ValueError for what is no model, and for one that reads none."""
    check_model(model)
    reader = model.reader
    if type(reader) is not TextReader or type(model.spec.wiring.reading) is not TextReading:
        raise ValueError(
            f"model must read a text (TextReading) to run in a page, got one that reads by "
            f"{type(model.spec.wiring.reading).__name__}"
        )
    return reader


def named(model: nnx.Module) -> dict[str, np.ndarray]:
    """A model's arrays by the dotted names of its modules: "decoder.cell.kernel"."""
    leaves = jax.tree_util.tree_flatten_with_path(
        nnx.to_pure_dict(nnx.state(model, nnx.Param)),
    )[0]
    return {".".join(str(part.key) for part in path): np.asarray(leaf) for path, leaf in leaves}


def check_parts(model: Seq2Seq) -> None:
    """ValueError unless a model's own parts compute what the library's do, up to rounding.

    A page runs the library's arithmetic. A part that a student wrote, and that is right, is the
    same; so both are asked for the logits of some steps, and must agree.
    """
    own = ", ".join(sorted(model.spec.parts.own))
    plain = Seq2Seq(replace(model.spec, parts=Parts()), rngs=nnx.Rngs(0))
    nnx.update(plain, nnx.state(model, nnx.Param))
    rng, count = np.random.default_rng(0), min(TRIED, model.spec.max_length)
    texts = []
    for vocab in (reader_of(model).vocab, model.spec.target):
        numbers = rng.integers(START + 2, len(vocab), count)
        texts.append(jnp.asarray(numbers, jnp.int32))
    source = texts[0].at[count - count // 4 :].set(PAD)  # a right part leaves padding alone
    inputs = jnp.concatenate([jnp.array([START], jnp.int32), texts[1]])
    mine, theirs = (one.forced(source, inputs)[0] for one in (model, plain))
    gap = float(jnp.abs(mine - theirs).max())
    if not gap <= ALIKE * max(1.0, float(jnp.abs(theirs).max())):
        raise ValueError(
            f"model has parts of your own ({own}) that compute something else than the library's, "
            f"which a page runs in their place: its logits would be off by {gap:.3g}"
        )


def _known(table: dict[type, Any], part: Any, what: str) -> Any:
    if type(part) not in table:
        raise ValueError(
            f"model must have a known {what} to run in a page, one of "
            f"{', '.join(kind.__name__ for kind in table)}, got {type(part).__name__}"
        )
    return table[type(part)]


def _score(score: Any) -> dict[str, Any] | None:
    if score is None:
        return None
    kind = _known(SCORES, score, "score")
    facts = {"hidden": score.hidden, "outer": score.outer} if kind == "additive" else {}
    return {"kind": kind, **facts}


def _alignment(alignment: Any) -> dict[str, Any]:
    kind = _known(ALIGNMENTS, alignment, "alignment")
    facts: dict[str, Any] = {"title": alignment.title}
    if kind == "local":
        renormalised = isinstance(alignment, LocalPRenormalised)
        predicts = isinstance(alignment, LocalP)
        facts |= {
            "window": alignment.window,
            "predicts": predicts,
            "bell": "added" if renormalised else "times" if predicts else None,
            "cut": not isinstance(alignment, LocalPUncut),
        }
    if kind == "hops":
        facts["hops"] = alignment.hops
    return {"kind": kind, **facts}
