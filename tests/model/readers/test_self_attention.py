"""A source read by self-attention: against a loop, with padding, in another order, and by heart."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from jaxtyping import TypeCheckError
from tiny import RECIPE, STREAM, VOCAB, close, fresh, quick_key

from course_lib.data.vocab import pad
from course_lib.diagrams.graphs import graph
from course_lib.kernels import multi_head, position_code
from course_lib.model import Parts, Reader, Reading, SelfAttentionReading, build
from course_lib.training import fit, load_model, save_model

READING = SelfAttentionReading(layers=2, heads=2, inner=3)
SOURCE = jnp.array([3, 5, 4, 3])


def model(reading=READING, **changes):
    return fresh("luong_dot_unfed", reading=reading, **changes)


def normal(x, gain, bias):
    x = x - x.mean(axis=-1, keepdims=True)
    return np.asarray(gain) * x / np.sqrt((x**2).mean(axis=-1, keepdims=True) + 1e-5) + np.asarray(
        bias
    )


def test_a_layer_equals_a_loop():
    layer = model().reader.layers[0]
    rng = np.random.default_rng(0)
    states, mask = rng.normal(size=(5, 8)).astype(np.float32), np.array([1, 1, 1, 0, 0], bool)
    found = layer(jnp.asarray(states), jnp.asarray(mask))
    w = {k: np.asarray(v[...], np.float64) for k, v in vars(layer).items() if k.endswith("weight")}
    read = normal(states, layer.gains[0][...], layer.biases[0][...])
    for j in range(5):
        heads = []
        for h in (slice(0, 4), slice(4, 8)):
            query = (read[j] @ w["query_weight"])[h]
            keys = (read @ w["key_weight"])[:, h]
            powers = np.where(mask, np.exp(keys @ query / 2.0), 0.0)
            heads.append(powers / powers.sum() @ (read @ w["value_weight"])[:, h])
        state = states[j] + np.concatenate(heads) @ w["out_weight"]
        inner = np.maximum(normal(state, 1.0, 0.0) @ w["inner_weight"], 0.0)
        np.testing.assert_allclose(found[j], state + inner @ w["outer_weight"], atol=1e-4)


def test_it_keeps_the_contracts():
    assert isinstance(READING, Reading)
    assert isinstance(model().reader, Reader)
    memory = model().reader(SOURCE)
    assert memory.states.shape == (4, 8)
    assert memory.tokens is not None
    np.testing.assert_allclose(memory.summary, memory.states.mean(axis=0), atol=1e-6)


def test_more_padding_changes_no_state_logit_or_gradient():
    one = model(dropout=0.3)
    structure, params = nnx.split(one, nnx.Param)
    inputs = jnp.array([1, 4, 3])

    @jax.jit
    def run(params, source):
        def loss(params):
            logits, output = nnx.merge(structure, params).forced(source, inputs, quick_key(0))
            return jnp.sum(jnp.sin(logits)), (logits, output.weights)

        return jax.value_and_grad(loss, has_aux=True)(params)

    short, long = (run(params, jnp.asarray(pad([SOURCE.tolist()], n))[0]) for n in (5, 9))
    (loss, (logits, weights)), grads = short
    (longer, (more, wider)), padded = long
    close((longer, more, padded), (loss, logits, grads))
    close(wider[:, :5], weights)
    assert not np.asarray(wider)[:, 5:].any()


def test_without_positions_the_order_is_lost_and_with_them_it_is_not():
    turned = jnp.array([2, 0, 3, 1])
    for positions in (True, False):
        reader = model(SelfAttentionReading(heads=2, positions=positions)).reader
        gap = np.abs(reader(SOURCE[turned]).states - reader(SOURCE).states[turned]).max()
        assert (gap < 1e-5) is not positions


def test_a_batch_is_its_sources():
    one = model()
    sources = jnp.asarray(pad([[3, 4], [5, 3, 4]], 4))
    together = jax.vmap(one.reader)(sources)
    for k in range(2):
        close(jax.tree.map(lambda leaf, k=k: leaf[k], together), one.reader(sources[k]))


def test_the_readers_own_functions_do_the_work():
    called = []

    def heads(*arguments):
        called.append("heads")
        return multi_head(*arguments)

    def code(position, width):
        called.append("code")
        return position_code(position, width)

    own = model(parts=Parts(multi_head=heads, position_code=code))
    close(own.reader(SOURCE), model().reader(SOURCE))
    assert set(called) == {"heads", "code"}
    with pytest.raises(ValueError, match="never call position_code"):
        model(SelfAttentionReading(positions=False), parts=Parts(position_code=code))


@pytest.mark.long
def test_it_learns_and_is_written_down(tmp_path):
    one = model(hidden=16)
    history = fit(one, STREAM, RECIPE.__class__(steps=60, chunk=10, warmup=5), progress=False)
    assert np.mean(history.loss[-10:]) < 0.8 * np.mean(history.loss[:10])
    save_model(tmp_path / "model.npz", one)
    again = load_model(tmp_path / "model.npz")
    assert again.spec == one.spec
    close(again.reader(SOURCE), one.reader(SOURCE))


def test_a_picture_names_it():
    assert graph(model().spec.wiring).node("memory").title == "self-attention, 2 layers of 2 heads"
    unplaced = SelfAttentionReading(layers=1, heads=1, positions=False)
    assert unplaced.drawn("lstm").title == "self-attention, 1 layer of 1 head, no positions"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"directions": 1}, "directions and reverse are a recurrent reader's"),
        ({"heads": 0}, "heads must be"),
        ({"inner": 0}, "inner must be"),
        ({"layers": 0}, "layers must be"),
        ({"positions": "x"}, "positions"),
    ],
)
def test_what_cannot_be_a_reading_is_refused(changes, said):
    with pytest.raises((ValueError, TypeCheckError), match=said):
        SelfAttentionReading(**changes)


def test_a_width_that_the_heads_do_not_divide_is_refused():
    with pytest.raises(ValueError, match="3 heads need a width that they divide, got 8"):
        build("luong_dot", VOCAB, hidden=8, reading=SelfAttentionReading(heads=3))
