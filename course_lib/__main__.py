"""`python -m course_lib check` says whether all is right for the course here, and what to do."""

import argparse
import sys

from course_lib.lessons.lesson_00.check_up import check_up


def main() -> None:
    """The command line; exit status 1 if there is a problem."""
    parser = argparse.ArgumentParser(prog="python -m course_lib", description=__doc__)
    parser.add_argument("what", choices=["check"], help="look at versions, memory, disk, clock ...")
    parser.parse_args()
    sys.exit(not check_up())


if __name__ == "__main__":
    main()
