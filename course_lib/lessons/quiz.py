"""Three quick questions at the end of a lesson: `quiz("02")`, each with its answer folded.

They count for nothing. To answer from memory, and only then to look, is what keeps a lesson in
mind (Roediger & Karpicke 2006, "Test-enhanced learning").
"""

import html
import importlib
from dataclasses import dataclass
from pathlib import Path

INVITATION = "Three quick questions. Answer each aloud, then open it."


@dataclass(frozen=True)
class Question:
    """What is asked, and an answer of a few sentences, both as plain text. ValueError for a text
    that is empty."""

    asked: str
    answer: str

    def __post_init__(self) -> None:
        for name in ("asked", "answer"):
            if not getattr(self, name).strip():
                raise ValueError(f"{name} must be a text, got {getattr(self, name)!r}")


@dataclass(frozen=True)
class Quiz:
    """Questions as a notebook shows them; as text, the answers stand below."""

    questions: tuple[Question, ...]

    def __repr__(self) -> str:
        asked = [f"{n}. {one.asked}" for n, one in enumerate(self.questions, 1)]
        answers = [f"{n}. {one.answer}" for n, one in enumerate(self.questions, 1)]
        return "\n".join([INVITATION, *asked, "", "Answers", *answers])

    def _repr_html_(self) -> str:
        folded = "".join(
            f"<details><summary>{n}. {html.escape(one.asked)}</summary>"
            f"<p>{html.escape(one.answer)}</p></details>"
            for n, one in enumerate(self.questions, 1)
        )
        return f"<p><b>{INVITATION}</b></p>{folded}"


def lessons() -> dict[str, str]:
    """The lessons that have questions, with the module of each."""
    found = {}
    for path in sorted(Path(__file__).parent.glob("lesson_*/questions.py")):
        room = path.parent.name
        number = "05a" if room == "lesson_05" else room.removeprefix("lesson_")
        found[number] = f"course_lib.lessons.{room}.questions"
    return found


def quiz(lesson: str) -> Quiz:
    """The questions of a lesson, as "02". ValueError for one that has none."""
    found = lessons()
    if lesson not in found:
        raise ValueError(f"lesson must be one of {', '.join(found)}, got {lesson!r}")
    return Quiz(importlib.import_module(found[lesson]).QUESTIONS)
