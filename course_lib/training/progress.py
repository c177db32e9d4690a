"""A progress bar for training that reads the same in JupyterLab, Colab, a terminal and a log."""

import sys
import time

import numpy as np
from tqdm.std import tqdm

from course_lib.training.console import columns, one_line, printable

MOST = 115  # columns
LONGEST = 40  # letters of a name
FULL = (
    "{desc} {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} "
    "[{elapsed}<{remaining}, {rate_fmt}{postfix}]"
)
NARROW = "{desc} {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} [{remaining}{postfix}]"


class Bar:
    """Loss, accuracy, steps and tokens a second, time left.

    Plain text on standard output: a widget would be lost when a notebook is saved and shown again.
    One line, at most as wide as the terminal, which may change meanwhile; one that is too narrow
    for all of it shows the beginning.
    """

    def __init__(self, steps: int, name: str, *, start: int = 0, show: bool = True):
        self.tokens, self.began, self.out = 0, time.perf_counter(), sys.stdout
        name = printable(one_line(name), self.out)
        if len(name) > LONGEST:
            name = name[: LONGEST - 3] + "..."
        self.bar = tqdm(
            total=steps,
            initial=start,
            desc=name,
            unit="step",
            file=self.out,
            disable=not show or self.out is None,  # None: a program without a console
            mininterval=0.5,
            **self._fit(),
        )

    def advance(self, steps: int, tokens: int, loss: np.ndarray, accuracy: np.ndarray) -> None:
        """`steps` more steps with `tokens` real target tokens, and their losses and accuracies."""
        self.tokens += tokens
        speed = self.tokens / (time.perf_counter() - self.began)
        self._refit()
        self.bar.set_postfix_str(
            f"loss {loss.mean():.3f}, accuracy {accuracy.mean():.3f}, {speed / 1e3:.1f}k tok/s",
            refresh=False,
        )
        self.bar.update(steps)

    def close(self, ending: str) -> None:
        """Leave the last line standing; an ending that is not the usual one is named in it."""
        self._refit()
        if ending != "finished" and not self.bar.disable:  # a hidden bar has no text to change
            self.bar.set_description_str(f"{self.bar.desc} ({printable(ending)})")
        self.bar.close()

    def _fit(self) -> dict[str, int | str]:
        """The width that the bar has now, and what goes into it."""
        wide = columns(self.out, MOST)
        return {"ncols": wide, "bar_format": FULL if wide >= 100 else NARROW}

    def _refit(self) -> None:
        self.bar.ncols, self.bar.bar_format = self._fit().values()
