"""What a training run saw: losses, what was watched, and parameters worth keeping."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from course_lib.devices import settings


class Kept(NamedTuple):
    """Parameters as they were after `step` steps, and the `value` for which they were kept."""

    step: int
    value: float
    params: Any


@dataclass
class Curve:
    """What was measured between chunks: (optimiser steps done by then, value) each time."""

    points: list[tuple[int, float]]

    @property
    def steps(self) -> list[int]:
        return [step for step, _ in self.points]

    @property
    def values(self) -> list[float]:
        return [value for _, value in self.points]


@dataclass
class History:
    """What a training run saw: one loss (nats a token) and token accuracy a step.

    `seconds` of wall clock, compilation and watching included. `stopped` says why it ended:
    "finished", "early", "interrupted" or "not finite". `watched` are the curves that watchers
    noted, by name, and `kept` parameters that they kept; a checkpoint holds both. `last` are the
    parameters at the end of a run after which the model got others back (`KeepBest`).
    """

    loss: list[float]
    accuracy: list[float]
    seconds: float = 0.0
    stopped: str = "finished"
    watched: dict[str, Curve] = field(default_factory=dict)
    kept: dict[str, Kept] = field(default_factory=dict, repr=False)
    last: Any = field(default=None, repr=False)

    @property
    def steps(self) -> int:
        return len(self.loss)

    def note(self, name: str, value: Any) -> None:
        """Put a number, as of now, on the curve `name`. A second one at the same step takes the
        place of the first, so that a run continued where it was watched tells nothing twice.

        ValueError if it is no number, or the name no text.
        """
        settings.instance("name", name, str, "a text")
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError) as error:
            raise ValueError(f"{name} must be one number, got {value!r}") from error
        points = self.watched.setdefault(name, Curve([])).points
        again = bool(points) and points[-1][0] == self.steps
        points[len(points) - again :] = [(self.steps, number)]


class NonFiniteLoss(ValueError):
    """A loss, a gradient or a parameter was not finite. The model keeps the last good parameters,
    or gets the best ones back where they were kept (`KeepBest`)."""

    def __init__(self, step: int, history: History):
        self.step, self.history = step, history
        kept = (
            f"the model gets the best parameters back, {' and '.join(sorted(history.kept))}"
            if history.kept
            else "the model keeps the parameters from before that step"
        )
        super().__init__(
            f"the loss, its gradient or a new parameter was not finite at step {step}; {kept}. Try "
            f"a smaller learning rate, or look at the batch"
        )
