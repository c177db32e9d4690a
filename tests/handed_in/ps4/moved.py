"""What students hand in for problem 1, the centre that only goes forward."""

RIGHT: list[str] = [
    """def moved(centre, hidden, push, length):
    step = jax.nn.softplus(hidden @ push["weight"] + push["bias"])
    return jnp.minimum(centre + step, length - 1)
""",
    """def moved(centre, hidden, push, length):
    x = jnp.dot(push["weight"], hidden) + push["bias"]
    new = centre + jnp.logaddexp(x, 0.0)
    return jnp.where(new > length - 1, length - 1.0, new)
""",
    """def moved(centre, hidden, push, length):
    # log(1 + e^x) = max(x, 0) + log(1 + e^-|x|), so that e^x never gets too large
    w, b = push["weight"], push["bias"]
    total = b
    for d in range(len(hidden)):
        total = total + w[d] * hidden[d]
    step = jnp.maximum(total, 0) + jnp.log1p(jnp.exp(-jnp.abs(total)))
    end = length - 1
    return jnp.clip(centre + step, None, end)
""",
]

WRONG: list[tuple[str, str | None]] = [
    (
        """def moved(centre, hidden, push, length):
    return centre + jax.nn.softplus(hidden @ push["weight"] + push["bias"])
""",
        "runs past the end",
    ),
    (
        """def moved(centre, hidden, push, length):
    step = jax.nn.softplus(hidden @ push["weight"] + push["bias"])
    return jnp.minimum(centre + step, length)
""",
        "one past the end",
    ),
    (
        """def moved(centre, hidden, push, length):
    step = jax.nn.relu(hidden @ push["weight"] + push["bias"])
    return jnp.minimum(centre + step, length - 1)
""",
        "relu",
    ),
    (
        """def moved(centre, hidden, push, length):
    step = jnp.exp(hidden @ push["weight"] + push["bias"])
    return jnp.minimum(centre + step, length - 1)
""",
        "exponential step",
    ),
    (
        """def moved(centre, hidden, push, length):
    step = jnp.log(1 + jnp.exp(hidden @ push["weight"] + push["bias"]))
    return jnp.minimum(centre + step, length - 1)
""",
        "the exponential gets too large",
    ),
    (
        """def moved(centre, hidden, push, length):
    return jax.nn.softplus(centre + hidden @ push["weight"] + push["bias"])
""",
        "centre inside the softplus",
    ),
    (
        """def moved(centre, hidden, push, length):
    place = hidden @ push["weight"] + push["bias"]
    return length * jax.nn.sigmoid(place) - 1
""",
        "a share of the length",
    ),
    (
        """def moved(centre, hidden, push, length):
    step = jax.nn.softplus(hidden @ push["weight"])
    return jnp.minimum(centre + step, length - 1)
""",
        "bias forgotten",
    ),
    (
        """def moved(centre, hidden, push, length):
    step = jax.nn.softplus(hidden * push["weight"] + push["bias"])
    return jnp.minimum(centre + step, length - 1)
""",
        "one centre for each number of the state",
    ),
    (
        """def moved(centre, hidden, push, length):
    step = jax.nn.softplus(hidden @ push["weight"] + push["bias"])
    return jnp.minimum(step, length - 1)
""",
        "step alone",
    ),
    (
        """def moved(centre, hidden, push, length):
    step = jax.nn.softplus(jnp.tanh(hidden @ push["weight"] + push["bias"]))
    return jnp.minimum(centre + step, length - 1)
""",
        "a tanh too many",
    ),
    (
        """def moved(centre, hidden, push, length):
    step = jax.nn.softplus(hidden @ push["weight"] + push["bias"])
    return jnp.round(jnp.minimum(centre + step, length - 1))
""",
        "rounded",
    ),
]
