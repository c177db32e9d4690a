"""What students hand in for problem 1, the sliding mean without padding."""

RIGHT: list[str] = [
    """def smoothed(values, mask, side):
    places = jnp.arange(len(values))
    real = jnp.asarray(mask).astype(bool)

    def one(t):
        window = (jnp.abs(places - t) <= side) & real
        total = jnp.where(window, values, 0.0).sum()
        return jnp.where(real[t], total / jnp.maximum(window.sum(), 1), 0.0)

    return jax.vmap(one)(places)
""",
    """def smoothed(values, mask, side):
    numbers = [float(v) for v in values]
    real = [bool(m) for m in mask]
    answer = []
    for t in range(len(numbers)):
        window = range(max(0, t - side), min(len(numbers), t + side + 1))
        seen = [numbers[j] for j in window if real[j]]
        answer.append(sum(seen) / len(seen) if real[t] else 0.0)
    return jnp.array(answer)
""",
    """def smoothed(values, mask, side):
    def window_sum(row):
        return jnp.convolve(row, jnp.ones(2 * side + 1), mode="full")[side : side + len(row)]

    m = jnp.where(mask, 1.0, 0.0)
    v = jnp.where(mask, values, 0.0)
    return m * window_sum(v) / jnp.maximum(window_sum(m), 1.0)
""",
]

WRONG: list[tuple[str, str | None]] = [
    # Divides by 2 k + 1 everywhere: neither the cut ends nor the mask count.
    (
        """def smoothed(values, mask, side):
    i = jnp.arange(len(values))
    clean = jnp.where(mask, values, 0.0)

    def one(t):
        total = jnp.sum(jnp.where(jnp.abs(i - t) <= side, clean, 0.0))
        return jnp.where(mask[t], total / (2 * side + 1), 0.0)

    return jax.vmap(one)(i)
""",
        "always divided by the full window",
    ),
    # Divides by all positions of the cut window, padding counted.
    (
        """def smoothed(values, mask, side):
    i = jnp.arange(len(values))
    near = jnp.abs(i[:, None] - i[None, :]) <= side
    total = near @ jnp.where(mask, values, 0.0)
    return jnp.where(mask, total / near.sum(axis=1), 0.0)
""",
        "padding counted in the divisor",
    ),
    # Window one too small on each side (< instead of <=).
    (
        """def smoothed(values, mask, side):
    i = jnp.arange(len(values))

    def one(t):
        inside = (jnp.abs(i - t) < side) & (mask > 0)
        mean = jnp.where(inside, values, 0).sum() / jnp.maximum(inside.sum(), 1)
        return jnp.where(mask[t], mean, 0.0)

    return jax.vmap(one)(i)
""",
        "short on both sides",
    ),
    # Looks back only: the window is t - k to t.
    (
        """def smoothed(values, mask, side):
    i = jnp.arange(len(values))

    def one(t):
        inside = (i <= t) & (i >= t - side) & (mask > 0)
        mean = jnp.where(inside, values, 0).sum() / jnp.maximum(inside.sum(), 1)
        return jnp.where(mask[t], mean, 0.0)

    return jax.vmap(one)(i)
""",
        "the past alone",
    ),
    # Rolls the row, so that the window wraps around at both ends.
    (
        """def smoothed(values, mask, side):
    clean = jnp.where(mask, values, 0.0)
    ones = jnp.where(mask, 1.0, 0.0)
    total = sum(jnp.roll(clean, s) for s in range(-side, side + 1))
    count = sum(jnp.roll(ones, s) for s in range(-side, side + 1))
    return jnp.where(mask, total / jnp.maximum(count, 1.0), 0.0)
""",
        None,
    ),
    # Convolves in mode "same": right until the window is longer than the row (exception).
    (
        """def smoothed(values, mask, side):
    window = jnp.ones(2 * side + 1)
    m = jnp.where(mask, 1.0, 0.0)
    top = jnp.convolve(jnp.where(mask, values, 0.0), window, mode="same")
    bottom = jnp.convolve(m, window, mode="same")
    return jnp.where(mask, top / jnp.maximum(bottom, 1.0), 0.0)
""",
        "shapes that do not fit",
    ),
    # Crops with [side:-side]: right until side is 0 (then nothing is left).
    (
        """def smoothed(values, mask, side):
    def spread(row):
        return jnp.convolve(row, jnp.ones(2 * side + 1), mode="full")[side:-side]

    mask = jnp.where(mask, 1.0, 0.0)
    total = spread(jnp.where(mask > 0, values, 0.0))
    return mask * total / jnp.maximum(spread(mask), 1.0)
""",
        "shapes that do not fit",
    ),
    # Takes padding out first: the window reaches k real neighbours over any padding between.
    (
        """def smoothed(values, mask, side):
    places = [t for t in range(len(values)) if mask[t]]
    answer = jnp.zeros(len(values))
    for n, t in enumerate(places):
        window = places[max(0, n - side) : n + side + 1]
        answer = answer.at[t].set(jnp.mean(values[jnp.array(window)]))
    return answer
""",
        "padding closed up",
    ),
    # Believes that all padding stands at the end (the first sum(mask) positions are real).
    (
        """def smoothed(values, mask, side):
    i = jnp.arange(len(values))
    real = i < jnp.sum(mask)
    window = (jnp.abs(i[:, None] - i) <= side) & real
    total = jnp.where(window, values, 0.0).sum(axis=1)
    return jnp.where(real, total / jnp.maximum(window.sum(axis=1), 1), 0.0)
""",
        None,
    ),
    # Smooths padding, too: its answer is the mean of its real neighbours, not 0.
    (
        """def smoothed(values, mask, side):
    i = jnp.arange(len(values))

    def one(t):
        m = jnp.where(jnp.abs(i - t) <= side, mask, 0)
        return jnp.sum(jnp.where(m, values, 0.0)) / jnp.maximum(jnp.sum(m), 1)

    return jax.vmap(one)(i)
""",
        "padding not set to 0",
    ),
    # The side is forgotten: each real position gets the mean of the whole row.
    (
        """def smoothed(values, mask, side):
    mean = jnp.sum(jnp.where(mask, values, 0.0)) / jnp.maximum(jnp.sum(mask), 1)
    return jnp.where(mask, mean, 0.0)
""",
        "one mean for the row",
    ),
    # Slices with a traced t: an exception.
    (
        """def smoothed(values, mask, side):
    def one(t):
        v, m = values[t - side : t + side + 1], mask[t - side : t + side + 1]
        return jnp.where(mask[t], jnp.where(m, v, 0.0).sum() / m.sum(), 0.0)

    return jax.vmap(one)(jnp.arange(len(values)))
""",
        "a Python number of a traced value",
    ),
]
