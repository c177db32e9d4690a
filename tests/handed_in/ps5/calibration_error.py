"""Does it know when it is wrong: `calibration_error`."""

# ruff: noqa: E501 - students write long lines

from .changing import changed

RIGHT: list[str] = [
    """
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
""",
    """
def calibration_error(probabilities, right, bins):
    place = np.minimum((np.asarray(probabilities) * bins).astype(int), bins - 1)
    gaps = np.zeros(bins)
    np.add.at(gaps, place, np.asarray(probabilities) - np.asarray(right, float))
    return np.abs(gaps).sum() / len(place)
""",
    """
def calibration_error(probabilities, right, bins):
    place = jnp.clip(jnp.floor(jnp.asarray(probabilities) * bins), 0, bins - 1)
    member = place[None, :] == jnp.arange(bins)[:, None]
    count = member.sum(axis=1)
    confidence = member @ jnp.asarray(probabilities) / jnp.maximum(count, 1)
    accuracy = member @ jnp.asarray(right, jnp.float32) / jnp.maximum(count, 1)
    return jnp.sum(count * jnp.abs(confidence - accuracy)) / count.sum()
""",
]

PLAIN = RIGHT[0]

WRONG: list[tuple[str, str | None]] = [
    (
        changed(PLAIN, ("inside.sum() / len(probabilities) * gap", "gap / bins")),
        "every bin weighs the same",
    ),
    (
        changed(
            PLAIN, ("error += inside.sum() / len(probabilities) * gap", "error = max(error, gap)")
        ),
        "the largest gap",
    ),
    (
        changed(
            PLAIN, ("        if k == bins - 1:\n            inside |= probabilities == 1\n", "")
        ),
        "certainty left out",
    ),
    (
        "\ndef calibration_error(probabilities, right, bins):\n    return np.abs(probabilities - right).mean()\n",
        "no bins",
    ),
    (
        changed(
            PLAIN,
            (
                "abs(probabilities[inside].mean() - right[inside].mean())",
                "(probabilities[inside].mean() - right[inside].mean())",
            ),
        ),
        "gaps with a sign",
    ),
    (
        changed(PLAIN, ("probabilities[inside].mean() -", "(edges[k] + edges[k + 1]) / 2 -")),
        "the bin's middle",
    ),
    (
        changed(
            PLAIN,
            (
                "abs(probabilities[inside].mean() - right[inside].mean())",
                "(probabilities[inside].mean() - right[inside].mean()) ** 2",
            ),
        ),
        "gaps squared",
    ),
    (
        "\ndef calibration_error(probabilities, right, bins):\n    return abs(probabilities.mean() - right.mean())\n",
        "one bin",
    ),
    (
        changed(PLAIN, ("inside.sum() / len(probabilities) * gap", "inside.sum() * gap")),
        "not divided by the count",
    ),
    (
        changed(
            PLAIN,
            ("        if inside.any():\n            gap", "        if True:\n            gap"),
        ),
        "empty bins",
    ),
    (changed(PLAIN, ("    return error", "    return 1 - error")), "one minus"),
    (
        """
def calibration_error(probabilities, right, bins):
    order = np.argsort(probabilities)
    error = 0.0
    for part in np.array_split(order, bins):
        if len(part):
            error += len(part) / len(order) * abs(probabilities[part].mean() - right[part].mean())
    return error
""",
        "bins of equal counts",
    ),
]
