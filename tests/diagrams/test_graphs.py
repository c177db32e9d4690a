"""Different rows have different graphs, and words that say so."""

import itertools
from dataclasses import dataclass, fields, replace

import pytest
from hypothesis import assume, given, settings
from wirings import FIELDS, choices, made

from course_lib.diagrams.graphs import Edge, graph
from course_lib.diagrams.words import described, differences, facts, unlike
from course_lib.model.alignments import ALIGNMENTS
from course_lib.model.readers import TextReading
from course_lib.model.scores import SCORES
from course_lib.model.table import MODELS
from course_lib.model.wiring import Wiring


def same_model(one: Wiring, other: Wiring) -> bool:
    """Whether two rows compute the same: when to attend is nothing to a row that does not."""
    first, second = (
        wiring if wiring.weighs else replace(wiring, attends="before", window=None)
        for wiring in (one, other)
    )
    return first == second


def test_every_field_of_a_row_has_random_values():
    assert set(FIELDS) == {field.name for field in fields(Wiring)}


@pytest.mark.thin(3)
@pytest.mark.parametrize("field", FIELDS)
@settings(max_examples=60)
@given(choices, choices)
def test_every_field_changes_the_graph_and_the_facts(field, chosen, others):
    """And only a field that changes nothing of the model does not."""
    row = made(chosen)
    try:
        other = replace(row, **{field: others[field]})
    except ValueError:
        assume(False)
    assert (graph(row) == graph(other)) == same_model(row, other)
    assert (differences(graph(row), graph(other)) == []) == same_model(row, other)


@given(choices, choices)
def test_different_rows_have_different_graphs(first, second):
    one, other = made(first), made(second)
    assert (graph(one) == graph(other)) == same_model(one, other)


def test_all_rows_of_the_table_have_different_graphs():
    for one, other in itertools.combinations(set(MODELS.values()), 2):
        assert graph(one) != graph(other)
        assert unlike(graph(one), graph(other)) | unlike(graph(other), graph(one))


def test_arrows_of_bahdanau_and_luong_by_hand():
    bahdanau, luong = graph(MODELS["bahdanau"]), graph(MODELS["luong_dot"])
    assert bahdanau.into("score", "query") == ["previous"]
    assert luong.into("score", "query") == ["state"]
    assert bahdanau.into("cell") == ["previous", "token", "context"]
    assert luong.into("cell") == ["previous", "token", "attentional_before"]
    assert luong.into("cell", "fed") == ["token", "attentional_before"]
    assert bahdanau.into("readout") == ["previous", "token", "context"]
    assert luong.into("readout") == ["context", "state"]
    assert luong.into("attentional_after") == ["readout"]
    assert "attentional_after" not in bahdanau.names()
    assert bahdanau.order() == [
        "score", "alignment", "context", "cell", "state", "readout", "output",
    ]  # fmt: skip
    assert luong.order() == ["cell", "state", "score", "alignment", "context", "readout", "output"]
    article = graph(MODELS["bahdanau_article"])
    assert article.into("join") == ["previous", "context"]
    assert article.into("cell") == ["join", "previous", "token"]  # an LSTM's memory is not joined
    gru = graph(replace(MODELS["bahdanau_article"], cell="gru"))
    assert gru.into("cell") == ["join", "token"]


def test_equations_by_hand():
    def equations(row, box):
        return graph(row).node(box).equations

    dot = MODELS["luong_dot"]
    assert equations(dot, "score") == (r"e_{tj} = s_t^\top h_j",)
    assert equations(replace(dot, score="scaled_dot"), "score") == (
        r"e_{tj} = s_t^\top h_j / \sqrt{K}",
    )
    assert equations(MODELS["bahdanau"], "score") == (r"e_{tj} = v^\top\tanh(W s_{t-1} + U h_j)",)
    assert equations(dot, "readout") == (r"\tilde h_t = \tanh(W_c [c_t; s_t])",)
    assert equations(MODELS["cho"], "cell") == (
        "x_t = [y_{t-1}; r]", r"s_t = \mathrm{GRU}(s_{t-1}, x_t)",
    )  # fmt: skip
    assert equations(dot, "context") == (r"c_t = \Sigma_j\,\alpha_{tj} h_j",)
    assert equations(replace(dot, alignment="hard"), "context") == (r"c_t = h_{\hat\jmath}",)
    assert equations(MODELS["init_state"], "output") == (
        r"p(y_t) = \mathrm{softmax}(W_o [s_t] + b_o)",
    )
    backwards = replace(dot, reading=TextReading(directions=1, reverse=True))
    assert equations(backwards, "memory") == (r"h_1 \leftarrow h_J",)
    assert equations(backwards, "summary") == ("r = h_1",)


@pytest.mark.parametrize("score", SCORES)
def test_every_score_has_its_equation(score):
    row = Wiring(alignment="soft", score=score, attends="after")
    (equation,) = graph(row).node("score").equations
    assert "s_t" in equation
    assert "@" not in equation
    assert "e(" not in equation


def test_words_by_hand():
    text = described("bahdanau", graph(MODELS["bahdanau"]))
    order = ["the previous state is compared", "by the additive score",
             "the context is made of the source",
             "LSTM cell moves from the previous state and reads the previous token and context",
             "readout (maxout) reads the previous state, previous token and context",
             "a softmax gives the next token", "Fed back: token.", "from the summary",
             "LSTM encoder, reads both ways"]  # fmt: skip
    places = [text.index(part) for part in order]
    assert places == sorted(places)
    assert facts(graph(MODELS["luong_location"]))["score"].endswith("blind to the source")
    assert differences(graph(MODELS["luong_dot"]), graph(MODELS["luong_dot_unfed"])) == [
        "cell reads: previous token and previous attentional vector | previous token",
        "fed back: attentional vector and token | token",
    ]


@given(choices)
def test_every_row_has_words(chosen):
    text = described("row", graph(made(chosen)))
    assert "$" not in text
    assert "_" not in text
    assert text.count(".") >= 3


@dataclass(frozen=True)
class Wider(Wiring):
    sharpness_of_look: float = 1.0


def test_a_setting_that_the_pictures_do_not_know_is_shown():
    row = Wider(alignment="soft", score="dot", sharpness_of_look=2.0)
    assert graph(row).node("alignment").title == "soft, all positions, sharpness of look = 2.0"
    plain = replace(row, sharpness_of_look=1.0)
    assert graph(plain) == graph(Wiring(alignment="soft", score="dot"))


def test_a_new_alignment_says_itself_what_a_picture_calls_it(monkeypatch):
    kind = type("NearestThree", (ALIGNMENTS["soft"],), {"title": "nearest-three"})
    monkeypatch.setitem(ALIGNMENTS, "nearest_three", kind)
    row = Wiring(alignment="nearest_three", score="dot")
    assert graph(row).node("alignment").title == "nearest-three"
    assert Edge("previous", "score", "query") in graph(row).edges


def test_what_a_small_box_cannot_hold_is_shortened_or_cut():
    def short(box, **changes):
        return graph(replace(MODELS["luong_dot"], **changes)).node(box).short

    assert short("alignment") == "soft"
    assert short("score", score="additive_then_relu") == "add. then relu"
    row = Wider(alignment="soft", score="dot", sharpness_of_look=2.0)
    assert graph(row).node("alignment").short == "soft sharpness of l…"
