"""The fewest steps: `edit_distances`."""

# ruff: noqa: E501 - students write long lines

RIGHT: list[str] = [
    """
def edit_distances(written, wanted):
    I, J = len(written), len(wanted)
    table = np.zeros((I + 1, J + 1), dtype=int)
    table[:, 0] = np.arange(I + 1)
    table[0, :] = np.arange(J + 1)
    for i in range(1, I + 1):
        for j in range(1, J + 1):
            cost = 0 if written[i - 1] == wanted[j - 1] else 1
            table[i, j] = min(table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + cost)
            if i > 1 and j > 1 and written[i - 1] == wanted[j - 2] and written[i - 2] == wanted[j - 1]:
                table[i, j] = min(table[i, j], table[i - 2, j - 2] + 1)
    return table
""",
    """
from functools import lru_cache

def edit_distances(written, wanted):
    a, b = tuple(written), tuple(wanted)

    @lru_cache(None)
    def d(i, j):
        if i == 0 or j == 0:
            return i + j
        options = [d(i - 1, j) + 1, d(i, j - 1) + 1, d(i - 1, j - 1) + (a[i - 1] != b[j - 1])]
        if i >= 2 and j >= 2 and a[i - 2 : i] == (b[j - 1], b[j - 2]):
            options.append(d(i - 2, j - 2) + 1)
        return min(options)

    return [[d(i, j) for j in range(len(b) + 1)] for i in range(len(a) + 1)]
""",
    """
def edit_distances(written, wanted):
    rows = [list(range(len(wanted) + 1))]
    for i, word in enumerate(written):
        row = [i + 1]
        for j, target in enumerate(wanted):
            best = min(row[-1], rows[-1][j + 1]) + 1
            best = min(best, rows[-1][j] + (word != target))
            if i and j and word == wanted[j - 1] and written[i - 1] == target:
                best = min(best, rows[-2][j - 1] + 1)
            row.append(best)
        rows.append(row)
    return jnp.array(rows, dtype=jnp.float32)
""",
]

WRONG: list[tuple[str, str | None]] = [
    (
        """
def edit_distances(written, wanted):
    n, m = len(written), len(wanted)
    d = np.zeros((n + 1, m + 1))
    d[:, 0] = range(n + 1)
    d[0, :] = range(m + 1)
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            d[i, j] = min(d[i - 1, j] + 1, d[i, j - 1] + 1, d[i - 1, j - 1] + (written[i - 1] != wanted[j - 1]))
    return d
""",
        "no swaps",
    ),
    (
        """
def edit_distances(written, wanted):
    n, m = len(written), len(wanted)
    d = np.zeros((n + 1, m + 1))
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            d[i, j] = min(d[i - 1, j] + 1, d[i, j - 1] + 1, d[i - 1, j - 1] + (written[i - 1] != wanted[j - 1]))
            if i > 1 and j > 1 and written[i - 1] == wanted[j - 2] and written[i - 2] == wanted[j - 1]:
                d[i, j] = min(d[i, j], d[i - 2, j - 2] + 1)
    return d
""",
        "edges of zeros",
    ),
    (
        """
def edit_distances(written, wanted):
    n, m = len(written), len(wanted)
    d = np.zeros((m + 1, n + 1))
    d[:, 0] = range(m + 1)
    d[0, :] = range(n + 1)
    for i in range(1, m + 1):
        for j in range(1, n + 1):
            d[i, j] = min(d[i - 1, j] + 1, d[i, j - 1] + 1, d[i - 1, j - 1] + (wanted[i - 1] != written[j - 1]))
            if i > 1 and j > 1 and wanted[i - 1] == written[j - 2] and wanted[i - 2] == written[j - 1]:
                d[i, j] = min(d[i, j], d[i - 2, j - 2] + 1)
    return d
""",
        "table on its side",
    ),
    (
        """
def edit_distances(written, wanted):
    n, m = len(written), len(wanted)
    d = np.zeros((n + 1, m + 1))
    d[:, 0] = range(n + 1)
    d[0, :] = range(m + 1)
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            d[i, j] = min(d[i - 1, j] + 1, d[i, j - 1] + 1, d[i - 1, j - 1] + (written[i - 1] != wanted[j - 1]))
            if i > 1 and j > 1 and written[i - 1] == wanted[j - 2] and written[i - 2] == wanted[j - 1]:
                d[i, j] = min(d[i, j], d[i - 2, j - 2] + 1)
    return d[n, m]
""",
        "the last number alone",
    ),
    (
        """
def edit_distances(written, wanted):
    n, m = len(written), len(wanted)
    d = np.zeros((n + 1, m + 1))
    d[:, 0] = range(n + 1)
    d[0, :] = range(m + 1)
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            cost = 0 if written[i - 1] == wanted[j - 1] else 2
            d[i, j] = min(d[i - 1, j] + 1, d[i, j - 1] + 1, d[i - 1, j - 1] + cost)
            if i > 1 and j > 1 and written[i - 1] == wanted[j - 2] and written[i - 2] == wanted[j - 1]:
                d[i, j] = min(d[i, j], d[i - 2, j - 2] + 1)
    return d
""",
        "replacing costs two",
    ),
    (
        """
def edit_distances(written, wanted):
    n, m = len(written), len(wanted)
    d = np.zeros((n + 1, m + 1))
    d[:, 0] = range(n + 1)
    d[0, :] = range(m + 1)
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            d[i, j] = min(d[i - 1, j], d[i, j - 1], d[i - 1, j - 1]) + 1
            if i > 1 and j > 1 and written[i - 1] == wanted[j - 2] and written[i - 2] == wanted[j - 1]:
                d[i, j] = min(d[i, j], d[i - 2, j - 2] + 1)
    return d
""",
        "a match costs one",
    ),
    (
        """
def edit_distances(written, wanted):
    n, m = len(written), len(wanted)
    d = np.zeros((n + 1, m + 1))
    d[:, 0] = range(n + 1)
    d[0, :] = range(m + 1)
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            d[i, j] = min(d[i - 1, j] + 1, d[i, j - 1] + 1, d[i - 1, j - 1] + (written[i - 1] != wanted[j - 1]))
            if i > 1 and j > 1 and written[i - 1] == wanted[j - 2]:
                d[i, j] = min(d[i, j], d[i - 2, j - 2] + 1)
    return d
""",
        "half a swap",
    ),
    (
        """
def edit_distances(written, wanted):
    n, m = len(written), len(wanted)
    d = np.zeros((n, m))
    for i in range(n):
        for j in range(m):
            if i == 0 or j == 0:
                d[i, j] = max(i, j) + (written[i] != wanted[j])
                continue
            d[i, j] = min(d[i - 1, j] + 1, d[i, j - 1] + 1, d[i - 1, j - 1] + (written[i] != wanted[j]))
            if i > 1 and j > 1 and written[i] == wanted[j - 1] and written[i - 1] == wanted[j]:
                d[i, j] = min(d[i, j], d[i - 2, j - 2] + 1)
    return d
""",
        "no row for nothing",
    ),
    (
        """
def edit_distances(written, wanted):
    n, m = len(written), len(wanted)
    d = np.zeros((n + 1, m + 1))
    d[:, 0] = range(n + 1)
    d[0, :] = range(m + 1)
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            d[i, j] = min(d[i - 1, j] + 1, d[i, j - 1] + 1, d[i - 1, j - 1] + (written[i - 1] != wanted[j - 1]))
            if i > 1 and j > 1 and written[i - 1] == wanted[j - 2] and written[i - 2] == wanted[j - 1]:
                d[i, j] = min(d[i, j], d[i - 2, j - 2])
    return d
""",
        "free swaps",
    ),
    (
        """
def edit_distances(written, wanted):
    n, m = len(written), len(wanted)
    d = np.zeros((n + 1, m + 1))
    d[:, 0] = range(n + 1)
    d[0, :] = range(m + 1)
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            if written[i] == wanted[j]:
                d[i, j] = d[i - 1, j - 1]
            else:
                d[i, j] = 1 + min(d[i - 1, j], d[i, j - 1], d[i - 1, j - 1])
    return d
""",
        "an index out of range",
    ),
]
