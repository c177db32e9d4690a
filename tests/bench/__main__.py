"""The command line: `PYTHONPATH=tests python -m bench [PART ...]`, or `make bench`."""

import argparse
import importlib
import json
import math
import os
from pathlib import Path

from bench import report
from course_lib.devices.sharding import one_device_a_core

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results.json"
PARTS = ("training", "unfed", "fused", "products", "decoding", "local", "levers", "threads")
MORE = ("accelerator", "accelerator_training")  # only when asked for: they tell of a device


def devices() -> int:
    """A device for each core, but a power of two and 64 at most: the batches split over no other
    number."""
    return int(2 ** min(6, math.floor(math.log2(report.machine()["cores"]))))


def torch_threads() -> int:
    """Give PyTorch as many threads as XLA has: one a core that this process may use."""
    import torch

    torch.set_num_threads(int(report.machine()["cores"]))
    return torch.get_num_threads()


def main() -> None:
    """Measure the parts, print their tables, and write them into the file."""
    parser = argparse.ArgumentParser(prog="make bench", description=(__doc__ or "").strip())
    parser.add_argument(
        "parts", nargs="*", help=f"of {', '.join((*PARTS, *MORE))}; none: all but the last two"
    )
    parser.add_argument("--rounds", type=int, help="turns of every variant; each part has its own")
    parser.add_argument("--out", type=Path, default=RESULTS, help="the JSON file to write into")
    parser.add_argument("--no-peers", action="store_true", help="only what needs no PyTorch")
    parser.add_argument("--show", action="store_true", help="print the file, measure nothing")
    parser.add_argument(
        "--readme", type=Path, help="write the file's tables between this README's marks"
    )
    args = parser.parse_args()
    unknown = set(args.parts) - {*PARTS, *MORE}
    if unknown:
        parser.error(f"unknown parts {sorted(unknown)}; there are {', '.join((*PARTS, *MORE))}")
    if args.readme:
        report.into_readme(args.readme, args.out)
        return
    if args.show:
        for part in json.loads(args.out.read_text("utf-8"))["parts"].values():
            print(*map(report.as_text, part["tables"]), sep="\n")
        return
    one_device_a_core(devices())
    threads = report.machine()["cores"] if args.no_peers else torch_threads()
    before = report.load()
    if before and before > threads / 2:
        print(f"others are at work here (load {before}); times will be noisy")
    for part in args.parts or PARTS:
        before = report.load()  # from the second part on, that of the part before
        module = importlib.import_module(f"bench.parts.{part}")
        tables = module.measure(rounds=args.rounds, peers=not args.no_peers)
        for table in tables:
            print(report.as_text(table.as_dict()), flush=True)
        conditions = {"threads": threads, "load_before": before, "load_after": report.load()}
        conditions["OMP_WAIT_POLICY"] = os.environ.get("OMP_WAIT_POLICY", "not set")
        report.save(args.out, part, tables, conditions)


if __name__ == "__main__":
    main()
