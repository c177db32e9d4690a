"""The command of `make experiments`."""

import argparse

from course_lib.devices.compile_cache import keep_for_lesson
from course_lib.lessons.experiments import EXPERIMENTS


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m course_lib.lessons")
    parser.add_argument("lessons", nargs="*", help=f"of {', '.join(EXPERIMENTS)}; default: all")
    parser.add_argument("--entry", action="append", default=[], help="only this entry, repeatable")
    parser.add_argument("--again", action="store_true", help="also what is recorded already")
    chosen = parser.parse_args()
    keep_for_lesson()
    for lesson in chosen.lessons or EXPERIMENTS:
        if lesson not in EXPERIMENTS:
            parser.error(f"unknown lesson {lesson!r}; known are {', '.join(EXPERIMENTS)}")
        EXPERIMENTS[lesson].measure(chosen.entry, again=chosen.again)


if __name__ == "__main__":
    main()
