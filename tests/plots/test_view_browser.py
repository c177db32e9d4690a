"""The view of an alignment in a real browser: what the mouse, the keys and a screen reader get."""

import numpy as np
import pytest
from viewing import (
    HINT,
    HOSTILE,
    PAGE,
    SAID,
    SECOND,
    WEIGHTS,
    chip,
    contrast,
    diffuse,
    focused,
    light,
    numbers,
    small_view,
)

from course_lib import plots


def test_a_target_under_the_mouse_lights_up_its_weights(browser):
    page = browser.show(PAGE + small_view().html)
    assert page.js(SAID)[0].startswith(HINT)
    assert light(page, "source") == [0, 0, 0, 0]
    for t, shown in enumerate([[".05", ".15", ".80", ""], [".90", ".10", "", ""]]):
        page.point(*page.centre(chip("target", t)))
        assert numbers(page, "source") == shown
        assert numbers(page, "target") == ["", "", ""]
        np.testing.assert_allclose(light(page, "source"), WEIGHTS[t], atol=1e-6)
        assert light(page, "target") == [0, 0, 0]
    assert page.js(SAID) == [SECOND + " Gold: source 2 “␣”."]
    assert page.js("document.querySelectorAll('.av-gold').length") == 1
    assert page.js(f"{chip('source', 1)}.className") == "av-token av-gold"
    page.point(790, 590)
    assert page.js(SAID)[0].startswith(HINT)
    assert light(page, "source") == [0, 0, 0, 0]


def test_a_chosen_target_is_lit_from_the_start(browser):
    page = browser.show(PAGE + small_view(chosen=1).html)
    assert page.js(SAID) == [SECOND + " Gold: source 2 “␣”."]
    assert numbers(page, "source") == [".90", ".10", "", ""]
    page.point(*page.centre(chip("target", 0)))
    assert numbers(page, "source") == [".05", ".15", ".80", ""]
    page.point(790, 590)
    assert page.js(SAID) == [SECOND + " Gold: source 2 “␣”."]


def test_a_source_under_the_mouse_lights_up_who_looks_at_it(browser):
    page = browser.show(PAGE + small_view().html)
    page.point(*page.centre(chip("source", 1)))
    assert numbers(page, "target") == [".15", ".10", ".30"]
    assert numbers(page, "source") == ["", "", "", ""]
    assert page.js(SAID) == [
        "Source 2 “␣” is looked at by target 3 “r” with weight .30, 1 “p” .15, 2 “q” .10."
    ]
    page.point(*page.centre(chip("source", 3)))
    assert numbers(page, "target") == ["", "", ".10"]


def test_looking_nowhere_is_said_too(browser):
    weights = np.array([[0.0, 0.004], [0.0, 1.0]])  # a fully masked row, but for rounding
    page = browser.show(PAGE + plots.alignment_view(weights, "ab", "cd", title="Nowhere").html)
    page.point(*page.centre(chip("target", 0)))
    assert page.js(SAID) == ["Target 1 “c” looks at nothing with a weight of .01 or more."]
    page.point(*page.centre(chip("source", 1)))
    assert page.js(SAID) == ["Source 2 “b” is looked at by target 2 “d” with weight 1.00."]


def test_the_keyboard_does_what_the_mouse_does(browser):
    page = browser.show(PAGE + small_view().html + "<div style='height:3000px'></div>")
    stops = []
    for _ in range(3):
        page.key("Tab")
        stops.append(focused(page) or page.js("document.activeElement.tagName"))
    assert stops == ["source 1: x", "target 1: p", "SUMMARY"]  # one stop a line, not one a token
    page.key("Tab", shift=True)
    for key, at in [
        ("ArrowRight", 1), ("ArrowRight", 2), ("ArrowRight", 2), ("Home", 0), ("ArrowLeft", 0),
        ("End", 2), ("ArrowLeft", 1),
    ]:  # fmt: skip
        page.key(key)
        assert focused(page) == f"target {at + 1}: {'pqr'[at]}"
        np.testing.assert_allclose(light(page, "source"), WEIGHTS[at], atol=1e-6)
    assert page.js(SAID)[0].startswith(SECOND)
    assert page.js("scrollY") == 0  # which a key that the view takes does not scroll too
    page.key("Tab", shift=True)
    assert focused(page) == "source 1: x"
    page.key("ArrowRight")
    assert focused(page) == "source 2: space"
    page.key("Tab")
    assert focused(page) == "target 2: q"  # where the line was left
    page.key("Escape")
    assert page.js(SAID)[0].startswith(HINT)
    assert light(page, "source") == [0, 0, 0, 0]
    assert focused(page) == "target 2: q"
    page.key("ArrowLeft")
    assert page.js(SAID)[0].startswith("Target 1")


def test_a_click_stays_and_a_resting_mouse_does_not_hold_the_keys_back(browser):
    page = browser.show(PAGE + small_view().html)
    page.click(*page.centre(chip("target", 0)))
    page.point(790, 590)
    assert page.js(SAID)[0].startswith("Target 1")
    page.point(*page.centre(chip("source", 0)))
    assert page.js(SAID)[0].startswith("Source 1")  # pointing shows, and takes nothing away
    page.key("ArrowRight")
    assert page.js(SAID)[0].startswith("Target 2")


def test_what_a_screen_reader_gets(browser):
    page = browser.show(PAGE + small_view().html)
    page.point(*page.centre(chip("target", 1)))
    nodes = page.call("Accessibility.getFullAXTree")["nodes"]
    found = []
    for node in nodes:
        role, name = (node.get(key, {}).get("value", "") for key in ("role", "name"))
        values = {p["name"]: p["value"].get("value") for p in node.get("properties", [])}
        found.append((role, name, values.get("selected"), values.get("live")))
    assert ("group", "A view", None, None) in found
    assert ("listbox", "source tokens", None, None) in found
    assert ("listbox", "target tokens", None, None) in found
    selected = [name for role, name, selected, _ in found if role == "option" and selected]
    assert selected == ["target 2: q"]
    assert [role for role, _, _, live in found if live == "polite"] == ["status"]


def test_equal_and_other_views_on_one_page_mind_their_own_business(browser):
    page = browser.show(
        PAGE + small_view().html + small_view().html + small_view(title="Other").html
    )
    page.click(*page.centre(chip("target", 1, view=1)))
    assert [said.startswith(HINT) for said in page.js(SAID)] == [True, False, True]
    assert numbers(page, "source", view=1) == [".90", ".10", "", ""]
    page.key("Escape")
    assert all(said.startswith(HINT) for said in page.js(SAID))


def test_the_page_is_left_alone(browser):
    page = browser.show(
        PAGE + "<script>const before = Object.keys(window).length</script>" + small_view().html
    )
    page.point(*page.centre(chip("target", 1)))
    assert page.js("Object.keys(window).length === before")


def test_hostile_tokens_are_only_text(browser):
    tokens = [*HOSTILE, "<img src=x onerror=alert(1)>", "${alert(1)}", "\\u003cscript>"]
    weights = np.full((len(tokens), len(tokens)), 0.1)
    view = plots.alignment_view(weights, tokens, tokens, title=HOSTILE[0] + HOSTILE[1])
    page = browser.show(
        f"{PAGE}<script>window.alert = () => {{ window.hacked = true }}</script>{view.html}"
    )
    chips = (
        "[...document.querySelectorAll('.av-strip')[0].children].map(c => c.firstChild.textContent)"
    )
    shown = [token.replace(" ", "␣") for token in tokens]
    assert page.js(chips) == shown
    for i, token in enumerate(shown):
        page.point(*page.centre(chip("target", i)))
        assert page.js(SAID)[0].startswith(
            f"Target {i + 1} “{token}” looks at source 1 “</script>” with weight .10,"
        )
    assert page.js("window.hacked") is None
    assert page.js("document.querySelectorAll('img, table table').length") == 0


@pytest.mark.parametrize("dark", [False, True])
def test_every_shade_is_legible_on_light_and_dark_and_more_weight_is_more_ink(browser, dark):
    weights = np.linspace(0, 1, 21)[None]
    view = plots.alignment_view(weights, "a" * 21, "b", title="All shades")
    page = browser.show(PAGE + view.html, dark=dark)
    paper = page.js("getComputedStyle(document.querySelector('.alignment-view')).backgroundColor")
    assert paper == ("rgb(17, 17, 17)" if dark else "rgb(255, 255, 255)")
    page.point(*page.centre(chip("target", 0)))
    # a letter that never changes its colour comes down to 1, one that does at .54 on black to 3.5
    assert min(contrast(page, chip("source", j)) for j in range(21)) >= 4.2
    assert np.all(np.diff(light(page, "source")) > 0)


def test_sixty_tokens_fit_a_narrow_window(browser):
    view = plots.alignment_view(diffuse(60), "abcde " * 10, "abcde " * 10, title="60 by 60")
    page = browser.show(PAGE + view.html, width=360)
    page.js("document.querySelector('details').open = true")
    assert page.js("document.documentElement.scrollWidth") <= 360
    page.point(*page.centre(chip("target", 7)))
    assert page.js(SAID)[0].startswith("Target 8 “b” looks at source 8 “b” ")
    assert page.js(SAID)[0].count("“") == 1 + 5  # the rest is counted, not named
