"""Watching a run: between its chunks, whoever watches may measure, keep, or stop it.

A watcher remembers nothing itself. What it saw is in the history, so one watcher serves many runs,
and a run that is continued from its checkpoint is watched as if it had never been interrupted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import jax
import numpy as np
from flax import nnx

from course_lib.devices import settings
from course_lib.training.checkpoints import save_model, spec_of
from course_lib.training.history import History, Kept


@runtime_checkable
class Watcher(Protocol):
    """Called with the model as it is by now, and the history so far. True stops the run, False or
    None lets it go on.

    The model is there to be measured: what a watcher does to its parameters is lost.
    """

    def __call__(self, model: Any, history: History) -> bool | None: ...


@runtime_checkable
class Keeper(Protocol):
    """A watcher that also has something to do when a run begins and ends, or files to write."""

    def begin(self, model: Any, checkpoint: Path | None) -> None:
        """Before the run, which is saved at `checkpoint`. ValueError for what cannot be."""

    def write(self, model: Any, history: History, ended: bool) -> None:
        """After every look and at the end, in the one process that writes."""

    def end(self, model: Any, history: History) -> None:
        """At the end, whatever ended the run; what is done to the model here stays."""


@dataclass(frozen=True)
class StopWhen:
    """Stops the run as soon as `condition(history)` is true."""

    condition: Callable[[History], Any]

    def __post_init__(self) -> None:
        settings.function("condition", self.condition)

    def __call__(self, model: Any, history: History) -> bool:
        return bool(self.condition(history))


@dataclass(frozen=True)
class Validation:
    """A learning curve on unseen data: `measure(model)`, one number, noted each time in
    `history.watched[name]`. `loss_on(batches)` is such a measure."""

    measure: Callable[[Any], Any]
    name: str = "validation"

    def __post_init__(self) -> None:
        settings.function("measure", self.measure)
        settings.text("name", self.name)

    def __call__(self, model: Any, history: History) -> None:
        history.note(self.name, self.measure(model))


@dataclass(frozen=True)
class KeepBest:
    """Keeps the parameters at which a validation is lowest (or `highest`) and, at the end, puts
    them back into the model.

    They are in `history.kept`, under `name`; the last ones are then in `history.last`. With a
    `path` the best model is also written there each time, for `load_model`. With `patience` the run
    stops early: once the best is that many looks ago. Of equal ones the first is kept, and a
    measure that is NaN is never the best. Where several keep, the model gets those of the last.
    """

    validation: Validation
    highest: bool = False
    patience: int | None = None
    path: str | Path | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.validation, Validation):
            raise ValueError(f"validation must be a Validation, got {self.validation!r}")
        patience = self.patience
        settings.put(
            self,
            highest=settings.flag("highest", self.highest),
            patience=None if patience is None else settings.whole("patience", patience),
            path=None if self.path is None else settings.path("path", self.path),
        )

    @property
    def name(self) -> str:
        """What its parameters are called in `history.kept`."""
        return f"{'highest' if self.highest else 'lowest'} {self.validation.name}"

    def begin(self, model: Any, checkpoint: Path | None) -> None:
        """ValueError if no file can hold the model, or the run itself is saved in that file."""
        if self.path is None:
            return
        spec_of(model)
        if checkpoint is not None and Path(self.path).resolve() == checkpoint.resolve():
            raise ValueError(
                f"the best model and the run need files of their own, got {checkpoint.name} as "
                f"path of both KeepBest and the checkpoint"
            )

    def __call__(self, model: Any, history: History) -> bool:
        self.validation(model, history)
        curve = history.watched[self.validation.name]
        value, best = curve.values[-1], history.kept.get(self.name)
        # Not `not <`: NaN must not win.
        if best is None:
            better = not np.isnan(value)
        else:
            better = value > best.value if self.highest else value < best.value
        if better:
            best = history.kept[self.name] = Kept(history.steps, value, snapshot(model))
        since = sum(step > best.step for step in curve.steps) if best else len(curve.steps)
        return self.patience is not None and since >= self.patience

    def write(self, model: Any, history: History, ended: bool) -> None:
        best = history.kept.get(self.name)
        if self.path is not None and best and (ended or best.step == history.steps):
            graph, _ = nnx.split(model, nnx.Param)
            save_model(self.path, nnx.merge(graph, best.params))

    def end(self, model: Any, history: History) -> None:
        best = history.kept.get(self.name)
        if best is None:
            return
        if history.last is None:  # or else another has put its own there already
            history.last = snapshot(model)
        nnx.update(model, best.params)


class Watch:
    """All who watch one run: `stop` after every chunk, `watch` after every `every`-th."""

    def __init__(
        self,
        watch: Watcher | Sequence[Watcher],
        every: int,
        stop: Callable[[History], Any] | None = None,
    ):
        many = isinstance(watch, Sequence) and not isinstance(watch, str | bytes)
        self.watchers: list[Watcher] = [*watch] if many else [watch]  # type: ignore
        for watcher in self.watchers:
            if not callable(watcher):
                raise ValueError(
                    f"watch must be a function of (model, history), or several, got {watcher!r}"
                )
        self.every = settings.whole("watch_every", every)
        self.always: list[Watcher] = [] if stop is None else [StopWhen(stop)]
        self.keepers = [watcher for watcher in self.watchers if isinstance(watcher, Keeper)]

    def begin(self, model: Any, checkpoint: Path | None) -> None:
        for keeper in self.keepers:
            keeper.begin(model, checkpoint)

    def due(self, chunks: int, last: bool) -> list[Watcher]:
        """Who is asked after so many chunks; after the `last` one all are. `stop` comes last, so
        that it sees what the others have just noted."""
        looking = self.watchers if last or chunks % self.every == 0 else []
        return [*looking, *self.always]

    def ask(self, due: Sequence[Watcher], model: Any, history: History, writes: bool) -> bool:
        """Whether one of those who are due stops the run. All of them are asked."""
        answers = [_answer(watcher, watcher(model, history)) for watcher in due]
        for keeper in self.keepers:
            if writes and any(keeper is watcher for watcher in due):
                keeper.write(model, history, ended=False)
        return any(answers)

    def end(self, model: Any, history: History, writes: bool) -> None:
        for keeper in self.keepers:
            keeper.end(model, history)
            if writes:
                keeper.write(model, history, ended=True)


def snapshot(model: nnx.Module) -> Any:
    """The parameters as they are now: a later update of the model leaves them as they were."""
    return jax.tree.map(lambda leaf: leaf, nnx.state(model, nnx.Param))


def _answer(watcher: Watcher, answer: Any) -> bool:
    """A watcher's answer. A loss handed back by mistake is true, too, and must not stop a run."""
    if answer is None:
        return False
    if np.ndim(answer) == 0 and np.asarray(answer).dtype == bool:
        return bool(answer)
    raise ValueError(
        f"a watcher must return True to stop the run, or False or None, got {answer!r} from "
        f"{getattr(watcher, '__qualname__', type(watcher).__name__)}"
    )
