"""How an experiment is defined, run and recorded."""

import hashlib
import importlib.metadata
import json
import os
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from course_lib import ROOT
from course_lib.devices import settings
from course_lib.devices.whole_files import write_whole

RESULTS = ROOT / "notebooks" / "results"
PACKAGES = ("jax", "jaxlib", "flax", "optax", "numpy")

Config = dict[str, Any]


@dataclass(frozen=True)
class Experiment:
    """Named configurations, the seeds they are run for, and the function that runs one.

    `run(config, seed)` gives plain numbers for a record. `name` is the file's name.
    """

    name: str
    entries: Mapping[str, Config]
    run: Callable[[Config, int], dict[str, Any]]
    seeds: tuple[int, ...] = (0, 1, 2)

    def __post_init__(self) -> None:
        settings.text("name", self.name)
        settings.function("run", self.run)
        settings.put(self, seeds=settings.wholes("seeds", self.seeds, 0))
        if not isinstance(self.entries, Mapping) or not self.entries:
            raise ValueError(f"entries must be one or more by name, got {self.entries!r}")

    @property
    def path(self) -> Path:
        return RESULTS / f"{self.name}.json"

    def record(self, path: Path | None = None) -> "Record":
        """What was recorded. ValueError if the file is missing or damaged."""
        path = path or self.path
        if not path.is_file():
            raise ValueError(f"there is no record {path.name}; `make experiments` writes it")
        try:
            data = json.loads(path.read_text())
            return Record(self, data["entries"])
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"the record {path.name} is damaged: {error!r}") from error

    def measure(
        self, only: Sequence[str] = (), *, again: bool = False, path: Path | None = None
    ) -> None:
        """Run every entry (or `only` some) for every seed, and write each result at once.

        Runs already recorded for the same configuration are kept, unless `again`: so a session that
        was cut off goes on where it stopped.
        """
        for name in only:
            if name not in self.entries:
                known = ", ".join(self.entries)
                raise ValueError(f"unknown entry {name!r} of {self.name}; known are {known}")
        path = path or self.path
        entries = self.record(path).entries if path.is_file() else {}
        entries = {name: entries[name] for name in self.entries if name in entries}
        for name in only or self.entries:
            mark = fingerprint(self.entries[name])
            if again or entries.get(name, {}).get("fingerprint") != mark:
                entries[name] = {"config": self.entries[name], "fingerprint": mark, "runs": {}}
            for seed in self.seeds:
                if str(seed) in entries[name]["runs"]:
                    continue
                began = time.perf_counter()
                print(f"{self.name}: {name}, seed {seed}", flush=True)
                results = self.run(self.entries[name], seed)
                entries[name]["runs"][str(seed)] = {
                    "seconds": round(time.perf_counter() - began, 1),
                    "versions": versions(),
                    "results": results,
                }
                _write(path, {"experiment": self.name, "entries": entries})


@dataclass(frozen=True)
class Record:
    """The results of an experiment: `values` gives one number, or list, a seed."""

    experiment: Experiment
    entries: Mapping[str, Any]

    def values(self, entry: str, *keys: str) -> np.ndarray:
        """`results[key][key]...` of every seed, stacked: [seeds] or [seeds, n].

        ValueError if the entry is not recorded. A NaN (an empty bucket) stays one.
        """
        if entry not in self.entries:
            raise ValueError(f"{entry!r} is not recorded; recorded are {', '.join(self.entries)}")
        rows = []
        for run in self.entries[entry]["runs"].values():
            value = run["results"]
            for key in keys:
                value = value[key]
            rows.append(value)
        return np.array(rows, float)

    def told(self, entry: str, *keys: str) -> str:
        """`values` that are one number for each seed, as a short text: "0.12, 0.15"."""
        return ", ".join(f"{value:.2f}" for value in self.values(entry, *keys))

    def problems(self) -> list[str]:
        """Why this record is not one of its experiment as it is defined now; empty if it is."""
        found = []
        for name, config in self.experiment.entries.items():
            entry = self.entries.get(name)
            if entry is None:
                found.append(f"{name} is not recorded")
            elif entry["fingerprint"] != fingerprint(config) or entry["config"] != config:
                found.append(f"{name} was recorded with another configuration")
            elif missing := [s for s in self.experiment.seeds if str(s) not in entry["runs"]]:
                found.append(f"{name} lacks seeds {missing}")
        found += [
            f"{name} is recorded and not defined"
            for name in self.entries
            if name not in self.experiment.entries
        ]
        return found


def fingerprint(config: Config) -> str:
    """A short hash of a configuration, the same whatever the order of its fields."""
    text = json.dumps(config, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def versions() -> dict[str, str]:
    """What a run was run with."""
    found = {name: importlib.metadata.version(name) for name in PACKAGES}
    return {"python": platform.python_version(), **found, "cores": str(os.cpu_count())}


def _write(path: Path, data: dict[str, Any]) -> None:
    text = json.dumps(data, indent=1) + "\n"
    write_whole(path, lambda file: file.write(text.encode()))
