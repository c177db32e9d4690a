"""The benchmark's results on the screen, in a JSON file and in the README."""

import datetime
import json
import os
import platform
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from bench.results import Table

BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"
CORES = "a device for each core"
PACKAGES = ("jax", "jaxlib", "flax", "optax", "numpy", "torch")


def machine() -> dict[str, Any]:
    """What the numbers depend on beside the code."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        cpu = names[0].partition(":")[2].strip() if names else cpu
    versions = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {"processor": cpu, "cores": cores, "system": platform.system(), "versions": versions}


def load() -> float | None:
    """The processes that wanted a core over the last minute, where the system tells."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None


def today() -> str:
    return datetime.datetime.now(datetime.UTC).date().isoformat()


def as_text(table: dict[str, Any]) -> str:
    """One table for the screen."""
    width = max(map(len, table["rows"]))
    lines = ["", f"{table['title']}; {table['unit']}"]
    lines.append(f"  {'':{width}}  {'median':>9}  {'quartiles':>19}  {'times ours':>10}")
    for name, row in table["rows"].items():
        low, high = row["quartiles"]
        spread = f"{low:.3f} to {high:.3f}"
        lines.append(
            f"  {name:{width}}  {row['median']:>9.3f}  {spread:>19}  {row['times_ours']:>10.2f}"
        )
    for name, difference in table["agreed"].items():
        lines.append(f"  agrees to {difference:.1e}: {name}")
    for bar in table["bars"]:
        verdict, sign = "met" if bar["met"] else "NOT met", "≥" if bar["at_least"] else "≤"
        lines.append(
            f"  {verdict}: {_what(bar)}: {bar['found']:g}, wanted {sign} {bar['wanted']:g}"
        )
    return "\n".join([*lines, *(f"  {note}" for note in table["notes"])])


def save(path: Path, part: str, tables: Sequence[Table], conditions: dict[str, Any]) -> None:
    """Write one part into the file; the other parts that it holds stay."""
    held = json.loads(path.read_text("utf-8")) if path.exists() else {"parts": {}}
    held["parts"][part] = {
        "date": today(),
        **machine(),
        "conditions": conditions,
        "tables": [table.as_dict() for table in tables],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(held, indent=1, ensure_ascii=False) + "\n", "utf-8")
    os.replace(partial, path)


def as_markdown(held: dict[str, Any]) -> str:
    """All parts of a result file as the README shows them."""
    lines: list[str] = []
    for name, part in held["parts"].items():
        versions, conditions = part["versions"], part["conditions"]
        said = ", ".join(f"{package} {version}" for package, version in versions.items())
        for table in part["tables"]:
            lines += ["", f"**{table['title']}** ({table['unit']})", ""]
            lines += ["| | median | quartiles | times ours |", "|---|---:|---:|---:|"]
            for row_name, row in table["rows"].items():
                low, high = (f"{value:.3g}" for value in row["quartiles"])
                lines.append(
                    f"| {row_name} | {row['median']:.3g} | {low} to {high} | "
                    f"{row['times_ours']:.2f} |"
                )
            bars = [_bar(bar) for bar in table["bars"]]
            if bars or table["notes"]:
                lines += ["", *(f"- {line}" for line in [*bars, *table["notes"]])]
        lines += [
            "",
            f"Part `{name}`, {part['date']}: {part['processor']}, {part['cores']} cores, "
            f"{conditions['threads']} threads each for XLA and PyTorch; load "
            f"{conditions['load_before']} before and {conditions['load_after']} after; {said}.",
        ]
    return "\n".join(lines).strip()


def _what(bar: dict[str, Any]) -> str:
    return f"{bar['who']}: {bar['what']}" if bar["who"] else bar["what"]


def _bar(bar: dict[str, Any]) -> str:
    side = "at least" if bar["at_least"] else "at most"
    verdict = "" if bar["met"] else ": **not met**"
    return f"{_what(bar)}: {bar['found']:.3g} ({side} {bar['wanted']:g} wanted{verdict})"


def as_summary(held: dict[str, Any]) -> str:
    """A row for each bar of a result file: what was wanted, and what each of our variants found."""
    lines = ["| | wanted | one device | a device for each core |", "|---|---:|---:|---:|"]
    dates, machines = set(), set()
    for part in held["parts"].values():
        if any(table["bars"] for table in part["tables"]):
            dates.add(part["date"])
            machines.add(f"{part['processor']}, {part['cores']} cores")
        for table in part["tables"]:
            found: dict[str, list[Any]] = {}
            for bar in table["bars"]:
                found.setdefault(bar["what"], []).append(bar)
            if found:
                lines.append(f"| **{table['title']}** | | | |")
            for what, bars in found.items():
                sides = [
                    [bar for bar in bars if (CORES in bar["who"]) == split] for split in (0, 1)
                ]
                shown = [_found(side[0]) if side else "" for side in sides]
                sign = "≥" if bars[0]["at_least"] else "≤"
                lines.append(f"| {what} | {sign} {bars[0]['wanted']:g} | {shown[0]} | {shown[1]} |")
    when = " and ".join(sorted(dates))
    return "\n".join([*lines, "", f"{when}; {'; '.join(sorted(machines))}."])


def _found(bar: dict[str, Any]) -> str:
    shown = f"{bar['found']:.3g}" if bar["found"] < 1000 else f"{bar['found']:,.0f}"
    return shown if bar["met"] else f"*{shown}*"


def into_readme(readme: Path, results: Path) -> None:
    """Put the summary between the README's marks, and all tables into a file beside the results.

    ValueError if a mark is missing or stands there twice.
    """
    text = readme.read_text("utf-8")
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise ValueError(f"{readme.name}: wanted the lines {BEGIN} and {END}, once each")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    held = json.loads(results.read_text("utf-8"))
    readme.write_text(f"{before}{BEGIN}\n{as_summary(held)}\n{END}{after}", "utf-8")
    tables = f"# The benchmark's tables\n\n{as_markdown(held)}\n"
    results.with_suffix(".md").write_text(tables, "utf-8")
