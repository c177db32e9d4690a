"""`torch.compile` writes C++ and needs a compiler for it. Without one its rows are left out."""

import os
import shutil


def available() -> bool:
    """Whether there is a C++ compiler where PyTorch looks for it."""
    return any(map(shutil.which, [os.environ.get("CXX", "g++"), "clang++"]))


def notes() -> list[str]:
    """What a table has to say about rows that are missing."""
    return [] if available() else ["no C++ compiler found: the rows of torch.compile are missing"]
