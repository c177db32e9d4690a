"""`Wiring` refuses rows that cannot be, and says what it wanted."""

import pytest
from jaxtyping import TypeCheckError
from tiny import ROWS, VOCAB, fresh

from course_lib.model.spec import Spec
from course_lib.model.table import MODELS, build
from course_lib.model.wiring import Wiring

REFUSED = (ValueError, TypeCheckError)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"cell": "lsm"}, "unknown cell 'lsm'; did you mean 'lstm'"),
        ({"mix": "tan"}, "unknown readout mix 'tan'; did you mean 'tanh'"),
        ({"alignment": "sofd"}, "unknown alignment 'sofd'; did you mean 'soft'"),
        (
            {"alignment": "soft", "score": "genral"},
            "unknown score 'genral'; did you mean 'general'",
        ),
        ({"alignment": "soft"}, "alignment 'soft' needs a score, got None; known are dot"),
        (
            {"alignment": "coverage", "score": "location"},
            "alignment 'coverage' needs one that reads what stands there",
        ),
        ({"score": "dot"}, "alignment 'summary' scores nothing, got 'dot'"),
        (
            {"reads": ("tokens",)},
            "unknown input of the decoder cell in reads 'tokens'; did you mean 'token'",
        ),
        (
            {"readout": ("stat",)},
            "unknown input of the readout in readout 'stat'; did you mean 'state'",
        ),
        ({"first_state": "one"}, "first_state must be projection or zeros, got 'one'"),
        ({"attends": "during"}, "attends must be before or after, got 'during'"),
        ({"attends": "after", "reads": ("context",)}, "read 'previous_context' instead"),
        ({"attends": "after", "joins_state": True}, "read 'previous_context' instead"),
        ({"reads": ()}, "reads must name at least one part, and none twice, got ()"),
        ({"reads": ("token", "token")}, "reads must name at least one part, and none twice"),
        ({"readout": ()}, "readout must name at least one part"),
        ({"reads": ("attentional",)}, "only mix='tanh' makes an attentional vector, got 'none'"),
    ],
)
def test_wiring_refuses(changes, message):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 (the message is checked below)
        Wiring(**changes)
    assert message in str(caught.value)


def test_unknown_model_suggests_the_nearest_and_lists_all():
    with pytest.raises(
        ValueError, match=r"unknown model 'badanau'; did you mean 'bahdanau'\?"
    ) as e:
        fresh("badanau")
    assert all(name in str(e.value) for name in ROWS)


def test_unknown_score_by_build_suggests_the_nearest():
    with pytest.raises(ValueError, match=r"unknown score 'locaton'; did you mean 'location'\?"):
        fresh("luong_dot", score="locaton")


def test_unknown_field_lists_the_fields():
    with pytest.raises(ValueError, match=r"\['scor'\] are no fields .*score"):
        fresh("luong_dot", scor="dot")


@pytest.mark.parametrize("name", ["hidden", "embedding", "max_length"])
@pytest.mark.parametrize("value", [0, -4, 2.5])
def test_sizes_must_be_whole_and_positive(name, value):
    with pytest.raises(REFUSED, match=f"{name}"):
        fresh("init_state", **{name: value})


@pytest.mark.parametrize("rate", [-0.1, 1.0, 2.0])
def test_dropout_must_be_a_rate(rate):
    with pytest.raises(
        ValueError, match="dropout must be at least 0 and below 1, as a float32, got"
    ):
        fresh("init_state", dropout=rate)


@pytest.mark.parametrize("name", ["bahdanau", "luong_dot"])
def test_two_directions_refuse_an_odd_width(name):
    with pytest.raises(ValueError, match="even width, got 7"):
        fresh(name, hidden=7)


def test_maxout_refuses_an_odd_width():
    with pytest.raises(ValueError, match=r"maxout readout pairs its units .* even width, got 7"):
        fresh("cho", hidden=7)  # reads in one direction, so its encoder would not mind


def test_build_changes_what_it_is_told_and_nothing_else():
    model = build("bahdanau", VOCAB, hidden=8, cell="gru")
    assert model.spec.wiring.cell == "gru"
    assert model.spec.wiring.score == MODELS["bahdanau"].score
    assert isinstance(model.spec, Spec)


def test_the_rows_that_can_attend_in_one_batched_product():
    loops = {name: row.loops for name, row in MODELS.items()}
    assert not any(loops[name] for name in ROWS if name.endswith("_unfed"))
    assert loops["bahdanau"]
    assert loops["bahdanau_article"]
    assert loops["luong_general"]
    assert loops["luong_context_feed"]
    assert not loops["cho"]
    assert not loops["static_context"]
