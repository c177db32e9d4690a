"""Local attention against a loop, its two forms against each other, its edges and its gradients."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from hypothesis import given
from hypothesis import strategies as st
from jax.interpreters.partial_eval import dce_jaxpr
from jaxtyping import TypeCheckError
from tiny import check_gradient, close, copies, fresh

from course_lib.data.batches import shift_right
from course_lib.kernels.losses import token_loss
from course_lib.model.alignments import ALIGNMENTS, Soft
from course_lib.model.alignments.local import (
    GATHER_FROM,
    LOCAL,
    TWO_FORMS,
    LocalP,
    LocalPUncut,
    in_window,
    log_gaussian,
    window_start,
)
from course_lib.model.memory import Memory, Prepared
from course_lib.model.scores import SCORES
from course_lib.model.wiring import Wiring

D = 4  # width of queries and states
MASKED = ("local_m", "local_p", "local_p_renormalised")
PREDICTED = MASKED[1:]
CUT = [name for name, kind in LOCAL.items() if issubclass(kind, LocalP) and kind is not LocalPUncut]


def make(name, window, score="general", seed=0):
    rngs = nnx.Rngs(seed)
    made = SCORES[score](D, D, max_length=64, rngs=rngs)
    return ALIGNMENTS[name](made, width=D, window=window, rngs=rngs)


def source(alignment, length, padded, seed=0):
    """`length` random states and `padded - length` of padding, all of it to be left unread."""
    states = jax.random.normal(jax.random.key(seed), (padded, D)) * 3
    states = states.at[length:].set(1e3)
    memory = Memory(states, jnp.arange(padded) < length, jnp.zeros(D))
    return Prepared(memory, alignment.keys(states), jnp.zeros(4), memory.length)


def query(seed, scale=2.0):
    return scale * jax.random.normal(jax.random.key(seed), (D,))


def pinned(alignment, share):
    """The same alignment, its predicted centre at `share` of any source's length."""
    wanted = np.log(share / (1 - share))
    alignment.position_weight[...] = jnp.zeros((D, D)).at[0, 0].set(1.0)
    alignment.position_v[...] = jnp.zeros((D, 1)).at[0, 0].set(wanted * np.sqrt(D) / np.tanh(1.0))
    return alignment, jnp.ones(D)


def by_loop(name, window, scores, length, centre):
    """Weights as the paper writes them: positions s = 1 .. S and p_t = centre + 1."""
    p, sigma = centre + 1, window / 2
    inside = [s for s in range(1, length + 1) if p - window <= s <= p + window]
    total = sum(np.exp(scores[s - 1]) for s in inside)
    weights = np.zeros(len(scores))
    for s in inside:
        weights[s - 1] = np.exp(scores[s - 1]) / total
        if name in PREDICTED:
            weights[s - 1] *= np.exp(-((s - p) ** 2) / (2 * sigma**2))
    if name == "local_p_renormalised":
        weights = weights / weights.sum()
    return weights


def cases(padded, count=40):
    """Random queries, sources of 1 to `padded` real positions, and steps within and beyond them."""
    rng = np.random.default_rng(padded)
    states = rng.normal(size=(count, padded, D)).astype("float32") * 3
    lengths, steps = rng.integers(1, padded + 1, count), rng.integers(0, padded + 6, count)
    states[np.arange(padded) >= lengths[:, None]] = 1e3
    queries = rng.normal(size=(count, D)).astype("float32") * 2
    return queries, states, lengths, steps.astype("int32")


def look(alignment, q, states, length, t):
    """(what the alignment gives, the scores of all positions) for one case."""
    memory = Memory(states, jnp.arange(states.shape[0]) < length, jnp.zeros(D))
    prepared = Prepared(memory, alignment.keys(states), jnp.zeros(4), memory.length)
    return alignment(q, prepared, None, t, None)[0], alignment.score(q, prepared.keys)


@functools.cache
def looked(name, window, padded, score="general"):
    """All cases at once, through one compiled program."""
    alignment = make(name, window, score)
    return jax.jit(jax.vmap(functools.partial(look, alignment)))(*cases(padded))


# Windows that fit many times into 12 positions, and one that is wider than 7.
SIZES = [(1, 12), (2, 12), (4, 7)]


@pytest.mark.parametrize("name", MASKED)
@pytest.mark.parametrize(("window", "padded"), SIZES)
def test_weights_and_context_equal_the_papers_loop(name, window, padded):
    alignment, (found, scores) = make(name, window), looked(name, window, padded)
    matrix, v = np.asarray(getattr(alignment, "position_weight", np.zeros((D, D)))), None
    for i, (q, states, length, t) in enumerate(zip(*cases(padded), strict=True)):
        centre = float(found.aux["centre"][i])
        if name == "local_m":
            assert centre == t
        else:
            v = np.asarray(alignment.position_v)[:, 0]
            share = 1 / (1 + np.exp(-float(np.tanh(q @ matrix) @ v) / np.sqrt(D)))
            assert centre == pytest.approx(length * share - 1, abs=1e-4)
        wanted = by_loop(name, window, np.asarray(scores[i], np.float64), int(length), centre)
        np.testing.assert_allclose(found.weights[i], wanted, atol=1e-5)
        np.testing.assert_allclose(found.context[i], wanted @ states, atol=1e-4)


@pytest.mark.thin(3)
@pytest.mark.parametrize("name", MASKED)
@pytest.mark.parametrize(("window", "padded"), SIZES)
@pytest.mark.parametrize("score", ["dot", "additive"])
def test_gathered_equals_masked(name, window, padded, score):
    """Sources shorter and longer than the window, windows over both ends and beyond them."""
    masked, gathered = (looked(n, window, padded, score)[0] for n in (name, f"{name}_gathered"))
    close(gathered, masked, 1e-6)
    assert (np.count_nonzero(masked.weights, axis=1) <= 2 * window + 1).all()


@pytest.mark.parametrize("name", MASKED)
def test_gathered_and_masked_have_equal_gradients(name):
    found = []
    for form in (name, f"{name}_gathered"):
        graph, params = nnx.split(make(form, 2))

        def loss(params, q, states, graph=graph):
            return jnp.sin(look(nnx.merge(graph, params), q, states, 7, 5)[0].context).sum()

        by_all = jax.jit(jax.grad(loss, (0, 1, 2)))(params, *(case[0] for case in cases(12)[:2]))
        found.append((nnx.to_pure_dict(by_all[0]), *by_all[1:]))
    close(*found, 1e-6)
    assert all(leaf.any() for leaf in jax.tree.leaves(found[0]))


@pytest.mark.parametrize("name", PREDICTED)
def test_the_centre_learns_through_the_gaussian(name):
    graph, params = nnx.split(make(name, 2))
    prepared = source(nnx.merge(graph, params), 7, 9)

    def loss(params, q):
        alignment = nnx.merge(graph, params)
        return jnp.sin(alignment(q, prepared, None, 0, None)[0].context).sum()

    check_gradient(loss, params, query(1), step=1e-3)
    grads = nnx.to_pure_dict(jax.grad(loss)(params, query(1)))
    assert grads["position_v"].any()
    assert grads["position_weight"].any()


@pytest.mark.parametrize("name", LOCAL)
def test_extra_padding_changes_nothing(name):
    alignment = make(name, 2)
    for t in (0, 3, 5, 9):
        short, long = (
            alignment(query(t), source(alignment, 6, size), None, t, None)[0] for size in (6, 11)
        )
        close(long.context, short.context)
        close(long.weights[:6], short.weights)
        close(long.aux, short.aux, 0)
        assert not long.weights[6:].any()


@pytest.mark.parametrize("name", ["local_m", "local_m_gathered", "local_p_renormalised"])
def test_a_window_wider_than_the_source_is_global(name):
    """With a window so wide that its Gaussian is flat, nothing is left of being local."""
    alignment = make(name, 10**5)
    prepared = source(alignment, 6, 8)
    wanted = Soft(alignment.score)(query(1), prepared, None, 0, None)[0]
    for t in (0, 5, 20):
        found = alignment(query(1), prepared, None, t, None)[0]
        close(found[:2], wanted[:2])


@pytest.mark.parametrize("name", ["local_m", "local_m_gathered"])
def test_local_m_by_hand(name):
    """D = 1 over 4 positions, scores that do not choose: a third each, a half at the ends."""
    alignment, third, half = make(name, 1, "dot"), 1 / 3, 1 / 2
    prepared = source(alignment, 4, 6)
    for t, wanted in [
        (0, [half, half, 0, 0]),
        (1, [third, third, third, 0]),
        (3, [0, 0, half, half]),
        (4, [0, 0, 0, 1]),
        (5, [0, 0, 0, 0]),
    ]:
        found = alignment(jnp.zeros(D), prepared, None, t, None)[0]
        np.testing.assert_allclose(found.weights, [*wanted, 0, 0], atol=1e-6)
    assert not found.context.any()  # the window has left the source


@pytest.mark.parametrize("name", ["local_m", "local_m_gathered"])
def test_a_window_of_one_position_reads_the_state_at_t(name):
    alignment = make(name, 0)
    prepared = source(alignment, 4, 6)
    for t in range(4):
        found = alignment(query(t), prepared, None, t, None)[0]
        close(found.context, prepared.memory.states[t])


@pytest.mark.parametrize("name", ["local_p", "local_p_gathered"])
def test_local_p_by_hand(name):
    """Four letters, D = 2, so sigma = 1: all are within 2 of the centre 0.7 * 4 - 1 = 1.8."""
    alignment, q = pinned(make(name, 2, "general"), 0.7)
    alignment.score.weight[...] = jnp.zeros((D, D))  # every position scores alike
    found = alignment(q, source(alignment, 4, 6), None, 0, None)[0]
    assert float(found.aux["centre"]) == pytest.approx(1.8, abs=1e-5)
    bell = np.exp(-(np.array([1.8, 0.8, 0.2, 1.2]) ** 2) / 2)
    np.testing.assert_allclose(found.weights, [*bell / 4, 0, 0], atol=1e-5)
    assert found.weights.sum() < 0.7  # as the paper has it, the weights do not sum to one


@pytest.mark.parametrize("share", [1e-6, 0.3, 1 - 1e-6])
@pytest.mark.parametrize("name", CUT)
def test_a_predicted_centre_reaches_both_ends_of_the_true_source(name, share):
    alignment, q = pinned(make(name, 2), share)
    prepared = source(alignment, 10, 16)
    found = alignment(q, prepared, None, 0, None)[0]
    assert float(found.aux["centre"]) == pytest.approx(10 * share - 1, abs=1e-3)
    assert found.weights.sum() > 0.1
    outside = np.abs(np.arange(16) - float(found.aux["centre"])) > 2
    assert not found.weights[outside | (np.arange(16) >= 10)].any()


def test_renormalised_weights_are_the_papers_divided_by_their_sum():
    paper, ones = make("local_p", 3), make("local_p_renormalised", 3)
    prepared = source(paper, 9, 9)
    weights = paper(query(2), prepared, None, 0, None)[0].weights
    close(ones(query(2), prepared, None, 0, None)[0].weights, weights / weights.sum())
    assert weights.sum() < 0.99


def test_uncut_weights_are_those_of_scores_and_log_gaussian_over_the_whole_source():
    """A high score far from the centre wins; within the window it is the renormalised row."""
    uncut, cut = make("local_p_uncut", 2), make("local_p_renormalised", 2)
    prepared = source(uncut, 9, 12)
    found = uncut(query(2), prepared, None, 0, None)[0]
    scores = uncut.score(query(2), prepared.keys)[:9]
    far = np.arange(9) - float(found.aux["centre"])
    np.testing.assert_allclose(
        found.weights[:9], jax.nn.softmax(scores - far**2 / 2), rtol=1e-4, atol=1e-7
    )
    assert found.weights.sum() == pytest.approx(1.0, abs=1e-5)
    inside = np.abs(far) <= 2
    assert not inside.all()
    weights = np.asarray(found.weights[:9])[inside]
    close(cut(query(2), prepared, None, 0, None)[0].weights[:9][inside], weights / weights.sum())
    loud = prepared._replace(keys=prepared.keys.at[8].set(100 * query(2)))
    assert uncut(query(2), loud, None, 0, None)[0].weights[8] > 0.99
    assert cut(query(2), loud, None, 0, None)[0].weights[8] == 0


@given(st.floats(-30, 60, width=32), st.integers(0, 12), st.integers(1, 40))
def test_a_slice_holds_the_whole_window(centre, window, length):
    """Whatever the centre: no position of the window is outside the slice, nor is the slice."""
    size = min(2 * window + 1, length)
    start = int(window_start(jnp.float32(centre), window, size, length))
    assert 0 <= start <= length - size
    inside = np.flatnonzero(in_window(jnp.arange(length), jnp.float32(centre), window))
    assert set(inside) <= set(range(start, start + size))


def test_the_gaussian_is_centred():
    positions = jnp.arange(5)
    bell = np.exp(log_gaussian(positions, jnp.float32(2.0), 1.5))
    assert bell.argmax() == 2
    np.testing.assert_allclose(bell, bell[::-1], rtol=1e-6)
    assert bell[2] == 1.0
    assert bell[0] == pytest.approx(np.exp(-0.5 * (2 / 1.5) ** 2), rel=1e-6)


def test_positions_stay_exact_in_half_precision():
    """bfloat16 knows no whole numbers beyond 256 one by one: centres are kept in float32."""
    alignment = make("local_m", 1)
    states = jax.random.normal(jax.random.key(0), (600, D)).astype(jnp.bfloat16)
    memory = Memory(states, jnp.ones(600, bool), jnp.zeros(D, jnp.bfloat16))
    keys = alignment.keys(states).astype(jnp.bfloat16)
    prepared = Prepared(memory, keys, jnp.zeros(4, jnp.bfloat16), memory.length)
    found = alignment(jnp.zeros(D, jnp.bfloat16), prepared, None, jnp.asarray(517), None)[0]
    assert np.flatnonzero(found.weights).tolist() == [516, 517, 518]
    assert found.context.dtype == jnp.bfloat16


TEXTS = copies(["abcabcab", "cb"])


@functools.cache
def loss_and_gradients(**changes):
    graph, params = nnx.split(fresh("luong_local_p", window=2, **changes), nnx.Param)

    def loss(params):
        model = nnx.merge(graph, params)
        logits, output = jax.vmap(model.forced)(TEXTS.source, shift_right(TEXTS.target))
        return token_loss(logits, TEXTS.target)[0], (logits, output)

    return jax.jit(jax.value_and_grad(loss, has_aux=True))(params)


@pytest.mark.thin(2)
@pytest.mark.parametrize(
    ("name", "reads"), [("local_m", ("token",)), ("local_p", ("token", "attentional"))]
)
def test_whole_models_of_both_forms_are_equal(name, reads):
    """In the scan and in the batched product, with the heat maps and the gradients."""
    found, wanted = (
        loss_and_gradients(alignment=form, reads=reads) for form in (f"{name}_gathered", name)
    )
    close(found[0], wanted[0], 1e-6)
    close(*(nnx.to_pure_dict(grads) for _, grads in (found, wanted)))


@pytest.mark.parametrize("name", ["local_m_gathered", "local_p_gathered"])
def test_a_gathered_step_without_its_weights_does_not_grow_with_the_source(name):
    """What is left when no one reads the weights: no operation on anything as long as the source,
    but for the slices that read it."""
    alignment = make(name, 2)

    def context(q, prepared):
        return alignment(q, prepared, None, 3, None)[0].context

    closed = jax.make_jaxpr(context)(query(0), source(alignment, 90, 97))
    used, _ = dce_jaxpr(closed.jaxpr, [True])
    long = {
        str(eqn.primitive)
        for eqn in used.eqns
        if any(97 in getattr(v.aval, "shape", ()) for v in [*eqn.invars, *eqn.outvars])
    }
    assert long == {"dynamic_slice"}


@pytest.mark.parametrize("name", TWO_FORMS)
def test_the_form_is_chosen_by_the_length_of_the_source(name):
    """Up to the crossover the whole source is scored; from there on a slice is. Some insist."""

    def slices(name, length):
        alignment = make(name, 2)
        prepared = source(alignment, 9, length)
        jaxpr = jax.make_jaxpr(lambda q: alignment(q, prepared, None, 3, None)[0].context)(query(0))
        return "dynamic_slice" in str(jaxpr)

    lengths = (GATHER_FROM - 1, GATHER_FROM)
    assert [slices(name, length) for length in lengths] == [False, True]
    assert [slices(f"{name}_masked", length) for length in lengths] == [False, False]
    assert slices(f"{name}_gathered", 9)
    assert not slices("local_p_uncut", GATHER_FROM)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"alignment": "local_m"}, "needs a window.* a whole number of at least 0, got None"),
        ({"alignment": "local_m", "window": -1}, "at least 0, got -1"),
        ({"alignment": "local_p", "window": 0}, "at least 1, got 0"),
        ({"alignment": "local_p_gathered", "window": 0}, "at least 1, got 0"),
        ({"alignment": "soft", "window": 4}, "'soft' has no window, got window=4"),
        (
            {"alignment": "local_m", "window": 4, "score": "location"},
            "one that reads what stands there",
        ),
    ],
)
def test_wiring_refuses(changes, message):
    with pytest.raises(ValueError, match=message):
        Wiring(**{"score": "dot", **changes})


@pytest.mark.parametrize("window", [2.0, True, "4"])
def test_wiring_refuses_a_window_that_is_no_whole_number(window):
    with pytest.raises((ValueError, TypeCheckError), match="window"):
        Wiring(alignment="local_m", score="dot", window=window)


def test_a_fixed_context_has_no_window():
    with pytest.raises(ValueError, match="'summary' has no window, got window=4"):
        Wiring(window=4)
