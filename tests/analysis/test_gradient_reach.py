"""Gradients by distance: against finite differences and a product of Jacobians; radii by hand."""

import jax.numpy as jnp
import numpy as np
import pytest

from course_lib.analysis.gradient_reach import gradient_norms, spectral_radius, with_radius
from course_lib.data.labelled.examples import Examples
from course_lib.model.classifiers import Recurrent


def softmax(x):
    powers = np.exp(x - x.max())
    return powers / powers.sum()


def test_an_rnns_gradient_is_a_product_of_jacobians():
    net = Recurrent("rnn", 8, 3, width=4)
    net.embedding[...] = net.embedding[...] * 10.0  # so that the tanh is far from linear
    source, label = np.array([3, 5, 4, 6, 7]), 2
    states = np.asarray(net.states(jnp.asarray(source)), float)
    weight, recurrent = (
        np.asarray(net.weight[...], float),
        np.asarray(net.cell.recurrent[...], float),
    )
    gradient = weight @ (softmax(states[-1] @ weight) - np.eye(3)[label])
    wanted = [np.linalg.norm(gradient)]
    for state in states[:0:-1]:  # h_t = tanh(a + U' h): dL/dh = U (1 - h_t^2) dL/dh_t
        gradient = recurrent @ ((1 - state**2) * gradient)
        wanted.append(np.linalg.norm(gradient))
    found = gradient_norms(net, Examples(source[None], np.array([label])))
    assert found.shape == (1, 1, 5)
    np.testing.assert_allclose(found[0, 0], wanted, rtol=1e-4)


def test_an_lstm_has_two_parts():
    net = Recurrent("lstm", 8, 3, width=4)
    found = gradient_norms(net, Examples(np.array([[3, 5, 4], [6, 7, 3]]), np.array([0, 1])))
    assert found.shape == (2, 2, 3)
    assert (found[:, 1, 0] == 0).all()  # the last memory is read by way of the last hidden state
    assert (found[:, 1, 1:] > 0).all()


def test_distance_counts_from_the_end():
    net = Recurrent("rnn", 8, 3, width=6)
    net.cell.recurrent[...] = with_radius(net.cell.recurrent[...], 0.1)
    norms = gradient_norms(net, Examples(np.array([[3, 5, 4, 6, 3]]), np.array([0])))[0, 0]
    assert (np.diff(norms) < 0).all()
    assert norms[4] < 1e-3 * norms[0]


def test_radius_by_hand():
    assert spectral_radius(np.array([[0.0, -2.0], [2.0, 0.0]])) == pytest.approx(2.0)
    assert spectral_radius(np.array([[-3.0, 5.0], [0.0, 1.0]])) == pytest.approx(3.0)
    matrix = np.random.default_rng(0).normal(size=(5, 5))
    scaled = with_radius(matrix, 0.7)
    assert spectral_radius(scaled) == pytest.approx(0.7, rel=1e-5)
    np.testing.assert_allclose(scaled / matrix, np.full((5, 5), scaled[0, 0] / matrix[0, 0]), 1e-5)


def test_errors_name_what_came():
    with pytest.raises(ValueError, match="a matrix with one"):
        with_radius(np.zeros((2, 2)), 1.0)
    with pytest.raises(ValueError, match="-1"):
        with_radius(np.eye(2), -1.0)
    net = Recurrent("rnn", 8, 3, width=4)
    for source, target in [([[3, 0]], [1]), ([[3, 4]], [[1, 1]])]:
        with pytest.raises(ValueError, match="without padding"):
            gradient_norms(net, Examples(np.array(source), np.array(target)))
