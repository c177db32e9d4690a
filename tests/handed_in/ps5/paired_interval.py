"""Better, or lucky: `paired_interval`."""

from .changing import changed

RIGHT: list[str] = [
    """
def paired_interval(first, second, lengths, picks):
    total = lengths[picks].sum(axis=1)
    gain = (first[picks].sum(axis=1) - second[picks].sum(axis=1)) / total
    low, high = np.percentile(gain, [2.5, 97.5])
    return np.array([low, high, np.mean(gain > 0)])
""",
    """
def paired_interval(first, second, lengths, picks):
    gains = []
    for row in picks:
        words = sum(lengths[i] for i in row)
        gains.append(sum(first[i] for i in row) / words - sum(second[i] for i in row) / words)
    better = sum(g > 0 for g in gains) / len(gains)
    return [np.quantile(gains, 0.025), np.quantile(gains, 0.975), better]
""",
    """
def paired_interval(first, second, lengths, picks):
    def gain(row):
        return jnp.sum(first[row] - second[row]) / jnp.sum(lengths[row])

    gains = jnp.array([gain(row) for row in picks])
    ends = jnp.percentile(gains, jnp.array([2.5, 97.5]))
    return jnp.append(ends, jnp.mean(gains > 0))
""",
]

PLAIN = RIGHT[0]

WRONG: list[tuple[str, str | None]] = [
    (
        """
def paired_interval(first, second, lengths, picks):
    gain = (first / lengths)[picks].mean(axis=1) - (second / lengths)[picks].mean(axis=1)
    low, high = np.percentile(gain, [2.5, 97.5])
    return np.array([low, high, np.mean(gain > 0)])
""",
        "mean of the sentences' rates",
    ),
    (
        changed(
            PLAIN,
            (
                "first[picks].sum(axis=1) - second[picks].sum(axis=1)",
                "second[picks].sum(axis=1) - first[picks].sum(axis=1)",
            ),
        ),
        "the other sign",
    ),
    (changed(PLAIN, ("[2.5, 97.5]", "[5, 95]")), "ends at 5 and 95"),
    (changed(PLAIN, ("lengths[picks].sum(axis=1)", "lengths.sum()")), "the whole test's length"),
    (changed(PLAIN, ("sum(axis=1)", "sum(axis=0)")), "along the wrong axis"),
    (changed(PLAIN, ("np.mean(gain > 0)", "np.mean(gain >= 0)")), "ties are wins"),
    (changed(PLAIN, ("np.mean(gain > 0)", "np.mean(gain < 0)")), "wins of the first"),
    (
        changed(
            PLAIN,
            (
                "low, high = np.percentile(gain, [2.5, 97.5])",
                "low, high = gain.mean() - 1.96 * gain.std(), gain.mean() + 1.96 * gain.std()",
            ),
        ),
        "by the standard deviation",
    ),
    (changed(PLAIN, ("lengths[picks].sum(axis=1)", "picks.shape[1]")), "errors per sentence"),
    (
        """
def paired_interval(first, second, lengths, picks):
    total = lengths[picks].sum(axis=1)
    one = np.percentile(first[picks].sum(axis=1) / total, [2.5, 97.5])
    two = np.percentile(second[picks].sum(axis=1) / total, [2.5, 97.5])
    wins = np.mean(second[picks].sum(axis=1) < first[picks].sum(axis=1))
    return np.array([one[0] - two[0], one[1] - two[1], wins])
""",
        "two intervals, subtracted",
    ),
    (
        changed(
            PLAIN,
            ("np.array([low, high, np.mean(gain > 0)])", "np.array([low, high, np.sum(gain > 0)])"),
        ),
        "wins counted",
    ),
    (
        """
def paired_interval(first, second, lengths, picks):
    gain = (first - second) / lengths
    low, high = np.percentile(gain, [2.5, 97.5])
    return np.array([low, high, np.mean(gain > 0)])
""",
        "no resampling",
    ),
]
