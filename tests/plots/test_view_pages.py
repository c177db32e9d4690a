"""The view of an alignment in the kinds of pages that show notebooks, in a real browser."""

import html
import json
import re
import time

import nbformat
import pytest
from IPython.core.formatters import DisplayFormatter
from viewing import HINT, PAGE, PLAIN, SAID, SECOND, chip, contrast, numbers, small_view

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
    two = json.dumps(2 * small_view().html)
    for _ in range(2):  # a cell that is run again replaces its output
        page.js(f"insert({two})")
        assert page.js("document.querySelectorAll('.av-live').length") == 2
        page.point(*page.centre(chip("target", 1, view=1)))
        assert [said.startswith(HINT) for said in page.js(SAID)] == [True, False]
        page.point(790, 590)


def test_an_output_that_is_taken_off_the_page_and_put_back(browser):
    """As a windowed notebook does with the cells out of sight. No script is run again."""
    page = browser.show(PAGE + f"<main>{small_view().html}</main>")
    page.click(*page.centre(chip("target", 1)))
    page.js("window.kept = document.querySelector('.alignment-view'); kept.remove()")
    assert page.js("document.querySelectorAll('.av-token').length") == 0
    page.js("document.querySelector('main').append(kept)")
    assert page.js(SAID)[0].startswith(SECOND)
    page.point(*page.centre(chip("target", 0)))
    assert page.js(SAID)[0].startswith("Target 1")
    page.click(*page.centre(chip("target", 1)))
    page.key("ArrowRight")
    assert page.js(SAID)[0].startswith("Target 3")


def test_a_page_that_was_saved_with_its_lines(browser):
    first = browser.show(PAGE + small_view().html)
    first.point(*first.centre(chip("target", 0)))
    page = browser.show("<!doctype html>" + first.js("document.documentElement.outerHTML"))
    assert page.js("document.querySelectorAll('.av-live').length") == 1
    page.point(*page.centre(chip("target", 1)))
    assert page.js(SAID)[0].startswith(SECOND)


@pytest.mark.parametrize("how", ["no scripts", "no scripts, no styles, no attributes"])
def test_without_scripts_the_table_is_there_to_read(browser, how):
    text = re.sub(r"<script>.*?</script>", "", small_view().html, flags=re.S)
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
        srcdoc="{html.escape(PLAIN + inside + small_view().html)}"></iframe>"""
    page = browser.show(outside)
    closed = page.wait("heard.height")
    assert page.wait("heard.said").startswith(HINT)
    assert page.js("heard.bottom") <= closed < 400
    first = 20, page.js("heard.targets") + 20
    for _ in range(100):  # the first moves may miss a frame that has just grown
        page.point(*first)
        if page.js("heard.said.startsWith('Target 1 “p” looks at source 3 “y” with weight .80')"):
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
    nbconvert = pytest.importorskip("nbconvert")  # JupyterLab brings it
    data, metadata = DisplayFormatter().format(small_view())
    packed = {kind: v if isinstance(v, str) else "" for kind, v in data.items()}
    v4 = nbformat.v4
    output = v4.new_output("display_data", data=packed, metadata=metadata)
    book = v4.new_notebook(cells=[v4.new_code_cell("view", outputs=[output])])
    text, _ = nbconvert.HTMLExporter(theme=theme).from_notebook_node(book)
    page = browser.show(text)
    page.point(*page.centre(chip("target", 1)))
    assert page.js(SAID)[0].startswith(SECOND)
    assert numbers(page, "source") == [".90", ".10", "", ""]
    assert contrast(page, chip("source", 0)) > 4.2
    assert contrast(page, chip("source", 3)) > 7
    ground = page.js("getComputedStyle(document.querySelector('.alignment-view')).backgroundColor")
    assert ground == ("rgb(255, 255, 255)" if theme == "light" else "rgb(17, 17, 17)")
