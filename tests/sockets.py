"""Lessons under nbval: every kernel gets sockets of its own, and says why it died.

    python -m pytest -p tests.sockets --nbval-lax notebooks

jupyter_client looks for five free TCP ports, lets them go, and has the kernel take them a moment
later. Two workers that start lessons at the same time, or any program that opens a connection in
between, can take one first: the kernel then dies before its first answer, and a whole lesson with
it. Files in a folder that nobody else knows can't be taken. nbval also throws away what a kernel
prints when it dies; here it's in the error.
"""

import tempfile
import uuid
from pathlib import Path
from typing import Any

import nbval.kernel
import zmq
from jupyter_client.manager import KernelManager

SHOWN = 3000  # characters of a dead kernel's last words

_folder = tempfile.TemporaryDirectory(
    prefix="kernels-"
)  # short: a socket's path has 107 bytes at most


def start_new_kernel(startup_timeout: float = 60, kernel_name: str = "python", **options: Any):
    """nbval's function of this name, without ports: the manager and the client of a new kernel.

    RuntimeError as nbval's, with the kernel's last words as a note.
    """
    own = Path(_folder.name) / uuid.uuid4().hex[:8]
    errors = own.with_suffix(".txt")
    apart = {"transport": "ipc", "ip": str(own)} if zmq.has("ipc") else {}  # Windows has none
    manager = KernelManager(
        kernel_name=kernel_name,
        kernel_spec_manager=nbval.kernel.NbvalKernelspecManager(),
        **apart,
    )
    with errors.open("w") as stream:
        manager.start_kernel(**{**options, "stderr": stream})
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=startup_timeout)
    except RuntimeError as error:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        error.add_note("The kernel's last words:\n" + errors.read_text("utf-8", "replace")[-SHOWN:])
        raise
    return manager, client


nbval.kernel.start_new_kernel = start_new_kernel
