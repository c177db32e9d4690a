"""Answers to sparse_back as students would hand them in. The wrong ones were written
before the bank; `second_round` has more of them."""

RIGHT: list[str] = [
    """
def sparse_back(weights, upstream):
    is_open = weights > 0
    n = jnp.maximum(is_open.sum(), 1)
    mean = jnp.where(is_open, upstream, 0).sum() / n
    return jnp.where(is_open, upstream - mean, 0)
""",
    """
def sparse_back(weights, upstream):
    s = (weights > 0).astype(jnp.float32)
    jacobian = jnp.diag(s) - jnp.outer(s, s) / jnp.maximum(s.sum(), 1.0)
    return jacobian @ upstream
""",
    """
def sparse_back(weights, upstream):
    inside = [j for j in range(len(weights)) if weights[j] != 0]
    grad = [0.0] * len(weights)
    for j in inside:
        grad[j] = float(upstream[j]) - sum(float(upstream[i]) for i in inside) / len(inside)
    return jnp.array(grad)
""",
    """
def sparse_back(weights, upstream):
    s = weights > 0
    return jnp.where(s, upstream - jnp.mean(upstream[s]), 0.0)
""",
]

WRONG: list[tuple[str, str | None]] = [
    (
        """
def sparse_back(weights, upstream):
    return weights * (upstream - jnp.sum(weights * upstream))
""",
        "softmax's gradient",
    ),
    (
        """
def sparse_back(weights, upstream):
    return upstream - upstream.mean()
""",
        "closed ones move",
    ),
    (
        """
def sparse_back(weights, upstream):
    return jnp.where(weights > 0, upstream, 0.0)
""",
        "no mean taken off",
    ),
    (
        """
def sparse_back(weights, upstream):
    s = weights > 0
    return jnp.where(s, upstream - upstream.mean(), 0.0)
""",
        "mean over all",
    ),
    (
        """
def sparse_back(weights, upstream):
    s = weights > 0
    return jnp.where(s, upstream - jnp.sum(weights * upstream), 0.0)
""",
        "weighted mean",
    ),
    (
        """
def sparse_back(weights, upstream):
    s = jnp.where(weights > 0, 1.0, 0.0)
    mean = jnp.sum(upstream * s) / s.sum()
    return s * (upstream - mean)
""",
        "NaN where nothing is open",
    ),
    (
        """
def sparse_back(weights, upstream):
    s = weights > 0
    v = jnp.where(s, upstream, 0.0).sum() / jnp.maximum(s.sum(), 1)
    return upstream * s - v
""",
        "closed ones pay the mean",
    ),
    (
        """
def sparse_back(weights, upstream):
    s = weights > 0
    return jnp.where(s, upstream - jnp.where(s, upstream, 0.0).mean(), 0.0)
""",
        "sum divided by all",
    ),
    (
        """
def sparse_back(weights, upstream):
    s = (weights > 0).astype(float)
    return jnp.diag(s) - jnp.outer(s, s) / jnp.maximum(s.sum(), 1)
""",
        "the Jacobian",
    ),
    (
        """
def sparse_back(weights, upstream):
    s = weights > 0
    n = jnp.maximum(s.sum(), 1)
    mean = jnp.sum(jnp.where(s, upstream, 0.0)) / n
    return weights * (upstream - mean)
""",
        "times the weights",
    ),
    (
        """
def sparse_back(weights, upstream):
    s = weights >= 0
    n = jnp.maximum(s.sum(), 1)
    mean = jnp.sum(jnp.where(s, upstream, 0.0)) / n
    return jnp.where(s, upstream - mean, 0.0)
""",
        "closed ones move",
    ),
    (
        """
def sparse_back(weights, upstream):
    return jax.grad(lambda s: jax.nn.softmax(s) @ upstream)(weights)
""",
        None,
    ),
]
