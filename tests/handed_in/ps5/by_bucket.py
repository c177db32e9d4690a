"""By length: `by_bucket`."""

# ruff: noqa: E501 - students write long lines

from .changing import changed

RIGHT: list[str] = [
    """
def by_bucket(values, scores, edges):
    rows = []
    for k in range(len(edges) - 1):
        inside = (values >= edges[k]) & (values < edges[k + 1])
        if k == len(edges) - 2:
            inside = inside | (values == edges[-1])
        count = inside.sum()
        if count == 0:
            rows.append([0.0, 0.0, 0.0])
        else:
            rows.append([count, values[inside].mean(), scores[inside].mean()])
    return np.array(rows)
""",
    """
def by_bucket(values, scores, edges):
    values, scores = np.asarray(values, float), np.asarray(scores, float)
    K = len(edges) - 1
    place = np.searchsorted(edges, values, side="right") - 1
    place[values == edges[-1]] = K - 1
    known = (place >= 0) & (place < K)
    place, values, scores = place[known], values[known], scores[known]
    count = np.bincount(place, minlength=K)
    safe = np.maximum(count, 1)
    first = np.bincount(place, weights=values, minlength=K) / safe
    second = np.bincount(place, weights=scores, minlength=K) / safe
    return np.stack([count, first, second], axis=1)
""",
    """
def by_bucket(values, scores, edges):
    table = np.zeros((len(edges) - 1, 3))
    for v, s in zip(values, scores):
        for k, (low, high) in enumerate(zip(edges, edges[1:])):
            if low <= v < high or (v == high and k == len(table) - 1):
                table[k] += [1, v, s]
    for row in table:
        if row[0]:
            row[1:] /= row[0]
    return table
""",
]

PLAIN = RIGHT[0]

WRONG: list[tuple[str, str | None]] = [
    (changed(PLAIN, ("values < edges[k + 1]", "values <= edges[k + 1]")), "both ends"),
    (
        changed(
            PLAIN,
            ("values >= edges[k]", "values > edges[k]"),
            ("values < edges[k + 1]", "values <= edges[k + 1]"),
        ),
        "the upper end",
    ),
    (
        changed(
            PLAIN,
            (
                "        if k == len(edges) - 2:\n            inside = inside | (values == edges[-1])\n",
                "",
            ),
        ),
        "the last end left out",
    ),
    (
        changed(
            PLAIN,
            (
                "        if count == 0:\n            rows.append([0.0, 0.0, 0.0])\n        else:\n            rows.append([count",
                "        if count:\n            rows.append([count",
            ),
        ),
        "empty buckets left out",
    ),
    (
        changed(
            PLAIN,
            (
                "        if count == 0:\n            rows.append([0.0, 0.0, 0.0])\n        else:\n            rows.append([count",
                "        rows.append([count",
            ),
        ),
        "NaN in empty buckets",
    ),
    (
        changed(
            PLAIN,
            (
                "values[inside].mean(), scores[inside].mean()",
                "scores[inside].mean(), values[inside].mean()",
            ),
        ),
        "columns exchanged",
    ),
    (changed(PLAIN, ("scores[inside].mean()", "scores[inside].sum()")), "scores summed"),
    (
        changed(PLAIN, ("scores[inside].mean()", "scores[inside].sum() / len(scores)")),
        "divided by all",
    ),
    (changed(PLAIN, ("return np.array(rows)", "return np.array(rows).T")), "table on its side"),
    (
        changed(
            PLAIN, ("[count, values[inside].mean()", "[count / len(values), values[inside].mean()")
        ),
        "shares, not counts",
    ),
    (
        """
def by_bucket(values, scores, edges):
    place = np.clip(np.digitize(values, edges) - 1, 0, len(edges) - 2)
    rows = []
    for k in range(len(edges) - 1):
        inside = place == k
        n = inside.sum()
        rows.append([n, values[inside].mean(), scores[inside].mean()] if n else [0, 0, 0])
    return np.array(rows, float)
""",
        "what lies outside taken in",
    ),
    (
        changed(PLAIN, ("[count, values[inside].mean()", "[count, (edges[k] + edges[k + 1]) / 2")),
        "the bucket's middle",
    ),
]
