"""Every token leaves a mark."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.plots.tokens import shown, unseen


@pytest.mark.parametrize(
    ("token", "wanted"),
    [
        ("a b", "a␣b"), ("\n", "↵"), ("\t", "⇥"), ("\u00a0", "⍽"), ("", "∅"),
        ("\r\n", "‹U+000D›↵"), ("\x00", "‹U+0000›"), ("\x1b", "‹U+001B›"), ("\x85", "‹U+0085›"),
        ("\u3000", "‹U+3000›"), ("\u2028", "‹U+2028›"), ("\u200b", "‹U+200B›"),
        ("\u200e", "‹U+200E›"), ("\u202e", "‹U+202E›"), ("\u00ad", "‹U+00AD›"),
        ("\ufeff", "‹U+FEFF›"), ("\ufe0f", "‹U+FE0F›"), ("\u3164", "‹U+3164›"),
        ("\u2800", "‹U+2800›"), ("\ud800", "‹U+D800›"), ("\U000e0041", "‹U+E0041›"),
        ("👩\u200d🚀", "👩‹U+200D›🚀"), ("\u0301", "◌\u0301"), ("e\u0301", "e\u0301"),
        ("$x_1$", "$x_1$"), ("你好", "你好"), ("</s>", "</s>"),
    ],
)  # fmt: skip
def test_what_leaves_no_mark_has_a_sign(token, wanted):
    assert shown(token) == wanted


@given(st.text())
def test_nothing_unseen_is_left(token):
    assert shown(token)
    assert not any(map(unseen, shown(token)))
    assert unicodedata.category(shown(token)[0])[0] != "M"


@given(st.text(st.characters(exclude_characters="␣↵⇥⍽∅◌‹›")), st.text())
def test_different_tokens_look_different(one, other):
    assert (shown(one) == shown(other)) == (one == other) or set(other) & set("␣↵⇥⍽∅◌‹›")
