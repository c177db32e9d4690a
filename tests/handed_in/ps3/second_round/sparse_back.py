"""More wrong answers to sparse_back."""

WRONG: list[tuple[str, str | None]] = [
    (
        """
def sparse_back(weights, upstream):
    s = weights > 0
    k = s.sum()
    return jnp.where(s, upstream * (1 - 1 / k), 0.0)
""",
        "the diagonal alone",
    ),
    (
        """
def sparse_back(weights, upstream):
    s = (weights > 0) * 1.0
    k = jnp.maximum(s.sum(), 1)
    return upstream * s - s / k
""",
        "one for upstream",
    ),
    (
        """
def sparse_back(weights, upstream):
    s = weights > 0.5
    k = jnp.maximum(s.sum(), 1)
    mean = jnp.where(s, upstream, 0).sum() / k
    return jnp.where(s, upstream - mean, 0)
""",
        "no gradient at all",
    ),
    (
        """
def sparse_back(weights, upstream):
    s = weights > 0
    mean = jnp.where(s, upstream, 0).sum() / jnp.maximum(s.sum(), 1)
    return jnp.where(s, upstream + mean, 0)
""",
        "mean added",
    ),
]
