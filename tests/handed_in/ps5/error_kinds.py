"""Which errors: `error_kinds`."""

# ruff: noqa: E501 - students write long lines

from .changing import changed

RIGHT: list[str] = [
    """
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
""",
    """
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
""",
    """
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
""",
]

PLAIN = """
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
    return np.array([extra, missing, replaced, swapped])
"""

SWAP = """\
        elif i > 1 and j > 1 and written[i - 1] == wanted[j - 2] and written[i - 2] == wanted[j - 1] and table[i, j] == table[i - 2, j - 2] + 1:
            swapped += 1
            i, j = i - 2, j - 2
"""

WRONG: list[tuple[str, str | None]] = [
    (
        changed(
            PLAIN,
            ("            extra += 1\n            i", "            missing += 1\n            i"),
            ("            missing += 1\n            j", "            extra += 1\n            j"),
        ),
        "extra and missing exchanged",
    ),
    (
        changed(PLAIN, ("while i > 0 or j > 0", "while i > 0 and j > 0")),
        "the start left out",
    ),
    (
        changed(PLAIN, (SWAP, "")),
        "no swaps",
    ),
    (
        """
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
""",
        "replacing tried last",
    ),
    (
        """
def error_kinds(table, written, wanted):
    replaced = sum(a != b for a, b in zip(written, wanted))
    extra = max(len(written) - len(wanted), 0)
    missing = max(len(wanted) - len(written), 0)
    return np.array([extra, missing, replaced, 0])
""",
        "place by place",
    ),
    (
        """
def error_kinds(table, written, wanted):
    have, want = Counter(written), Counter(wanted)
    extra = sum((have - want).values())
    missing = sum((want - have).values())
    replaced = min(extra, missing)
    return np.array([extra - replaced, missing - replaced, replaced, 0])
""",
        "order ignored",
    ),
    (
        """
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
""",
        "a match counted as replaced",
    ),
    (
        changed(
            PLAIN, ("[extra, missing, replaced, swapped]", "[replaced, extra, missing, swapped]")
        ),
        "another order of the four",
    ),
    (
        changed(
            PLAIN,
            (
                "    return np.array([extra, missing, replaced, swapped])",
                "    counts = np.array([extra, missing, replaced, swapped])\n    return counts / max(counts.sum(), 1)",
            ),
        ),
        "shares",
    ),
    (
        """
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
""",
        None,
    ),
]
