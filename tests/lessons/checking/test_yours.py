"""What a reader wrote is what is trained: every right answer, and what is said of the others."""

import functools
import re
from dataclasses import dataclass, fields

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from searching import SOURCE, found_for, sharp
from tiny import VOCAB, CopyStream, fresh

from course_lib.data.batches import Batches, shift_right
from course_lib.data.images.task import Scenes
from course_lib.data.labelled.examples import Endless
from course_lib.data.labelled.recall import Recall
from course_lib.data.labelled.stories import Stories
from course_lib.data.pairs import word_reversal
from course_lib.data.sounds.task import SpokenDigits
from course_lib.data.vocab import END
from course_lib.kernels import masks
from course_lib.lessons import checks
from course_lib.lessons.checking.part import Called
from course_lib.lessons.lesson_00 import loop
from course_lib.lessons.lesson_02 import pieces
from course_lib.lessons.lesson_03 import measures
from course_lib.lessons.lesson_04.reinforced import Reinforced
from course_lib.lessons.lesson_05 import pieces as decoders
from course_lib.lessons.lesson_09b import pieces as speech
from course_lib.lessons.lesson_10 import pieces as fast
from course_lib.model.classifiers import Recurrent, labelling
from course_lib.model.own import Own
from course_lib.model.own_past import LooksBack
from course_lib.model.parts import Parts
from course_lib.model.readers import FramesReading, GridReading, SelfAttentionReading
from course_lib.model.table import build
from course_lib.search import Trie, beam_step, constrained_step
from course_lib.search.beam import Beam
from course_lib.search.sampling import Sample
from course_lib.training.doubly_stochastic import DoublyStochastic
from course_lib.training.fit import fit
from course_lib.training.recipe import Recipe
from course_lib.training.scheduled_sampling import ScheduledSampling
from course_lib.training.schedules import Constant
from course_lib.training.supervised_attention import SupervisedAttention
from course_lib.training.teacher_forcing import TeacherForced

# What a cell of the lesson calls itself, and no model of the library: in whose place it stands.
HERE = {
    "exact_match": measures.exact_match,
    "gold_alignment": word_reversal.alignment,
    "masked_mean": masks.masked_mean,
    "masked_softmax": masks.masked_softmax,
    "train_steps": loop.train_steps,
    "read_source": pieces.read_source,
    "every_step": pieces.every_step,
    "greedy_tokens": pieces.greedy_tokens,
    "scores_from_exponentials": fast.scores_from_exponentials,
    "query_gradient": fast.query_gradient,
    "bahdanau_step": decoders.bahdanau_step,
    "luong_step": decoders.luong_step,
    "projected_contexts": fast.projected_contexts,
    "shortest_time": fast.shortest_time,
    "next_weights": speech.next_weights,
}
PARTS = {
    name: exercise for name, exercise in checks.ALL.items() if exercise.part and name not in HERE
}
# A row of the table that calls each function.
ROWS = {
    "masked_softmax": "luong",
    "read_context": "luong",
    "attentional": "luong",
    "lstm_step": "init_state",
    "first_state": "init_state",
    "choose_position": "luong_general_straight_through",
    "additive": "bahdanau",
    "maxout": "bahdanau",
    "window_weights": "luong_local_m",
    "gaussian_weights": "luong_local_p",
    "predicted_centre": "luong_local_p",
    "attend": "luong",
    "next_query": "luong_general_two_hops",
    "copy_mixture": "pointer_generator",
    "gate": "bahdanau",  # with the alignment that has one
    "location_features": "bahdanau_location_aware",
    "multi_head": "luong_dot",  # with the reader that looks at itself
    "position_code": "luong_dot",
}
RECIPE = Recipe(steps=6, chunk=6, warmup=1, learning_rate=1e-2)
each_part = pytest.mark.parametrize("name", PARTS)


@pytest.fixture(autouse=True)
def _a_fresh_session():
    yield
    for exercise in checks.ALL.values():
        exercise.reset()


@dataclass(frozen=True)
class AlignedCopies(CopyStream):
    """Copies of which each character comes from its own place, and the end from nowhere."""

    def one(self, step):
        batch = super().one(step)
        here = jnp.arange(batch.target.shape[1])
        return batch._replace(gold=jnp.where(batch.target > END, here, -1))


def place(name):
    """What an answer is handed to, and by which name: "Parts(dot=...)" is (Parts, "dot")."""
    kind, field = re.match(r"(\w+)\((\w+)=\.\.\.", PARTS[name].part.goes).groups()
    return globals()[kind], field


# A beam has one step for free searches and one for those that a trie holds.
STEPS = {"beam_step": beam_step, "constrained_step": constrained_step}


def library(name):
    kind, wanted = place(name)
    return STEPS.get(name) or next(field.default for field in fields(kind) if field.name == wanted)


def used(name, function):
    """The losses of a short training, or the log-probabilities of what is decoded."""
    kind, field = place(name)
    own = {field: function}
    if kind in (Beam, Sample):
        if name == "constrained_step":
            own["words"] = Trie(("a", "abc", "bca", "cab", "cc"), VOCAB)
        search = Beam(3, **own) if kind is Beam else Sample(0.5, **own)
        found = found_for(search, sharp(), SOURCE, 7)
        return np.concatenate([np.ravel(found.log_probability), np.ravel(found.tokens)])
    if field == "rnn_step":
        task = Recall(longest=4)
        sizes = task.vocabulary, task.classes
        model = Recurrent("rnn", *sizes, width=6, embedding=4, parts=Parts(**own))
        data = Endless(task, 4)
        return np.array(fit(model, data, RECIPE, objective=labelling, progress=False).loss)
    if field == "look_back":
        task = Stories(sentences=3, longest=40)
        model = LooksBack("gru", task.vocabulary, width=6, embedding=4, parts=Parts(**own))
        data = Endless(task, 4)
        return np.array(fit(model, data, RECIPE, objective=labelling, progress=False).loss)
    if field in ("patches", "placed"):
        return of_images(Parts(**own))
    if field == "stack_frames":
        return of_sounds(Parts(**own))
    row, parts, objective, data = "luong", Parts(), TeacherForced(), CopyStream()
    more = {}
    if kind is Parts:
        row, parts = ROWS[field], Parts(**own)
        if field == "gate":
            more = {"alignment": "gated"}
        if field in ("window_weights", "gaussian_weights", "predicted_centre"):
            more = {"window": 1}  # else it covers these short sources
        if field in ("multi_head", "position_code"):
            more = {"reading": SelfAttentionReading(layers=1, heads=2)}
    elif kind is TeacherForced:
        objective = TeacherForced(**own)
    elif kind is DoublyStochastic:
        objective = DoublyStochastic(**own)
    elif kind is Reinforced:
        row, objective = "luong_general_hard", Reinforced(reward="total", entropy=0.01, **own)
    elif kind is SupervisedAttention:
        objective, data = SupervisedAttention(**own), AlignedCopies()
    else:
        objective = ScheduledSampling(Constant(0.6), **own)
    # Embeddings of unit variance: what a function does must show after six steps.
    model = fresh(row, hidden=6, embedding=4, embedding_start=1.0, parts=parts, **more)
    return np.array(fit(model, data, RECIPE, objective=objective, progress=False).loss)


def of_images(parts):
    """The losses of a model of images, whose source is no text."""
    task = Scenes(digits=(1, 1), place=8)
    reading = GridReading(task.side, task.side)
    model = build(
        "luong", target=task.target, hidden=6, embedding=4, max_length=25, embedding_start=1.0,
        reading=reading, parts=parts, cell="gru",
    )  # fmt: skip
    data = Batches(task, batch=4, lengths=(1, 1), edges=(1,), target_edges=(3,))
    return np.array(fit(model, data, RECIPE, progress=False).loss)


def of_sounds(parts):
    """The losses of a model of sounds, whose source is no text."""
    task = SpokenDigits("digits", (2, 2))
    model = build(
        "luong", target=task.target, hidden=6, embedding=4, max_length=38, embedding_start=1.0,
        reading=FramesReading(), parts=parts, cell="gru",
    )  # fmt: skip
    data = Batches(task, batch=4, lengths=(1, 152), edges=(152,), target_edges=(2,))
    return np.array(fit(model, data, RECIPE, progress=False).loss)


@functools.cache
def by_the_library(name):
    return used(name, library(name))


def test_the_parts_that_the_course_teaches_can_be_handed_in():
    assert set(PARTS) >= {
        "softmax_scores", "additive_scores", "read_context", "lstm_step", "sequence_loss",
        "mixed_inputs", "sample_positions", "beam_step", "attention_loss", "read_facts",
        "next_query", "copy_mixture", "look_back", "cut_patches", "placed", "gated_context",
        "uneven", "rnn_states", "stacked", "looked_before", "reinforce_loss",
    }  # fmt: skip


@pytest.mark.thin(28)
@pytest.mark.parametrize(
    ("name", "number"),
    [(name, k) for name, exercise in PARTS.items() for k in range(len(exercise.right))],
)
def test_a_right_answer_trains_to_the_librarys_loss_or_is_told_why_not(name, number, capsys):
    exercise = PARTS[name]
    assert exercise(exercise.right[number])
    function = exercise.yours_or(library(name))
    said = capsys.readouterr().out
    assert said.count("\n") == 1
    if function is library(name):
        assert f"{name} cannot be used in a model: " in said
        assert "racer" not in said
        assert f"the library's own {library(name).__name__} is used.\n" in said
    else:
        assert said == f"{name}: your own function goes in, as {exercise.part.goes}.\n"
        assert isinstance(function, Own)
        if number == first_to_train(name):
            np.testing.assert_allclose(used(name, function), by_the_library(name), atol=1e-5)
        else:  # a training for each would take minutes
            assert_alike(exercise, function, library(name))


def assert_alike(exercise, function, like):
    """An answer and the library's part, both compiled, give the same for the bank's cases."""
    compared = 0
    for case in exercise.draw(np.random.default_rng(0)):
        arguments = [
            jnp.asarray(one) if isinstance(one, np.ndarray) else one
            for one in exercise.part.example(*case.args)
        ]
        sizes = [k for k, one in enumerate(arguments) if isinstance(one, int) or callable(one)]
        found, wanted = (jax.jit(one, static_argnums=sizes)(*arguments) for one in (function, like))
        if not all(np.isfinite(leaf).all() for leaf in jax.tree.leaves(wanted)):
            continue  # the library never asks that of it: a temperature of 0 is greedy
        jax.tree.map(functools.partial(np.testing.assert_allclose, atol=1e-5), found, wanted)
        compared += 1
    assert compared


@pytest.mark.thin(6)
@pytest.mark.parametrize(
    ("name", "number"), [(name, k) for name in HERE for k in range(len(checks.ALL[name].right))]
)
def test_what_a_cell_calls_itself_is_the_readers(name, number, capsys):
    exercise, like = checks.ALL[name], HERE[name]
    assert exercise.yours_or(like) is like
    assert exercise(exercise.right[number])
    capsys.readouterr()
    function = exercise.yours_or(like)
    said = capsys.readouterr().out
    if function is like and exercise.right[number] is not like:
        assert said.startswith(f"{name} cannot be used in a model: ")
        assert said.endswith(f"the library's own {like.__name__} is used.\n")
        return
    assert said == f"{name}: your own function goes in, as {exercise.part.goes}.\n"
    if isinstance(exercise.part, Called):
        assert function is exercise.right[number]
    else:
        assert_alike(exercise, function, like)


@functools.cache
def first_to_train(name):
    """The number of an exercise's first right answer that can be compiled; None if none can."""
    exercise = PARTS[name]
    cases = exercise.draw(np.random.default_rng(0))
    owns = (exercise.part.own(name, answer, library(name)) for answer in exercise.right)
    able = (k for k, own in enumerate(owns) if exercise.part.fault(own, cases) is None)
    return next(able, None)


def test_every_exercise_has_a_right_answer_that_can_be_trained_with():
    assert [name for name in PARTS if first_to_train(name) is None] == []


def swapped(gates, memory):
    f, i, g, o = gates.reshape(4, -1)
    new = jax.nn.sigmoid(f) * memory + jax.nn.sigmoid(i) * jnp.tanh(g)
    return jnp.stack([jax.nn.sigmoid(o) * jnp.tanh(new), new])


def forgetful(scores, log_p, finished):
    place = jax.lax.top_k(log_p.reshape(-1), len(scores))[1]
    return jnp.stack([place // log_p.shape[1], place % log_p.shape[1]], axis=1)


def free(scores, log_p, finished, allowed):
    return beam_step(scores, log_p, finished)


def loss_everywhere(logits, target):
    log_p = jax.nn.log_softmax(logits)
    return -jnp.take_along_axis(log_p, target[..., None], axis=-1).mean()


def turned(target, predicted, uniform, rate):
    mixed = jnp.where(uniform[:, 1:] < rate, predicted[:, :-1], target[:, :-1])
    return jnp.pad(mixed, ((0, 0), (1, 0)), constant_values=1)


def mean_of_known(weights, gold):
    known = gold >= 0
    return checks.attention_loss.right[0](weights, gold) / jnp.maximum(known.sum(), 1)


# Mistakes of the banks, written so that they can be compiled.
WRONG = {
    "lstm_step": swapped,
    "rnn_states": lambda x, h, u: jnp.tanh(x),
    "beam_step": forgetful,
    "constrained_step": free,
    "decoder_inputs": lambda y: y,
    "mixed_inputs": turned,
    "sequence_loss": loss_everywhere,
    "attention_loss": mean_of_known,
    "tempered": lambda z, t: jax.nn.softmax(z * t),
    "first_state": lambda s, w, b: s @ w + b,
    "read_context": lambda w, h: w @ h / len(h),
    "softmax_scores": lambda e, m: jax.nn.softmax(e, axis=-1),
    "sample_positions": lambda w, u: jnp.argmax(w, axis=1),
    "reinforce_loss": lambda p, z, r, b: -jnp.sum(p - jax.lax.stop_gradient(r - b) * z),
    "additive_scores": lambda q, h, w, u, v: jax.nn.sigmoid((q @ w)[:, None] + (h @ u)[None]) @ v,
    "attentional_vector": lambda c, s, w: jnp.concatenate([c, s]) @ w,
    "read_facts": lambda e, m, f: (f.mean(axis=0), jax.nn.softmax(jnp.where(m, e, -1e9))),
    "next_query": lambda q, c, w: c @ w,
    "copy_mixture": lambda p, w, a, x, n: ((1 - p) * jnp.pad(w, (0, n - len(w)))).at[x].add(p * a),
    "multi_head": lambda q, k, v, m, h: checks.multi_head.right[0](3 * q, k, v, m, h),
    "position_code": lambda j, width: checks.position_code.right[0](2 * j, width),
    "window_weights": lambda e, p, R, n: jax.nn.softmax(e, where=jnp.arange(len(e)) < n),
    "gaussian_weights": lambda e, p, R, n: jax.nn.softmax(e, where=jnp.arange(len(e)) < n),
    "predicted_centre": lambda q, w, v, n: n * jax.nn.sigmoid(jnp.tanh(q @ w) @ v) - 1,
    "look_back": lambda e, r: jnp.tril(jnp.ones_like(e)),
    "maxout": lambda f, w, b: (f @ w + b).reshape(-1, 2).min(axis=1),
    "cut_patches": lambda image, size, stride: checks.cut_patches.right[0](image.T, size, stride),
    "placed": lambda h, row, column: h + (column[:, None] + row[None]).reshape(h.shape),
    "gated_context": lambda c, q, w, b: jax.nn.sigmoid(-(w @ q) - b) * c,
    "uneven": lambda a, real, mask: jnp.sum(mask * (1 - real.astype(float) @ a)),
    "stacked": lambda frames, stack: checks.stacked.right[0](frames[::-1], stack),
    "looked_before": lambda a, f: checks.looked_before.right[0](a, f[::-1]),
}


@pytest.mark.thin(14)
@each_part
def test_a_wrong_answer_put_in_by_force_trains_to_another_loss(name):
    """The test above can fail; and a wrong answer is never handed out."""
    exercise = PARTS[name]
    assert not exercise(WRONG[name])
    assert exercise.yours_or(library(name)) is library(name)
    forced = exercise.part.own(name, WRONG[name], library(name))
    assert np.abs(used(name, forced) - by_the_library(name)).max() > 1e-4


# What `yours_or` says and does.


def guarded(scores, mask):
    return checks.softmax_scores.right[2](scores, mask)


def test_the_last_check_decides(capsys):
    exercise, softmax = checks.softmax_scores, library("softmax_scores")
    line = "softmax_scores has not passed its check yet: the library's own masked_softmax is used."
    assert exercise.yours_or(softmax) is softmax
    assert capsys.readouterr().out == f"{line}\n"
    for wrong in (lambda scores, mask: scores, lambda: 0, None):
        assert exercise(guarded)
        assert exercise.yours_or(softmax).function is guarded
        capsys.readouterr()
        assert not exercise(wrong)
        assert exercise.yours_or(softmax) is softmax
        assert capsys.readouterr().out == f"{line}\n"
    assert exercise(guarded, tell="all")
    assert exercise.yours_or(softmax).function is guarded
    exercise.reset()
    assert exercise.yours_or(softmax) is softmax


def test_one_answer_asked_for_twice_is_one_part():
    exercise, softmax = checks.softmax_scores, library("softmax_scores")
    assert exercise(guarded)
    one, two = exercise.yours_or(softmax), exercise.yours_or(softmax)
    assert one == two
    assert hash(one) == hash(two)
    assert Parts(masked_softmax=one) == Parts(masked_softmax=two) != Parts()


def test_an_answer_that_is_no_part_of_a_model_is_not_handed_in():
    with pytest.raises(ValueError, match="last_state is an exercise whose answer is no part"):
        checks.last_state.yours_or(shift_right)


def filled(scores, mask):
    return jnp.where(mask[None], scores, -1e30)


def divided(powers, mask):
    powers = powers * mask[None]
    return powers / jnp.maximum(powers.sum(axis=1, keepdims=True), 1e-30)


def asking(scores, mask):
    top = filled(scores, mask).max(axis=1, keepdims=True)
    if (top > 50).any():
        scores = scores - top
    return guarded(scores, mask)


def rows(scores, mask):
    top = jnp.array([[float(row.max())] for row in filled(scores, mask)])
    return divided(jnp.exp(filled(scores, mask) - top), mask)


def numpys(scores, mask):
    scores = filled(scores, mask)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return divided(powers, mask)


def looped(scores, mask):
    same = jax.lax.while_loop(lambda e: (e < e.min()).any(), lambda e: e + 1, scores)
    return guarded(same, mask)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (numpys, "it calls NumPy on its inputs, in `powers = np.exp.*write jnp.exp for np.exp. "),
        (asking, "a Python question of a value .*in `if .top > 50..any..:`.*write jnp.where"),
        (rows, "turns a value into a number of Python's .float.*in `top = jnp.array"),
        (looped, "its gradient cannot be taken .Reverse-mode differentiation"),
    ],
)
def test_a_right_answer_that_cannot_be_compiled_is_told_in_plain_words(answer, said, capsys):
    exercise, softmax = checks.softmax_scores, library("softmax_scores")
    result = exercise(answer)
    assert result, result.message
    assert exercise.yours_or(softmax) is softmax
    line = capsys.readouterr().out
    assert re.match(f"softmax_scores cannot be used in a model: .*{said}", line), line
    assert line.endswith(". Until then the library's own masked_softmax is used.\n")
    told, _, _ = line.partition(" Until then")
    why = told.removeprefix("softmax_scores cannot be used in a model: ")
    done = "trained" if why.startswith("its gradient") else "compiled"
    assert result.remark == f"Right, but it cannot be {done} yet: {why}"
    assert result.message == f"softmax_scores: passed\n{result.remark}"


def test_an_answer_that_can_be_compiled_needs_no_remark():
    assert checks.softmax_scores(guarded).remark is None
    assert checks.exact_match(checks.exact_match.reference).remark is None  # nothing compiles it
    for name in ("attention", "greedy_tokens"):  # called otherwise in a model, and of a function
        exercise = checks.ALL[name]
        told = [exercise(answer).remark for answer in exercise.right]
        assert told[0] is None, told[0]
        assert told[-1].startswith("Right, but it cannot be compiled yet: "), told[-1]


def test_what_lives_in_another_process_is_not_said_to_leave_jax():
    class Elsewhere:
        __name__ = "softmax_scores"

        def __call__(self, scores, mask):
            return np.asarray(guarded(np.asarray(scores), np.asarray(mask)))

    exercise, elsewhere = checks.softmax_scores, Elsewhere()
    assert "NumPy" in exercise(elsewhere).remark
    elsewhere.gradient_at = None
    assert exercise(elsewhere).remark is None


def test_what_fails_only_in_training_is_told_alike():
    later = []

    def answer(scores, mask):
        return guarded(np.exp(scores) if later else scores, mask)

    assert checks.softmax_scores(answer)
    function = checks.softmax_scores.yours_or(library("softmax_scores"))
    later.append(True)
    with pytest.raises(ValueError, match=r"^softmax_scores cannot .* NumPy .*jnp.exp for np.exp"):
        used("softmax_scores", function)
