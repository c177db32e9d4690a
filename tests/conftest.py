"""How the tests run: shapes checked, no silent broadcasting, no window, and cheap compilation."""

import gc
import mmap
import os
from importlib.util import find_spec
from pathlib import Path

import jaxtyping

os.environ["COURSE_CACHE"] = "off"  # no test, and no notebook run by one, uses a student's programs

# Hundreds of tiny programs run once each: compiling them well takes several times as long. XLA
# ends a process at a flag that it does not know, so they are looked for in its library first: as
# whole words, for the names of flags that are gone still stand there inside others.
QUICK = {"xla_cpu_use_fusion_emitters": "false", "xla_cpu_parallel_codegen_split_count": "1"}
binary = Path(find_spec("jaxlib").origin).parent / "libjax_common.so"
known = b""
if binary.exists():
    with binary.open("rb") as file:
        known = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
flags = [
    f"--{flag}={value}"
    for flag, value in QUICK.items()
    if known.find(b"\0%b\0" % flag.encode()) >= 0
]
os.environ["XLA_FLAGS"] = " ".join([*flags, os.environ.get("XLA_FLAGS", "")]).strip()

LIBRARY = Path(__file__).resolve().parents[1] / "course_lib"
# Before anything imports the library, or its functions stay unchecked. Not the checking of
# exercises: it judges what students wrote, of whatever type, and must itself say what is wrong.
UNCHECKED = {"checks.py", "checking", "exercises", "mistakes", "ways"}
modules = [
    ".".join(path.relative_to(LIBRARY.parent).with_suffix("").parts)
    for path in LIBRARY.rglob("*.py")
    if path.stem != "__init__" and not UNCHECKED & {*path.parts, *path.stem.split("_")}
]
jaxtyping.install_import_hook(sorted(modules), "beartype.beartype")

import hypothesis  # noqa: E402
import jax  # noqa: E402
import matplotlib  # noqa: E402
import pytest  # noqa: E402
from thinning import everything, thin  # noqa: E402

matplotlib.use("agg")  # not by the environment: the kernels of notebooks would inherit it
jax.config.update("jax_numpy_rank_promotion", "raise")
jax.config.update("jax_disable_most_optimizations", True)
# Tracing makes objects by the million; to look for rings among them took a fifteenth of the time.
gc.set_threshold(100_000, 20, 20)

hypothesis.settings.register_profile("course", deadline=None, max_examples=25, derandomize=True)
hypothesis.settings.load_profile("course")


# The files that take longest, in seconds on two slow cores about 30 and more. They begin, so that
# at the end no worker is left alone with one of them.
LONGEST = """
lessons/coursework/test_set_submissions
lessons/checking/test_yours devices/test_sharding lessons/checking/test_banks test_bench
test_contributing lessons/checking/test_draws model/test_table model/readers/test_reader
model/test_parts
training/test_interrupts training/test_scheduled_sampling devices/test_compile_cache
analysis/estimators/test_all_paths model/test_decoders training/test_fit training/test_checkpoints
""".split()


def pytest_collection_modifyitems(config, items):
    # Not where somebody asks for a case by its name.
    if not everything() and not any("::" in arg for arg in config.args):
        left = thin(items)
        config.hook.pytest_deselected(items=sorted({*items} - {*left}, key=items.index))
        items[:] = left
    place = {Path(__file__).parent / f"{name}.py": number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path, len(place)))


@pytest.fixture(scope="module", autouse=True)
def forget():
    """Drop a file's compiled programs when its tests are done.

    Each program holds memory maps, of which Linux gives a process 65,530 by default. A worker that
    kept the programs of all files came close to that, held 5 GB, and crashed in the compiler.
    """
    yield
    jax.clear_caches()


@pytest.fixture
def as_a_student_writes():
    """In JAX as it comes: an array of fewer axes may be added to one of more."""
    with jax.numpy_rank_promotion("allow"):
        yield


@pytest.fixture(scope="session")
def trained():
    """A tiny attention model that has learned to copy, and the history of its training."""
    from tiny import CopyStream, fresh

    from course_lib.training.fit import fit
    from course_lib.training.recipe import Recipe

    model = fresh("luong_general", hidden=24)
    recipe = Recipe(steps=200, chunk=20, warmup=10, learning_rate=1e-2)
    history = fit(model, CopyStream(batch=16), recipe, progress=False)
    return model, history


@pytest.fixture(scope="module")
def browser():
    """A Chromium for the tests of one file, or a skip that says why there is none."""
    from browser import CHROMIUM, NAMES, Browser

    if CHROMIUM is None:
        pytest.skip(f"no Chromium on this machine: none of {', '.join(NAMES)}")
    one = Browser()
    try:
        one.call("Browser.getVersion")
    except (AssertionError, BrokenPipeError) as error:
        one.close()
        pytest.skip(f"{CHROMIUM} does not start here: {error}")
    yield one
    one.close()
