"""Makes digits.npz from scikit-learn's digits (see README.md here for the source and the licence).

    pip install scikit-learn && python datasets/make_digits.py datasets/digits.npz

Keeps their order, in which a writer's digits stand together. scikit-learn is needed here alone.
"""

import sys

import numpy as np
from sklearn.datasets import load_digits

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python datasets/make_digits.py datasets/digits.npz")
    found = load_digits()
    np.savez_compressed(
        sys.argv[1], images=found.images.astype(np.uint8), labels=found.target.astype(np.uint8)
    )
