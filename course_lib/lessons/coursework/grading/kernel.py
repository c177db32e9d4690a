"""A kernel in which a submission runs: a process of its own, in a folder of its own, with limits.

Time, memory and output are limited everywhere; the network is cut off where the system lets an
ordinary user do so (Linux). It's no sandbox: README of the assignments says how to put a container
round it.
"""

import contextlib
import functools
import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import psutil
import traitlets
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

STARTS = 120  # seconds that a kernel may take to start, beside other work
PATIENCE = 5  # seconds between an interrupt and the end


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    cell, whole: seconds of one cell and of the whole notebook. memory: bytes. output: bytes that
    are kept of what one cell prints; twenty times as much stops it. call: seconds of one call of a
    graded function.
    """

    cell: float = 120.0
    whole: float = 240.0
    memory: int = 3 * 2**30
    output: int = 200_000
    call: float = 60.0


@dataclass
class Ran:
    """What one cell left: its outputs, and what stopped it, if anything did."""

    outputs: list[Any] = field(default_factory=list)
    stopped: str | None = None  # "time", "whole" (time of all cells), "output", "memory" or "dead"


class Kernel:
    """A running kernel; `with limited(...) as kernel` starts and ends one."""

    def __init__(self, manager: KernelManager, folder: Path, limits: Limits) -> None:
        self.folder, self.limits = folder, limits
        self.seconds = 0.0
        self.peak = 0
        self._manager = manager
        self._too_large = False
        self._client = manager.blocking_client()
        self._client.start_channels()
        self._client.wait_for_ready(timeout=STARTS)
        threading.Thread(target=self._weigh, daemon=True).start()

    @property
    def alive(self) -> bool:
        return bool(self._manager.is_alive())

    def run(self, source: str, seconds: float | None = None, keep: int | None = None) -> Ran:
        """Runs a cell, for at most its seconds; what stopped it, is in `stopped`."""
        limit = self.limits.cell if seconds is None else seconds
        left = max(self.limits.whole - self.seconds, 1)
        late = "time" if limit <= left else "whole"
        limit = min(limit, left)
        began, told, ran, length = time.monotonic(), None, Ran(), 0
        asked = self._client.execute(
            source, store_history=True, allow_stdin=False, stop_on_error=False
        )
        while True:
            spent = time.monotonic() - began
            if not self.alive:
                ran.stopped = "memory" if self._too_large else "dead"
                break
            if not told and spent > limit:
                told = time.monotonic()
                ran.stopped = ran.stopped or late
                self._manager.interrupt_kernel()
            if told and time.monotonic() - told > PATIENCE:
                self.end()
                break
            try:
                message = self._client.get_iopub_msg(timeout=0.5)
            except queue.Empty:
                continue
            if message["parent_header"].get("msg_id") != asked:
                continue
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                break
            length += len(json.dumps(message["content"], default=str))
            if length > 20 * self.limits.output and not told:
                ran.stopped, told = "output", time.monotonic()
                self._manager.interrupt_kernel()
            if length <= (self.limits.output if keep is None else keep):
                _keep(ran.outputs, message)
        self.seconds += time.monotonic() - began
        return ran

    def begin(self, source: str) -> None:
        """Sends a cell off and does not wait for its end."""
        self._client.execute(source, store_history=False, allow_stdin=False, stop_on_error=False)

    def interrupt(self) -> None:
        self._manager.interrupt_kernel()

    def end(self) -> None:
        """Ends the kernel's process, whatever it does."""
        with contextlib.suppress(Exception):
            process = psutil.Process(self._manager.provisioner.pid)  # type: ignore[union-attr]
            for one in [*process.children(recursive=True), process]:
                with contextlib.suppress(psutil.Error):
                    one.kill()
        with contextlib.suppress(Exception):
            self._manager.shutdown_kernel(now=True)
        self._client.stop_channels()

    def _weigh(self) -> None:
        with contextlib.suppress(Exception):
            process = psutil.Process(self._manager.provisioner.pid)  # type: ignore[union-attr]
            while process.is_running():
                used = process.memory_info().rss
                self.peak = max(self.peak, used)
                if used > self.limits.memory:
                    self._too_large = True
                    process.kill()
                time.sleep(0.1)


def _keep(outputs: list[Any], message: dict[str, Any]) -> None:
    with contextlib.suppress(ValueError):  # a message that is no output, as a change of state
        output = nbformat.v4.output_from_msg(message)
        last = outputs[-1] if outputs else None
        if last and output.output_type == "stream" == last.output_type and output.name == last.name:
            last.text += output.text
        else:
            outputs.append(output)


@contextlib.contextmanager
def limited(library: Path, limits: Limits, files: Sequence[Path] = ()) -> Iterator[Kernel]:
    """A kernel that sees the library of the folder `library`, in a new folder that holds `files`.

    Everything in the new folder is gone at the end.
    """
    with tempfile.TemporaryDirectory(prefix="graded-") as top:
        folder, home = Path(top, "work"), Path(top, "home")
        for one in (folder, home, Path(top, "tmp")):
            one.mkdir()
        for path in files:
            shutil.copy(path, folder)
        manager = _Apart(transport="ipc", ip=str(Path(top, "link")))
        manager.argv = [
            *_apart(),
            sys.executable,
            "-m",
            "ipykernel_launcher",
            "-f",
            "{connection_file}",
            "--HistoryManager.enabled=False",  # an open database would open others
        ]
        with Path(top, "errors").open("w") as errors:
            manager.start_kernel(
                cwd=str(folder), env=_environment(library, top), stderr=errors, stdout=errors
            )
        kernel = None
        try:
            kernel = Kernel(manager, Path(top), limits)
            yield kernel
        finally:
            if kernel:
                kernel.end()
            else:
                manager.shutdown_kernel(now=True)


class _Apart(KernelManager):
    """A manager whose kernel is a command line, not the name of an installed one."""

    argv = traitlets.List(traitlets.Unicode())

    @property
    def kernel_spec(self) -> KernelSpec:
        return KernelSpec(argv=self.argv, display_name="graded", language="python")


@functools.cache
def _apart() -> tuple[str, ...]:
    """The command that starts a program without network; empty where there is none."""
    command = ("unshare", "--map-root-user", "--net")
    if shutil.which(command[0]) is None:
        return ()
    tried = subprocess.run([*command, "true"], capture_output=True)
    return command if tried.returncode == 0 else ()


def has_no_network() -> bool:
    """Whether submissions are cut off from the network on this machine."""
    return bool(_apart())


def _environment(library: Path, top: str) -> dict[str, str]:
    kept = "PATH LANG LC_ALL SYSTEMROOT LD_LIBRARY_PATH XLA_FLAGS OMP_NUM_THREADS".split()
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        "HOME": str(Path(top, "home")),
        "TMPDIR": str(Path(top, "tmp")),
        "IPYTHONDIR": str(Path(top, "home", "ipython")),
        "MPLCONFIGDIR": fonts(),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYTHONPATH": str(library),
        "PYTHONDONTWRITEBYTECODE": "1",
        "JAX_PLATFORMS": "cpu",
        "COURSE_CACHE": "off",
    }


@functools.cache
def fonts() -> str:
    """A folder with matplotlib's list of fonts, made once and not for every submission."""
    folder = Path(
        tempfile.gettempdir(), f"graded-fonts-{os.getuid() if hasattr(os, 'getuid') else 0}"
    )
    folder.mkdir(exist_ok=True)
    code = "import matplotlib.font_manager"
    subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "MPLCONFIGDIR": str(folder)}, check=True
    )
    return str(folder)
