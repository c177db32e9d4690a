"""`python -m course_lib.lessons.maintenance.book [FOLDER]` makes the site, or in build/book."""

import argparse
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from course_lib import ROOT
from course_lib.lessons.maintenance.book.gathering import gather

NEEDED = ("sphinx", "myst_nb", "sphinx_book_theme", "latex2mathml")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "build" / "book")
    folder = parser.parse_args().folder
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        sys.exit(
            f"Not installed: {', '.join(missing)}. `make book` makes an environment with them."
        )
    with tempfile.TemporaryDirectory() as place:
        sources = Path(place) / "sources"
        gather(sources)
        sphinx = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going"]
        kept = ["-c", str(Path(__file__).parent), "-d", f"{place}/read"]
        made = subprocess.run([*sphinx, *kept, str(sources), str(folder)])
    if made.returncode == 0:
        print(f"Open {folder / 'index.html'}")
    sys.exit(made.returncode)


if __name__ == "__main__":
    main()
