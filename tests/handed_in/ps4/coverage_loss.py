"""What students hand in for problem 8, the coverage loss."""

RIGHT: list[str] = [
    """def coverage_loss(weights, real):
    kept = jnp.where(real[:, None], weights, 0.0)
    before = jnp.cumsum(kept, axis=0) - kept
    again = jnp.minimum(kept, before).sum(axis=1)
    return again.sum() / jnp.maximum(real.sum(), 1)
""",
    """def coverage_loss(weights, real):
    def step(coverage, now):
        alpha, is_real = now
        alpha = jnp.where(is_real, alpha, 0.0)
        return coverage + alpha, jnp.minimum(alpha, coverage).sum()

    losses = jax.lax.scan(step, jnp.zeros(weights.shape[1]), (weights, real))[1]
    return jnp.where(real.any(), losses.sum() / jnp.maximum(real.sum(), 1), 0.0)
""",
    """def coverage_loss(weights, real):
    coverage = jnp.zeros(weights.shape[1])
    losses = []
    for t in range(weights.shape[0]):
        if real[t]:
            losses.append(jnp.sum(jnp.minimum(weights[t], coverage)))
            coverage = coverage + weights[t]
    if not losses:
        return 0.0
    return sum(losses) / len(losses)
""",
]

WRONG: list[tuple[str, str | None]] = [
    (
        """def coverage_loss(weights, real):
    kept = jnp.where(real[:, None], weights, 0.0)
    coverage = jnp.cumsum(kept, axis=0)
    return jnp.minimum(kept, coverage).sum() / jnp.maximum(real.sum(), 1)
""",
        "its own look is counted",
    ),
    (
        """def coverage_loss(weights, real):
    kept = jnp.where(real[:, None], weights, 0.0)
    before = jnp.cumsum(kept, axis=0) - kept
    return jnp.minimum(kept, before).sum()
""",
        "summed over the steps",
    ),
    (
        """def coverage_loss(weights, real):
    kept = jnp.where(real[:, None], weights, 0.0)
    before = jnp.cumsum(kept, axis=0) - kept
    return jnp.minimum(kept, before).sum(axis=1).mean()
""",
        "padded steps in the mean",
    ),
    (
        """def coverage_loss(weights, real):
    before = jnp.cumsum(weights, axis=0) - weights
    return jnp.minimum(weights, before).sum(axis=1).mean()
""",
        "padded steps count",
    ),
    (
        """def coverage_loss(weights, real):
    before = jnp.cumsum(weights, axis=0) - weights
    again = jnp.minimum(weights, before).sum(axis=1)
    return jnp.where(real, again, 0.0).sum() / jnp.maximum(real.sum(), 1)
""",
        "padded steps cover",
    ),
    (
        """def coverage_loss(weights, real):
    kept = jnp.where(real[:, None], weights, 0.0)
    before = jnp.cumsum(kept, axis=0) - kept
    return jnp.maximum(kept, before).sum() / jnp.maximum(real.sum(), 1)
""",
        "the larger",
    ),
    (
        """def coverage_loss(weights, real):
    kept = jnp.where(real[:, None], weights, 0.0)
    before = jnp.concatenate([jnp.zeros_like(kept[:1]), kept[:-1]])
    return jnp.minimum(kept, before).sum() / jnp.maximum(real.sum(), 1)
""",
        "the step before alone",
    ),
    (
        """def coverage_loss(weights, real):
    kept = jnp.where(real[:, None], weights, 0.0)
    before = jnp.cumsum(kept, axis=1) - kept
    return jnp.minimum(kept, before).sum() / jnp.maximum(real.sum(), 1)
""",
        "added along the source",
    ),
    (
        """def coverage_loss(weights, real):
    kept = jnp.where(real[:, None], weights, 0.0)
    before = jnp.cumsum(kept, axis=0) - kept
    return jnp.minimum(kept, before).sum() / real.sum()
""",
        "nothing real is not 0",
    ),
    (
        """def coverage_loss(weights, real):
    kept = jnp.where(real[:, None], weights, 0.0)
    before = jnp.cumsum(kept, axis=0) - kept
    return (kept * before).sum() / jnp.maximum(real.sum(), 1)
""",
        "the product",
    ),
    (
        """def coverage_loss(weights, real):
    kept = jnp.where(real[:, None], weights, 0.0)
    before = jnp.cumsum(kept, axis=0) - kept
    return jnp.minimum(kept, before).sum(axis=1)
""",
        "one loss for each step",
    ),
]
