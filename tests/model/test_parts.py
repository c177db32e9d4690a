"""A model with somebody's own functions in it, and what is said where one cannot be."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from tiny import VOCAB, close, copies, fresh, params_of, same

from course_lib.kernels.masks import masked_softmax
from course_lib.model.alignments.hard import gumbel
from course_lib.model.classifiers import Recurrent
from course_lib.model.own import Own, own
from course_lib.model.own_past import LooksBack, looked_back
from course_lib.model.parts import Parts
from course_lib.model.table import MODELS
from course_lib.training.checkpoints import load_model, save_model
from course_lib.training.identity import identity
from course_lib.training.teacher_forcing import teacher_forced

BATCH = copies(["abca", "b", "ca"], 5)


class Unhashable:
    __hash__ = None  # type: ignore[assignment]

    def __call__(self, scores, mask):
        return softmax(scores, mask)


def gate(x):
    return 1 / (1 + jnp.exp(-x))


def softmax(scores, mask):
    powers = jnp.exp(scores) * mask
    return powers / jnp.sum(powers)


def lstm(gates, hidden, memory, recurrent):
    i, f, g, o = (gates + recurrent.T @ hidden).reshape(4, -1)
    memory = gate(f) * memory + gate(i) * jnp.tanh(g)
    return [gate(o) * jnp.tanh(memory), memory]


def gru(gates, hidden, recurrent):
    (r, z, n), (u, v, w) = gates.reshape(3, -1), (hidden @ recurrent).reshape(3, -1)
    return gate(-z - v) * jnp.tanh(n + gate(r + u) * w) + gate(z + v) * hidden


def attend(scores, states, mask):
    weights = softmax(scores, mask)
    return weights @ states, weights


def mixture(p_gen, written, weights, tokens, size):
    made = jnp.zeros(size).at[: len(written)].set(p_gen * written)
    return made.at[tokens].add((1 - p_gen) * weights)


def back(scores, real):
    before = jnp.tril(jnp.outer(real, real), -1)
    powers = jnp.exp(scores) * before
    return powers / jnp.maximum(powers.sum(axis=1, keepdims=True), 1e-30)


def window(scores, mask, centre, half_width):
    inside = mask & (abs(jnp.arange(scores.size) - centre) <= half_width)
    return jax.nn.softmax(jnp.where(inside, scores, -1e9)) * inside


def drawn(scores, mask, key):
    return jnp.argmax(jnp.where(mask, scores + gumbel(key, scores.size), -1e9))


# A row that calls each part, one equal to it in other words, and one that computes something else.
CASES = {
    "masked_softmax": ("luong", {}, softmax, lambda e, mask: mask / jnp.sum(mask)),
    "read_context": ("luong", {}, lambda w, h: jnp.einsum("j,je->e", w, h), lambda w, h: h[0]),
    "attend": ("luong", {}, attend, lambda e, h, mask: (h[0], softmax(e, mask))),
    "choose_position": ("bahdanau_hard", {}, drawn, lambda e, mask, key: jnp.argmin(e)),
    "gate": (
        "bahdanau",
        {"alignment": "gated"},
        lambda c, s, w, b: c / (1 + jnp.exp(-(w @ s) - b)),
        lambda c, s, w, b: c * gate(-(w @ s) - b),
    ),
    "location_features": (
        "bahdanau_location_aware",
        {},
        lambda w, f: jnp.stack(
            [jnp.convolve(w, f[::-1, k], mode="same") for k in range(f.shape[1])], axis=1
        ),
        lambda w, f: jnp.outer(w, f[0]),
    ),
    "next_query": (
        "luong_general_two_hops",
        {},
        lambda u, c, w: w.T @ c + u,
        lambda u, c, w: c @ w,
    ),
    "window_weights": (
        "luong_local_m",
        {"window": 1},
        window,
        lambda e, mask, p, r: softmax(e, mask),
    ),
    "gaussian_weights": (
        "luong_local_p",
        {"window": 2},
        lambda e, mask, p, r: (
            softmax(e, mask * (abs(jnp.arange(e.size) - p) <= r))
            * jnp.exp(-2 * ((jnp.arange(e.size) - p) / r) ** 2)
        ),
        lambda e, mask, p, r: softmax(e, mask),
    ),
    "predicted_centre": (
        "luong_local_p",
        {"window": 2},
        lambda s, w, v, n: n * gate(v @ jnp.tanh(w.T @ s) / jnp.sqrt(s.size)) - 1,
        lambda s, w, v, n: n * gate(v @ jnp.tanh(w.T @ s) / jnp.sqrt(s.size)),
    ),
    "dot": ("luong_dot", {}, lambda q, k: jnp.sum(k * q[None], axis=1), lambda q, k: -(k @ q)),
    "scaled_dot": ("luong_scaled_dot", {}, lambda q, k: k @ q / 8**0.5, lambda q, k: k @ q),
    "additive": (
        "bahdanau",
        {},
        lambda q, k, v: jnp.tanh(k + q[None]) @ v,
        lambda q, k, v: gate(k + q[None]) @ v,
    ),
    "rnn_step": (
        "init_state",
        {"cell": "rnn"},
        lambda x, h, u: jnp.tanh(x + u.T @ h),
        lambda x, h, u: jnp.tanh(x),
    ),
    "lstm_step": ("init_state", {}, lstm, lambda x, h, c, u: lstm(x, h, 0 * c, u)),
    "gru_step": ("init_state", {"cell": "gru"}, gru, lambda x, h, u: gru(x, -h, u)),
    "first_state": (
        "init_state",
        {},
        lambda r, w, b: jnp.tanh(w.T @ r + b),
        lambda r, w, b: r @ w + b,
    ),
    "attentional": (
        "luong_general_unfed",
        {},
        lambda f, w: jnp.tanh(w.T @ f),
        lambda f, w: f @ w,
    ),
    "maxout": (
        "bahdanau",
        {},
        lambda f, w, b: jnp.maximum((f @ w + b)[::2], (f @ w + b)[1::2]),
        lambda f, w, b: (f @ w + b)[::2],
    ),
    "copy_mixture": (
        "pointer_generator",
        {},
        mixture,
        lambda p, v, a, x, size: mixture(1 - p, v, a, x, size),
    ),
}
each_part = pytest.mark.parametrize("name", CASES)


def awake(row, **changes):
    """A small model whose sources differ enough that every function of it shows in the loss."""
    return fresh(row, **{"embedding_start": 1.0, **changes})


def loss_of(model, batch=BATCH):
    """The loss of a batch, with draws, as a function of the parameters; and these."""
    graph, params = nnx.split(model, nnx.Param)

    def loss(params):
        return teacher_forced(nnx.merge(graph, params), batch, jax.random.key(3), jnp.int32(0))[0]

    return loss, params


def taught(model):
    """The loss of a batch and its gradients, compiled, with draws."""
    loss, params = loss_of(model)
    value, grads = jax.jit(jax.value_and_grad(loss))(params)
    return float(value), nnx.to_pure_dict(grads)


def told(model, batch=BATCH):
    """The loss of a batch alone: it compiles in a sixth of the time."""
    loss, params = loss_of(model, batch)
    return float(jax.jit(loss)(params))


@functools.cache
def by_the_library(row, **changes):
    return taught(awake(row, **changes))


def test_every_part_is_tried():
    """`look_back` belongs to no row: it is tried in a `LooksBack`; `patches` and `placed` to a
    reader of images and `stack_frames` to one of sounds, and they are tried with those; so are
    `multi_head` and `position_code`, with the alignment and the reader that call them."""
    others = {"look_back", "patches", "placed", "stack_frames", "multi_head", "position_code"}
    assert {*CASES, *others} == set(Parts.__dataclass_fields__)


@pytest.mark.thin(5)
@each_part
def test_an_equal_function_trains_as_the_librarys(name):
    row, changes, equal, _ = CASES[name]
    loss, grads = taught(awake(row, **changes, parts=Parts(**{name: equal})))
    wanted, wanted_grads = by_the_library(row, **changes)
    assert loss == pytest.approx(wanted, abs=1e-5)
    close(grads, wanted_grads, 1e-4)


@pytest.mark.thin(3)
@each_part
def test_another_function_is_really_called(name):
    row, changes, _, other = CASES[name]
    loss = told(awake(row, **changes, parts=Parts(**{name: other})))
    assert abs(loss - by_the_library(row, **changes)[0]) > 1e-4


@pytest.mark.parametrize(
    "row", ["luong_local_p", "bahdanau_coverage", "luong_general_straight_through"]
)
def test_every_alignment_calls_the_softmax_it_was_given(row):
    calls = []

    def counted(scores, mask):
        calls.append(scores.shape)
        return masked_softmax(scores, mask)

    model = awake(row, parts=Parts(masked_softmax=counted))
    loss = told(model)
    assert calls
    assert loss == pytest.approx(told(awake(row)), abs=1e-5)


@pytest.mark.thin(3)
@pytest.mark.parametrize(
    "row", ["bahdanau_coverage", "bahdanau_location_aware", "luong_general_two_hops"]
)
def test_alignments_that_look_by_the_whole_read_call_the_one_they_were_given(row):
    calls = []

    def counted(scores, states, mask):
        calls.append(states.shape)
        return attend(scores, states, mask)

    model = awake(row, parts=Parts(attend=counted))
    loss = teacher_forced(model, BATCH, jax.random.key(3), jnp.int32(0))[0]
    assert calls
    assert loss == pytest.approx(by_the_library(row)[0], abs=1e-5)


@pytest.mark.parametrize("name", ["window_weights", "gaussian_weights"])
def test_weights_of_a_window_go_in_without_a_softmax(name):
    with pytest.raises(ValueError, match=f"{name} replaces masked_softmax: give {name} alone"):
        Parts(masked_softmax=softmax, **{name: CASES[name][2]})


@pytest.mark.parametrize("name", ["masked_softmax", "read_context"])
def test_a_whole_read_goes_in_alone(name):
    with pytest.raises(ValueError, match=f"attend replaces .*give attend alone, got {name} beside"):
        Parts(attend=attend, **{name: CASES[name][2]})


def test_what_is_no_array_is_handed_on_as_it_is():
    """A size stays a number of Python's, for a model's functions and while one is tried."""
    sizes = []

    def noting(p_gen, written, weights, tokens, size):
        sizes.append(size)
        return mixture(p_gen, written, weights, tokens, size)

    taught(awake("pointer_generator", parts=Parts(copy_mixture=noting)))
    assert set(sizes) == {len(VOCAB)}
    assert all(type(size) is int for size in sizes)


def test_padding_changes_nothing_for_a_function_that_masks():
    model = fresh("luong", parts=Parts(masked_softmax=softmax))
    longer = copies(["abca", "b", "ca"], 9)
    assert told(model, longer) == pytest.approx(told(model), abs=1e-5)


@pytest.mark.parametrize("row", MODELS)
def test_a_row_takes_what_it_is_made_of_and_refuses_the_rest(row):
    """Made of the library's own, nothing changes: a part that is no change is never refused."""
    made_of = MODELS[row].made_of
    for name in Parts.__dataclass_fields__:
        parts = Parts(**{name: lambda *args: args[0]})
        if name in made_of:
            parts.check(made_of)
        else:
            with pytest.raises(ValueError, match=f"would never call {name}"):
                parts.check(made_of)
    assert Parts(masked_softmax=masked_softmax) == Parts()


def test_build_refuses_what_would_not_be_called():
    with pytest.raises(ValueError, match="would never call masked_softmax; its own parts can be"):
        fresh("init_state", parts=Parts(masked_softmax=softmax))


def test_what_is_no_function_is_refused():
    with pytest.raises(ValueError, match="masked_softmax must be a function, got 3"):
        own(3, masked_softmax, "masked_softmax")
    with pytest.raises(ValueError, match="masked_softmax must be a function that can be hashed"):
        own(Unhashable(), masked_softmax, "masked_softmax")
    assert own(masked_softmax, masked_softmax, "masked_softmax") is masked_softmax


def test_models_of_one_function_share_their_compiled_programs():
    one, two = (fresh("luong", parts=Parts(masked_softmax=softmax)) for _ in range(2))
    graphs = [nnx.split(model, nnx.Param)[0] for model in (one, two)]
    assert graphs[0] == graphs[1]
    assert hash(graphs[0]) == hash(graphs[1])
    assert graphs[0] != nnx.split(fresh("luong"), nnx.Param)[0]
    assert repr(one.spec.parts) == "Parts(masked_softmax=own masked_softmax)"


def test_a_classifier_has_a_step_of_ones_own_too():
    library = Recurrent("lstm", len(VOCAB), 2, width=4)
    changed = Recurrent("lstm", len(VOCAB), 2, width=4, parts=Parts(lstm_step=lstm))
    close(changed(BATCH.source[0]), library(BATCH.source[0]))
    with pytest.raises(ValueError, match="would never call gru_step"):
        Recurrent("lstm", len(VOCAB), 2, parts=Parts(gru_step=gru))


def test_a_model_that_looks_back_has_a_look_of_ones_own():
    library = LooksBack("gru", len(VOCAB), width=4)
    source = BATCH.source[0]

    def own(**parts):
        return LooksBack("gru", len(VOCAB), width=4, parts=Parts(**parts))

    equal = own(look_back=back, gru_step=gru)
    close(equal(source), library(source))
    close(equal.weights(source), library.weights(source))
    close(looked_back(equal, BATCH.source), looked_back(library, BATCH.source))
    other = own(look_back=lambda e, real: jnp.zeros_like(e))
    assert np.abs(other(source) - library(source)).max() > 1e-4
    assert identity(other) != identity(library) != identity(equal)
    assert identity(equal) == identity(own(look_back=back, gru_step=gru))
    with pytest.raises(ValueError, match=r"would never call look_back; its own .* gru_step"):
        Recurrent("gru", len(VOCAB), 2, parts=Parts(look_back=back))
    with pytest.raises(ValueError, match=r"would never call dot; its own .* gru_step, look_back"):
        own(dot=lambda query, keys: keys @ query)


# What is said where a function cannot be compiled.

KEPT = []


def kept_from_before(scores, mask):
    KEPT.append(scores)
    return softmax(scores + KEPT[0].sum(), mask)


def in_place(scores, mask):
    scores[0] = 0.0
    return softmax(scores, mask)


def asks(scores, mask):
    if scores.max() > 100:
        scores = scores - scores.max()
    return softmax(scores, mask)


REFUSED = {
    "NumPy": (
        lambda e, m: np.exp(e) / np.exp(e).sum(),
        "it calls NumPy on its inputs, in `.*write jnp.exp for np.exp",
    ),
    "a part of NumPy that JAX lacks": (
        lambda e, m: np.lib.scimath.log(e),
        "it calls NumPy on its inputs, in `.*write jnp where it says np",
    ),
    "if": (asks, "asks a Python question of a value .*, in `if scores.max.. > 100:`.*jnp.where"),
    "float": (lambda e, m: softmax(e - float(e.max()), m), "turns a value into a number of Python"),
    "item": (lambda e, m: softmax(e - e.max().item(), m), "turns a value into a number of Python"),
    "range": (lambda e, m: softmax(e[range(m.sum())], m), "a whole number of Python's"),
    "mask": (lambda e, m: jnp.exp(e) / jnp.exp(e)[m].sum(), "picks numbers out by a mask"),
    "in place": (in_place, "raises TypeError, in `scores.0. = 0.0`: "),
    "shape": (lambda e, m: softmax(e, m)[None], r"must give an array of shape \[5\].*got \[1, 5\]"),
    "None": (lambda e, m: None, "gives None; is a `return` missing"),
    "complex": (lambda e, m: softmax(e, m) + 0j, "must give float32, got complex64"),
    "arguments": (lambda e: e, "raises TypeError"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_compiled_is_told_in_plain_words(kind):
    function, said = REFUSED[kind]
    model = fresh("luong", parts=Parts(masked_softmax=function))
    with pytest.raises(ValueError, match=f"(?s)^masked_softmax .*{said}") as raised:
        jax.jit(model.forced)(BATCH.source[0], BATCH.target[0])
    assert "racer" not in str(raised.value)
    assert raised.value.__suppress_context__ or raised.value.__context__ is None


def test_a_value_that_was_kept_is_named():
    kept = Own(kept_from_before, masked_softmax, "masked_softmax")
    jax.eval_shape(kept, jnp.ones(3), jnp.ones(3, bool))
    with pytest.raises(ValueError, match="it uses a value that was kept from an earlier call"):
        kept(jnp.ones(4), jnp.ones(4, bool))


def test_positions_are_whole_numbers_and_an_lstms_step_gives_two():
    with pytest.raises(ValueError, match="must give int32, got float32"):
        told(fresh("bahdanau_hard", parts=Parts(choose_position=lambda e, m, key: 1.0)))
    with pytest.raises(ValueError, match="lstm_step must give 2 arrays, got 4"):
        fresh("init_state", parts=Parts(lstm_step=lambda x, h, c, u: h)).encode(BATCH.source[0])


def test_results_come_in_the_types_of_the_librarys():
    pair = Own(lambda x: [1, 2], lambda x: x, "pair")
    assert pair(jnp.zeros(2, jnp.bfloat16)).dtype == jnp.bfloat16


# Checkpoints hold numbers and no code.


def test_a_checkpoint_notes_what_was_ones_own(tmp_path):
    parts = Parts(masked_softmax=softmax)
    model = fresh("luong", parts=parts)
    save_model(tmp_path / "own.npz", model)
    with pytest.raises(
        ValueError, match=r"with masked_softmax of its writer's own, got none: .*masked_softmax=..."
    ):
        load_model(tmp_path / "own.npz")
    again = load_model(tmp_path / "own.npz", parts=parts)
    assert again.spec == model.spec
    assert same(params_of(again), params_of(model))
    save_model(tmp_path / "plain.npz", fresh("luong"))
    assert load_model(tmp_path / "plain.npz").spec == fresh("luong").spec
    with pytest.raises(ValueError, match="with no part of its writer's own, got masked_softmax"):
        load_model(tmp_path / "plain.npz", parts=parts)
