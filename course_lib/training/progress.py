"""A progress bar for training that reads the same in JupyterLab, Colab, a terminal and a log."""

import sys
import time

import numpy as np
from tqdm.std import tqdm


class Bar:
    """Loss, accuracy, steps and tokens a second, time left.

    Plain text on standard output: a widget would be lost when a notebook is saved and shown again.
    """

    def __init__(self, steps: int, name: str, *, start: int = 0, show: bool = True):
        self.tokens, self.began = 0, time.perf_counter()
        self.bar = tqdm(
            total=steps,
            initial=start,
            desc=name,
            unit="step",
            file=sys.stdout,
            disable=not show,
            mininterval=0.5,
            ncols=115,
            bar_format="{desc} {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} "
            "[{elapsed}<{remaining}, {rate_fmt}{postfix}]",
        )

    def advance(self, steps: int, tokens: int, loss: np.ndarray, accuracy: np.ndarray) -> None:
        """`steps` more steps with `tokens` real target tokens, and their losses and accuracies."""
        self.tokens += tokens
        speed = self.tokens / (time.perf_counter() - self.began)
        self.bar.set_postfix_str(
            f"loss {loss.mean():.3f}, accuracy {accuracy.mean():.3f}, {speed / 1e3:.1f}k tok/s",
            refresh=False,
        )
        self.bar.update(steps)

    def close(self, ending: str) -> None:
        """Leave the last line standing; an ending that is not the usual one is named in it."""
        if ending != "finished" and not self.bar.disable:  # a hidden bar has no text to change
            self.bar.set_description_str(f"{self.bar.desc} ({ending})")
        self.bar.close()
