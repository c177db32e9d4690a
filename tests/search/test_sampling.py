"""Sampling: how often what is drawn, its log-probability, and its keys."""

import itertools
from collections import Counter

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from searching import SOURCE, found_by, found_for, log_probabilities, sharp
from tiny import close, copies, same

from course_lib.data.vocab import END, PAD
from course_lib.search import Greedy, Sample, sample

KEY = jax.random.key(3)


def draws(model, temperature, count, limit=3):
    sources = np.tile(SOURCE, (count, 1))
    found = found_by(Sample(temperature, seed=3), model, sources, limit)
    return jax.tree.map(lambda array: array[:, 0], found)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
def test_targets_come_as_often_as_the_model_says(temperature):
    """The distance of 6000 draws from the distribution: .007 to .017 measured. Draws at temperature
    1 are .031 from the distributions of .9 and 1.1, and .166 or more lie between .5, 1 and 2."""
    model = sharp("luong_general", 2)
    count, limit = 6000, 2
    found = Counter(map(tuple, draws(model, temperature, count, limit).tokens.tolist()))
    targets = [(END, PAD), *itertools.product((3, 4, 5), (END, 3, 4, 5))]
    assert set(found) <= set(targets)
    steps = np.array([[step for step in target] for target in targets])
    # p(y) prop. to p^(1/temperature) a step, not a target: normalise each step by itself.
    first = {y: log_probabilities(model, SOURCE, np.array([[y]]))[0][0] for y in (END, 3, 4, 5)}
    both = dict(zip(targets, log_probabilities(model, SOURCE, steps)[0], strict=True))

    def normal(log_p):
        shares = np.exp(np.array(list(log_p.values())) / temperature)
        return dict(zip(log_p, shares / shares.sum(), strict=True))

    wanted = {(END, PAD): normal(first)[END]}
    for y in (3, 4, 5):
        second = normal({z: both[y, z] - first[y] for z in (END, 3, 4, 5)})
        wanted |= {(y, z): normal(first)[y] * share for z, share in second.items()}
    distance = sum(abs(found[target] / count - wanted[target]) for target in targets) / 2
    assert distance < 0.025


@pytest.mark.parametrize("temperature", [0.4, 1.0, 3.0])
@pytest.mark.parametrize("name", ["luong_general", "init_state"])
def test_the_log_probability_is_the_models_whatever_the_temperature(name, temperature):
    model = sharp(name)
    found = draws(model, temperature, 20, 6)
    log_p, weights = log_probabilities(model, SOURCE, found.tokens)
    np.testing.assert_allclose(found.log_probability, log_p, atol=1e-4)
    assert len(set(map(tuple, found.tokens.tolist()))) > 3
    if weights is not None:
        written = np.asarray(found.tokens != PAD)[..., None]
        np.testing.assert_allclose(found.weights, np.where(written, weights, 0.0), atol=1e-5)


def test_near_temperature_zero_it_is_greedy_search():
    model = sharp()
    one = found_for(Greedy(), model, SOURCE, 6)
    for tokens in draws(model, 1e-4, 5, 6).tokens:
        assert same(tokens, one.tokens[0])


def test_a_key_draws_the_same_again_and_a_larger_limit_only_adds():
    model = sharp("luong_general", 3)
    short, again, long = (draws(model, 2.0, 30, limit).tokens for limit in (3, 3, 7))
    assert same(short, again)
    assert same(short, long[:, :3])
    assert long[:, 3:].any()


def test_padding_changes_nothing():
    model = sharp()
    one, other = (found_for(Sample(), model, copies(["ab"], size).source[0], 6) for size in (2, 7))
    assert same(one.tokens, other.tokens)
    close(one.log_probability, other.log_probability)
    close(one.weights, other.weights[:, :, :2])


@pytest.mark.parametrize("temperature", [0.0, -1.0, 1e-38, 1e39, float("inf"), float("nan")])
def test_a_temperature_must_be_above_zero(temperature):
    with pytest.raises(ValueError, match=r"temperature must be .* got"):
        sample(sharp(), SOURCE, 3, temperature, KEY)
    with pytest.raises(ValueError, match="temperature must be at least 1e-30"):
        Sample(temperature)


def test_an_empty_source_is_refused():
    with pytest.raises(ValueError, match="at least one real position"):
        sample(sharp(), jnp.zeros(4, jnp.int32), 3, 1.0, KEY)
