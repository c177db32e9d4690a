"""Training: `fit`, chunk after chunk of optimiser steps, each chunk one compiled call.

The last chunk's parameters live until the next ones exist, so an interrupt or a loss that is not
finite costs at most one chunk, or nothing.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import jax
import numpy as np
from flax import nnx
from jax.sharding import Mesh

from course_lib.devices import placing, settings
from course_lib.training.chunk import Carry, first, train_chunk
from course_lib.training.history import History, NonFiniteLoss
from course_lib.training.interrupts import Interrupts
from course_lib.training.objectives import Objective, Remembering, Stream
from course_lib.training.progress import Bar
from course_lib.training.recipe import Recipe
from course_lib.training.saved_runs import RunFile
from course_lib.training.teacher_forcing import teacher_forced
from course_lib.training.watching import StopWhen, Watch, Watcher

__all__ = [
    "Carry",
    "History",
    "NonFiniteLoss",
    "Objective",
    "Remembering",
    "Stream",
    "fit",
    "teacher_forced",
    "train_chunk",
]


def fit(
    model: nnx.Module,
    stream: Stream,
    recipe: Recipe | None = None,
    *,
    objective: Objective | Remembering = teacher_forced,
    stop: Callable[[History], bool] | None = None,
    watch: Watcher | Sequence[Watcher] = (),
    watch_every: int = 1,
    checkpoint: str | Path | None = None,
    save_every: int = 10,
    mesh: Mesh | None = None,
    name: str = "",
    progress: bool = True,
) -> History:
    """Train `model` in place by `recipe` and tell how it went.

    `objective` is what it learns by; the default is a `Seq2Seq` under teacher forcing.
    `watch` (one or several, see `watching`) is called as `watch(model, history)` every
    `watch_every` chunks and after the last one, the model holding the parameters it has by then: it
    may measure on unseen data, keep the best parameters, or end the run early. `stop(history)` is
    asked after every chunk, and ends the run early. Both are asked again where a run goes on.

    With a `checkpoint` path the run is saved every `save_every` chunks and at its end, and a path
    that exists is continued, to exactly the parameters of a run that was never interrupted.
    Interrupting the kernel ends the run after the chunk that it is in, and keeps what was learned;
    a second interrupt does not wait for the end of the chunk.

    With a `mesh` (`sharding.data_mesh()`) each device computes its own rows of every batch: the
    same run, up to rounding. Where the mesh spans several processes all of them call `fit` with the
    same arguments and get the same history; the first shows the bar and writes the files. There
    `stop` and `watch` must decide by what is the same in all of them (not by the time, say), and
    all processes must be interrupted: those that are not would wait for the others.

    `NonFiniteLoss` at the first loss or gradient that is not finite, and ValueError if an argument
    cannot be; if the checkpoint is damaged, of another run, or asked for where it could never be
    continued (a model without a `spec` to build it from; data or an objective of which nothing
    tells what they are, see `identity`); if the mesh does not divide the batch; or if it cannot
    train by this objective.
    """
    settings.instance("model", model, nnx.Module, "a model, such as build(...) makes")
    recipe = Recipe() if recipe is None else recipe
    settings.instance("recipe", recipe, Recipe, "a Recipe")
    devices = placing.on(mesh)
    settings.instance("name", name, str, "a text")
    settings.flag("progress", progress)
    settings.having("stream", stream, ["chunk"], "data with a method `chunk`")
    settings.function("objective", objective)
    devices.check(objective)
    save_every = settings.whole("save_every", save_every)
    if stop is not None:
        settings.function("stop", stop)
    watching = Watch(watch, watch_every, stop)
    with Interrupts() as interrupts:
        file = RunFile(
            checkpoint, model, {"recipe": recipe, "data": stream, "objective": objective}
        )
        watching.begin(model, file.path)
        graph, params = nnx.split(model, nnx.Param)
        carry, history = file.load(first(params, recipe, objective))
        devices.meet(history.steps)
        carry = devices.replicate(carry)
        program, root = replace(recipe, seed=0), jax.random.key(recipe.seed)
        began, before = time.perf_counter(), history.seconds
        show = progress and devices.leads
        bar = Bar(recipe.steps, name or "training", start=history.steps, show=show)

        def stopped() -> bool:
            """Whether a watcher ends the run here. Those who look at the model see it as it is."""
            last = history.steps == recipe.steps
            due = watching.due(history.steps // recipe.chunk, last) if history.steps else []
            if not all(isinstance(watcher, StopWhen) for watcher in due):
                nnx.update(model, devices.fetch(carry.params))
            return watching.ask(due, model, history, devices.leads)

        def save() -> None:
            if devices.leads and history.steps:
                file.save(carry, history)

        try:
            while not interrupts.asked and not stopped() and history.steps < recipe.steps:
                batches = stream.chunk(history.steps // recipe.chunk, recipe.chunk)
                split = devices.place(batches)
                following, seen = train_chunk(graph, program, objective, root, carry, split, mesh)
                loss, accuracy = (np.asarray(values) for values in seen)
                good = int(following.step) - history.steps
                if following.halted:
                    save()  # the chunk before, for what was watched since it was saved last
                history.loss += loss[:good].tolist()
                history.accuracy += accuracy[:good].tolist()
                history.seconds = before + time.perf_counter() - began
                carry = following
                if carry.halted:
                    history.stopped = "not finite"
                    raise NonFiniteLoss(history.steps, history)
                bar.advance(recipe.chunk, batches.tokens, loss, accuracy)
                if history.steps // recipe.chunk % save_every == 0:
                    save()
            ended = "finished" if history.steps == recipe.steps else "early"
            history.stopped = "interrupted" if interrupts.asked else ended
        except KeyboardInterrupt:
            history.stopped = "interrupted"
            # It may have come between the two: tell only of the steps that are in the parameters.
            del history.loss[int(carry.step) :], history.accuracy[int(carry.step) :]
        finally:
            interrupts.finish()
            nnx.update(model, devices.fetch(carry.params))
            watching.end(model, history, devices.leads)
            bar.close(history.stopped)
        save()
        devices.meet(history.steps)  # what the first wrote, the others can read from here on
    if interrupts.asked:  # also where that was while the last things were put away
        history.stopped = "interrupted"
    return history
