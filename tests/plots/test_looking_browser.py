"""The view of a captioned image in a real browser: what the mouse, the keys and a screen reader
get, and what is painted."""

import json

import numpy as np
import pytest
from picturing import GOLD, SCENE, WEIGHTS, WORDS, found, several, small_view
from viewing import HOSTILE, PAGE, POLICY

from course_lib import plots
from course_lib.plots.pictures import checked_picture

# The picture of the still part lies in the page itself.
SHOWN = PAGE.replace(POLICY, f"{POLICY}; img-src data:")
PICTURE = checked_picture(SCENE, WORDS, WEIGHTS, patch=8, stride=4, gold=GOLD)
HINT = "Point at a word"


def chip(index: int, line: str = "words", view: int = 0) -> str:
    """The element of a word, or of a scene, as an expression."""
    return (
        f"document.querySelectorAll('.image-view')[{view}]"
        f".querySelector('.iv-{line}').children[{index}]"
    )


def said(page, view: int = 0) -> str:
    return page.js(f"document.querySelectorAll('.iv-said')[{view}].textContent")


def painted(page, view: int = 0) -> np.ndarray:
    """The colours on the canvas, [H, W, 3]."""
    js = f"""(() => {{ const c = document.querySelectorAll('canvas')[{view}];
        const all = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
        return [c.height, c.width, ...all]; }})()"""
    height, width, *numbers = page.js(js)
    return np.array(numbers).reshape(height, width, 4)[..., :3]


def frames(page, kind: str) -> list[list[float]]:
    """Where frames lie on the picture: top, left, bottom, right, in its pixels."""
    js = f"""(() => {{ const a = document.querySelector('canvas').getBoundingClientRect();
        return [...document.querySelectorAll('.iv-{kind}')].map(e => {{
            const b = e.getBoundingClientRect(), s = 20 / a.width;
            return [b.top - a.top, b.left - a.left, b.bottom - a.top, b.right - a.left]
                .map(v => Math.round(s * v * 100) / 100); }}); }})()"""
    return page.js(js)


def test_it_starts_with_a_word_whose_weights_are_on_the_picture(browser):
    page = browser.show(SHOWN + small_view().html)
    assert said(page) == f"Word 1 “one” {PICTURE.sentence(0)}"
    np.testing.assert_allclose(painted(page), PICTURE.painted(0), atol=1)
    np.testing.assert_allclose(frames(page, "box"), [[0, 0, 8, 8]], atol=0.1)
    np.testing.assert_allclose(frames(page, "top"), [[0, 0, 8, 8]], atol=0.1)
    other = browser.show(SHOWN + small_view(word=1).html)
    assert said(other).startswith("Word 2 “<b>” looks most at the bottom right: 1")


def test_a_word_under_the_mouse_lights_up_its_patches(browser):
    page = browser.show(SHOWN + small_view().html)
    page.point(*page.centre(chip(1)))
    np.testing.assert_allclose(painted(page), PICTURE.painted(1), atol=1)
    np.testing.assert_allclose(frames(page, "box"), [[0, 0, 8, 8], [8, 8, 16, 16]], atol=0.1)
    np.testing.assert_allclose(frames(page, "top"), [[8, 12, 16, 20]], atol=0.1)
    page.point(*page.centre(chip(2)))
    assert said(page).endswith("looks at nothing with a weight of .01 or more.")
    assert frames(page, "top") == []
    page.point(790, 590)
    assert said(page).startswith("Word 1")


def test_the_keyboard_does_what_the_mouse_does(browser):
    page = browser.show(SHOWN + small_view().html + "<div style='height:3000px'></div>")
    page.key("Tab")
    assert page.js("document.activeElement.textContent") == "one"
    for key, at in [
        ("ArrowRight", 1), ("ArrowDown", 2), ("ArrowRight", 2), ("Home", 0), ("ArrowLeft", 0),
        ("End", 2), ("ArrowUp", 1),
    ]:  # fmt: skip
        page.key(key)
        assert page.js("document.activeElement.textContent") == WORDS[at]
        assert said(page).startswith(f"Word {at + 1}")
    np.testing.assert_allclose(painted(page), PICTURE.painted(1), atol=1)
    assert page.js("scrollY") == 0  # which a key that the view takes does not scroll too
    page.key("Escape")
    assert said(page).startswith(HINT)
    np.testing.assert_allclose(painted(page), PICTURE.painted(None), atol=1)
    assert frames(page, "box") == frames(page, "top") == []
    page.key("ArrowRight")
    assert said(page).startswith("Word 3")
    page.key("Tab")
    assert page.js("document.activeElement.tagName") == "SUMMARY"


def test_without_gold_all_boxes_have_a_frame(browser):
    page = browser.show(SHOWN + small_view(gold=None).html)
    assert len(frames(page, "box")) == 2
    page.js(f"{chip(0)}.focus()")
    page.key("Escape")
    assert len(frames(page, "box")) == 2


def test_scenes_are_chosen_by_the_arrows_as_they_lie(browser):
    page = browser.show(SHOWN + several().html)
    assert said(page).endswith("column 1. Scene: top left.")
    page.key("Tab")
    for key, name, column in [
        ("ArrowRight", "top right", 2), ("ArrowRight", "top right", 2),
        ("ArrowDown", "top right", 2), ("ArrowLeft", "top left", 1),
        ("ArrowDown", "bottom left", 3), ("Escape", "bottom left", 3), ("Home", "top left", 1),
        ("End", "bottom left", 3), ("ArrowUp", "top left", 1),
    ]:  # fmt: skip
        page.key(key)
        assert page.js("document.activeElement.textContent") == name
        assert said(page).endswith(f"column {column}. Scene: {name}.")
    page.key("Tab")
    page.key("ArrowRight")
    assert said(page).startswith("Word 2")
    page.point(*page.centre(chip(1, "scenes")))
    assert said(page).startswith("Word 2")  # the word stays when the scene changes
    assert said(page).endswith("Scene: top right.")
    page.point(790, 590)
    assert said(page).endswith("Scene: top left.")


def test_scenes_of_other_names_are_a_line(browser):
    page = browser.show(SHOWN + several(("before", "after")).html)
    page.key("Tab")
    page.key("ArrowDown")
    assert said(page).endswith("Scene: after.")
    assert page.js("document.querySelectorAll('.iv-places').length") == 0


def test_a_caption_of_fewer_words_in_the_next_scene(browser):
    told = [found(), found(WEIGHTS[:1], words=["one"])]
    page = browser.show(SHOWN + plots.image_view(told, names=["a", "b"], title="T", word=2).html)
    page.key("Tab")
    page.key("ArrowRight")
    assert said(page).startswith("Word 1 “one”")
    page.key("ArrowLeft")
    assert said(page).startswith("Word 3")


def test_what_a_screen_reader_gets(browser):
    page = browser.show(SHOWN + several().html)
    found_roles = []
    for node in page.call("Accessibility.getFullAXTree")["nodes"]:
        role, name = (node.get(key, {}).get("value", "") for key in ("role", "name"))
        values = {p["name"]: p["value"].get("value") for p in node.get("properties", [])}
        found_roles.append((role, name, values.get("selected"), values.get("live")))
    assert ("group", "What if?", None, None) in found_roles
    assert {("listbox", "scenes"), ("listbox", "words")} <= {one[:2] for one in found_roles}
    chosen = [name for role, name, selected, _ in found_roles if role == "option" and selected]
    assert chosen == ["top left", "one"]
    images = [name for role, name, *_ in found_roles if role in ("img", "image")]
    assert images[0].startswith("Word 1 “one” looks most at the top left")
    assert [role for role, _, _, live in found_roles if live == "polite"] == ["status"]


def test_views_on_one_page_mind_their_own_business_and_leave_it_alone(browser):
    before = "<script>const before = Object.keys(window).length</script>"
    page = browser.show(SHOWN + before + 2 * small_view().html)
    page.js(f"{chip(1, view=1)}.focus()")
    assert [said(page, view)[:6] for view in (0, 1)] == ["Word 1", "Word 2"]
    assert page.js("Object.keys(window).length === before")


def test_a_page_that_was_saved_with_it(browser):
    first = browser.show(SHOWN + several().html)
    page = browser.show("<!doctype html>" + first.js("document.documentElement.outerHTML"))
    assert page.js("[...document.querySelectorAll('.iv-live, details')].length") == 2
    page.js(f"{chip(1)}.focus()")
    assert said(page).startswith("Word 2")


@pytest.mark.parametrize("run", ["old.replaceWith(script)", "document.head.append(script)"])
def test_an_output_that_is_inserted_later(browser, run):
    """As notebooks do: elements made by the page, scripts run anew, there or elsewhere."""
    page = browser.show("<!doctype html><body><main></main>")
    insert = """(() => {
        const box = document.querySelector("main");
        box.innerHTML = VIEWS;
        for (const old of box.querySelectorAll("script")) {
            const script = document.createElement("script");
            script.textContent = old.textContent;
            RUN;
        }
    })()""".replace("RUN", run).replace("VIEWS", json.dumps(2 * small_view().html))
    for _ in range(2):  # a cell that is run again replaces its output
        page.js(insert)
        assert page.js("document.querySelectorAll('.iv-live').length") == 2
        page.js(f"{chip(1, view=1)}.focus()")
        assert [said(page, view)[:6] for view in (0, 1)] == ["Word 1", "Word 2"]


def test_hostile_words_and_names_are_only_text(browser):
    words = [*HOSTILE, "<img src=x onerror=alert(1)>"]
    told = found(np.full((len(words), 12), 1 / 12), words=words)
    view = plots.image_view([told, told], names=words[:2], title=words[1])
    hacked = "<script>window.alert = () => { window.hacked = true }</script>"
    page = browser.show(SHOWN + hacked + view.html)
    for i, word in enumerate(words):
        page.js(f"{chip(i)}.focus()")
        assert said(page).startswith(f"Word {i + 1} “{word.replace(' ', '␣')}” looks most")
    assert page.js("window.hacked") is None
    assert page.js("document.querySelectorAll('img').length") == 1


@pytest.mark.parametrize("dark", [False, True])
def test_it_fits_a_narrow_window_on_light_and_dark(browser, dark):
    page = browser.show(SHOWN + several().html, width=320, dark=dark)
    page.js("document.querySelector('details').open = true")
    assert page.js("document.documentElement.scrollWidth") <= 320
    paper = page.js("getComputedStyle(document.querySelector('.image-view')).backgroundColor")
    assert paper == ("rgb(17, 17, 17)" if dark else "rgb(255, 255, 255)")
