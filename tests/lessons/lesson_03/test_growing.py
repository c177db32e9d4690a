"""A sentence that grows: what is wrong in an answer is seen, and no text becomes HTML."""

import pytest

from course_lib.lessons.lesson_03.growing import Growing


def grown(**more):
    arguments = {
        "sources": ["ab", "abc"],
        "wanted": ["ba", "cba"],
        "answers": {"one": ["ba", "cb"], "two": ["aa", "cbax"]},
        **more,
    }
    return Growing(**arguments)


def test_wrong_missing_and_surplus_letters_are_marked():
    html = grown().html
    assert "<td>ba</td><td><mark>a</mark>a</td></tr>" in html
    assert "<td>cb<mark>·</mark></td><td>cba<mark>x</mark></td></tr>" in html


def test_a_viewer_finds_html_and_text():
    view = grown(first=1)
    shown = view._repr_mimebundle_()
    assert shown["text/html"] == view.html
    assert 'data-first="1"' in view.html
    assert shown["text/plain"] == repr(view) == str(view)
    assert repr(view).splitlines()[1] == " 3 'abc': one 'cb', two 'cbax'"


def test_texts_are_text_whatever_they_are():
    html = grown(answers={"<b>": ["</td>", "<script>"]}).html
    assert "<b>" not in html
    assert html.count("<script>") == 1
    assert html.count("</td>") == 2 * 4


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="one text per source"):
        grown(wanted=["ba"])
    with pytest.raises(ValueError, match="first must be a whole number"):
        grown(first=2)


def test_the_slider_shows_one_length(browser):
    page = browser.show(f'<!doctype html><meta charset="utf-8">{grown(first=1).html}')
    lines = "[...document.querySelectorAll('.growing > div p')].map(e => e.textContent)"
    assert page.js(lines) == ["characters3", "sourceabc", "wantedcba", "onecb·", "twocbax"]
    slider = "document.querySelector('.growing input')"
    page.js(f"({slider}.value = 0, {slider}.dispatchEvent(new Event('input')), 0)")
    assert page.js(lines)[:2] == ["characters2", "sourceab"]
