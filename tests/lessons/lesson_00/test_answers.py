"""Lesson 00's checks: references against numbers worked out by hand, mistakes as students write."""

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from course_lib.kernels import masks
from course_lib.lessons import checks
from course_lib.lessons.lesson_00 import loop
from course_lib.lessons.lesson_00.train_steps_ways import patient, slope, squared

REAL = np.array([[True, True, False], [True, False, False]])


@pytest.mark.parametrize(
    ("exercise", "args", "answer"),
    [
        (
            checks.running_average,
            (np.array([[1.0, 3.0, 8.0], [10.0, 0.0, 5.0]]),),
            [[1.0, 2.0, 4.0], [10.0, 5.0, 5.0]],
        ),
        (checks.masked_mean, (np.array([[1.0, 2.0, 50.0], [6.0, np.inf, 50.0]]), REAL), 3.0),
        (checks.masked_mean, (np.ones((2, 3)), np.zeros((2, 3), bool)), 0.0),
        # exp(log 3) is three times exp(0); what the padding scores does not matter.
        (
            checks.masked_softmax,
            (np.array([np.log(3.0), 99.0, 0.0, -99.0]), np.array([True, False, True, False])),
            [0.75, 0.0, 0.25, 0.0],
        ),
        (checks.masked_softmax, (np.array([1.0, 2.0]), np.zeros(2, bool)), [0.0, 0.0]),
    ],
)
def test_a_reference_gives_what_a_hand_works_out(exercise, args, answer):
    np.testing.assert_allclose(exercise.reference(*args), answer, atol=1e-12)


def test_the_reference_of_the_training_loop_takes_two_steps_as_a_hand_does():
    # Batch 0: 2 * 1 - 4 = -2, loss 4, slopes -4 by weight and bias. The rate is 0.25: 3 and 1.
    # Batch 1: 3 * -1 + 1 - 0 = -2, loss 4, slope 4 by weight and -4 by bias: 2 and 2.
    params = {"weight": np.array([2.0]), "bias": np.array(0.0)}
    batches = {"inputs": np.array([[[1.0]], [[-1.0]]]), "target": np.array([[4.0], [0.0]])}
    for answer in (checks.train_steps.reference, loop.train_steps):
        made, losses = answer(squared, optax.sgd(0.25), params, batches)
        assert float(made["weight"][0]) == 2.0
        assert float(made["bias"]) == 2.0
        assert np.asarray(losses).tolist() == [4.0, 4.0]


@pytest.mark.parametrize("loss", [squared, patient])
def test_the_slopes_of_the_bank_are_those_of_jax(loss):
    case = checks.train_steps.draw(np.random.default_rng(0))[0]
    params, batches = jax.tree.map(jnp.asarray, case.args[2:])
    batch = jax.tree.map(lambda stacked: stacked[0], batches)
    by_jax = jax.grad(loss)(params, batch)
    by_hand = slope(loss, *jax.tree.map(np.asarray, (params, batch)))
    for name in params:
        np.testing.assert_allclose(by_hand[name], by_jax[name], rtol=1e-5)


def test_the_library_passes_its_own_check():
    assert checks.masked_mean(masks.masked_mean)
    assert checks.masked_softmax(masks.masked_softmax)
    assert checks.masked_softmax(lambda scores, mask: jax.nn.softmax(scores, where=mask))
    assert checks.train_steps(loop.train_steps)


def averages_carried(values):
    def step(carry, value):
        total, count = carry[0] + value, carry[1] + 1
        return (total, count), total / count

    return jax.lax.scan(step, (0.0, 0), values.reshape(-1))[1].reshape(values.shape)


def scanned_averages(take=1, count=0):
    def step(carry, value):
        total, seen = carry[0] + value, carry[1] + 1
        return (total, seen), total / seen

    return jax.vmap(lambda row: jax.lax.scan(step, (0.0, count), row)[take])


def averages_down_the_batch(values):
    def step(carry, row):
        total, count = carry[0] + row, carry[1] + 1
        return (total, count), total / count

    return jax.lax.scan(step, (jnp.zeros(values.shape[1]), 0), values)[1]


def averages_of_averages(values):
    def step(average, value):
        average = 0.5 * (average + value)
        return average, average

    return jax.vmap(lambda row: jax.lax.scan(step, 0.0, row)[1])(values)


def below_all(scores, mask):
    powers = mask * jnp.exp(scores - scores.max())
    return powers / jnp.maximum(powers.sum(), 1e-9)


def trained(grads_at="now", memory="carried", move=optax.apply_updates, give=None, **how):
    """A training loop as a student writes it, with something in it otherwise."""

    def answer(loss, optimizer, params, batches):
        start, first = params, optimizer.init(params)

        def step(carry, batch):
            params, kept = carry
            at = start if grads_at == "start" else params
            value, grads = jax.value_and_grad(loss)(at, batch)
            updates, new = optimizer.update(grads, kept, params)
            kept = new if memory == "carried" else first
            return (move(params, updates), kept), value

        end, losses = jax.lax.scan(step, (params, first), batches, **how)
        return (end[0], losses) if give is None else give(end, losses)

    return answer


def by_hand(loss, optimizer, params, batches):
    """No optimiser: the gradient itself, times a rate."""

    def step(params, batch):
        value, grads = jax.value_and_grad(loss)(params, batch)
        return jax.tree.map(lambda p, g: p - 0.1 * g, params, grads), value

    return jax.lax.scan(step, params, batches)


def told_after(loss, optimizer, params, batches):
    def step(carry, batch):
        params, memory = carry
        updates, memory = optimizer.update(jax.grad(loss)(params, batch), memory)
        params = optax.apply_updates(params, updates)
        return (params, memory), loss(params, batch)

    (params, _), losses = jax.lax.scan(step, (params, optimizer.init(params)), batches)
    return params, losses


def all_at_once(loss, optimizer, params, batches):
    def mean(params):
        losses = jax.vmap(loss, in_axes=(None, 0))(params, batches)
        return losses.mean(), losses

    grads, losses = jax.grad(mean, has_aux=True)(params)
    updates, _ = optimizer.update(grads, optimizer.init(params))
    return optax.apply_updates(params, updates), losses


def less(params, updates):
    return jax.tree.map(lambda p, u: p - u, params, updates)


@pytest.mark.thin(8)
@pytest.mark.parametrize(
    ("exercise", "student", "name"),
    [
        (checks.running_average, averages_carried, "state carried across the sequences"),
        (checks.running_average, averages_down_the_batch, "along the batch"),
        (checks.running_average, averages_of_averages, "average of average and value"),
        (checks.running_average, lambda v: jnp.cumsum(v, axis=1), "running sum"),
        (checks.running_average, scanned_averages(take=0), "last carry"),
        (checks.running_average, scanned_averages(count=1), "counted from 2"),
        (checks.running_average, lambda v: jnp.cumsum(v, 1) / v.shape[1], "divided by the length"),
        (checks.masked_mean, lambda v, m: jnp.mean(v), "padding counted"),
        (checks.masked_mean, lambda v, m: jnp.mean(v * m), "divided by the padded length"),
        (
            checks.masked_mean,
            lambda v, m: jnp.mean(jnp.where(m, v, 0.0)),
            "divided by the padded length",
        ),
        (checks.masked_mean, lambda v, m: jnp.mean(v, where=m), "nothing real gives NaN"),
        (checks.masked_mean, lambda v, m: jnp.sum(v * m) / jnp.sum(m), "nothing real gives NaN"),
        (
            checks.masked_mean,
            lambda v, m: jnp.mean(jnp.mean(v, axis=1, where=m)),
            "mean of the sentences' means",
        ),
        (
            checks.masked_mean,
            # Without the cast XLA may turn the product into a choice, which is right.
            lambda v, m: jnp.sum(v * m.astype(v.dtype)) / jnp.maximum(jnp.sum(m), 1),
            "padding multiplied away",
        ),
        (checks.masked_softmax, lambda e, m: jax.nn.softmax(e), "mask ignored"),
        (checks.masked_softmax, lambda e, m: jax.nn.softmax(e) * m, "mask after the softmax"),
        (checks.masked_softmax, lambda e, m: jax.nn.softmax(e * m), "score 0 for padding"),
        (
            checks.masked_softmax,
            lambda e, m: jax.nn.softmax(jnp.where(m, e, -jnp.inf)),
            "all padding gives NaN",
        ),
        (
            checks.masked_softmax,
            lambda e, m: jax.nn.softmax(jnp.where(m, e, -1e9)),
            "all padding gives equal weights",
        ),
        (
            checks.masked_softmax,
            lambda e, m: jnp.where(m, jax.nn.softmax(jnp.where(m, e, -1e3)), 0.0),
            "padding not low enough",
        ),
        (
            checks.masked_softmax,
            lambda e, m: m * jnp.exp(e) / jnp.maximum((m * jnp.exp(e)).sum(), 1e-9),
            "overflow",
        ),
        (checks.masked_softmax, below_all, "maximum over padding"),
        (checks.masked_softmax, lambda e, m: jax.nn.softmax(e[m]), "only the real ones"),
        (checks.masked_softmax, lambda e, m: e.masked_fill(~m, -1e9), "PyTorch's methods"),
        (checks.masked_softmax, lambda e, m: jnp.softmax(e), "jnp for jax.nn"),
        (checks.train_steps, trained(memory="new"), "memory begun anew"),
        (checks.train_steps, trained(grads_at="start"), "parameters not carried"),
        (checks.train_steps, trained(move=lambda params, updates: params), "nothing learned"),
        (checks.train_steps, trained(move=less), "uphill"),
        (checks.train_steps, trained(reverse=True), "last batch first"),
        (checks.train_steps, trained(give=lambda end, losses: (end, losses)), "the whole carry"),
        (checks.train_steps, trained(give=lambda end, losses: (losses, end[0])), "losses first"),
        (
            checks.train_steps,
            trained(give=lambda end, losses: (end[0], losses[-1])),
            "one loss for all",
        ),
        (
            checks.train_steps,
            trained(give=lambda end, losses: (end[0], losses.mean())),
            "one loss for all",
        ),
        (checks.train_steps, trained(give=lambda end, losses: end[0]), "the parameters alone"),
        (
            checks.train_steps,
            trained(move=lambda params, updates: params + updates),
            "arithmetic on a dict",
        ),
        (checks.train_steps, by_hand, "optimiser left out"),
        (checks.train_steps, told_after, "loss after the step"),
        (checks.train_steps, all_at_once, "one step for all"),
    ],
)
def test_a_mistake_is_named_as_a_student_would_write_it(exercise, student, name):
    for seed in range(3):
        result = exercise(student, tell="all", seed=seed)
        assert not result
        assert result.misconception == name, result.message


def python_loop(loss, optimizer, params, batches):
    memory, losses = optimizer.init(params), []
    for n in range(len(batches["target"])):
        batch = jax.tree.map(lambda stacked, n=n: stacked[n], batches)
        value, grads = jax.value_and_grad(loss)(params, batch)
        updates, memory = optimizer.update(grads, memory, params)
        params = optax.apply_updates(params, updates)
        losses.append(float(value))
    return params, losses


def test_a_training_loop_of_pythons_passes_and_is_told_of_scan(capsys):
    result = checks.train_steps(python_loop, seed=0)
    assert result
    assert result.remark.startswith("Right, and a loop of Python's")
    assert checks.train_steps.yours_or(loop.train_steps) is loop.train_steps
    said = capsys.readouterr().out
    assert "which would take minutes here: write it with jax.lax.scan. Until then" in said
    assert checks.train_steps(trained(), seed=0).remark is None


def infinite_on_the_way(scores, mask):
    """`where` hides the infinity of exp from the value, and not from the gradient."""
    largest = jnp.max(scores, where=mask, initial=-1e30)
    powers = jnp.where(mask, jnp.exp(scores - largest), 0.0)
    return powers / jnp.maximum(powers.sum(), 1e-30)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            infinite_on_the_way,
            "its gradient is NaN for padding far above the real scores",
        ),
        (
            lambda e, m: jax.lax.stop_gradient(masks.masked_softmax(e, m)),
            "no gradient reaches scores",
        ),
    ],
)
def test_a_softmax_that_could_not_be_trained_passes_and_is_told(answer, said):
    result = checks.masked_softmax(answer, seed=0)
    assert result, result.message
    assert said in result.remark


def test_a_wrong_first_loss_is_told_by_its_number():
    broken = checks.train_steps(told_after, tell="all", seed=0).broken
    assert broken.startswith("the first loss is that of batch 0 at the parameters that came in")


def test_an_answer_may_not_change_the_arrays_of_a_dict():
    def answer(loss, optimizer, params, batches):
        made, losses = trained()(loss, optimizer, params, batches)
        params["weight"] = made["weight"]
        return made, losses

    assert "changes its inputs" in checks.train_steps(answer, tell="all", seed=0).broken
