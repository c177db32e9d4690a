"""Greedy search against a plain loop, and from strings to strings, weights and probabilities."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jaxtyping import TypeCheckError
from tiny import VOCAB, copies, fresh, stepper

from course_lib.analysis.forced_decoding import force_all
from course_lib.data.vocab import END, PAD, START
from course_lib.search import Beam, Greedy, Sample, greedy, n_best, transduce, transduce_all

# With the shape checker switched on (tests only) it speaks first about types; without, we do.
REFUSED = (ValueError, TypeCheckError)
TEXTS = ["abc", "b", "cabb", "ca"]
SEARCHES = [Greedy(), Beam(3, 0.5), Sample(1.5, seed=2)]


def loop(model, source, limit):
    """Greedy decoding, one step after the other in Python; PAD and START are never written."""
    start, step = stepper(model)
    prepared, state = start(source)
    token, tokens, rows = START, [], []
    for t in range(limit):
        state, scores, weights = step(prepared, state, jnp.asarray(token), jnp.asarray(t))
        token = END + int(np.argmax(scores[END:]))
        tokens.append(token)
        rows.append(weights)
        if token == END:
            break
    return tokens, rows


@pytest.mark.thin(2)
@pytest.mark.parametrize("text", TEXTS)
def test_greedy_equals_a_loop_and_stops_at_the_end(trained, text):
    model, limit = trained[0], 8
    source = copies([text], 6).source[0]
    tokens, rows = loop(model, source, limit)
    found = jax.jit(lambda source: greedy(model, source, limit))(source)
    assert END in tokens  # or this test would not see an end
    count = len(tokens)
    assert found.tokens.tolist() == tokens + [PAD] * (limit - count)
    np.testing.assert_allclose(found.weights[:count], np.stack(rows), atol=1e-5)
    assert not found.weights[count:].any()


@pytest.mark.thin(2)
@pytest.mark.parametrize("name", ["simple", "cho", "bahdanau", "luong_context_feed"])
def test_greedy_equals_a_loop_without_training(name):
    model = fresh(name)
    source = copies(["abca"], 6).source[0]
    tokens, _ = loop(model, source, 5)
    found = jax.jit(lambda source: greedy(model, source, 5))(source).tokens
    assert found[: len(tokens)].tolist() == tokens


def test_what_is_written_is_what_teacher_forcing_finds_likeliest(trained):
    model = trained[0]
    batch = copies(["cab"])
    result = transduce(model, "cab")
    inputs = jnp.array([START, *VOCAB.encode(result.target)], jnp.int32)
    logits, output = model.forced(batch.source[0], inputs)
    assert VOCAB.decode(jnp.argmax(logits, axis=-1)) == result.target
    np.testing.assert_allclose(result.weights, output.weights, atol=1e-5)


def test_transduce_copies_and_labels_its_weights(trained):
    found = transduce(trained[0], "cab")
    assert (found.source, found.target) == ("cab", "cab")
    assert found.source_tokens == ["c", "a", "b"]
    assert found.target_tokens == ["c", "a", "b", "</s>"]
    assert found.weights.shape == (4, 3)
    np.testing.assert_allclose(found.weights.sum(axis=1), 1.0, atol=1e-5)
    assert found.weights[:3].argmax(axis=1).tolist() != [0, 0, 0]  # it moves


@pytest.mark.thin(2)
@pytest.mark.parametrize("search", SEARCHES[:2], ids=str)
@pytest.mark.parametrize("batch", [1, 3, 64])
def test_many_texts_keep_their_order_whatever_the_batch(trained, batch, search):
    texts = [*TEXTS, "abc"]
    found = transduce_all(trained[0], texts, batch=batch, search=search)
    assert [one.source for one in found] == texts
    for one in found:
        alone = transduce(trained[0], one.source, search=search)
        assert one.target == alone.target
        assert one.target_tokens == alone.target_tokens
        np.testing.assert_allclose(one.log_probability, alone.log_probability, atol=1e-5)
        np.testing.assert_allclose(one.weights, alone.weights, atol=1e-5)


def test_a_text_draws_the_same_whatever_its_batch():
    model, search = fresh("luong_dot"), Sample(seed=5)
    texts = ["abc"] * 8 + ["ab"]
    found = [one.target for one in transduce_all(model, texts, search=search)]
    assert [one.target for one in transduce_all(model, texts, search=search, batch=2)] == found
    assert len(set(found)) > 1  # texts of one batch draw apart, even if they are equal
    assert [one.target for one in transduce_all(model, texts, search=Sample(seed=6))] != found


@pytest.mark.parametrize("search", SEARCHES, ids=str)
def test_the_log_probability_is_that_of_forced_decoding(trained, search):
    found = [one for row in n_best(trained[0], TEXTS, search=search) for one in row if one.target]
    assert len({one.source for one in found}) == len(TEXTS)
    read = force_all(trained[0], [(one.source, one.target) for one in found])
    for one, forced in zip(found, read, strict=True):
        assert one.target_tokens[-1] == "</s>"  # or what is forced would be another target
        np.testing.assert_allclose(one.log_probability, forced.log_probability, atol=1e-4)
        np.testing.assert_allclose(one.weights, forced.weights, atol=1e-5)


def test_the_best_hypothesis_is_what_transduce_gives(trained):
    for one, row in zip(
        transduce_all(trained[0], TEXTS, search=Beam(3)),
        n_best(trained[0], TEXTS, search=Beam(3)),
        strict=True,
    ):
        assert len(row) == 3
        assert (one.target, one.score) == (row[0].target, row[0].score)
        assert len({tuple(each.target_tokens) for each in row}) == 3


def test_rows_that_hold_no_hypothesis_are_not_shown():
    found = n_best(fresh("init_state"), ["ab"], search=Beam(9), limit=1)[0]
    assert sorted(one.target_tokens[0] for one in found) == ["</s>", "a", "b", "c"]


def test_texts_of_different_padded_sizes_keep_their_order():
    model = fresh("luong_dot", max_length=45)
    texts = ["a" * 30, "b", "c" * 45, "ab" * 10]
    for text, one in zip(texts, transduce_all(model, texts, limit=3), strict=True):
        assert one.source == text
        assert one.weights.shape == (len(one.target_tokens), len(text))
        np.testing.assert_allclose(one.weights.sum(axis=1), 1.0, atol=1e-5)


def test_limit_is_the_largest_number_of_tokens(trained):
    found = transduce(trained[0], "cab", limit=2)
    assert found.target == "ca"
    assert found.target_tokens == ["c", "a"]  # it did not end
    assert found.weights.shape == (2, 3)


def forcing(name, token):
    """A model that writes `token` whatever it reads."""
    model = fresh(name)
    model.decoder.readout.bias[...] = jnp.zeros(len(VOCAB)).at[token].set(100.0)
    return model


def test_a_model_without_attention_has_no_weights():
    found = transduce(forcing("init_state", END), "ab")
    assert found.weights is None
    assert (found.target, found.target_tokens) == ("", ["</s>"])


@pytest.mark.parametrize(("token", "count"), [(END, 1), (4, 4)])
def test_rows_of_weights_are_the_tokens_shown(token, count):
    found = transduce(forcing("luong_dot", token), "abc", limit=4)
    assert len(found.target_tokens) == count
    assert found.weights.shape == (count, 3)


@pytest.mark.parametrize("search", SEARCHES, ids=str)
@pytest.mark.parametrize("token", [START, PAD])
def test_pad_and_start_are_never_written_however_likely(search, token):
    model = forcing("luong_dot", token)
    for found in n_best(model, ["abc", "b"], search=search, limit=4):
        for one in found:
            count = len(one.target_tokens)
            assert count == 4 or one.target_tokens[-1] == "</s>"
            assert one.log_probability < -99 * count  # what the model thinks of them, as it is
            assert one.weights.shape == (count, len(one.source))


def test_no_texts_give_no_results(trained):
    assert transduce_all(trained[0], []) == []


def test_texts_that_cannot_be_read_are_refused(trained):
    model = trained[0]
    with pytest.raises(ValueError, match="at most 12 characters, got 13"):
        transduce(model, "a" * 13)
    with pytest.raises(ValueError, match="got an empty string"):
        transduce(model, "")
    with pytest.raises(ValueError, match=r"outside the vocabulary: \['x'\]"):
        transduce(model, "abx")
    with pytest.raises(REFUSED):
        transduce(model, 5)
    with pytest.raises(ValueError, match=r"sources must be a list, .* got 'ab'"):
        transduce_all(model, "ab")


@pytest.mark.parametrize("option", [{"limit": 0}, {"limit": -1}, {"batch": 0}], ids=str)
def test_sizes_that_cannot_be_are_refused(trained, option):
    ((name, value),) = option.items()
    with pytest.raises(ValueError, match=f"{name}.*{value}"):
        transduce_all(trained[0], ["ab", "a"], **option)


@pytest.mark.parametrize("search", SEARCHES, ids=str)
def test_a_model_of_nan_is_called_so(search):
    model = fresh("luong_dot")
    model.decoder.readout.bias[...] = jnp.full_like(model.decoder.readout.bias[...], jnp.nan)
    with pytest.raises(ValueError, match=r"probabilities are not finite for 'ab'"):
        transduce(model, "ab", search=search, limit=3)


def test_an_error_says_which_text_it_is_about(trained):
    with pytest.raises(ValueError, match=r"source 1 of 3: .*empty string"):
        transduce_all(trained[0], ["a", "", "b"])


def test_a_generator_of_texts_is_a_list_of_them(trained):
    wanted = [one.target for one in transduce_all(trained[0], ["a", "ab"])]
    found = transduce_all(trained[0], (text for text in ["a", "ab"]))
    assert [one.target for one in found] == wanted
