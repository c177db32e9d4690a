"""Calls of the rooms `model` and `training`."""

import jax
import jax.numpy as jnp

from calls.given import (
    ABC,
    ANY,
    ANY_TEXT,
    BATCH,
    COMPILED,
    EMPTY,
    EXAMPLES,
    FUNCTIONS,
    MODEL,
    NET,
    NEVER,
    NUMBERS,
    ROWS,
    STREAM,
    TEXT,
    VALUES,
    call,
    given,
)
from course_lib import model, training
from course_lib.kernels import heads, normalising, positions, stacking
from course_lib.kernels.patches import placed
from course_lib.model import classifiers
from course_lib.training import reinforce, scheduled_sampling, validation
from course_lib.training.history import History

size, floats = given(1), given(jnp.ones((3, 2)))
row, mask = given("luong_dot", told="model"), given(jnp.ones(3, bool))
MODELS = {
    "build": call(
        model.build, "seed", COMPILED, name=row, source=given(ABC), target=given(ABC, "None"),
        hidden=given(4), embedding=size, max_length=size, dropout=given(0.0, "0", "0.5"),
        embedding_start=given(1.0, "0.5"), parts=given(model.Parts()), cell=given("gru"),
        alignment=given("soft"), reads=given(("token",)), window=given(None, "None"),
    ),
    "count_parameters": call(model.count_parameters, "model"),
    "matching_hidden": call(
        model.matching_hidden, "", COMPILED, name=row, source=given(ABC), parameters=given(1000)
    ),
    "luong": call(
        model.luong, "", score=given("dot"), feeds=given("attentional", "None", told="reads")
    ),
    "luong_local": call(model.luong_local, "", alignment=given("local_m"), window=given(2, "0")),
    "make_cell": call(
        model.make_cell, "width rngs", COMPILED, name=given("gru", told="cell"),
        inputs=given(1, "0"), function=given(None, "None", FUNCTIONS),
    ),
    "run": call(
        model.run, "reverse", COMPILED, cell=given(NET.cell), inputs=floats, mask=mask
    ),
    "split_key": call(model.split_key, "key"),
    "zero_state": call(model.zero_state, "", cell=given(NET.cell), dtype=given(jnp.float32)),
    "attend": call(model.attend, "", scores=given(jnp.ones(3)), states=floats, mask=mask),
    "location_features": call(
        model.location_features, "", weights=given(jnp.ones(3)), filters=given(jnp.ones((3, 2))),
    ),
    "stack_frames": call(
        stacking.stack_frames, "", frames=given(jnp.ones((3, 2))), stack=given(2)
    ),
    "multi_head": call(
        heads.multi_head, "", query=given(jnp.ones(2)), keys=floats, values=floats, mask=mask,
        heads=given(2),
    ),
    "position_code": call(
        positions.position_code, "", position=given(jnp.array(3)), width=given(4)
    ),
    "layer_norm": call(
        normalising.layer_norm, "", values=floats, gain=given(jnp.ones(2)),
        bias=given(jnp.zeros(2)),
    ),
    "gate": call(
        model.gate, "", context=given(jnp.ones(3)), query=given(jnp.ones(2)),
        weight=given(jnp.ones(2)), bias=given(jnp.float32(0.0), "array nan"),
    ),
    "next_query": call(
        model.next_query, "", query=given(jnp.ones(2)), context=given(jnp.ones(3)), weight=floats
    ),
    "look_back": call(model.look_back, "", scores=given(jnp.ones((3, 3))), real=mask),
    "placed": call(
        placed, "", states=given(jnp.ones((6, 2))), row=given(jnp.ones((2, 2))), column=floats
    ),
    "copy_mixture": call(
        model.copy_mixture, "", p_gen=given(0.5, "0", "0.5"), written=given(jnp.ones(3)),
        weights=given(jnp.ones(2)), tokens=given(jnp.array([0, 3])), size=given(4),
    ),
    "Seq2Seq": call(model.Seq2Seq, "rngs", COMPILED, spec=given(MODEL.spec)),
    "Seq2Seq.encode": call(MODEL.encode, "source key", COMPILED),
    "Seq2Seq.said": call(MODEL.said, "source inputs key", COMPILED),
    "Seq2Seq.forced": call(MODEL.forced, "source inputs key", COMPILED),
    "FullyConnected": call(
        model.FullyConnected, "width seed", COMPILED, vocabulary=size, length=size, classes=size,
        embedding=given(1, "None"),
    ),
    "FullyConnected at": call(
        model.FullyConnected(5, 2, 2, width=3), "", COMPILED, source=given(ROWS)
    ),
    "Recurrent": call(
        model.Recurrent, "width seed", COMPILED, cell=given("gru"), vocabulary=size, classes=size,
        readout=given("max"), embedding=size, parts=given(model.Parts()),
    ),
    "Recurrent at": call(NET, "", COMPILED, source=given(ROWS)),
    "Recurrent.states": call(NET.states, "", COMPILED, source=given(ROWS)),
    "LooksBack": call(
        model.LooksBack, "width seed", COMPILED, cell=given("gru"), vocabulary=size, embedding=size,
        parts=given(model.Parts()),
    ),
    "looked_back": call(
        model.looked_back, "batch", COMPILED, model=given(model.LooksBack("gru", 5, width=3)),
        source=given(EXAMPLES.source),
    ),
    "labelling": call(
        classifiers.labelling, "", COMPILED, model=given(NET, FUNCTIONS), batch=given(EXAMPLES),
        key=ANY, step=ANY,
    ),
    "log_probabilities": call(
        classifiers.log_probabilities, "batch", COMPILED, model=given(NET),
        source=given(EXAMPLES.source),
    ),
    "accuracy": call(classifiers.accuracy, "examples", COMPILED, model=given(NET)),
}  # fmt: skip


forced = {"batch": given(BATCH), "key": given(jax.random.key(0))}
scheduled = training.ScheduledSampling(training.Constant(0.5))
TRAINING = {
    "fit": call(
        training.fit, "model mesh", NEVER, stream=given(STREAM), recipe=given(None, "None"),
        objective=given(training.teacher_forced, FUNCTIONS), stop=given(None, "None", FUNCTIONS),
        watch=given((), EMPTY, FUNCTIONS), watch_every=given(1), save_every=given(1),
        checkpoint=given(None, "None", TEXT), name=given("a", ANY_TEXT),
        progress=given(False, "True"),
    ),
    "save_model": call(training.save_model, "path", COMPILED, model=given(MODEL, told="spec")),
    "load_model": call(training.load_model, "path", COMPILED, parts=given(None, "None")),
    "identity": call(training.identity, "", value=ANY, name=given("a", ANY_TEXT)),
    "loss_on": call(
        training.loss_on, "steps", data=given(BATCH, "array", "array 5d", "array of objects"),
        objective=given(validation.forced_without_dropout, FUNCTIONS),
    ),
    "loss_on(...)": call(training.loss_on(BATCH), "model", COMPILED),
    "optimizer": call(training.optimizer, "", recipe=given(training.Recipe())),
    "teacher_forced": call(training.teacher_forced, "model", COMPILED, **forced, step=ANY),
    "TeacherForced": call(training.TeacherForced(), "model", COMPILED, **forced, step=ANY),
    "forced_without_dropout": call(
        validation.forced_without_dropout, "model", COMPILED, batch=given(BATCH), key=ANY, step=ANY
    ),
    "ScheduledSampling": call(scheduled, "model step", COMPILED, **forced),
    "Reinforce": call(
        training.Reinforce(baseline="none"), "model key", COMPILED, batch=given(BATCH), step=ANY,
        memory=given(None, VALUES),
    ),
    "draw": call(reinforce.draw, "model key", COMPILED, batch=given(BATCH)),
    "unevenness": call(
        training.unevenness, "", weights=floats, real=mask, mask=given(jnp.ones(2, bool))
    ),
    "DoublyStochastic": call(
        training.DoublyStochastic(), "model", COMPILED, **forced, step=ANY
    ),
    "returns": call(reinforce.returns, "", log_p=given(jnp.zeros((1, 2))), reward=given("total")),
    "mixed": call(
        scheduled_sampling.mixed, "model source inputs key", COMPILED, rate=given(0.5, "0", "0.5"),
        coins=given(jax.random.key(0)), pick=given("sampled"),
        coin=given(scheduled_sampling.toss, FUNCTIONS),
    ),
    "History.note": call(
        History([], []).note, "", name=given("a", ANY_TEXT),
        value=given(1.0, NUMBERS, told="one number"),
    ),
    **{
        f"{type(made).__name__} at": call(made, "step")
        for made in (training.Constant(0.5), training.Linear(9), training.Exponential(9),
                     training.InverseSigmoid(9))
    },
}  # fmt: skip
