"""What students hand in for problem 3, the gradient in the centre."""

RIGHT: list[str] = [
    """def pull(weights, upstream, width):
    j = jnp.arange(len(weights))
    mean = jnp.sum(weights * j)
    return jnp.sum(upstream * weights * (j - mean)) / width**2
""",
    """def pull(weights, upstream, width):
    # softmax backward first, then the slope of the bell's exponent in the centre
    into_scores = weights * (upstream - weights @ upstream)
    return into_scores @ (jnp.arange(len(weights)) / width**2)
""",
    """def pull(weights, upstream, width):
    jacobian = jnp.diag(weights) - jnp.outer(weights, weights)
    slopes = jnp.arange(weights.shape[0]) / (width * width)
    return upstream @ jacobian @ slopes
""",
]

WRONG: list[tuple[str, str | None]] = [
    (
        """def pull(weights, upstream, width):
    j = jnp.arange(len(weights))
    return jnp.sum(upstream * weights * j) / width**2
""",
        "softmax taken for constant",
    ),
    (
        """def pull(weights, upstream, width):
    j = jnp.arange(len(weights))
    mean = jnp.sum(weights * j)
    return jnp.sum(upstream * weights * (j - mean))
""",
        "width forgotten",
    ),
    (
        """def pull(weights, upstream, width):
    j = jnp.arange(len(weights))
    mean = jnp.sum(weights * j)
    return jnp.sum(upstream * weights * (j - mean)) / width
""",
        "width not squared",
    ),
    (
        """def pull(weights, upstream, width):
    j = jnp.arange(len(weights))
    mean = jnp.sum(weights * j)
    return -jnp.sum(upstream * weights * (j - mean)) / width**2
""",
        "sign turned round",
    ),
    (
        """def pull(weights, upstream, width):
    j = jnp.arange(len(weights))
    return jnp.sum(upstream * weights * (j - j.mean())) / width**2
""",
        "the middle for the mean position",
    ),
    (
        """def pull(weights, upstream, width):
    j = jnp.arange(len(weights))
    return jnp.sum(upstream * weights * (j - weights.argmax())) / width**2
""",
        "the largest weight for the mean position",
    ),
    (
        """def pull(weights, upstream, width):
    j = jnp.arange(len(weights))
    mean = jnp.sum(weights * j)
    return upstream * weights * (j - mean) / width**2
""",
        "not summed",
    ),
    (
        """def pull(weights, upstream, width):
    j = jnp.arange(len(weights))
    mean = jnp.sum(weights * j)
    return jnp.sum(upstream * (j - mean)) / width**2
""",
        "weights forgotten",
    ),
    (
        """def pull(weights, upstream, width):
    j = jnp.arange(len(weights))
    mean = jnp.sum(weights * j)
    return jnp.sum(upstream * weights * (j - mean)) / (2 * width**2)
""",
        "the 2 does not go",
    ),
    (
        """def pull(weights, upstream, width):
    j = jnp.arange(len(weights))
    mean = jnp.sum(weights * j)
    return jnp.sum(weights * (j - mean)) / width**2
""",
        "upstream forgotten",
    ),
    (
        """def pull(weights, upstream, width):
    into_scores = weights * (1 - weights) * upstream
    return jnp.sum(into_scores * jnp.arange(len(weights))) / width**2
""",
        "the diagonal alone",
    ),
]
