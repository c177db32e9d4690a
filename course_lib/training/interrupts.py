"""Ctrl+C, or a notebook's stop button, while a model trains: noted, and obeyed between two chunks.

Python turns the signal into a KeyboardInterrupt wherever it stands. Where that is a callback of
compiled code (JAX has one on the garbage collector), the exception is printed and forgotten, and
the run goes on as if nobody had asked. A note cannot be lost so.
"""

import signal
import threading
from types import FrameType
from typing import Any


class Interrupts:
    """A context in which the first interrupt is noted in `asked`, and the next one acts at once,
    as without the context: it raises KeyboardInterrupt. After `finish` all are noted only.

    The handler that was there comes back at the end. Signals reach the main thread alone: in
    another one, and where the process does not handle interrupts by a Python function, nothing is
    changed.
    """

    def __init__(self) -> None:
        self.asked = False
        self.finishing = False
        self.before: Any = None

    def __enter__(self) -> "Interrupts":
        if threading.current_thread() is threading.main_thread():
            before = signal.getsignal(signal.SIGINT)
            if callable(before):  # and not "ignore" or "end the process"
                self.before = before
                signal.signal(signal.SIGINT, self.note)
        return self

    def __exit__(self, *error: Any) -> None:
        if self.before is not None:
            signal.signal(signal.SIGINT, self.before)

    def finish(self) -> None:
        """From here on what was learned is being put away: nothing may cut that short."""
        self.finishing = True

    def note(self, number: int, frame: FrameType | None) -> None:
        """The handler."""
        again, self.asked = self.asked, True
        if again and not self.finishing:
            self.before(number, frame)
