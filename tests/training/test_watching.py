"""Watching: what is seen between the chunks, what is kept of it, and what a run is ended by."""

import math
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from tiny import RECIPE, STREAM, CopyStream, copies, fresh, params_of, same, small

from course_lib.data.batches import shift_right
from course_lib.kernels.losses import token_loss
from course_lib.training.checkpoints import load_model
from course_lib.training.fit import NonFiniteLoss, fit
from course_lib.training.history import History
from course_lib.training.teacher_forcing import teacher_forced
from course_lib.training.validation import loss_on
from course_lib.training.watching import KeepBest, StopWhen, Validation

UNSEEN = [CopyStream(seed=9).one(0)]


def train(watch=(), model=None, stream=STREAM, **options):
    model = model or small()
    return model, fit(model, stream, RECIPE, watch=watch, progress=False, **options)


def saying(*values):
    """A measure that says one of these after the other."""
    rest = iter(values)
    return Validation(lambda model: next(rest))


def stopped_at(steps):
    """The parameters of a run that ended after so many steps."""
    return params_of(train(stop=lambda history: history.steps == steps)[0])


def nan_at_seven(model, batch, key, step):
    loss, accuracy = teacher_forced(model, batch, key, step)
    return jnp.where(step == 7, jnp.nan, loss), accuracy


@dataclass(frozen=True)
class Interrupted:
    """`STREAM`, but at its chunk `at` the reader presses the stop button."""

    at: int

    def chunk(self, number, steps):
        if number == self.at:
            raise KeyboardInterrupt
        return STREAM.chunk(number, steps)

    def identity(self):
        return STREAM


@pytest.fixture(scope="module")
def whole():
    """An unwatched run."""
    return train()


def test_a_watched_run_is_the_unwatched_one_to_the_last_bit(whole):
    watchers = [Validation(loss_on(UNSEEN)), StopWhen(lambda h: False), lambda m, h: None]
    model, history = train(watchers, stop=lambda h: False)
    assert same(params_of(model), params_of(whole[0]))
    assert history.loss == whole[1].loss
    assert history.stopped == "finished"


def test_what_a_watcher_does_to_the_parameters_is_lost(whole):
    def meddle(model, history):
        nnx.update(model, jax.tree.map(jnp.zeros_like, nnx.state(model, nnx.Param)))

    model, _ = train(meddle)
    assert same(params_of(model), params_of(whole[0]))


def test_a_watcher_sees_the_parameters_as_they_are_by_then():
    seen = {}
    train(lambda model, history: seen.update({history.steps: params_of(model)}))
    assert list(seen) == [2, 4, 6, 8, 10, 12]
    for steps in (2, 8):
        assert same(seen[steps], stopped_at(steps))


@pytest.mark.parametrize(("every", "steps"), [(1, [2, 4, 6, 8, 10, 12]), (4, [8, 12]), (9, [12])])
def test_it_is_watched_every_so_many_chunks_and_after_the_last(every, steps):
    seen = []
    train(lambda model, history: seen.append(history.steps), watch_every=every)
    assert seen == steps


@pytest.mark.parametrize("yes", [True, np.True_, jnp.array(True)])
def test_a_watcher_that_says_true_ends_the_run(yes):
    model, history = train(lambda m, h: yes if h.steps == 4 else None)
    assert (history.stopped, history.steps) == ("early", 4)
    assert same(params_of(model), stopped_at(4))


@pytest.mark.parametrize("answer", [0.37, 1, "no", [True]])
def test_an_answer_that_is_neither_true_nor_false_is_refused(answer):
    with pytest.raises(ValueError, match=r"must return True to stop the run.*from .*<lambda>"):
        train(lambda model, history: answer)


def test_stop_sees_what_was_noted_at_the_same_moment():
    curve = saying(3.0, 1.0, 2.0)
    _, history = train(curve, stop=lambda h: h.watched["validation"].values[-1] < 2)
    assert (history.stopped, history.steps) == ("early", 4)


def test_a_learning_curve_holds_what_was_measured():
    losses = []

    def by_hand(model, history):
        logits, _ = jax.vmap(lambda s, i: model.forced(s, i))(
            UNSEEN[0].source, shift_right(UNSEEN[0].target)
        )
        losses.append(float(token_loss(logits, UNSEEN[0].target)[0]))

    measures = [Validation(loss_on(UNSEEN), "loss"), Validation(lambda model: jnp.array(2), "two")]
    _, history = train([*measures, by_hand])
    assert history.watched["loss"].steps == [2, 4, 6, 8, 10, 12]
    np.testing.assert_allclose(history.watched["loss"].values, losses, rtol=1e-6)
    assert len(set(losses)) == 6
    assert history.watched["two"].values == [2.0] * 6


def test_a_measure_that_is_no_number_is_named():
    with pytest.raises(ValueError, match=r"share must be one number, got \[1, 2\]"):
        train(Validation(lambda model: [1, 2], "share"))


def test_the_loss_on_several_batches_is_the_mean_over_all_their_tokens():
    model, together = small(), copies(["abc", "a", "cab", "b"], 3)
    parts = [jax.tree.map(lambda a, s=s: a[s], together) for s in (slice(0, 1), slice(1, 4))]
    loss = loss_on(parts)(model)
    assert loss == pytest.approx(loss_on(together)(model), rel=1e-6)
    means = [loss_on(part)(model) for part in parts]
    assert abs(loss - np.mean(means)) > 1e-4  # the mean of the batches' means is another number


def test_the_loss_on_unseen_data_has_no_dropout():
    plain, dropping = fresh("init_state"), fresh("init_state", dropout=0.5)
    assert loss_on(UNSEEN)(plain) == pytest.approx(loss_on(UNSEEN)(dropping), rel=1e-6)
    assert loss_on(UNSEEN, teacher_forced)(dropping) != pytest.approx(loss_on(UNSEEN)(plain))


def test_the_loss_on_a_stream_is_that_on_its_first_batches():
    model = small()
    batches = [STREAM.one(step) for step in range(3)]
    assert loss_on(STREAM, steps=3)(model) == pytest.approx(loss_on(batches)(model), rel=1e-6)


def test_no_batch_is_refused():
    with pytest.raises(ValueError, match="data must be one batch or more"):
        loss_on([])


@pytest.mark.parametrize(
    ("values", "highest", "best"),
    [
        ((3, 1, 2, 4, 5, 6), False, 4),
        ((3, 1, 2, 4, 4, 2), True, 8),
        ((1, 1, 1, 1, 1, 1), False, 2),
        ((math.nan, 5, math.nan, 4, math.nan, 9), False, 8),
    ],
    ids=["lowest", "highest", "the first of equal ones", "never NaN"],
)
def test_the_best_parameters_are_kept_and_put_back(whole, values, highest, best):
    model, history = train(KeepBest(saying(*values), highest=highest))
    name = "highest validation" if highest else "lowest validation"
    assert (history.kept[name].step, history.kept[name].value) == (best, values[best // 2 - 1])
    assert same(params_of(model), stopped_at(best))
    assert same(history.last, nnx.state(whole[0], nnx.Param))
    assert history.stopped == "finished"


def test_where_nothing_could_be_measured_the_model_keeps_the_last_parameters(whole):
    model, history = train(KeepBest(saying(*[math.nan] * 6)))
    assert same(params_of(model), params_of(whole[0]))
    assert (history.kept, history.last) == ({}, None)


def test_patience_ends_a_run_so_many_looks_after_the_best():
    _, history = train(KeepBest(saying(3, 1, 2, 2, 2, 2), patience=2))
    assert (history.stopped, history.steps) == ("early", 8)
    assert history.kept["lowest validation"].step == 4
    with pytest.raises(ValueError, match="patience must be a whole number of at least 1, got 0"):
        KeepBest(saying(1), patience=0)


def test_a_watcher_remembers_nothing_of_another_run():
    keep = KeepBest(Validation(loss_on(UNSEEN)), highest=True, patience=3)
    first, second = train(keep), train(keep)
    assert same(params_of(first[0]), params_of(second[0]))
    assert first[1].watched == second[1].watched


def test_the_best_model_is_written_where_asked(tmp_path):
    path = tmp_path / "best.npz"
    written = []

    def look(model, history):
        if path.exists():
            written.append((history.steps, path.stat().st_mtime_ns))

    model, _ = train([look, KeepBest(saying(3, 1, 2, 2, 2, 2), path=path)])
    assert same(params_of(load_model(path)), params_of(model))
    assert same(params_of(model), stopped_at(4))
    # At step 2 and at step 4, as soon as they were the best, and not at the looks after.
    changed = [
        step for (step, now), (_, then) in zip(written[1:], written, strict=False) if now > then
    ]
    assert [step for step, _ in written] == [4, 6, 8, 10, 12]
    assert changed == [6]


def test_the_best_model_and_the_run_need_two_files(tmp_path):
    path = tmp_path / "run.npz"
    with pytest.raises(ValueError, match=r"files of their own, got run\.npz"):
        train(KeepBest(saying(1), path=path), checkpoint=path)
    assert not path.exists()


def test_a_model_that_no_file_can_hold_is_refused_before_training(tmp_path):
    class Plain(nnx.Module):
        pass

    with pytest.raises(ValueError, match="a Plain has no spec"):
        fit(Plain(), STREAM, watch=KeepBest(saying(1), path=tmp_path / "best.npz"))


def test_a_bad_loss_leaves_the_best_parameters_in_model_history_and_files(tmp_path):
    """Of the curve up to step 6; the bad step 7 is in the chunk after."""
    best, run = tmp_path / "best.npz", tmp_path / "run.npz"
    model = small()
    with pytest.raises(
        NonFiniteLoss, match=r"at step 7; the model gets the best .* lowest val"
    ) as e:
        train(
            KeepBest(saying(3, 1, 2), path=best), model, objective=nan_at_seven, checkpoint=run
        )  # fmt: skip
    history = e.value.history
    assert (history.stopped, history.steps, history.kept["lowest validation"].step) == (
        "not finite",
        7,
        4,
    )
    for found in (model, load_model(best)):
        assert same(params_of(found), stopped_at(4))
    assert not same(history.last, history.kept["lowest validation"].params)
    # The run's file holds all that was seen before the chunk with the bad step.
    assert same(params_of(load_model(run)), stopped_at(6))
    with pytest.raises(NonFiniteLoss) as e:
        train(KeepBest(saying(2)), objective=nan_at_seven, checkpoint=run)
    assert e.value.history.watched == history.watched
    assert e.value.history.kept["lowest validation"].step == 4


def test_a_run_that_goes_on_is_watched_as_one_that_was_never_interrupted(tmp_path):
    """The best came before the interrupt, and is put back after it."""
    values = [3.0, 1.0, 2.0, 4.0, 5.0, 6.0]
    wanted, undisturbed = train(KeepBest(saying(*values)))
    path = tmp_path / "run.npz"
    options = {"stream": Interrupted(4), "checkpoint": path}
    model, history = train(KeepBest(saying(*values)), **options)
    assert (history.stopped, history.steps) == ("interrupted", 8)
    assert same(params_of(model), params_of(wanted))
    assert same(params_of(load_model(path)), stopped_at(8))  # what to go on from is not lost
    # Where it goes on it is asked again, and says the same again.
    model, history = train(KeepBest(saying(*values[3:])), small(seed=9), checkpoint=path)
    assert same(params_of(model), params_of(wanted))
    assert history.watched == undisturbed.watched
    assert history.loss == undisturbed.loss
    assert history.kept["lowest validation"][:2] == (4, 1.0)
    assert same(history.last, undisturbed.last)


def test_an_interrupt_while_watching_loses_nothing(tmp_path):
    path = tmp_path / "run.npz"

    def pressed(model):
        raise KeyboardInterrupt

    kept = KeepBest(saying(3, 1, 2, 2, 2, 2))
    _, history = train([kept, Validation(pressed, "slow")], checkpoint=path)
    assert (history.stopped, history.steps) == ("interrupted", 2)
    assert history.watched["validation"].points == [(2, 3.0)]
    _, history = train([KeepBest(saying(3, 1, 2, 2, 2, 2))], checkpoint=path)
    assert history.watched["validation"].values == [3, 1, 2, 2, 2, 2]


def test_noting_twice_at_one_step_keeps_the_second():
    history = History([1.0], [0.5])
    history.note("share", 1)
    history.note("share", 2)
    history.loss.append(1.0)
    history.note("share", 3)
    assert history.watched["share"].points == [(1, 2.0), (2, 3.0)]
