"""One device or a mesh of them, behind one value: where the arrays of a training run lie.

`on(mesh)` makes the value once; whoever trains asks it and never looks at the mesh again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh

from course_lib.devices import sharding


@runtime_checkable
class Devices(Protocol):
    """Where a training run's arrays lie, and how a gradient becomes that of the whole batch."""

    @property
    def leads(self) -> bool:
        """Whether this process shows the progress and writes the files: one of them does."""

    def check(self, objective: Any) -> None:
        """ValueError if the devices cannot train by this objective."""

    def place(self, batches: Any) -> Any:
        """Stacked batches, [steps, B, ...] each; ValueError if their rows do not split evenly."""

    def replicate(self, tree: Any) -> Any:
        """Arrays that every device needs whole."""

    def fetch(self, tree: Any) -> Any:
        """What was replicated, as ordinary arrays of this process."""

    def averaged(self, value: Callable[..., Any], objective: Any) -> Callable[..., Any]:
        """`value(params, batch, *rest)`, a tree of means over what the objective's loss is a mean
        over, as those of the whole batch."""

    def meet(self, steps: int) -> None:
        """Wait for all processes; ValueError if they have not done the same number of steps."""


@dataclass(frozen=True)
class OneDevice:
    """The device that JAX chooses: arrays stay where they are."""

    @property
    def leads(self) -> bool:
        return True

    def check(self, objective: Any) -> None:
        pass

    def place(self, batches: Any) -> Any:
        return batches

    def replicate(self, tree: Any) -> Any:
        return tree

    def fetch(self, tree: Any) -> Any:
        return tree

    def averaged(self, value: Callable[..., Any], objective: Any) -> Callable[..., Any]:
        return value

    def meet(self, steps: int) -> None:
        pass


@dataclass(frozen=True)
class OnMesh:
    """The devices of a mesh, of one process or several: each has its own rows of a batch."""

    mesh: Mesh

    def __post_init__(self) -> None:
        if not isinstance(self.mesh, Mesh) or sharding.AXIS not in self.mesh.axis_names:
            raise ValueError(f"mesh must be one of sharding.data_mesh(), got {self.mesh!r}")

    @property
    def leads(self) -> bool:
        return jax.process_index() == 0

    def check(self, objective: Any) -> None:
        sharding.terms_of(objective)

    def place(self, batches: Any) -> Any:
        return sharding.place(batches, self.mesh)

    def replicate(self, tree: Any) -> Any:
        return sharding.replicate(tree, self.mesh)

    def fetch(self, tree: Any) -> Any:
        return jax.tree.map(lambda leaf: jnp.asarray(np.asarray(leaf)), tree)

    def averaged(self, value: Callable[..., Any], objective: Any) -> Callable[..., Any]:
        return sharding.averaged(value, sharding.terms_of(objective), self.mesh)

    def meet(self, steps: int) -> None:
        if jax.process_count() == 1:
            return
        from jax.experimental import multihost_utils

        found = multihost_utils.process_allgather(np.asarray(steps)).tolist()
        if len(set(found)) > 1:
            raise ValueError(
                f"all processes must have done the same number of steps, got {found}: a checkpoint "
                f"must be in a folder that all of them see"
            )


def on(mesh: Mesh | None) -> Devices:
    """The devices of a mesh (`sharding.data_mesh()`); None is the one device that JAX chooses."""
    return OneDevice() if mesh is None else OnMesh(mesh)
