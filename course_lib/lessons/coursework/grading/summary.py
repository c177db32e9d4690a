"""For the teacher: who needs a human eye, why, which mistakes the class makes, and the leaderboard
of a project."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from course_lib.lessons.coursework.grading.collect import Handed


def look_at(handed: Sequence[Handed], reports: dict[str, dict[str, Any]]) -> str:
    """A page in Markdown: the submissions to look at, and the class's mistakes by problem."""
    lines = ["# To look at", ""]
    several = {one.student: one.others for one in handed if one.others}
    for student, report in reports.items():
        reasons = list(report["eyes"])
        if student in several:
            names = ", ".join(path.name for path in several[student])
            reasons.append(f"handed in more than one notebook (not graded: {names})")
        if reasons:
            lines += [f"- **{student}**", *(f"  - {reason}" for reason in reasons)]
    if len(lines) == 2:
        lines.append("Nothing: every submission ran, and none did what it may not.")
    lines += [
        "",
        "# Mistakes of the class",
        "",
        "| problem | right | mistakes, most frequent first |",
    ]
    lines.append("|---|---|---|")
    for name, verdicts in _by_problem(reports).items():
        right = sum(verdict["passed"] for verdict in verdicts)
        wrong = [verdict for verdict in verdicts if not verdict["passed"]]
        common = Counter(map(_mistake, wrong))
        told = "; ".join(f"{mistake} ({count})" for mistake, count in common.most_common(5))
        lines.append(f"| {name} | {right} of {len(verdicts)} | {told} |")
    seconds = sorted(report["seconds"] for report in reports.values())
    if seconds:
        lines += ["", f"Seconds of one submission: {seconds[len(seconds) // 2]} (median), "]
        lines[-1] += f"{seconds[-1]} (longest)."
    return "\n".join(lines) + "\n"


def leaderboard(reports: dict[str, dict[str, Any]]) -> list[list[str]]:
    """A table with a head: what was chosen, the place, the student's pseudonym, the number that was
    measured. Best first within each choice; equal numbers share a place. Empty where no problem is
    a project. No student's name stands in it.
    """
    found: dict[tuple[str, str], list[tuple[float, str]]] = {}
    for report in reports.values():
        for name, verdict in report["verdicts"].items():
            if (chosen := verdict.get("chosen")) and verdict.get("measured") is not None:
                entry = round(float(verdict["measured"]), 3), _signed(verdict.get("signed"))
                found.setdefault((name, chosen), []).append(entry)
    rows = [
        [problem, chosen, str(1 + sum(other > value for other, _ in entries)), who, f"{value:.3f}"]
        for (problem, chosen), entries in sorted(found.items())
        for value, who in sorted(entries, key=lambda entry: (-entry[0], entry[1]))
    ]
    return [["problem", "chosen", "place", "pseudonym", "measured"], *rows] if rows else []


def _signed(name: str | None) -> str:
    """A pseudonym without signs that a table's program would take for a formula."""
    return re.sub(r"[^\w -]", "", name or "").strip(" -")[:30] or "unsigned"


def _mistake(verdict: dict[str, Any]) -> str:
    for state in ("not written yet", "not graded"):
        if state in verdict["message"].lower():
            return state
    return verdict["misconception"] or "not known"


def _by_problem(reports: dict[str, dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for report in reports.values():
        for name, verdict in report["verdicts"].items():
            found.setdefault(name, []).append(verdict)
    return dict(sorted(found.items()))
