"""The pointer-generator: its equations as a loop; search, loss and forced decoding agree on words
that no vocabulary holds."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from jaxtyping import TypeCheckError
from tiny import VOCAB, check_gradient, close, fresh

from course_lib.analysis import force_all, measure_exposure
from course_lib.data import END, OpenWords, Pair, pairs_to_batch
from course_lib.data.batches import shift_right
from course_lib.model import MODELS, CopyingReadout, Distribution, Memory, Parts, Said, build
from course_lib.model.copying import copied, copy_mixture
from course_lib.search import Beam, Greedy, Sample, n_best, trace, transduce, transduce_all
from course_lib.training import Recipe, TeacherForced, fit, load_model, save_model, teacher_forced

OPEN = OpenWords(("in", "was", "seen"))
V, LONGEST = 7, 6
A, J = 4, 5
STEP = jnp.int32(0)
TOKENS = jnp.array([7, 4, 8, 7, 0])  # a lent number twice, and filling
REAL = TOKENS != 0


def pointer(vocab=OPEN, **changes):
    sizes = {"hidden": 8, "embedding": 6, "max_length": LONGEST, "seed": 1}
    return build("pointer_generator", vocab, **{**sizes, **changes})


def readout(beyond=3):
    made = CopyingReadout("none", A, A, V, rngs=nnx.Rngs(0), beyond=beyond)
    made.gate_bias[...] = jnp.array([0.4])
    return made


def said(seed=0, size=J):
    rng = np.random.default_rng(seed)
    weights = np.zeros((3, size), np.float32)
    weights[:, :4] = rng.dirichlet(np.ones(4), 3)
    tokens = jnp.zeros(size, int).at[:J].set(TOKENS)
    memory = Memory(jnp.zeros((size, 2)), tokens != 0, jnp.zeros(2), tokens)
    features = jnp.asarray(rng.normal(size=(3, A)), jnp.float32)
    return Said(features, jnp.asarray(weights), memory)


def test_probabilities_equal_a_loop():
    made, told = readout(), said()
    p = {k: np.asarray(v, np.float64) for k, v in nnx.to_pure_dict(nnx.state(made)).items()}
    logits = np.asarray(made.logits(told))
    assert logits.shape == (3, made.size) == (3, V + 3)
    for t, features in enumerate(np.asarray(told.features, np.float64)):
        scores = features @ p["weight"] + p["bias"]
        vocabulary = np.exp(scores) / np.exp(scores).sum()
        generate = 1 / (1 + np.exp(-(features @ p["gate_weight"] + p["gate_bias"])[0]))
        wanted = np.zeros(made.size)
        wanted[:V] = generate * vocabulary
        for j in range(4):
            wanted[int(TOKENS[j])] += (1 - generate) * float(told.weights[t, j])
        found = np.exp(logits[t])
        np.testing.assert_allclose(found, wanted, atol=1e-5)
        np.testing.assert_allclose(found.sum(), 1.0, atol=1e-5)
        assert logits[t, 9] == -np.inf  # the third number was lent to nobody


def test_all_steps_at_once_equal_the_plain_function_of_one():
    made, told = readout(), said()
    gate = made.gate(told.features)
    written = jax.nn.softmax(made.vocabulary(told.features))
    found = made.mixture(gate, written, told.weights, TOKENS)
    for t in range(3):
        p_gen = jax.nn.sigmoid(gate[t, 0])
        one = copy_mixture(p_gen, written[t], told.weights[t], TOKENS, made.size)
        np.testing.assert_allclose(one, found[t], atol=1e-6)
        np.testing.assert_allclose(one.sum(), 1.0, atol=1e-6)


def test_a_mixture_of_ones_own_takes_the_place_of_the_librarys():
    def mine(p_gen, written, weights, tokens, size):
        assert p_gen.shape == ()
        assert type(size) is int
        made = jnp.pad(p_gen * written, (0, size - written.size))
        return made.at[tokens].add((1 - p_gen) * weights)

    model, own = pointer(), pointer(parts=Parts(copy_mixture=mine))
    batch = pairs_to_batch(PAIRS, OPEN, 6, target_size=5)
    losses = [
        jax.jit(lambda batch, one=one: teacher_forced(one, batch, jax.random.key(0), STEP))(batch)
        for one in (model, own)
    ]
    np.testing.assert_allclose(losses[1][0], losses[0][0], atol=1e-5)
    greedy = [transduce(one, "x was in y", limit=4).target for one in (model, own)]
    assert greedy[0] == greedy[1]
    for search in (Greedy(), Beam(3)):
        ours, theirs = (n_best(one, ["x was in y"], search=search, limit=4) for one in (own, model))
        assert [h.target for h in ours[0]] == [h.target for h in theirs[0]]


def test_a_mixture_is_checked_where_it_is_given():
    good = (jnp.float32(0.5), jnp.ones(3) / 3, jnp.ones(2) / 2, jnp.array([0, 3]), 4)
    for place, wrong, word in ((0, 1.5, "p_gen"), (3, jnp.ones(2), "tokens"), (4, 2, "size")):
        given = [*good[:place], wrong, *good[place + 1 :]]
        with pytest.raises((ValueError, TypeCheckError), match=word):
            copy_mixture(*given)


def test_copied_adds_up_what_stands_twice():
    weights = jnp.array([[0.5, 0.2, 0.3], [1.0, 0.0, 0.0]])
    found = copied(weights, jnp.array([3, 1, 3]), 5)
    np.testing.assert_allclose(found, [[0, 0.2, 0, 0.8, 0], [0, 0, 0, 1.0, 0]], atol=1e-6)


def test_one_step_all_steps_and_padding_are_alike():
    made = readout()
    whole, padded = made.logits(said()), made.logits(said(size=J + 4))
    np.testing.assert_allclose(padded, whole, atol=1e-6)
    for t in range(3):
        one = said()._replace(features=said().features[t], weights=said().weights[t])
        np.testing.assert_allclose(made.logits(one), whole[t], atol=1e-6)
    assert isinstance(made, Distribution)


def test_loss_is_that_of_its_logits_and_takes_no_smoothing():
    made = readout()
    batch = jax.tree.map(lambda *rows: jnp.stack(rows), said(0), said(1))
    target = jnp.array([[7, 8, END], [4, END, 0]])
    loss, right = made.loss(batch, target)
    nats, hits = [], []
    for row, one in enumerate((said(0), said(1))):
        logits = np.asarray(made.logits(one))
        for t, token in enumerate(np.asarray(target[row])):
            if token:
                nats.append(-logits[t, token])
                hits.append(logits[t].argmax() == token)
    np.testing.assert_allclose(loss, np.mean(nats), rtol=1e-5)
    np.testing.assert_allclose(right, np.mean(hits), rtol=1e-6)
    with pytest.raises(ValueError, match=r"smoothing must be 0 where words are copied, got 0\.1"):
        made.loss(batch, target, 0.1)


def test_gradients_against_finite_differences():
    graph, params = nnx.split(readout(), nnx.Param)
    target = jnp.array([[7, 8, 5]])

    def f(params, features, weights):
        one = Said(features[None], weights[None], jax.tree.map(lambda a: a[None], said().memory))
        return nnx.merge(graph, params).loss(one, target)[0]

    check_gradient(f, params, said().features, said().weights, step=1e-2)


def test_a_number_without_weight_costs_much_and_no_infinity():
    made, told = readout(), said()
    told = told._replace(weights=told.weights.at[:, 2].set(0.0))
    batch = jax.tree.map(lambda a: a[None], told)
    loss, gradient = jax.value_and_grad(
        lambda features: made.loss(batch._replace(features=features), jnp.array([[8, 0, 0]]))[0]
    )(batch.features)
    assert 60 < loss < 80
    assert np.isfinite(gradient).all()


PAIRS = [Pair("x was seen in y", "y x"), Pair("in z was x", "z in x"), Pair("was in", "in")]


def test_training_forced_decoding_and_search_agree_on_lent_words():
    """log p of what a search wrote is what teacher forcing says of it, name by name."""
    model = pointer()
    for search in (Greedy(), Beam(3), Sample(1.0, seed=3)):
        for hypotheses in n_best(model, [pair.source for pair in PAIRS], search=search, limit=4):
            for found in hypotheses:
                if found.target_tokens[-1] != "</s>" or not found.target:
                    continue
                assert "<unk>" not in found.target_tokens or search != Greedy()
                (again,) = force_all(model, [(found.source, found.target)])
                if "<unk>" not in found.target_tokens:
                    assert again.log_probability == pytest.approx(found.log_probability, abs=1e-4)
    forced = force_all(model, [(pair.source, pair.target) for pair in PAIRS])
    batch = pairs_to_batch(PAIRS, OPEN, 6, target_size=5)
    loss, _ = jax.jit(lambda batch: teacher_forced(model, batch, jax.random.key(0), STEP))(batch)
    nats = -sum(one.log_probability for one in forced) / batch.tokens
    assert float(loss) == pytest.approx(nats, abs=1e-4)


def test_only_words_of_this_source_are_written():
    for hypotheses in n_best(pointer(), ["x y", "in was"], search=Beam(20), limit=2):
        source = hypotheses[0].source
        allowed = {*OPEN.words, *source.split(), "<unk>", "</s>"}
        assert all(set(found.target_tokens) <= allowed for found in hypotheses)
        assert any(set(found.target_tokens) & {"x", "y"} for found in hypotheses) == ("x" in source)


def test_padding_changes_no_probability():
    model = pointer()
    batches = [pairs_to_batch(PAIRS, OPEN, size, target_size=4) for size in (5, 6)]
    short, long = (
        jax.vmap(model.forced)(batch.source, shift_right(batch.target))[0] for batch in batches
    )
    np.testing.assert_allclose(np.exp(long), np.exp(short), atol=1e-6)


def test_a_name_is_read_as_unknown_wherever_it_stands():
    """What a name is called changes nothing: another one in its place gives the same weights."""
    model = pointer()
    one, other = (transduce(model, f"{name} was in {town}", limit=4) for name, town in
                  (("x", "y"), ("mara", "oslo")))  # fmt: skip
    assert other.target == one.target.replace("x", "mara").replace("y", "oslo")
    np.testing.assert_allclose(other.weights, one.weights, atol=1e-6)


class Names:
    """Sources of two names nobody knows; the target is the one behind "in"."""

    source = target = OPEN

    def draw(self, count, split, lengths, rng):
        pairs = []
        for first, second in rng.integers(0, 10_000, (count, 2)):
            pairs.append(Pair(f"n{first} was in m{second}", f"m{second}"))
        return pairs


@pytest.mark.long
def test_names_are_copied_after_training_and_a_checkpoint(tmp_path):
    from course_lib.data import Batches

    model = pointer(hidden=16)
    stream = Batches(Names(), batch=16, lengths=(4, 4), edges=(6,), target_edges=(2,))
    recipe = Recipe(steps=150, chunk=50, warmup=5, learning_rate=2e-2)
    fit(model, stream, recipe, progress=False)
    unseen = ["ada was in rome", "bo was in lima"]
    assert [found.target for found in transduce_all(model, unseen)] == ["rome", "lima"]
    save_model(tmp_path / "model.npz", model)
    again = load_model(tmp_path / "model.npz")
    assert again.spec == model.spec
    assert transduce(again, unseen[0]).target == "rome"
    assert measure_exposure(model, [Pair(unseen[0], "rome")]).free == 1.0
    history = trace(model, unseen[1], search=Beam(2))
    assert history[-1][0].tokens[0] == "lima"


def test_a_loss_of_ones_own_sees_lent_numbers_too():
    batch = pairs_to_batch(PAIRS, OPEN, 6, target_size=5)
    mine = TeacherForced(loss=lambda logits, target: jnp.where(target > 0, 1.0, 0.0).mean())
    loss, right = mine(pointer(), batch, jax.random.key(0), STEP)
    assert 0 < loss < 1
    assert 0 <= right <= 1


def test_a_vocabulary_that_lends_nothing_is_copied_from_as_well():
    model = fresh("pointer_generator")
    assert model.decoder.readout.size == len(VOCAB)
    assert set(transduce(model, "ab").target) <= {*"abc"}
    close(model.decoder.readout.able(jnp.array([3]), jnp.array([True])), jnp.ones(6, bool))


@pytest.mark.parametrize(
    ("build_it", "message"),
    [
        (
            lambda: build("init_state", VOCAB, distribution="copying"),
            "alignment 'summary' has none",
        ),
        (lambda: build("luong", VOCAB, distribution="copied"), "unknown distribution 'copied'"),
        (
            lambda: build("pointer_generator", OPEN, VOCAB),
            "source and target must be one vocabulary",
        ),
        (lambda: build("luong", OPEN), "target must be a vocabulary that lends no numbers"),
    ],
)
def test_what_cannot_be_is_refused(build_it, message):
    with pytest.raises((ValueError, TypeError), match=message):
        build_it()


def test_a_reader_without_tokens_cannot_be_copied_from():
    from grids import GridReading, image

    model = build("pointer_generator", VOCAB, hidden=8, embedding=6, reading=GridReading())
    picture = image(np.random.default_rng(0), 2, 2)
    with pytest.raises(ValueError, match="its reader must give the tokens of a text"):
        transduce(model, picture, limit=2)


def test_other_rows_have_the_parameters_that_they_had():
    assert MODELS["luong_general"].distribution == "vocabulary"
    names = nnx.to_pure_dict(nnx.state(fresh("luong_general").decoder.readout)).keys()
    assert set(names) == {"bias", "mix_weight", "weight"}
