"""Answers to the first two problems of set 5, as students hand them in."""

RIGHT: dict[str, list[str]] = {
    "edit_distances": [
        '''
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
''',
        '''
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
''',
        '''
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
''',
    ],
    "error_kinds": [
        '''
def error_kinds(table, written, wanted):
    i, j = len(written), len(wanted)
    extra = missing = replaced = swapped = 0
    while i > 0 or j > 0:
        here = table[i][j]
        if i > 0 and j > 0 and written[i - 1] == wanted[j - 1]:
            i, j = i - 1, j - 1
        elif (
            i > 1 and j > 1
            and written[i - 1] == wanted[j - 2] and written[i - 2] == wanted[j - 1]
            and table[i - 2][j - 2] + 1 == here
        ):
            swapped += 1
            i, j = i - 2, j - 2
        elif i > 0 and j > 0 and table[i - 1][j - 1] + 1 == here:
            replaced += 1
            i, j = i - 1, j - 1
        elif i > 0 and table[i - 1][j] + 1 == here:
            extra += 1
            i -= 1
        else:
            missing += 1
            j -= 1
    return [extra, missing, replaced, swapped]
''',
        '''
def error_kinds(table, written, wanted):
    def walk(i, j):
        if i == 0 or j == 0:
            return np.array([i, j, 0, 0])
        if written[i - 1] == wanted[j - 1]:
            return walk(i - 1, j - 1)
        crossed = i > 1 and j > 1 and list(written[i - 2 : i]) == list(wanted[j - 2 : j])[::-1]
        if crossed and table[i, j] == table[i - 2, j - 2] + 1:
            return walk(i - 2, j - 2) + [0, 0, 0, 1]
        if table[i, j] == table[i - 1, j - 1] + 1:
            return walk(i - 1, j - 1) + [0, 0, 1, 0]
        if table[i, j] == table[i - 1, j] + 1:
            return walk(i - 1, j) + [1, 0, 0, 0]
        return walk(i, j - 1) + [0, 1, 0, 0]

    return walk(len(written), len(wanted))
''',
        '''
def error_kinds(table, written, wanted):
    table = np.asarray(table)
    counts = {"extra": 0, "missing": 0, "replaced": 0, "swapped": 0}
    i, j = len(written), len(wanted)
    while (i, j) != (0, 0):
        moves = []
        if i and j:
            same = written[i - 1] == wanted[j - 1]
            moves.append((None, 1, 1, same, 0))
            if min(i, j) > 1:
                cross = written[i - 1] == wanted[j - 2] and written[i - 2] == wanted[j - 1]
                moves.append(("swapped", 2, 2, cross, 1))
            moves.append(("replaced", 1, 1, True, 1))
        if i:
            moves.append(("extra", 1, 0, True, 1))
        if j:
            moves.append(("missing", 0, 1, True, 1))
        for kind, a, b, allowed, cost in moves:
            if allowed and table[i - a, j - b] + cost == table[i, j]:
                if kind:
                    counts[kind] += 1
                i, j = i - a, j - b
                break
    return np.array(list(counts.values()), dtype=float)
''',
    ],
}

WRONG: dict[str, list[tuple[str, str | None]]] = {
    "edit_distances": [
        (
            '''
def edit_distances(written, wanted):
    n, m = len(written), len(wanted)
    d = np.zeros((n + 1, m + 1))
    d[:, 0] = range(n + 1)
    d[0, :] = range(m + 1)
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            d[i, j] = min(d[i - 1, j] + 1, d[i, j - 1] + 1, d[i - 1, j - 1] + (written[i - 1] != wanted[j - 1]))
    return d
''',
            "no swaps",
        ),
        (
            '''
def edit_distances(written, wanted):
    n, m = len(written), len(wanted)
    d = np.zeros((n + 1, m + 1))
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            d[i, j] = min(d[i - 1, j] + 1, d[i, j - 1] + 1, d[i - 1, j - 1] + (written[i - 1] != wanted[j - 1]))
            if i > 1 and j > 1 and written[i - 1] == wanted[j - 2] and written[i - 2] == wanted[j - 1]:
                d[i, j] = min(d[i, j], d[i - 2, j - 2] + 1)
    return d
''',
            "edges of zeros",
        ),
        (
            '''
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
''',
            "table on its side",
        ),
        (
            '''
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
''',
            "the last number alone",
        ),
        (
            '''
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
''',
            "replacing costs two",
        ),
        (
            '''
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
''',
            "a match costs one",
        ),
        (
            '''
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
''',
            "half a swap",
        ),
        (
            '''
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
''',
            "no row for nothing",
        ),
        (
            '''
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
''',
            "free swaps",
        ),
        (
            '''
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
''',
            "an index out of range",
        ),
    ],
    "error_kinds": [
        (
            '''
def error_kinds(table, written, wanted):
    i, j = len(written), len(wanted)
    extra = missing = replaced = swapped = 0
    while i > 0 or j > 0:
        if i and j and written[i - 1] == wanted[j - 1]:
            i, j = i - 1, j - 1
        elif i > 1 and j > 1 and written[i - 1] == wanted[j - 2] and written[i - 2] == wanted[j - 1] and table[i, j] == table[i - 2, j - 2] + 1:
            swapped += 1
            i, j = i - 2, j - 2
        elif i and j and table[i, j] == table[i - 1, j - 1] + 1:
            replaced += 1
            i, j = i - 1, j - 1
        elif i and table[i, j] == table[i - 1, j] + 1:
            missing += 1
            i -= 1
        else:
            extra += 1
            j -= 1
    return np.array([extra, missing, replaced, swapped])
''',
            "extra and missing exchanged",
        ),
        (
            '''
def error_kinds(table, written, wanted):
    i, j = len(written), len(wanted)
    extra = missing = replaced = swapped = 0
    while i > 0 and j > 0:
        if written[i - 1] == wanted[j - 1]:
            i, j = i - 1, j - 1
        elif i > 1 and j > 1 and written[i - 1] == wanted[j - 2] and written[i - 2] == wanted[j - 1] and table[i, j] == table[i - 2, j - 2] + 1:
            swapped += 1
            i, j = i - 2, j - 2
        elif table[i, j] == table[i - 1, j - 1] + 1:
            replaced += 1
            i, j = i - 1, j - 1
        elif table[i, j] == table[i - 1, j] + 1:
            extra += 1
            i -= 1
        else:
            missing += 1
            j -= 1
    return np.array([extra, missing, replaced, swapped])
''',
            "the start left out",
        ),
        (
            '''
def error_kinds(table, written, wanted):
    i, j = len(written), len(wanted)
    extra = missing = replaced = swapped = 0
    while i > 0 or j > 0:
        if i and j and written[i - 1] == wanted[j - 1]:
            i, j = i - 1, j - 1
        elif i and j and table[i, j] == table[i - 1, j - 1] + 1:
            replaced += 1
            i, j = i - 1, j - 1
        elif i and table[i, j] == table[i - 1, j] + 1:
            extra += 1
            i -= 1
        else:
            missing += 1
            j -= 1
    return np.array([extra, missing, replaced, swapped])
''',
            "no swaps",
        ),
        (
            '''
def error_kinds(table, written, wanted):
    i, j = len(written), len(wanted)
    extra = missing = replaced = swapped = 0
    while i > 0 or j > 0:
        if i and j and written[i - 1] == wanted[j - 1]:
            i, j = i - 1, j - 1
        elif i > 1 and j > 1 and written[i - 1] == wanted[j - 2] and written[i - 2] == wanted[j - 1] and table[i, j] == table[i - 2, j - 2] + 1:
            swapped += 1
            i, j = i - 2, j - 2
        elif i and table[i, j] == table[i - 1, j] + 1:
            extra += 1
            i -= 1
        elif j and table[i, j] == table[i, j - 1] + 1:
            missing += 1
            j -= 1
        else:
            replaced += 1
            i, j = i - 1, j - 1
    return np.array([extra, missing, replaced, swapped])
''',
            "replacing tried last",
        ),
        (
            '''
def error_kinds(table, written, wanted):
    replaced = sum(a != b for a, b in zip(written, wanted))
    extra = max(len(written) - len(wanted), 0)
    missing = max(len(wanted) - len(written), 0)
    return np.array([extra, missing, replaced, 0])
''',
            "place by place",
        ),
        (
            '''
def error_kinds(table, written, wanted):
    have, want = Counter(written), Counter(wanted)
    extra = sum((have - want).values())
    missing = sum((want - have).values())
    replaced = min(extra, missing)
    return np.array([extra - replaced, missing - replaced, replaced, 0])
''',
            "order ignored",
        ),
        (
            '''
def error_kinds(table, written, wanted):
    i, j = len(written), len(wanted)
    extra = missing = replaced = swapped = 0
    while i > 0 or j > 0:
        if i > 1 and j > 1 and written[i - 1] == wanted[j - 2] and written[i - 2] == wanted[j - 1] and table[i, j] == table[i - 2, j - 2] + 1:
            swapped += 1
            i, j = i - 2, j - 2
        elif i and j and (table[i, j] == table[i - 1, j - 1] + 1 or written[i - 1] == wanted[j - 1]):
            replaced += 1
            i, j = i - 1, j - 1
        elif i and table[i, j] == table[i - 1, j] + 1:
            extra += 1
            i -= 1
        else:
            missing += 1
            j -= 1
    return np.array([extra, missing, replaced, swapped])
''',
            "a match counted as replaced",
        ),
        (
            '''
def error_kinds(table, written, wanted):
    i, j = len(written), len(wanted)
    extra = missing = replaced = swapped = 0
    while i > 0 or j > 0:
        if i and j and written[i - 1] == wanted[j - 1]:
            i, j = i - 1, j - 1
        elif i > 1 and j > 1 and written[i - 1] == wanted[j - 2] and written[i - 2] == wanted[j - 1] and table[i, j] == table[i - 2, j - 2] + 1:
            swapped += 1
            i, j = i - 2, j - 2
        elif i and j and table[i, j] == table[i - 1, j - 1] + 1:
            replaced += 1
            i, j = i - 1, j - 1
        elif i and table[i, j] == table[i - 1, j] + 1:
            extra += 1
            i -= 1
        else:
            missing += 1
            j -= 1
    return np.array([replaced, extra, missing, swapped])
''',
            "another order of the four",
        ),
        (
            '''
def error_kinds(table, written, wanted):
    i, j = len(written), len(wanted)
    counts = np.zeros(4)
    while i > 0 or j > 0:
        if i and j and written[i - 1] == wanted[j - 1]:
            i, j = i - 1, j - 1
        elif i > 1 and j > 1 and written[i - 1] == wanted[j - 2] and written[i - 2] == wanted[j - 1] and table[i, j] == table[i - 2, j - 2] + 1:
            counts[3] += 1
            i, j = i - 2, j - 2
        elif i and j and table[i, j] == table[i - 1, j - 1] + 1:
            counts[2] += 1
            i, j = i - 1, j - 1
        elif i and table[i, j] == table[i - 1, j] + 1:
            counts[0] += 1
            i -= 1
        else:
            counts[1] += 1
            j -= 1
    return counts / max(counts.sum(), 1)
''',
            "shares",
        ),
        (
            '''
def error_kinds(table, written, wanted):
    i, j = len(written), len(wanted)
    errors = []
    while i > 0 or j > 0:
        if i and j and written[i - 1] == wanted[j - 1]:
            i, j = i - 1, j - 1
        elif i > 1 and j > 1 and written[i - 1] == wanted[j - 2] and written[i - 2] == wanted[j - 1] and table[i, j] == table[i - 2, j - 2] + 1:
            errors.append("swapped")
            i, j = i - 2, j - 2
        elif i and j and table[i, j] == table[i - 1, j - 1] + 1:
            errors.append("replaced")
            i, j = i - 1, j - 1
        elif i and table[i, j] == table[i - 1, j] + 1:
            errors.append("extra")
            i -= 1
        else:
            errors.append("missing")
            j -= 1
    return errors
''',
            None,
        ),
    ],
}
