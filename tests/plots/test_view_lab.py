"""The view of an alignment in JupyterLab itself: a trusted notebook, an untrusted one, scrolling.

JupyterLab could take the keys for itself, hide an output that is scrolled out of sight, or clean
it: what it really does with each is seen only there.
"""

import base64
import os
import socket
import subprocess
import sys
import time
import urllib.request

import nbformat
import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from nbformat.sign import NotebookNotary

from course_lib import plots

PANEL = "document.querySelector('.jp-WindowedPanel-outer')"
FILLERS = 40
KEYS = [
    ("ArrowRight", "Target 2"),
    ("End", "Target 3"),
    ("ArrowLeft", "Target 2"),
    ("Home", "Target 1"),
    ("ArrowDown", "Target 1"),
]


def _notebook() -> nbformat.NotebookNode:
    """A heading, a view, cells to scroll through, and the same view again."""
    weights = np.fliplr(np.eye(3)) * 0.7 + 0.1
    view = plots.alignment_view(weights, "abc", "cba", title="A view", gold=[2, 1, 0])
    data, metadata = DisplayFormatter().format(view)
    data["image/png"] = base64.b64encode(data["image/png"]).decode()
    v4 = nbformat.v4
    output = v4.new_output("display_data", data=data, metadata=metadata)
    shows = [v4.new_code_cell("view", outputs=[output], execution_count=1) for _ in range(2)]
    text = "\n".join(f"x{i} = {i}" for i in range(15))
    book = v4.new_notebook(
        cells=[
            v4.new_markdown_cell("# A heading"),
            shows[0],
            *(v4.new_code_cell(text) for _ in range(FILLERS)),
            shows[1],
        ]
    )
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    return book


@pytest.fixture(scope="module")
def lab(browser, tmp_path_factory):
    """The address of a JupyterLab of its own, its notebooks windowed: seen cells only."""
    pytest.importorskip("jupyterlab")
    home = tmp_path_factory.mktemp("lab")
    for name in ("trusted", "untrusted"):
        nbformat.write(_notebook(), home / f"{name}.ipynb")
    (home / "data").mkdir()
    notary = NotebookNotary(data_dir=str(home / "data"))
    notary.sign(nbformat.read(home / "trusted.ipynb", as_version=4))
    for plugin, setting in (
        ("notebook-extension/tracker", '{"windowingMode": "full"}'),
        ("apputils-extension/notification", '{"fetchNews": "false"}'),
    ):
        file = home / "settings" / "@jupyterlab" / f"{plugin}.jupyterlab-settings"
        file.parent.mkdir(parents=True)
        file.write_text(setting)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folders = {
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_RUNTIME_DIR": "run",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "spaces",
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1",
         f"--port={port}", "--IdentityProvider.token=", f"--ServerApp.root_dir={home}"],
        env=os.environ | {name: str(home / folder) for name, folder in folders.items()},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    end = time.monotonic() + 90
    while True:
        assert server.poll() is None, "JupyterLab does not start"
        assert time.monotonic() < end, "JupyterLab takes too long to start"
        try:
            urllib.request.urlopen(f"{address}/api").close()
            break
        except OSError:
            time.sleep(0.2)
    yield address
    server.terminate()
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:  # a kernel was just starting: it ends with its parent
        server.kill()
        server.wait()


def _cell(index: int) -> str:
    return f"document.querySelector('.jp-Cell[data-windowed-list-index=\"{index}\"]')"


def _says(cell: str, start: str) -> str:
    return f"{cell}.querySelector('.av-said').textContent.startsWith('{start}')"


def _bring(page, cell: str, step: int) -> None:
    """Scroll in steps until the view of a cell stands well in the window, and stays there.

    Step by step, for JupyterLab only guesses how high the cells are that it has not yet shown.
    """
    there = f"""(() => {{
        const box = {cell}?.querySelector(".av-live")?.getBoundingClientRect();
        if (box && box.height > 0 && box.y > 100 && box.y < 600) return true;
        const near = box && box.height > 0 && Math.abs(box.y - 400) < 900;
        {PANEL}.scrollTop += near ? box.y - 300 : {step};
        return false; }})()"""
    still = 0
    for _ in range(300):
        still = still + 1 if page.js(there) else 0
        if still == 5:
            return
        time.sleep(0.1)
    pytest.fail("the view never stood still in the window")


def _point(page, token: str, *, click: bool = False) -> None:
    """Point at a token, or click it, again if JupyterLab moved it or took the focus meanwhile."""
    state = f"{token} === document.activeElement" if click else f"{token}.matches('.av-on')"
    for _ in range(100):
        (page.click if click else page.point)(*page.centre(token, scroll=False))
        time.sleep(0.2)
        if page.js(state):
            return
    pytest.fail(f"never so: {state}")


def test_a_trusted_notebook(browser, lab):
    # a workspace each, or JupyterLab opens what another test has left open
    page = browser.page(f"{lab}/lab/workspaces/a/tree/trusted.ipynb", width=1200, height=900)
    first, last = _cell(1), _cell(FILLERS + 2)
    page.wait(f"{first}?.querySelectorAll('.av-token').length === 6")
    page.wait(f"{PANEL}.scrollHeight > 3000 && document.body.innerText.includes('| Idle')")
    _bring(page, first, -600)
    _point(page, f"{first}.querySelectorAll('.av-token')[3]")
    page.wait(_says(first, "Target 1 “c” looks at source 3 “c” with weight .80"))
    _point(page, f"{first}.querySelectorAll('.av-token')[3]", click=True)
    for key, start in KEYS:
        page.key(key)
        page.wait(_says(first, start))
    active = "document.querySelector('.jp-Cell.jp-mod-active').dataset.windowedListIndex"
    assert page.js(active) == "1"  # JupyterLab, too, has arrow keys: to other cells
    page.key("Escape")
    assert page.js(_says(first, "Point"))
    assert page.js("document.activeElement.getAttribute('aria-label')") == "target 1: c"

    # down to the last view, in a cell that had not been seen, and away from the first
    page.js("window.kept = document.querySelector('.alignment-view')")
    _bring(page, last, 600)
    assert page.js("!kept.isConnected || kept.getBoundingClientRect().bottom <= 0")
    _point(page, f"{last}.querySelectorAll('.av-token')[4]")
    page.wait(_says(last, "Target 2 “b” looks at source 2 “b” with weight .80"))

    # and back: the first still answers
    _bring(page, first, -600)
    _point(page, f"{first}.querySelectorAll('.av-token')[4]", click=True)
    page.key("ArrowRight")
    page.wait(_says(first, "Target 3 “a” looks at source 1 “a” with weight .80"))


def test_an_untrusted_notebook(browser, lab):
    page = browser.page(f"{lab}/lab/workspaces/b/tree/untrusted.ipynb", width=1200, height=900)
    table = f"{_cell(1)}.querySelector('.jp-OutputArea table')"
    page.wait(f"{_cell(1)} && {table} && {table}.checkVisibility()")
    assert page.js("document.querySelectorAll('.av-live, .jp-OutputArea script').length") == 0
    assert page.js(f"[...{table}.rows].map(row => row.innerText.split(/\\s+/))") == [
        ["", "a", "b", "c"],
        ["c", ".100", ".100", "□.800"],
        ["b", ".100", "□.800", ".100"],
        ["a", "□.800", ".100", ".100"],
    ]
    shades = f"[...{table}.rows].slice(1).map(r => getComputedStyle(r.cells[3]).backgroundColor)"
    assert len(set(page.js(shades)[:2])) == 2  # .80 and .10 differ in shade
    text = page.js(f"{_cell(1)}.querySelector('.jp-OutputArea').innerText")
    assert "A view" in text
    assert "{" not in text  # no script and no style is shown as text
