"""The view of an alignment in a real browser: what the mouse, the keys and a screen reader get."""

import html
import json
import re
import time

import nbformat
import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from nbconvert import HTMLExporter
from test_alignment_view import HOSTILE, diffuse

from course_lib import plots

# Nothing may be loaded, nothing evaluated, and no text may be made into elements: a page under
# this policy throws where one is tried.
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "require-trusted-types-for 'script'"
)
PLAIN = '<!doctype html><meta charset="utf-8">'
PAGE = f'{PLAIN}<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
WEIGHTS = np.array([[0.05, 0.15, 0.8, 0.0], [0.9, 0.1, 0.0, 0.0], [0.3, 0.3, 0.3, 0.1]])
HINT = "Point at a token"
SAID = "[...document.querySelectorAll('.av-said')].map(e => e.textContent)"
SECOND = "Target 2 “q” looks at source 1 “x” .90, 2 “␣” .10."


def _view(**more):
    arguments = {"title": "A view", "gold": [2, 1, -1], **more}
    return plots.alignment_view(WEIGHTS, ["x", " ", "y", "</s>"], ["p", "q", "r"], **arguments)


def _chip(side: str, index: int, view: int = 0) -> str:
    line = ["source", "target"].index(side)
    return (
        f"document.querySelectorAll('.alignment-view')[{view}]"
        f".querySelectorAll('.av-strip')[{line}].children[{index}]"
    )


def _numbers(page, side: str, view: int = 0) -> list[str]:
    return page.js(
        f"[...{_chip(side, 0, view)}.parentNode.children].map(c => c.lastChild.textContent)"
    )


def _light(page, side: str) -> list[float]:
    """How opaque the ink over each token is: what the eye takes for its weight."""
    ink = "parseFloat(getComputedStyle(c, '::before').opacity)"
    return page.js(f"[...{_chip(side, 0)}.parentNode.children].map(c => {ink})")


def _focused(page) -> str | None:
    return page.js("document.activeElement.getAttribute('aria-label')")


def test_a_target_under_the_mouse_lights_up_its_weights(browser):
    page = browser.show(PAGE + _view().html)
    assert page.js(SAID)[0].startswith(HINT)
    assert _light(page, "source") == [0, 0, 0, 0]
    for t, numbers in enumerate([[".05", ".15", ".80", ""], [".90", ".10", "", ""]]):
        page.point(*page.centre(_chip("target", t)))
        assert _numbers(page, "source") == numbers
        assert _numbers(page, "target") == ["", "", ""]
        np.testing.assert_allclose(_light(page, "source"), WEIGHTS[t], atol=1e-6)
        assert _light(page, "target") == [0, 0, 0]
    assert page.js(SAID) == [SECOND + " Gold: source 2 “␣”."]
    assert page.js("document.querySelectorAll('.av-gold').length") == 1
    assert page.js(f"{_chip('source', 1)}.className") == "av-token av-gold"
    page.point(790, 590)
    assert page.js(SAID)[0].startswith(HINT)
    assert _light(page, "source") == [0, 0, 0, 0]


def test_a_source_under_the_mouse_lights_up_who_looks_at_it(browser):
    page = browser.show(PAGE + _view().html)
    page.point(*page.centre(_chip("source", 1)))
    assert _numbers(page, "target") == [".15", ".10", ".30"]
    assert _numbers(page, "source") == ["", "", "", ""]
    assert page.js(SAID) == ["Source 2 “␣” is looked at by target 3 “r” .30, 1 “p” .15, 2 “q” .10."]
    page.point(*page.centre(_chip("source", 3)))
    assert _numbers(page, "target") == ["", "", ".10"]


def test_the_keyboard_does_what_the_mouse_does(browser):
    page = browser.show(PAGE + _view().html + "<div style='height:3000px'></div>")
    stops = []
    for _ in range(3):
        page.key("Tab")
        stops.append(_focused(page) or page.js("document.activeElement.tagName"))
    assert stops == ["source 1: x", "target 1: p", "SUMMARY"]  # one stop a line, not one a token
    page.key("Tab", shift=True)
    for key, at in [
        ("ArrowRight", 1), ("ArrowRight", 2), ("ArrowRight", 2), ("Home", 0), ("ArrowLeft", 0),
        ("End", 2), ("ArrowLeft", 1),
    ]:  # fmt: skip
        page.key(key)
        assert _focused(page) == f"target {at + 1}: {'pqr'[at]}"
        np.testing.assert_allclose(_light(page, "source"), WEIGHTS[at], atol=1e-6)
    assert page.js(SAID)[0].startswith(SECOND)
    assert page.js("scrollY") == 0  # which a key that the view takes does not scroll too
    page.key("Tab", shift=True)
    assert _focused(page) == "source 1: x"
    page.key("ArrowRight")
    assert _focused(page) == "source 2: space"
    page.key("Tab")
    assert _focused(page) == "target 2: q"  # where the line was left
    page.key("Escape")
    assert page.js(SAID)[0].startswith(HINT)
    assert _light(page, "source") == [0, 0, 0, 0]
    assert _focused(page) == "target 2: q"
    page.key("ArrowLeft")
    assert page.js(SAID)[0].startswith("Target 1")


def test_a_click_stays_and_a_resting_mouse_does_not_hold_the_keys_back(browser):
    page = browser.show(PAGE + _view().html)
    page.click(*page.centre(_chip("target", 0)))
    page.point(790, 590)
    assert page.js(SAID)[0].startswith("Target 1")
    page.point(*page.centre(_chip("source", 0)))
    assert page.js(SAID)[0].startswith("Source 1")  # pointing shows, and takes nothing away
    page.key("ArrowRight")
    assert page.js(SAID)[0].startswith("Target 2")


def test_what_a_screen_reader_gets(browser):
    page = browser.show(PAGE + _view().html)
    page.point(*page.centre(_chip("target", 1)))
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
    page = browser.show(PAGE + _view().html + _view().html + _view(title="Other").html)
    page.click(*page.centre(_chip("target", 1, view=1)))
    assert [said.startswith(HINT) for said in page.js(SAID)] == [True, False, True]
    assert _numbers(page, "source", view=1) == [".90", ".10", "", ""]
    page.key("Escape")
    assert all(said.startswith(HINT) for said in page.js(SAID))


def test_the_page_is_left_alone(browser):
    page = browser.show(
        PAGE + "<script>const before = Object.keys(window).length</script>" + _view().html
    )
    page.point(*page.centre(_chip("target", 1)))
    assert page.js("Object.keys(window).length === before")


# How notebook pages put an output into themselves: elements made by the page, scripts run anew.
INSERT = """
    const box = document.body.appendChild(document.createElement("div"));
    function insert(html) {
        box.innerHTML = html;
        for (const old of box.querySelectorAll("script")) {
            const script = document.createElement("script");
            script.textContent = old.textContent;
            RUN;
        }
    }"""
IN_PLACE, ELSEWHERE = "old.replaceWith(script)", "old.remove(); document.head.append(script)"


@pytest.mark.parametrize("run", [IN_PLACE, ELSEWHERE])
def test_an_output_that_is_inserted_later(browser, run):
    page = browser.show(f"<!doctype html><body><script>{INSERT.replace('RUN', run)}</script>")
    two = json.dumps(_view().html + _view().html)
    for _ in range(2):  # a cell that is run again replaces its output
        page.js(f"insert({two})")
        assert page.js("document.querySelectorAll('.av-live').length") == 2
        page.point(*page.centre(_chip("target", 1, view=1)))
        assert [said.startswith(HINT) for said in page.js(SAID)] == [True, False]
        page.point(790, 590)


def test_an_output_that_is_taken_off_the_page_and_put_back(browser):
    """As a windowed notebook does with the cells out of sight. No script is run again."""
    page = browser.show(PAGE + f"<main>{_view().html}</main>")
    page.click(*page.centre(_chip("target", 1)))
    page.js("window.kept = document.querySelector('.alignment-view'); kept.remove()")
    assert page.js("document.querySelectorAll('.av-token').length") == 0
    page.js("document.querySelector('main').append(kept)")
    assert page.js(SAID)[0].startswith(SECOND)
    page.point(*page.centre(_chip("target", 0)))
    assert page.js(SAID)[0].startswith("Target 1")
    page.click(*page.centre(_chip("target", 1)))
    page.key("ArrowRight")
    assert page.js(SAID)[0].startswith("Target 3")


def test_a_page_that_was_saved_with_its_lines(browser):
    first = browser.show(PAGE + _view().html)
    first.point(*first.centre(_chip("target", 0)))
    page = browser.show("<!doctype html>" + first.js("document.documentElement.outerHTML"))
    assert page.js("document.querySelectorAll('.av-live').length") == 1
    page.point(*page.centre(_chip("target", 1)))
    assert page.js(SAID)[0].startswith(SECOND)


@pytest.mark.parametrize("how", ["no scripts", "no scripts, no styles, no attributes"])
def test_without_scripts_the_table_is_there_to_read(browser, how):
    text = re.sub(r"<script>.*?</script>", "", _view().html, flags=re.S)
    if "styles" in how:
        text = re.sub(r"<style>.*?</style>", "", text, flags=re.S)
        text = re.sub(r"<(\w+) [^>]*>", r"<\1>", text)
    page = browser.show(PLAIN + text)
    rows = page.js("[...document.querySelector('table').rows].map(r => r.innerText)")
    assert page.js("document.querySelector('.av-live')") is None
    assert page.js("document.querySelector('table').checkVisibility()")
    assert [row.split() for row in rows] == [
        ["x", "␣", "y", "</s>"],
        ["p", ".050", ".150", "□.800"],
        ["q", ".900", "□.100"],
        ["r", ".300", ".300", ".300", ".100"],
    ]


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
        page.point(*page.centre(_chip("target", i)))
        assert page.js(SAID)[0].startswith(
            f"Target {i + 1} “{token}” looks at source 1 “</script>” .10,"
        )
    assert page.js("window.hacked") is None
    assert page.js("document.querySelectorAll('img, table table').length") == 0


def _contrast(page, token: str) -> float:
    """Of a token's letter against its shade, as WCAG 2 defines it (1 to 21)."""
    js = f"""(() => {{ const c = {token}, paint = getComputedStyle(c, "::before");
        const channels = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
        return [channels(getComputedStyle(c.firstChild).color), channels(paint.backgroundColor),
                channels(getComputedStyle(c.closest(".alignment-view")).backgroundColor),
                parseFloat(paint.opacity)]; }})()"""
    letter, ink, paper, opacity = (np.asarray(value) for value in page.js(js))

    def luminance(channels):
        c = channels / 255
        linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
        return linear @ [0.2126, 0.7152, 0.0722]

    low, high = sorted([luminance(letter), luminance(opacity * ink + (1 - opacity) * paper)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_every_shade_is_legible_on_light_and_dark_and_more_weight_is_more_ink(browser, dark):
    weights = np.linspace(0, 1, 21)[None]
    view = plots.alignment_view(weights, "a" * 21, "b", title="All shades")
    page = browser.show(PAGE + view.html, dark=dark)
    paper = page.js("getComputedStyle(document.querySelector('.alignment-view')).backgroundColor")
    assert paper == ("rgb(17, 17, 17)" if dark else "rgb(255, 255, 255)")
    page.point(*page.centre(_chip("target", 0)))
    # a letter that never changes its colour comes down to 1, one that does at .54 on black to 3.5
    assert min(_contrast(page, _chip("source", j)) for j in range(21)) >= 4.2
    assert np.all(np.diff(_light(page, "source")) > 0)


def test_sixty_tokens_fit_a_narrow_window(browser):
    view = plots.alignment_view(diffuse(60), "abcde " * 10, "abcde " * 10, title="60 by 60")
    page = browser.show(PAGE + view.html, width=360)
    page.js("document.querySelector('details').open = true")
    assert page.js("document.documentElement.scrollWidth") <= 360
    page.point(*page.centre(_chip("target", 7)))
    assert page.js(SAID)[0].startswith("Target 8 “b” looks at source 8 “b” ")
    assert page.js(SAID)[0].count("“") == 1 + 5  # the rest is counted, not named


def test_in_a_frame_without_an_origin_as_colabs(browser):
    """The frame may run scripts and nothing else; the page around it sets its height, as asked."""
    inside = """<script>
        const report = (more) => parent.postMessage({
            said: document.querySelector(".av-said")?.textContent,
            bottom: document.querySelector(".alignment-view")?.getBoundingClientRect().bottom,
            targets: document.querySelectorAll(".av-strip")[1]?.getBoundingClientRect().y,
            ...more}, "*");
        window.google = {colab: {output: {resizeIframeToContent: () =>
            report({height: document.documentElement.offsetHeight})}}};
        for (const event of ["pointerover", "keydown", "click"])
            window.addEventListener(event, () => setTimeout(report), true);
        </script>"""
    outside = f"""{PLAIN}<body style="margin:0"><script>window.heard = {{}};
        window.addEventListener("message", ({{data}}) => {{
            Object.assign(heard, data);
            if (data.height) document.querySelector("iframe").style.height = data.height + "px";
        }});
        </script><iframe sandbox="allow-scripts" style="width:780px;height:20px;border:0"
        srcdoc="{html.escape(PLAIN + inside + _view().html)}"></iframe>"""
    page = browser.show(outside)
    closed = page.wait("heard.height")
    assert page.wait("heard.said").startswith(HINT)
    assert page.js("heard.bottom") <= closed < 400
    first = 20, page.js("heard.targets") + 20
    for _ in range(100):  # the first moves may miss a frame that has just grown
        page.point(*first)
        if page.js("heard.said.startsWith('Target 1 “p” looks at source 3 “y” .80')"):
            break
        time.sleep(0.1)
    page.click(*first)
    page.wait("document.activeElement.tagName === 'IFRAME'")
    page.key("ArrowRight")
    page.wait(f"heard.said.startsWith({json.dumps(SECOND)})")
    page.click(60, page.js("heard.bottom") - 18)  # the last thing in the view opens the table
    assert page.wait(f"heard.height > {closed} && heard.height") < 800


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_in_a_static_export_of_a_notebook(browser, theme):
    data, metadata = DisplayFormatter().format(_view())
    packed = {kind: v if isinstance(v, str) else "" for kind, v in data.items()}
    v4 = nbformat.v4
    output = v4.new_output("display_data", data=packed, metadata=metadata)
    book = v4.new_notebook(cells=[v4.new_code_cell("view", outputs=[output])])
    text, _ = HTMLExporter(theme=theme).from_notebook_node(book)
    page = browser.show(text)
    page.point(*page.centre(_chip("target", 1)))
    assert page.js(SAID)[0].startswith(SECOND)
    assert _numbers(page, "source") == [".90", ".10", "", ""]
    assert _contrast(page, _chip("source", 0)) > 4.2
    assert _contrast(page, _chip("source", 3)) > 7
    ground = page.js("getComputedStyle(document.querySelector('.alignment-view')).backgroundColor")
    assert ground == ("rgb(255, 255, 255)" if theme == "light" else "rgb(17, 17, 17)")
