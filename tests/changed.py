"""The tests of what differs from `main`: what `make check` runs.

    python tests/changed.py [BASE]     one test file per line

A changed test file is run, and for a changed module the file that holds its tests. What a change
breaks in the rooms above, only `make test` sees.
"""

import subprocess
import sys
from pathlib import Path

from rooms import LIBRARY, listed

from course_lib import ROOT

# What every change could break, in seconds.
ALWAYS = ("tests/test_rooms.py", "tests/test_house.py")
# Files whose tests have another name than theirs, outside the library.
ALSO = {
    "CONTRIBUTING.md": "tests/test_contributing.py",
    "notebooks": "tests/test_notebooks.py",
    "tests/bench": "tests/test_bench.py",
}


def git(*arguments: str) -> str:
    called = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)
    return called.stdout if called.returncode == 0 else ""


def changed(base: str | None = None) -> list[str]:
    """Files that differ from where this branch left `base` (the public main, or the own one), and
    those that are new. ValueError for a base that git does not know."""
    for name in [base] if base else ["origin/main", "main"]:
        if since := git("merge-base", "HEAD", name).strip():
            break
    else:
        raise ValueError(f"BASE must be a branch or commit that git knows, got {base or 'none'}")
    differ = git("diff", "--name-only", since).splitlines()
    return sorted({*differ, *git("ls-files", "-o", "--exclude-standard").splitlines()})


def tests_of(path: str) -> list[str]:
    """The test files that a changed file asks for; none for one that no test holds."""
    file = Path(path)
    if file.name.startswith("test_") and file.suffix == ".py" and file.parts[0] == "tests":
        return [path]
    found = [test for place, test in ALSO.items() if path == place or path.startswith(f"{place}/")]
    if file.parts[0] != LIBRARY.name or file.suffix != ".py":
        return found
    module = file.relative_to(LIBRARY.name).with_suffix("")
    if file.parent.name == "exercises" or file.stem.endswith("_mistakes"):
        return ["tests/lessons/checking/test_banks.py"]
    own = str(module.parent / f"test_{module.name}")
    return [f"tests/{listed().get(str(module), own)}.py"]


def chosen(files: list[str]) -> list[str]:
    """All test files for these changes that exist, each once."""
    wanted = [test for path in files for test in tests_of(path)]
    return [test for test in dict.fromkeys([*ALWAYS, *wanted]) if (ROOT / test).is_file()]


if __name__ == "__main__":
    print("\n".join(chosen(changed(*sys.argv[1:]))))
