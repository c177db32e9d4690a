"""Whole lessons, run in a kernel at quick scale, with other answers in their exercise cells."""

import ast
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

from course_lib import ROOT
from course_lib.lessons.maintenance.execute import CELL_TIMEOUT, ThisPython, settle

SOLUTION = re.compile(r"<summary>Solution</summary>\s+```python\n(.*?)```", re.DOTALL)
CHECK = re.compile(r"^(?:.*\b)?checks\.(\w+)\(\1\)", re.MULTILINE)

# Before the lesson's own imports: every `fit` keeps its losses, wherever it is imported from.
BEFORE = """\
import functools as _functools, json as _json, sys as _sys
import course_lib.training as _training

_losses = []

def _keep(losses):
    _losses.append([float(loss) for loss in losses])

def _keeping(fit):
    @_functools.wraps(fit)
    def kept(*args, **kwargs):
        history = fit(*args, **kwargs)
        _keep(history.loss)
        return history
    return kept

_training.fit = _sys.modules["course_lib.training.fit"].fit = _keeping(_training.fit)
"""
AFTER = "print(_json.dumps(_losses))"


@dataclass(frozen=True)
class Run:
    """What a lesson printed, and the losses of everything that it trained, in order."""

    printed: str
    losses: list[list[float]]


def solutions(lesson: Path) -> dict[str, str]:
    """The folded solution of each exercise of a lesson, by its name."""
    cells = nbformat.read(lesson, as_version=4).cells
    found = {}
    for cell, below in pairwise(cells):
        for name in CHECK.findall(cell.source) if written_in(cell.source) else ():
            (found[name],) = SOLUTION.findall(below.source)
    return found


def written_in(source: str) -> list[ast.FunctionDef]:
    """The functions of a cell that a reader is to write."""
    return [
        node
        for node in (ast.parse(source).body if "NotImplementedError" in source else ())
        if isinstance(node, ast.FunctionDef) and isinstance(node.body[-1], ast.Raise)
    ]


def answered(source: str, answers: Mapping[str, str]) -> str:
    """A cell with these answers, by the names of their functions, where none are written."""
    lines = source.splitlines()
    for stub in reversed(written_in(source)):
        if stub.name in answers:
            lines[stub.lineno - 1 : stub.end_lineno] = answers[stub.name].splitlines()
    return "\n".join(lines)


def kept(source: str) -> str:
    """A cell that keeps the `losses` of a training loop which the lesson writes out."""
    lines, found = source.splitlines(), []
    open_blocks = list(ast.parse(source).body) if "losses" in source else []
    while open_blocks:
        node = open_blocks.pop()
        if isinstance(node, ast.For | ast.If | ast.With):
            open_blocks += node.body
        elif isinstance(node, ast.Assign):
            targets = [one for target in node.targets for one in ast.walk(target)]
            names = {one.id for one in targets if isinstance(one, ast.Name)}
            trained = isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Name)
            if "losses" in names and trained:
                found.append(node)
    for node in sorted(found, key=lambda node: -node.lineno):
        lines.insert(node.end_lineno, " " * node.col_offset + "_keep(losses)")
    return "\n".join(lines)


def run(lesson: Path, answers: Mapping[str, str]) -> Run:
    """Run a lesson from its first cell to its last, with these answers by exercise.

    CellExecutionError where a cell raises.
    """
    book = nbformat.read(lesson, as_version=4)
    code = [cell for cell in book.cells if cell.cell_type == "code" and cell.source.strip()]
    setup = "setup" in code[0].metadata.get("tags", ())
    for cell in code:
        cell.source, cell.outputs = kept(answered(cell.source, answers)), []
    code.insert(int(setup), nbformat.v4.new_code_cell(BEFORE))
    code.append(nbformat.v4.new_code_cell(AFTER))
    book.cells = code
    NotebookClient(
        book,
        km=AsyncKernelManager(kernel_name="python3", kernel_spec_manager=ThisPython()),
        timeout=CELL_TIMEOUT,
        resources={"metadata": {"path": str(lesson.parent)}},
    ).execute(env={**os.environ, "PYTHONPATH": str(ROOT), "COURSE_SCALE": "quick"}, cleanup_kc=True)
    outputs = [output for cell in code[:-1] for output in cell.outputs]
    said = [one.get("text", "") or one.get("data", {}).get("text/plain", "") for one in outputs]
    return Run(settle("\n".join(said)), json.loads(code[-1].outputs[0].text))
