"""The mistakes that the bank of `gated_context` knows."""

import numpy as np

from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Misconception
from course_lib.lessons.lesson_09.gating_ways import gate_of, gated, of_score, sigmoid

WRONG = (
    Misconception(
        "no sigmoid",
        "the context is multiplied by the score itself: the gate is its sigmoid, between 0 and 1",
        of_score(lambda x: x),
    ),
    Misconception(
        "tanh",
        "the gate is a tanh, which lies between -1 and 1: a sigmoid is wanted",
        of_score(np.tanh),
        also=(of_score(lambda x: np.tanh(x / 2)),),
    ),
    Misconception(
        "another slope",
        "the score is doubled or halved before the sigmoid: (tanh(z) + 1) / 2 is the sigmoid of "
        "2 z, and z is the score",
        of_score(lambda x: (np.tanh(x) + 1) / 2),
        also=(of_score(lambda x: sigmoid(x / 2)),),
    ),
    Misconception(
        "straight pieces",
        "the gate is cut off at 0 and at 1 and straight between, as a hard_sigmoid is: a sigmoid "
        "is wanted",
        of_score(lambda x: np.clip(x, 0, 1)),
        also=(
            of_score(lambda x: np.clip(x / 6 + 0.5, 0, 1)),
            of_score(lambda x: np.clip(x / 5 + 0.5, 0, 1)),
            of_score(lambda x: np.clip(x / 4 + 0.5, 0, 1)),
        ),
    ),
    Misconception(
        "another squeeze",
        "the gate can be more than 1, as a relu, an exp, a softplus or a silu can: a sigmoid is "
        "wanted",
        of_score(lambda x: np.maximum(x, 0)),
        also=(
            of_score(lambda x: x * sigmoid(x)),
            of_score(lambda x: np.exp(x)),
            of_score(lambda x: np.log1p(np.exp(x))),
        ),
    ),
    Misconception(
        "one minus the gate",
        "it is the context times 1 - beta, which is the sigmoid of minus the score: is a sign "
        "wrong?",
        of_score(lambda x: sigmoid(-x)),
    ),
    Misconception(
        "a sign",
        "a sign is wrong before the sigmoid: the score is weight @ query + bias",
        gate_of(lambda q, w, b: sigmoid(w @ q - b)),
        also=(gate_of(lambda q, w, b: sigmoid(b - w @ q)),),
    ),
    Misconception(
        "overflow",
        "exp of a large score is infinite, and infinite by infinite is NaN: 1 / (1 + exp(-x)) or "
        "jax.nn.sigmoid",
        of_score(lambda x: np.exp(np.float32(x)) / (1 + np.exp(np.float32(x)))),
        also=(of_score(lambda x: np.exp(np.float32(x)) / (np.exp(np.float32(x)) + np.exp(0 * x))),),
    ),
    Misconception(
        "a gate for each number",
        "weight and query are multiplied number by number and never summed, so that each number of "
        "the context has a gate of its own: there is one beta, weight @ query summed",
        lambda c, q, w, b: sigmoid(w * q + b) * c,
        also=(lambda c, q, w, b: sigmoid(w * q + b)[:, None] * c[None],),
    ),
    Misconception(
        "gates summed",
        "a sigmoid of each product is taken before they are summed: first the sum, weight @ query",
        lambda c, q, w, b: np.sum(sigmoid(w * q + b)) * c,
        also=(
            lambda c, q, w, b: np.mean(sigmoid(w * q + b)) * c,
            lambda c, q, w, b: np.prod(sigmoid(w * q + b)) * c,
        ),
    ),
    Misconception(
        "the query gated",
        "the query is multiplied by the gate: what is seen is to be gated, and that is the context",
        gated(lambda beta, c, q: beta * q),
    ),
    Misconception(
        "the gate alone",
        "it is the gate itself: the context is to be multiplied by it",
        gated(lambda beta, c, q: beta),
        also=(
            gated(lambda beta, c, q: beta * np.ones_like(c)),
            gated(lambda beta, c, q: beta[None]),
        ),
    ),
    Misconception(
        "bias outside",
        "the bias is added after the sigmoid: it belongs to the score, before it",
        gate_of(lambda q, w, b: sigmoid(w @ q) + b),
        also=(
            lambda c, q, w, b: sigmoid(w @ q) * c + b,
            lambda c, q, w, b: sigmoid(w @ q) * (c + b),
            lambda c, q, w, b: sigmoid(w @ q) * b * c,
        ),
    ),
    Misconception(
        "bias forgotten",
        "the bias is not there: the score is weight @ query + bias",
        gate_of(lambda q, w, b: sigmoid(w @ q)),
    ),
    Misconception(
        "bias for every product",
        "the bias is added to each product of weight and query, and so counts as often: add it "
        "once, after the sum",
        gate_of(lambda q, w, b: sigmoid(np.sum(w * q + b))),
    ),
    Misconception(
        "bias multiplied",
        "the bias is multiplied in: it is added to weight @ query",
        gate_of(lambda q, w, b: sigmoid(w @ q * b)),
        also=(
            gate_of(lambda q, w, b: sigmoid(w @ (q + b))),
            gate_of(lambda q, w, b: sigmoid((w + b) @ q)),
        ),
    ),
    Misconception(
        "the context asked",
        "the gate is made of the context: it is the query that says whether looking helps",
        lambda c, q, w, b: sigmoid(w @ c + b) * c,
        also=(lambda c, q, w, b: sigmoid(q @ c + b) * c,),
    ),
    Misconception(
        "the weight forgotten",
        "the query's numbers are summed as they are: each has its weight",
        gate_of(lambda q, w, b: sigmoid(np.sum(q) + b)),
        also=(gate_of(lambda q, w, b: sigmoid(q @ q + b)),),
    ),
    Misconception(
        "the query forgotten",
        "the gate does not look at the query: the score is weight @ query + bias",
        gate_of(lambda q, w, b: sigmoid(np.sum(w) + b)),
        also=(gate_of(lambda q, w, b: sigmoid(b)), gate_of(lambda q, w, b: sigmoid(w @ w + b))),
    ),
    Misconception(
        "summed apart",
        "weight and query are summed each by itself: multiply them number by number, and sum that",
        gate_of(lambda q, w, b: sigmoid(np.sum(w) * np.sum(q) + b)),
    ),
    Misconception(
        "a mean",
        "the products are averaged: weight @ query is their sum",
        gate_of(lambda q, w, b: sigmoid(np.mean(w * q) + b)),
        also=(gate_of(lambda q, w, b: sigmoid(np.mean(w * q + b))),),
    ),
    Misconception(
        "scaled",
        "the score is divided by the root of D, as attention divides its scores: here weight @ "
        "query stays as it is",
        gate_of(lambda q, w, b: sigmoid(w @ q / np.sqrt(len(q)) + b)),
        also=(gate_of(lambda q, w, b: sigmoid((w @ q + b) / np.sqrt(len(q)))),),
    ),
    Misconception(
        "added",
        "the gate is added to the context: it is multiplied",
        gated(lambda beta, c, q: beta + c),
        also=(gated(lambda beta, c, q: c - beta),),
    ),
    Misconception(
        "divided",
        "it is the context divided by the gate: are there brackets around 1 + exp(-x)?",
        of_score(lambda x: 1 + np.exp(-x)),
    ),
    Misconception(
        "the score times the context",
        "the sigmoid goes over the product of score and context: first the gate, then the product",
        lambda c, q, w, b: sigmoid((w @ q + b) * c),
        also=(
            lambda c, q, w, b: sigmoid(w @ q * c + b),
            lambda c, q, w, b: sigmoid(w @ q + b + c),
        ),
    ),
    Misconception(
        "the context squeezed",
        "the context goes through a tanh or a sigmoid: it is multiplied by the gate as it is",
        gated(lambda beta, c, q: beta * np.tanh(c)),
        also=(
            gated(lambda beta, c, q: np.tanh(beta * c)),
            gated(lambda beta, c, q: beta * sigmoid(c)),
            gated(lambda beta, c, q: sigmoid(beta * c)),
        ),
    ),
    Misconception(
        "always open",
        "the context comes out as it went in: a softmax of one number is 1, and a sigmoid is "
        "wanted",
        gated(lambda beta, c, q: c),
    ),
    Misconception(
        "a softmax",
        "a softmax is taken: the gate is one number by itself, a sigmoid",
        lambda c, q, w, b: softmax(c) * sigmoid(w @ q + b),
        also=(
            lambda c, q, w, b: softmax(w * q + b) @ q * c,
            lambda c, q, w, b: softmax((w @ q + b) * c),
            lambda c, q, w, b: softmax(w * q + b) * c,
        ),
    ),
    Misconception(
        "open or shut",
        "the gate is 0 or 1: it is any number between them, and a step could not be trained",
        of_score(lambda x: (x > 0).astype(np.float32)),
    ),
    Misconception(
        "sigmoid twice",
        "the sigmoid is taken twice",
        of_score(lambda x: sigmoid(sigmoid(x))),
    ),
    Misconception(
        "the gate squared",
        "the context is multiplied by the gate twice, which squares it: once is wanted",
        of_score(lambda x: sigmoid(x) ** 2),
    ),
    Misconception(
        "a logarithm",
        "it is the logarithm of the sigmoid, or of the gated context: the sigmoid itself is wanted",
        of_score(lambda x: -np.logaddexp(0, -x)),
    ),
    Misconception(
        "a mixture",
        "the query is added to the gated context, whole or with the other share, 1 - beta: nothing "
        "is added",
        gated(lambda beta, c, q: beta * c + (1 - beta) * q),
        also=(gated(lambda beta, c, q: beta * c + q),),
    ),
    Misconception(
        "the context added",
        "the context is added to the gated context, as a residual connection does: it is beta "
        "times the context alone",
        gated(lambda beta, c, q: c + beta * c),
    ),
    Misconception(
        "summed",
        "the context is summed into one number: E numbers are wanted, each of them times the gate",
        gated(lambda beta, c, q: np.sum(beta * c)),
        also=(gated(lambda beta, c, q: np.mean(beta * c)),),
    ),
)
