"""Characters that are right: `character_f`."""

from .changing import changed

RIGHT: list[str] = [
    """
def character_f(written, reference, order):
    a, b = written.replace(" ", ""), reference.replace(" ", "")
    most = min(order, len(a), len(b))
    if most == 0:
        return 0.0
    precision = recall = 0.0
    for n in range(1, most + 1):
        ours = Counter(a[i : i + n] for i in range(len(a) - n + 1))
        theirs = Counter(b[i : i + n] for i in range(len(b) - n + 1))
        matches = sum((ours & theirs).values())
        precision += matches / sum(ours.values()) / most
        recall += matches / sum(theirs.values()) / most
    if precision + recall == 0:
        return 0.0
    return 5 * precision * recall / (4 * precision + recall)
""",
    """
def grams_of(text, n):
    counts = {}
    for start in range(len(text) - n + 1):
        gram = text[start : start + n]
        counts[gram] = counts.get(gram, 0) + 1
    return counts

def character_f(written, reference, order):
    written, reference = "".join(written.split()), "".join(reference.split())
    shares = []
    for n in range(1, order + 1):
        one, other = grams_of(written, n), grams_of(reference, n)
        if one and other:
            hits = sum(min(count, other.get(gram, 0)) for gram, count in one.items())
            shares.append((hits / sum(one.values()), hits / sum(other.values())))
    if not shares:
        return 0.0
    p, r = np.mean(shares, axis=0)
    return 0.0 if p == 0 or r == 0 else (1 + 2**2) * p * r / (2**2 * p + r)
""",
    """
def character_f(written, reference, order):
    a = [c for c in written if c != " "]
    b = [c for c in reference if c != " "]
    P, R = [], []
    for n in range(1, min(order, len(a), len(b)) + 1):
        left = [tuple(b[k : k + n]) for k in range(len(b) - n + 1)]
        total, hits = len(left), 0
        for k in range(len(a) - n + 1):
            gram = tuple(a[k : k + n])
            if gram in left:
                left.remove(gram)
                hits += 1
        P.append(hits / (len(a) - n + 1))
        R.append(hits / total)
    if not P or sum(P) == 0:
        return jnp.array(0.0)
    p, r = jnp.mean(jnp.array(P)), jnp.mean(jnp.array(R))
    return 1 / (0.2 / p + 0.8 / r)
""",
]

PLAIN = """
def character_f(written, reference, order):
    a, b = written.replace(" ", ""), reference.replace(" ", "")
    most = min(order, len(a), len(b))
    if most == 0:
        return 0.0
    P, R = [], []
    for n in range(1, most + 1):
        ours = Counter(a[i : i + n] for i in range(len(a) - n + 1))
        theirs = Counter(b[i : i + n] for i in range(len(b) - n + 1))
        matches = sum((ours & theirs).values())
        P.append(matches / sum(ours.values()))
        R.append(matches / sum(theirs.values()))
    p, r = np.mean(P), np.mean(R)
    if p + r == 0:
        return 0.0
    return 5 * p * r / (4 * p + r)
"""

WRONG: list[tuple[str, str | None]] = [
    (changed(PLAIN, ("4 * p + r", "p + 4 * r")), "precision and recall exchanged"),
    (changed(PLAIN, ("5 * p * r / (4 * p + r)", "2 * p * r / (p + r)")), "beta is 1"),
    (changed(PLAIN, ("5 * p * r / (4 * p + r)", "3 * p * r / (2 * p + r)")), "beta not squared"),
    (
        changed(
            PLAIN,
            (
                "sum((ours & theirs).values())",
                "sum(count for gram, count in ours.items() if gram in theirs)",
            ),
        ),
        "not clipped",
    ),
    (
        changed(
            PLAIN, ('written.replace(" ", ""), reference.replace(" ", "")', "written, reference")
        ),
        "spaces counted",
    ),
    (
        changed(PLAIN, ("range(1, most + 1)", "[most]")),
        "the longest alone",
    ),
    (
        """
def character_f(written, reference, order):
    a, b = written.replace(" ", ""), reference.replace(" ", "")
    fs = []
    for n in range(1, min(order, len(a), len(b)) + 1):
        ours = Counter(a[i : i + n] for i in range(len(a) - n + 1))
        theirs = Counter(b[i : i + n] for i in range(len(b) - n + 1))
        matches = sum((ours & theirs).values())
        p, r = matches / sum(ours.values()), matches / sum(theirs.values())
        fs.append(5 * p * r / (4 * p + r) if p + r else 0.0)
    return np.mean(fs) if fs else 0.0
""",
        "mean of the F scores",
    ),
    (
        """
def character_f(written, reference, order):
    a, b = written.replace(" ", ""), reference.replace(" ", "")
    hits = n_a = n_b = 0
    for n in range(1, order + 1):
        ours = Counter(a[i : i + n] for i in range(len(a) - n + 1))
        theirs = Counter(b[i : i + n] for i in range(len(b) - n + 1))
        hits += sum((ours & theirs).values())
        n_a += sum(ours.values())
        n_b += sum(theirs.values())
    if hits == 0:
        return 0.0
    p, r = hits / n_a, hits / n_b
    return 5 * p * r / (4 * p + r)
""",
        "all lengths in one count",
    ),
    (
        changed(PLAIN, ("return 5 * p * r / (4 * p + r)", "return 100 * 5 * p * r / (4 * p + r)")),
        "percent",
    ),
    (
        """
def character_f(written, reference, order):
    a, b = written.split(), reference.split()
    P, R = [], []
    for n in range(1, min(order, len(a), len(b)) + 1):
        ours = Counter(tuple(a[i : i + n]) for i in range(len(a) - n + 1))
        theirs = Counter(tuple(b[i : i + n]) for i in range(len(b) - n + 1))
        matches = sum((ours & theirs).values())
        P.append(matches / sum(ours.values()))
        R.append(matches / sum(theirs.values()))
    p, r = (np.mean(P), np.mean(R)) if P else (0, 0)
    return 5 * p * r / (4 * p + r) if p + r else 0.0
""",
        "words, not characters",
    ),
    (
        changed(PLAIN, ("    if p + r == 0:\n        return 0.0\n", "")),
        "nothing in common",
    ),
    (
        """
def character_f(written, reference, order):
    a, b = written.replace(" ", ""), reference.replace(" ", "")
    P, R = [], []
    for n in range(1, order + 1):
        ours = Counter(a[i : i + n] for i in range(len(a) - n + 1))
        theirs = Counter(b[i : i + n] for i in range(len(b) - n + 1))
        matches = sum((ours & theirs).values())
        P.append(matches / max(sum(ours.values()), 1))
        R.append(matches / max(sum(theirs.values()), 1))
    p, r = np.mean(P), np.mean(R)
    return 5 * p * r / (4 * p + r) if p + r else 0.0
""",
        "lengths that a text does not have",
    ),
]
