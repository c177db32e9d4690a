"""Answers to problems 3 to 6 of set 5, as students hand them in."""

RIGHT: dict[str, list[str]] = {
    "character_f": [
        '''
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
''',
        '''
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
''',
        '''
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
''',
    ],
    "paired_interval": [
        '''
def paired_interval(first, second, lengths, picks):
    total = lengths[picks].sum(axis=1)
    gain = (first[picks].sum(axis=1) - second[picks].sum(axis=1)) / total
    low, high = np.percentile(gain, [2.5, 97.5])
    return np.array([low, high, np.mean(gain > 0)])
''',
        '''
def paired_interval(first, second, lengths, picks):
    gains = []
    for row in picks:
        words = sum(lengths[i] for i in row)
        gains.append(sum(first[i] for i in row) / words - sum(second[i] for i in row) / words)
    better = sum(g > 0 for g in gains) / len(gains)
    return [np.quantile(gains, 0.025), np.quantile(gains, 0.975), better]
''',
        '''
def paired_interval(first, second, lengths, picks):
    def gain(row):
        return jnp.sum(first[row] - second[row]) / jnp.sum(lengths[row])

    gains = jnp.array([gain(row) for row in picks])
    ends = jnp.percentile(gains, jnp.array([2.5, 97.5]))
    return jnp.append(ends, jnp.mean(gains > 0))
''',
    ],
    "by_bucket": [
        '''
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
''',
        '''
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
''',
        '''
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
''',
    ],
    "calibration_error": [
        '''
def calibration_error(probabilities, right, bins):
    edges = np.linspace(0, 1, bins + 1)
    error = 0.0
    for k in range(bins):
        inside = (probabilities >= edges[k]) & (probabilities < edges[k + 1])
        if k == bins - 1:
            inside |= probabilities == 1
        if inside.any():
            gap = abs(probabilities[inside].mean() - right[inside].mean())
            error += inside.sum() / len(probabilities) * gap
    return error
''',
        '''
def calibration_error(probabilities, right, bins):
    place = np.minimum((np.asarray(probabilities) * bins).astype(int), bins - 1)
    gaps = np.zeros(bins)
    np.add.at(gaps, place, np.asarray(probabilities) - np.asarray(right, float))
    return np.abs(gaps).sum() / len(place)
''',
        '''
def calibration_error(probabilities, right, bins):
    place = jnp.clip(jnp.floor(jnp.asarray(probabilities) * bins), 0, bins - 1)
    member = place[None, :] == jnp.arange(bins)[:, None]
    count = member.sum(axis=1)
    confidence = member @ jnp.asarray(probabilities) / jnp.maximum(count, 1)
    accuracy = member @ jnp.asarray(right, jnp.float32) / jnp.maximum(count, 1)
    return jnp.sum(count * jnp.abs(confidence - accuracy)) / count.sum()
''',
    ],
}

_F = '''
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
'''


def _changed(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


_PAIRED = RIGHT["paired_interval"][0]
_BUCKET = RIGHT["by_bucket"][0]
_ERROR = RIGHT["calibration_error"][0]

WRONG: dict[str, list[tuple[str, str | None]]] = {
    "character_f": [
        (_changed(_F, ("4 * p + r", "p + 4 * r")), "precision and recall exchanged"),
        (_changed(_F, ("5 * p * r / (4 * p + r)", "2 * p * r / (p + r)")), "beta is 1"),
        (_changed(_F, ("5 * p * r / (4 * p + r)", "3 * p * r / (2 * p + r)")), "beta not squared"),
        (
            _changed(
                _F,
                (
                    "sum((ours & theirs).values())",
                    "sum(count for gram, count in ours.items() if gram in theirs)",
                ),
            ),
            "not clipped",
        ),
        (
            _changed(_F, ('written.replace(" ", ""), reference.replace(" ", "")', "written, reference")),
            "spaces counted",
        ),
        (
            _changed(_F, ("range(1, most + 1)", "[most]")),
            "the longest alone",
        ),
        (
            '''
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
''',
            "mean of the F scores",
        ),
        (
            '''
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
''',
            "all lengths in one count",
        ),
        (_changed(_F, ("return 5 * p * r / (4 * p + r)", "return 100 * 5 * p * r / (4 * p + r)")), "percent"),
        (
            '''
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
''',
            "words, not characters",
        ),
        (
            _changed(_F, ("    if p + r == 0:\n        return 0.0\n", "")),
            "nothing in common",
        ),
        (
            '''
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
''',
            "lengths that a text does not have",
        ),
    ],
    "paired_interval": [
        (
            '''
def paired_interval(first, second, lengths, picks):
    gain = (first / lengths)[picks].mean(axis=1) - (second / lengths)[picks].mean(axis=1)
    low, high = np.percentile(gain, [2.5, 97.5])
    return np.array([low, high, np.mean(gain > 0)])
''',
            "mean of the sentences' rates",
        ),
        (
            _changed(
                _PAIRED,
                ("first[picks].sum(axis=1) - second[picks].sum(axis=1)", "second[picks].sum(axis=1) - first[picks].sum(axis=1)"),
            ),
            "the other sign",
        ),
        (_changed(_PAIRED, ("[2.5, 97.5]", "[5, 95]")), "ends at 5 and 95"),
        (_changed(_PAIRED, ("lengths[picks].sum(axis=1)", "lengths.sum()")), "the whole test's length"),
        (_changed(_PAIRED, ("sum(axis=1)", "sum(axis=0)")), "along the wrong axis"),
        (_changed(_PAIRED, ("np.mean(gain > 0)", "np.mean(gain >= 0)")), "ties are wins"),
        (_changed(_PAIRED, ("np.mean(gain > 0)", "np.mean(gain < 0)")), "wins of the first"),
        (
            _changed(
                _PAIRED,
                ("low, high = np.percentile(gain, [2.5, 97.5])", "low, high = gain.mean() - 1.96 * gain.std(), gain.mean() + 1.96 * gain.std()"),
            ),
            "by the standard deviation",
        ),
        (_changed(_PAIRED, ("lengths[picks].sum(axis=1)", "picks.shape[1]")), "errors per sentence"),
        (
            '''
def paired_interval(first, second, lengths, picks):
    total = lengths[picks].sum(axis=1)
    one = np.percentile(first[picks].sum(axis=1) / total, [2.5, 97.5])
    two = np.percentile(second[picks].sum(axis=1) / total, [2.5, 97.5])
    wins = np.mean(second[picks].sum(axis=1) < first[picks].sum(axis=1))
    return np.array([one[0] - two[0], one[1] - two[1], wins])
''',
            "two intervals, subtracted",
        ),
        (_changed(_PAIRED, ("np.array([low, high, np.mean(gain > 0)])", "np.array([low, high, np.sum(gain > 0)])")), "wins counted"),
        (
            '''
def paired_interval(first, second, lengths, picks):
    gain = (first - second) / lengths
    low, high = np.percentile(gain, [2.5, 97.5])
    return np.array([low, high, np.mean(gain > 0)])
''',
            "no resampling",
        ),
    ],
    "by_bucket": [
        (_changed(_BUCKET, ("values < edges[k + 1]", "values <= edges[k + 1]")), "both ends"),
        (
            _changed(_BUCKET, ("values >= edges[k]", "values > edges[k]"), ("values < edges[k + 1]", "values <= edges[k + 1]")),
            "the upper end",
        ),
        (
            _changed(_BUCKET, ("        if k == len(edges) - 2:\n            inside = inside | (values == edges[-1])\n", "")),
            "the last end left out",
        ),
        (
            _changed(_BUCKET, ("        if count == 0:\n            rows.append([0.0, 0.0, 0.0])\n        else:\n            rows.append([count", "        if count:\n            rows.append([count")),
            "empty buckets left out",
        ),
        (
            _changed(_BUCKET, ("        if count == 0:\n            rows.append([0.0, 0.0, 0.0])\n        else:\n            rows.append([count", "        rows.append([count")),
            None,
        ),
        (_changed(_BUCKET, ("values[inside].mean(), scores[inside].mean()", "scores[inside].mean(), values[inside].mean()")), "columns exchanged"),
        (_changed(_BUCKET, ("scores[inside].mean()", "scores[inside].sum()")), "scores summed"),
        (_changed(_BUCKET, ("scores[inside].mean()", "scores[inside].sum() / len(scores)")), "divided by all"),
        (_changed(_BUCKET, ("return np.array(rows)", "return np.array(rows).T")), "table on its side"),
        (
            _changed(_BUCKET, ("[count, values[inside].mean()", "[count / len(values), values[inside].mean()")),
            "shares, not counts",
        ),
        (
            '''
def by_bucket(values, scores, edges):
    place = np.clip(np.digitize(values, edges) - 1, 0, len(edges) - 2)
    rows = []
    for k in range(len(edges) - 1):
        inside = place == k
        n = inside.sum()
        rows.append([n, values[inside].mean(), scores[inside].mean()] if n else [0, 0, 0])
    return np.array(rows, float)
''',
            "what lies outside taken in",
        ),
        (
            _changed(_BUCKET, ("[count, values[inside].mean()", "[count, (edges[k] + edges[k + 1]) / 2")),
            "the bucket's middle",
        ),
    ],
    "calibration_error": [
        (_changed(_ERROR, ("inside.sum() / len(probabilities) * gap", "gap / bins")), "every bin weighs the same"),
        (_changed(_ERROR, ("error += inside.sum() / len(probabilities) * gap", "error = max(error, gap)")), "the largest gap"),
        (_changed(_ERROR, ("        if k == bins - 1:\n            inside |= probabilities == 1\n", "")), "certainty left out"),
        ("\ndef calibration_error(probabilities, right, bins):\n    return np.abs(probabilities - right).mean()\n", "no bins"),
        (_changed(_ERROR, ("abs(probabilities[inside].mean() - right[inside].mean())", "(probabilities[inside].mean() - right[inside].mean())")), "gaps with a sign"),
        (_changed(_ERROR, ("probabilities[inside].mean() -", "(edges[k] + edges[k + 1]) / 2 -")), "the bin's middle"),
        (_changed(_ERROR, ("abs(probabilities[inside].mean() - right[inside].mean())", "(probabilities[inside].mean() - right[inside].mean()) ** 2")), "gaps squared"),
        ("\ndef calibration_error(probabilities, right, bins):\n    return abs(probabilities.mean() - right.mean())\n", "one bin"),
        (_changed(_ERROR, ("inside.sum() / len(probabilities) * gap", "inside.sum() * gap")), "not divided by the count"),
        (_changed(_ERROR, ("        if inside.any():\n            gap", "        if True:\n            gap")), "empty bins"),
        (_changed(_ERROR, ("    return error", "    return 1 - error")), "one minus"),
        (
            '''
def calibration_error(probabilities, right, bins):
    order = np.argsort(probabilities)
    error = 0.0
    for part in np.array_split(order, bins):
        if len(part):
            error += len(part) / len(order) * abs(probabilities[part].mean() - right[part].mean())
    return error
''',
            "bins of equal counts",
        ),
    ],
}
