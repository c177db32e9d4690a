"""Laws that every row of the table obeys, and that a row is as large as its equations say."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from tiny import (
    ROWS,
    VOCAB,
    WEIGHED,
    close,
    copies,
    forced,
    fresh,
    named,
    params_of,
    quick_key,
)

from course_lib.data.batches import shift_right
from course_lib.kernels.losses import token_loss
from course_lib.model.seq2seq import count_parameters
from course_lib.model.table import MODELS, build, matching_hidden

TEXTS = ["abca", "cb", "a"]
SHORT, LONG = copies(TEXTS), copies(TEXTS, longest=7)
J, T = SHORT.source.shape[1], SHORT.target.shape[1]


@functools.cache
def losses(name, dropout):
    """(params, batch) -> (loss, (logits, weights)), and the parameters."""
    graph, params = nnx.split(fresh(name, dropout=0.4 if dropout else 0.0), nnx.Param)

    def loss_of(params, batch):
        model = nnx.merge(graph, params)
        inputs = shift_right(batch.target)
        if dropout:
            keys = jax.random.split(quick_key(5), len(TEXTS))
            logits, output = jax.vmap(model.forced)(batch.source, inputs, keys)
        else:
            logits, output = jax.vmap(model.forced)(batch.source, inputs)
        return token_loss(logits, batch.target)[0], (logits, output.weights)

    return loss_of, params


@functools.cache
def plain(name):
    """Loss, logits and weights of the padded batch without dropout."""
    loss_of, params = losses(name, False)
    return jax.jit(loss_of)(params, LONG)


@functools.cache
def graded(name):
    """The loss with dropout (of one fixed draw) and its gradients, compiled; the parameters.

    To compile it is most of the time that this file takes. So it is done once for a row, for the
    padded batch: what is asked of the other batch is asked of programs that compile faster.
    """
    loss_of, params = losses(name, True)
    return jax.jit(jax.value_and_grad(loss_of, has_aux=True)), params


# In NumPy: JAX compiles each small operation for each shape.
def moved(tree, seed, size, times=1.0):
    """`times` a tree, with normal numbers of standard deviation `size` added."""
    rng = np.random.default_rng(seed)
    normal = lambda a: rng.normal(0.0, size, a.shape).astype(np.float32)  # noqa: E731
    return jax.tree.map(lambda a: times * np.asarray(a) + normal(a), tree)


def plus(tree, step, other):
    return jax.tree.map(lambda a, b: np.asarray(a) + np.float32(step) * np.asarray(b), tree, other)


def dot(one, other):
    """The inner product of two trees, as float64."""
    pairs = zip(jax.tree.leaves(one), jax.tree.leaves(other), strict=True)
    return sum(np.vdot(np.asarray(a, float), np.asarray(b, float)) for a, b in pairs)


def assert_nothing_on_padding(name, weights):
    if name in WEIGHED:
        for row, text in enumerate(TEXTS):
            assert (weights[row, :, len(text) :] == 0).all()


@pytest.mark.thin(3)
@pytest.mark.parametrize("name", ROWS)
def test_neither_padding_nor_a_longer_sentence_in_the_batch_changes_logits_or_weights(name):
    """A sentence in a padded batch equals itself alone; and no weight at all is on padding."""
    _, (logits, weights) = plain(name)
    one = copies(["cb"])
    found, output = forced(name)(one.source[0], shift_right(one.target)[0])
    close(logits[1, :3], found)
    if name in WEIGHED:
        close(weights[1, :3, :2], output.weights)
    assert_nothing_on_padding(name, weights)


@pytest.mark.thin(6)
@pytest.mark.parametrize("name", ROWS)
def test_padding_changes_no_loss_logit_weight_or_gradient_with_dropout_on(name):
    """The gradients of the batch without padding are compared by their products with directions:
    with the gradients themselves, and with random ones, in which a difference of any number shows.
    """
    loss_of, params = losses(name, True)
    run, _ = graded(name)
    (padded_loss, (padded_logits, padded_weights)), grads = run(params, LONG)
    slope = jax.jit(
        lambda params, along: jax.jvp(
            lambda p: loss_of(p, SHORT), (params,), (along,), has_aux=True
        )
    )
    for along in (grads, moved(params, 0, 1.0, 0.0), moved(params, 1, 1.0, 0.0)):
        loss, along_it, (logits, weights) = slope(params, along)
        close(along_it, dot(grads, along))
    close(padded_loss, loss)
    close(padded_logits[:, :T], logits)
    if name in WEIGHED:
        close(padded_weights[:, :T, :J], weights)
    assert_nothing_on_padding(name, padded_weights)


@pytest.mark.parametrize("name", ["cho", "bahdanau", "luong_general"])
def test_vmap_equals_the_loop(name):
    _, (logits, _) = plain(name)
    each = [forced(name)(LONG.source[b], shift_right(LONG.target)[b])[0] for b in range(len(TEXTS))]
    close(logits, jnp.stack(each))


@pytest.mark.thin(3)
@pytest.mark.parametrize("name", ROWS)
def test_every_parameter_has_a_gradient(name):
    run, params = graded(name)
    grads = named(nnx.to_pure_dict(run(params, LONG)[1]))
    assert all(np.isfinite(g).all() for g in grads.values())
    without = {part for part, g in grads.items() if not g.any()}
    # A draw lets no gradient through: its scores learn by REINFORCE (see test_reinforce). Half soft
    # has one for the sentences on which its coin fell so (see test_hard).
    scores = {part for part in grads if part.startswith("decoder.alignment.score.")}
    drawn = {"hard": [scores], "half_soft": [scores, set()]}
    assert without in drawn.get(MODELS[name].alignment, [set()])


@pytest.mark.thin(3)
@pytest.mark.parametrize("name", ROWS)
def test_every_row_learns(name):
    """A few plain gradient steps on one batch, with dropout of a fixed draw."""
    run, params = graded(name)
    seen = []
    for _ in range(12):
        (loss, _), grads = run(params, LONG)
        seen.append(float(loss))
        params = plus(params, -0.3, grads)
    assert seen[0] == pytest.approx(np.log(len(VOCAB)), abs=0.7)  # begins near chance
    assert seen[-1] < 0.9 * seen[0]


@pytest.mark.parametrize("name", ["cho", "bahdanau_article", "luong_concat", "luong_context_feed"])
def test_whole_model_gradient_against_finite_differences(name):
    """Of the loss with dropout, along the gradient and two random directions."""
    run, params = graded(name)
    # A random point: at the start many biases are zero, and a kink of maxout is far from none.
    params = moved(params, 2, 0.2)
    _, grads = run(params, LONG)
    size = dot(grads, grads) ** 0.5
    assert size > 1e-3
    for along in (grads, moved(params, 0, 1.0, 0.0), moved(params, 1, 1.0, 0.0)):
        step = 1e-2 / dot(along, along) ** 0.5
        at = {place: run(plus(params, place * step, along), LONG)[0][0] for place in (-2, -1, 1, 2)}
        # An error of step^4.
        found = (float(at[-2] - at[2]) + 8 * float(at[1] - at[-1])) / (12 * 1e-2)
        wanted = step / 1e-2 * dot(grads, along)
        assert found == pytest.approx(wanted, abs=2e-3 * size + 2e-5)


def test_dropout_acts_only_with_a_key():
    model, without = fresh("luong_general", dropout=0.4), fresh("luong_general")
    run, args = jax.jit(model.forced), (SHORT.source[0], shift_right(SHORT.target)[0])
    whole = jax.jit(without.forced)(*args)[0]
    close(run(*args)[0], whole, 0)
    first, again, other = (run(*args, jax.random.key(k))[0] for k in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()
    assert (first != whole).any()


def test_a_source_of_padding_alone_gives_finite_logits():
    logits, output = forced("bahdanau")(jnp.zeros(4, jnp.int32), shift_right(SHORT.target)[0])
    assert jnp.isfinite(logits).all()
    assert not output.weights.any()


def test_parameters_by_hand():
    """luong_general: E = D = 8, M = 6, V = 6 (three letters and three special tokens)."""
    e = d = 8
    m, v = 6, len(VOCAB)
    encoder = v * m + 2 * ((m + e // 2) * 4 * (e // 2) + 4 * (e // 2))
    cell = (m + d + d) * 4 * d + 4 * d  # reads token and h~, and its own state
    start = e * 2 * d + 2 * d
    score = e * d
    readout = (e + d) * d + d * v + v
    assert (
        count_parameters(fresh("luong_general")) == encoder + v * m + cell + start + score + readout
    )


def test_equal_seeds_build_equal_models():
    first, second, other = (params_of(fresh("cho", seed=s)) for s in (3, 3, 4))
    close(first, second, 0)
    assert (first["reader"]["embedding"] != other["reader"]["embedding"]).any()


def test_source_and_target_may_have_vocabularies_of_their_own():
    from course_lib.data.characters import Characters

    model = build("luong_dot", VOCAB, Characters("xy"), hidden=8, embedding=6, max_length=12)
    assert model.reader.embedding[...].shape == (6, 6)
    assert model.forced(SHORT.source[0], jnp.array([1, 3]))[0].shape == (2, 5)


@pytest.mark.thin(6)
@pytest.mark.parametrize("name", ROWS)
def test_matching_hidden_comes_closest(name):
    def count(hidden):
        make = functools.partial(build, name, VOCAB, hidden=hidden, embedding=6)
        return count_parameters(nnx.eval_shape(make))

    for wanted in (4_000, 150_000):
        found = matching_hidden(name, wanted, VOCAB, embedding=6)
        off = {hidden: abs(count(hidden) - wanted) for hidden in (found - 2, found, found + 2)}
        assert off[found] == min(off.values())
        assert off[found] <= 0.1 * wanted


def test_matching_hidden_has_a_smallest_and_a_largest_size():
    assert matching_hidden("cho", 1, VOCAB) == 2
    assert matching_hidden("cho", 2**31 - 1, VOCAB) == 2048


def test_the_table_has_the_rows_of_the_literature():
    fed = {f"luong_{score}" for score in ("dot", "general", "concat", "location")}
    assert set(MODELS) >= fed | {f"{name}_unfed" for name in fed} | {
        "static_context", "static_context_token", "init_state", "cho", "simple", "shared_input",
        "bahdanau", "bahdanau_article", "luong_context_feed", "luong_scaled_dot",
        "luong_local_m", "luong_local_p", "luong_local_p_renormalised",
    }  # fmt: skip
    assert MODELS["luong"] is MODELS["luong_general"]
