"""Several devices: each computes its rows of the batch; in training, one sum makes the step whole.

A mesh is a row of devices with the axis `data`. The parameters are on all of them, the rows of a
batch are split over them. With n_d the number of terms that device d's mean loss is over,

    loss = sum_d n_d loss_d / sum_d n_d,      d loss = sum_d n_d d loss_d / sum_d n_d

is the mean over the whole batch and its gradient; the mean of the devices' means is not, as soon as
one device has more padding. Loss, accuracy, gradients and counts travel as one array, in one
all-reduce a step.

Several processes (`jax.distributed.initialize` in each of them, before anything else) are one mesh,
too. All make the same batches and each keeps its own rows, so no data is sent.
"""

import os
from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.flatten_util import ravel_pytree
from jax.sharding import Mesh, NamedSharding, PartitionSpec
from jaxtyping import Array, Key

from course_lib.devices import settings

AXIS = "data"
EVERYWHERE, ROWS, STACKED_ROWS = (
    PartitionSpec(),
    PartitionSpec(AXIS),
    PartitionSpec(None, AXIS),
)

# How many terms the mean loss of a batch is over.
Terms = Callable[[Any], Array]


def data_mesh(devices: Sequence[jax.Device] | None = None) -> Mesh:
    """The devices (default: all, of all processes) as a mesh for `fit(..., mesh=...)`.

    ValueError if there is none, or one twice.
    """
    if devices is None:
        devices = jax.devices()
    devices = settings.several("devices", devices, jax.Device, "a device of jax.devices()")
    if not devices or len(set(devices)) < len(devices):
        raise ValueError(f"devices must be one or more different devices, got {devices}")
    return Mesh(np.asarray(devices), (AXIS,))


def one_device_a_core(cores: int | None = None) -> Mesh:
    """Let JAX see `cores` devices in this CPU (default: all that the process may use); their mesh.

    Most operations of a small model are too small for XLA to spread over cores, so one device uses
    little more than one of them. With a device for each core, each works on its own rows. Results
    are the same up to rounding. Elsewhere than on a CPU it is the mesh of all devices.

    To be called before JAX has made its first array. RuntimeError after that, unless there are as
    many devices already; ValueError for less than one core.
    """
    if cores is None:
        allowed = getattr(os, "sched_getaffinity", None)  # not on macOS and Windows
        cores = len(allowed(0)) if allowed else os.cpu_count() or 1
    cores = settings.whole("cores", cores)
    try:
        jax.config.update("jax_num_cpu_devices", cores)
    except RuntimeError:
        pass  # JAX has begun: too late to change their number
    found = jax.local_device_count()
    if jax.default_backend() == "cpu" and found != cores:
        raise RuntimeError(
            f"JAX has begun with {found} CPU device{'s' if found > 1 else ''}, wanted {cores}: "
            f"call one_device_a_core before anything else of JAX, in a fresh kernel"
        )
    return data_mesh()


def mean_over(terms: Terms) -> Callable[[Any], Any]:
    """Say what an objective's loss and accuracy are means over, so that a mesh can train by it.

    A function gets it as a decorator, a class has a method `terms`. It promises two things:

    - loss and accuracy are means over `terms(batch)` terms of the batch, each of which depends on
      its own row alone; what a `Remembering` objective remembers is floats and linear in such
      means;
    - random keys are drawn by `sentence_keys`.
    """

    settings.function("terms", terms)

    def say(objective: Any) -> Any:
        objective.terms = terms
        return objective

    return say


def terms_of(objective: Any) -> Terms:
    """What the objective's means are over; ValueError if it does not say."""
    terms = getattr(objective, "terms", None)
    if terms is None:
        raise ValueError(
            f"objective must say what its loss is a mean over to be trained on a mesh (see "
            f"sharding.mean_over), got {getattr(objective, '__qualname__', repr(objective))}: its "
            f"loss need not be the mean of what each device can compute from its own rows"
        )
    return terms


def sentence_keys(key: Key[Array, ""], count: int) -> Key[Array, " B"]:
    """A key for each of the batch's `count` rows: `jax.random.split`.

    On a mesh `count` is the number of the device's own rows, and they get the keys that one device
    would give them. ValueError for what is no key.
    """
    settings.key("key", key)
    settings.whole("count", count)
    if AXIS not in jax.sharding.get_abstract_mesh().manual_axes:  # not in a program split by rows
        return jax.random.split(key, count)
    device, devices = jax.lax.axis_index(AXIS), jax.lax.axis_size(AXIS)
    keys = jax.random.split(key, count * devices)
    return jax.lax.dynamic_slice_in_dim(keys, device * count, count)


def by_rows(function: Callable[..., Any], mesh: Mesh) -> Callable[..., Any]:
    """`function(params, *rows)` with the rows of its other arguments split over the mesh.

    Each device has the whole of `params` and its own rows, and runs by itself: the function must
    give row i of its result from row i of its arguments. ValueError if they do not split evenly.
    """
    settings.function("function", function)
    settings.instance("mesh", mesh, Mesh, "one of data_mesh()")

    def whole(params: Any, *rows: Any) -> Any:
        for count in {leaf.shape[0] for leaf in jax.tree.leaves(rows)}:
            check_even(count, mesh)
        specs = (EVERYWHERE, *(ROWS for _ in rows))
        # Unchecked: see `averaged`.
        split = jax.shard_map(function, mesh=mesh, in_specs=specs, out_specs=ROWS, check_vma=False)
        return split(params, *rows)

    return whole


def check_even(count: int, mesh: Mesh) -> None:
    """ValueError if `count` rows cannot be split evenly over the mesh."""
    if count % mesh.size:
        raise ValueError(
            f"the batch must split evenly over the mesh, got {count} sentences a batch and "
            f"{mesh.size} devices"
        )


def averaged(value: Callable[..., Any], terms: Terms, mesh: Mesh) -> Callable[..., Any]:
    """`value(params, batch, *rest)` with the batch's rows split over the mesh.

    `value` gives a tree of floats that are means over `terms(batch)` terms. The result is the tree
    of the means over the whole batch, the same on every device.
    """

    def own(params: Any, batch: Any, *rest: Any) -> Any:
        means, back = ravel_pytree(value(params, batch, *rest))
        count = terms(batch).astype(means.dtype)
        # Flat, because the sum of a tree is as many all-reduces as it has leaves.
        total = jax.lax.psum(jnp.append(means * count, count), AXIS)
        return back(total[:-1] / jnp.maximum(total[-1], 1))

    def whole(params: Any, batch: Any, *rest: Any) -> Any:
        specs = (EVERYWHERE, ROWS, *(EVERYWHERE for _ in rest))
        # Unchecked: the check would want every scan's first carry marked as the device's own.
        split = jax.shard_map(own, mesh=mesh, in_specs=specs, out_specs=EVERYWHERE, check_vma=False)
        return split(params, batch, *rest)

    return whole


def replicate(tree: Any, mesh: Mesh) -> Any:
    """The arrays of `tree`, the same in every process, whole on every device of the mesh."""
    return _put(tree, NamedSharding(mesh, EVERYWHERE))


def place(batches: Any, mesh: Mesh) -> Any:
    """Stacked batches, the same in every process, their rows (axis 1) split over the mesh.

    ValueError if the rows cannot be split evenly.
    """
    for count in {leaf.shape[1] for leaf in jax.tree.leaves(batches)}:
        check_even(count, mesh)
    return _put(batches, NamedSharding(mesh, STACKED_ROWS))


def _put(tree: Any, sharding: NamedSharding) -> Any:
    def one(leaf: Any) -> Array:
        whole = np.asarray(leaf)
        # Not `device_put`: with several processes it first compares their arrays over the network.
        return jax.make_array_from_callback(whole.shape, sharding, lambda part: whole[part])

    return jax.tree.map(one, tree)
