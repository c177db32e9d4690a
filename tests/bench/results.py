"""What a part of the benchmark found: tables of times, bars that were to be met, agreements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np


class Disagreement(ValueError):
    """A peer does not compute what the library computes: nothing of that pair is timed."""


@dataclass(frozen=True)
class Bar:
    """One thing to show: `found` against `wanted`, at least or at most it.

    `who` is the variant that it is about, where there are several that could be.
    """

    what: str
    wanted: float
    found: float
    at_least: bool = True
    who: str = ""

    @property
    def met(self) -> bool:
        return self.found >= self.wanted if self.at_least else self.found <= self.wanted


@dataclass(frozen=True)
class Table:
    """The times of variants that took turns: `seconds[name][round]` for `units` units of work.

    `ours` is the variant that the others are compared with. `agreed` is the largest difference
    that was found between the library and each peer, before anything was timed.
    """

    title: str
    unit: str
    seconds: Mapping[str, np.ndarray]
    ours: str
    units: int = 1
    bars: Sequence[Bar] = ()
    agreed: Mapping[str, float] = field(default_factory=dict)
    notes: Sequence[str] = ()

    def milliseconds(self, name: str) -> np.ndarray:
        """The lower quartile, the median and the upper quartile, of one unit."""
        return np.percentile(self.seconds[name], [25, 50, 75]) / self.units * 1e3

    def as_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        rows = {}
        for name in self.seconds:
            low, middle, high = (round(float(ms), 4) for ms in self.milliseconds(name))
            rows[name] = {
                "median": middle,
                "quartiles": [low, high],
                "rounds": len(self.seconds[name]),
                "times_ours": round(times(self.seconds, name, self.ours), 3),
            }
        return {
            "title": self.title,
            "unit": self.unit,
            "ours": self.ours,
            "rows": rows,
            "bars": [
                {
                    "who": bar.who,
                    "what": bar.what,
                    "wanted": bar.wanted,
                    "found": float(f"{bar.found:.4g}"),
                    "at_least": bar.at_least,
                    "met": bool(bar.met),
                }
                for bar in self.bars
            ],
            "agreed": {name: float(f"{value:.2g}") for name, value in self.agreed.items()},
            "notes": list(self.notes),
        }


def times(seconds: Mapping[str, np.ndarray], name: str, ours: str) -> float:
    """How many times as long as `ours` the variant `name` takes: the median over the rounds.

    Each round's two times are neighbours, so what slows the machine for a while cancels.
    """
    return float(np.median(seconds[name] / seconds[ours]))


def at_least(
    seconds: Mapping[str, np.ndarray],
    ours: Sequence[str],
    names: Sequence[str],
    wanted: float,
    what: str,
) -> list[Bar]:
    """The bar against the fastest of `names` that was timed, for each of `ours` that was; no bar
    where none was."""
    ran = [name for name in names if name in seconds]
    if not ran:
        return []
    best = min(ran, key=lambda name: float(np.median(seconds[name])))
    said = what if len(names) == 1 else f"{what} (here: {best})"
    mine = [name for name in ours if name in seconds]
    return [Bar(said, wanted, times(seconds, best, name), who=name) for name in mine]


def must_agree(name: str, found: Any, wanted: Any, tolerance: float = 1e-4) -> float:
    """The largest difference, over the size of the largest number wanted (at least 1).

    Raises `Disagreement` above `tolerance`, for other shapes, and for what is not finite.
    """
    found, wanted = np.asarray(found, np.float64), np.asarray(wanted, np.float64)
    if found.shape != wanted.shape:
        raise Disagreement(f"{name}: got shape {found.shape}, the library has {wanted.shape}")
    difference = np.abs(found - wanted).max() / max(1.0, np.abs(wanted).max())
    if not difference <= tolerance:
        raise Disagreement(
            f"{name}: differs from the library by {difference:.2g}, allowed are {tolerance:g}"
        )
    return float(difference)
