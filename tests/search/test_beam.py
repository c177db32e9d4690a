"""Beam search: against greedy search, exhaustive search, a plain loop and forced decoding."""

import functools
import itertools

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from searching import SOURCE, found_by, found_for, log_probabilities, sharp
from tiny import VOCAB, close, copies, fresh, same

from course_lib.data.characters import Characters
from course_lib.data.vocab import END, PAD, START
from course_lib.search import Beam, Greedy, beam
from course_lib.search.beam_steps import beam_step
from course_lib.search.exploring import explore

ATTENDS = ["luong_general", "bahdanau", "luong_location_unfed"]
NAMES = [*ATTENDS, "init_state", "cho"]


def lengths(tokens):
    return (np.asarray(tokens) != PAD).sum(axis=-1)


@pytest.mark.thin(3)
@pytest.mark.parametrize("name", NAMES)
def test_a_beam_of_one_is_greedy_search(name):
    """Token by token; numbers up to the last bits, which two compiled programs may round apart."""
    sources = copies(["abca", "b", "cc", "bacab", "cab", "aa"], 6).source
    for seed in range(5):
        model = sharp(name, seed)
        one = found_by(Greedy(), model, sources, 9)
        for penalty in (0.0, 1.0):
            found = found_by(Beam(1, penalty), model, sources, 9)
            assert same(found.tokens, one.tokens)
            np.testing.assert_allclose(found.log_probability, one.log_probability, rtol=1e-6)
            if one.weights is not None:
                close(found.weights, one.weights)


@pytest.mark.thin(3)
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("letters", "limit"), [("ab", 1), ("ab", 4), ("abc", 3)])
@pytest.mark.parametrize("penalty", [0.0, 0.7])
def test_a_beam_that_drops_nothing_is_exhaustive_search(letters, limit, penalty, seed):
    """Every target there is, ended or cut at the limit, in the order of its score; then nothing."""
    vocab = Characters(letters)
    model = sharp("luong_general", seed, vocab)
    source = jnp.asarray(vocab.encode("abba"))
    signs = range(END + 1, len(vocab))
    whole = [
        [*some, END, *[PAD] * (limit - count - 1)]
        for count in range(limit)
        for some in itertools.product(signs, repeat=count)
    ]
    targets = np.array(whole + [list(some) for some in itertools.product(signs, repeat=limit)])
    log_p = log_probabilities(model, source, targets)[0]
    score = log_p / lengths(targets) ** penalty
    order = np.argsort(-score)
    found = found_for(Beam(len(targets) + 3, penalty), model, source, limit)
    # In the order that it gives itself: two targets may differ by less than float32 can tell.
    assert {tuple(row) for row in found.tokens[:-3].tolist()} == {tuple(row) for row in targets}
    np.testing.assert_allclose(found.score[:-3], score[order], atol=1e-4)
    exact = dict(zip(map(tuple, targets), log_p, strict=True))
    wanted = [exact[tuple(row)] for row in found.tokens[:-3].tolist()]
    np.testing.assert_allclose(found.log_probability[:-3], wanted, atol=1e-4)
    assert not found.tokens[-3:].any()
    assert np.isneginf(found.log_probability[-3:]).all()
    assert not found.weights[-3:].any()


@functools.partial(jax.jit, static_argnums=0)
def _start(graph, params, source):
    model = nnx.merge(graph, params)
    prepared = model.encode(source)
    return prepared, model.decoder.start(prepared)


@functools.partial(jax.jit, static_argnums=0)
def _step(graph, params, prepared, state, token, t):
    decoder = nnx.merge(graph, params).decoder
    state, output = decoder.step(prepared, state, decoder.embed(token), t)
    return state, jax.nn.log_softmax(decoder.logits(prepared, output))


def plain_beam(model, source, limit, width, penalty):
    """Beam search over lists of Python, one hypothesis and one step after the other."""
    graph, params = nnx.split(model, nnx.Param)
    prepared, state = _start(graph, params, source)
    kept = [(0.0, [], state)]
    score = lambda one: one[0] / max(len(one[1]), 1) ** penalty  # noqa: E731
    for t in range(limit):
        candidates = []
        for total, tokens, state in kept:
            if END in tokens:
                candidates.append((total, tokens, state))
                continue
            last = jnp.int32(tokens[-1] if tokens else START)
            moved, log_p = _step(graph, params, prepared, state, last, jnp.int32(t))
            log_p = np.asarray(log_p, np.float64)
            candidates += [
                (total + log_p[token], [*tokens, token], moved)
                for token in range(END, len(model.spec.target))
            ]
        kept = sorted(candidates, key=score, reverse=True)[:width]
    return [(tokens, total, score((total, tokens))) for total, tokens, _ in kept]


@pytest.mark.thin(4)
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("width", "penalty"), [(2, 0.0), (5, 0.0), (5, 0.7)])
def test_beam_search_equals_a_plain_loop(name, width, penalty, seed):
    model, limit = sharp(name, seed), 8
    wanted = plain_beam(model, SOURCE, limit, width, penalty)
    found = found_for(Beam(width, penalty), model, SOURCE, limit)
    assert found.tokens.tolist() == [row + [PAD] * (limit - len(row)) for row, _, _ in wanted]
    np.testing.assert_allclose(found.log_probability, [one[1] for one in wanted], atol=1e-4)
    np.testing.assert_allclose(found.score, [one[2] for one in wanted], atol=1e-4)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", NAMES)
def test_what_a_beam_says_of_its_hypotheses_is_what_forced_decoding_says(name, seed):
    model, penalty = sharp(name, seed), 0.8
    found = found_for(Beam(5, penalty), model, SOURCE, 8)
    assert len({tuple(row) for row in found.tokens.tolist()}) == 5
    log_p, weights = log_probabilities(model, SOURCE, found.tokens)
    np.testing.assert_allclose(found.log_probability, log_p, atol=1e-4)
    np.testing.assert_allclose(found.score, log_p / lengths(found.tokens) ** penalty, atol=1e-4)
    assert (np.diff(found.score) <= 0).all()
    if weights is None:
        assert found.weights is None
    else:
        written = np.asarray(found.tokens != PAD)[..., None]
        np.testing.assert_allclose(found.weights, np.where(written, weights, 0.0), atol=1e-5)


@pytest.mark.parametrize("name", ATTENDS)
def test_padding_changes_nothing(name):
    model = sharp(name)
    one, other = (
        found_for(Beam(5, 0.5), model, copies(["abca"], longest).source[0], 8) for longest in (6, 9)
    )
    assert same(one.tokens, other.tokens)
    close(one.log_probability, other.log_probability)
    close(one.weights, other.weights[:, :, :6])
    assert not other.weights[:, :, 6:].any()


@pytest.mark.parametrize("width", [1, 4])
def test_a_batch_is_its_sources_one_by_one_whether_it_stops_together_or_not(width):
    model = sharp("luong_general", 6)
    sources = copies(["abca", "b", "cc"], 6).source

    def search(source, axis):
        return beam(model, source, 12, width, 0.0, axis), explore(model, source, 12, width)[2]

    together, taken = jax.jit(jax.vmap(lambda one: search(one, "B"), axis_name="B"))(sources)
    apart, _ = jax.jit(jax.vmap(lambda one: search(one, None)))(sources)
    assert len(set(taken.tolist())) == 3  # each would stop at another step
    assert max(taken.tolist()) < 12
    assert same(together.tokens, apart.tokens)
    close(together, apart)
    alone = jax.jit(lambda source: beam(model, source, 12, width))
    for row, source in enumerate(sources):
        close(jax.tree.map(lambda array: array[row], together), alone(source))  # noqa: B023


def forcing(token):
    """A model that writes `token` whatever it reads, and thinks all others equally unlikely."""
    model = fresh("luong_dot")
    model.decoder.readout.weight[...] = jnp.zeros_like(model.decoder.readout.weight[...])
    model.decoder.readout.bias[...] = jnp.zeros(len(VOCAB)).at[token].set(9.0)
    return model


def test_it_stops_when_all_are_finished_with_the_same_result():
    model = forcing(END)
    short, long = (found_for(Beam(4), model, SOURCE, limit) for limit in (2, 30))
    taken = jax.jit(lambda source: explore(model, source, 30, 4)[2])(SOURCE)
    assert taken == 2
    assert long.tokens[:, :2].tolist() == [[END, PAD], [3, END], [4, END], [5, END]]
    assert same(long.tokens[:, :2], short.tokens)
    assert same(long.log_probability, short.log_probability)
    assert same(long.weights[:, :2], short.weights)
    assert not long.tokens[:, 2:].any()
    assert not long.weights[:, 2:].any()


def test_none_finished_at_the_limit():
    found = found_for(Beam(3, 1.0), forcing(4), SOURCE, 5)
    assert found.tokens[0].tolist() == [4] * 5
    assert not (found.tokens == END)[:, :-1].any()
    np.testing.assert_allclose(found.score, found.log_probability / 5, rtol=1e-6)


def test_ties_go_to_the_earlier_hypothesis_and_the_lower_token():
    model = forcing(END)
    model.decoder.readout.bias[...] = jnp.zeros(len(VOCAB))
    first = found_for(Beam(3), model, SOURCE, 1)
    assert first.tokens.tolist() == [[END], [3], [4]]
    second = found_for(Beam(4), model, SOURCE, 2)
    assert second.tokens.tolist() == [[END, PAD], [3, END], [3, 3], [3, 4]]


def test_the_penalty_treats_finished_and_unfinished_alike():
    """One token a step with probability p, the end or another: all means are log p."""
    model = forcing(END)
    model.decoder.readout.bias[...] = jnp.full(len(VOCAB), -99.0).at[jnp.array([END, 3])].set(0.0)
    found = found_for(Beam(5, 1.0), model, SOURCE, 4)
    np.testing.assert_allclose(found.score, np.log(0.5), atol=1e-5)
    assert lengths(found.tokens).tolist() == [1, 2, 3, 4, 4]


def test_what_cannot_be_is_refused():
    model = fresh("luong_dot")
    with pytest.raises(ValueError, match="width must be a whole number of at least 1, got 0"):
        beam(model, SOURCE, 3, 0)
    with pytest.raises(ValueError, match=r"length_penalty must be at least 0.*-0.5"):
        beam(model, SOURCE, 3, 2, -0.5)
    with pytest.raises(ValueError, match="limit must be a whole number of at least 1, got 0"):
        beam(model, SOURCE, 0, 2)
    with pytest.raises(ValueError, match="at least one real position"):
        beam(model, jnp.zeros(4, jnp.int32), 3, 2)
    with pytest.raises(ValueError, match="width must be a whole number of at least 1, got -1"):
        Beam(-1)
    with pytest.raises(ValueError, match=r"length_penalty.*nan"):
        Beam(2, float("nan"))


def test_a_power_of_the_length_must_fit_into_a_float32():
    with pytest.raises(ValueError, match="length_penalty must be at least 0 and at most 10"):
        Beam(3, 30.0)
    with pytest.raises(ValueError, match=r"length_penalty must be at most 9\.21 .* 2000 tokens"):
        Beam(3, 10.0).batch(None, None, None, 2000, np.arange(2))


def test_a_step_of_ones_own_ranks_sums():
    """`beam_step` by another name finds the same; another order finds something else."""
    model = sharp()
    wanted = found_for(Beam(3), model, SOURCE, 6)
    equal = Beam(3, step=lambda scores, log_p, finished: beam_step(scores, log_p, finished))
    found = found_for(equal, model, SOURCE, 6)
    assert np.array_equal(found.tokens, wanted.tokens)
    assert np.array_equal(found.score, wanted.score)
    worst = found_for(Beam(3, step=lambda e, p, f: beam_step(e, p, f)[::-1]), model, SOURCE, 6)
    assert not np.array_equal(worst.tokens, wanted.tokens)
    with pytest.raises(ValueError, match=r"length_penalty must be 0, got 0\.5"):
        Beam(3, 0.5, step=lambda *args: beam_step(*args))
    with pytest.raises(
        ValueError, match=r"step must give an array of shape \[3, 2\] here, got \[3"
    ):
        found_for(Beam(3, step=lambda e, p, f: e), model, SOURCE, 6)
