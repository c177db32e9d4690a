"""What students hand in for problem 2, the soft window."""

RIGHT: list[str] = [
    """def window(scores, centre, width, mask):
    places = jnp.cumsum(mask) - 1
    inside = jnp.where(mask, scores, 0.0) - (places - centre) ** 2 / (2 * width**2)
    return jax.nn.softmax(inside, where=mask)
""",
    """def window(scores, centre, width, mask):
    j = jnp.cumsum(mask.astype(int)) - mask
    logits = jnp.where(mask, scores - 0.5 * ((j - centre) / width) ** 2, -jnp.inf)
    top = jnp.max(logits)
    top = jnp.where(jnp.isfinite(top), top, 0.0)
    e = jnp.exp(logits - top)
    return e / jnp.maximum(e.sum(), 1e-30)
""",
    """def window(scores, centre, width, mask):
    weights = np.zeros(len(scores), np.float32)
    real = np.flatnonzero(np.asarray(mask))
    if len(real) == 0:
        return weights
    logits = np.asarray(scores)[real] - (np.arange(len(real)) - centre) ** 2 / (2 * width**2)
    e = np.exp(logits - logits.max())
    weights[real] = e / e.sum()
    return weights
""",
]

WRONG: list[tuple[str, str | None]] = [
    (
        """def window(scores, centre, width, mask):
    places = jnp.cumsum(mask) - 1
    logits = scores - (places - centre) ** 2 / (2 * width**2)
    weights = jax.nn.softmax(jnp.where(mask, logits, -1e9))
    return weights
""",
        "nothing real, and weights all the same",
    ),
    (
        """def window(scores, centre, width, mask):
    places = jnp.arange(len(scores))
    logits = scores - (places - centre) ** 2 / (2 * width**2)
    return jax.nn.softmax(jnp.where(mask, logits, 0.0), where=mask)
""",
        "padding is counted",
    ),
    (
        """def window(scores, centre, width, mask):
    places = jnp.cumsum(mask)
    logits = jnp.where(mask, scores, 0.0) - (places - centre) ** 2 / (2 * width**2)
    return jax.nn.softmax(logits, where=mask)
""",
        "counted from 1",
    ),
    (
        """def window(scores, centre, width, mask):
    places = jnp.cumsum(mask) - 1
    plain = jax.nn.softmax(jnp.where(mask, scores, 0.0), where=mask)
    return plain * jnp.exp(-((places - centre) ** 2) / (2 * width**2))
""",
        "local-p: the bell after the softmax",
    ),
    (
        """def window(scores, centre, width, mask):
    places = jnp.cumsum(mask) - 1
    bell = jnp.exp(-((places - centre) ** 2) / (2 * width**2))
    w = jnp.where(mask, jnp.exp(jnp.where(mask, scores, 0.0)) * bell, 0.0)
    return w / w.sum()
""",
        "the bell becomes zero",
    ),
    (
        """def window(scores, centre, width, mask):
    places = jnp.cumsum(mask) - 1
    logits = scores - (places - centre) ** 2 / (2 * width**2)
    return jax.nn.softmax(logits)
""",
        "padding is read",
    ),
    (
        """def window(scores, centre, width, mask):
    places = jnp.cumsum(mask) - 1
    logits = jnp.where(mask, scores, 0.0) - (places - centre) ** 2 / width**2
    return jax.nn.softmax(logits, where=mask)
""",
        "the 2 is missing",
    ),
    (
        """def window(scores, centre, width, mask):
    places = jnp.cumsum(mask) - 1
    logits = jnp.where(mask, scores, 0.0) - (places - centre) ** 2 / (2 * width)
    return jax.nn.softmax(logits, where=mask)
""",
        "width not squared",
    ),
    (
        """def window(scores, centre, width, mask):
    places = jnp.cumsum(mask) - 1
    logits = jnp.where(mask, scores, 0.0) + (places - centre) ** 2 / (2 * width**2)
    return jax.nn.softmax(logits, where=mask)
""",
        "sign turned round",
    ),
    (
        """def window(scores, centre, width, mask):
    places = jnp.cumsum(mask) - 1
    bell = jnp.exp(-((places - centre) ** 2) / (2 * width**2))
    return jax.nn.softmax(jnp.where(mask, scores, 0.0) + bell, where=mask)
""",
        "the bell itself is added",
    ),
    (
        """def window(scores, centre, width, mask):
    places = jnp.cumsum(mask) - 1
    inside = (jnp.abs(places - centre) <= width) & mask
    return jax.nn.softmax(jnp.where(inside, scores, 0.0), where=inside)
""",
        "a hard window",
    ),
    (
        """def window(scores, centre, width, mask):
    places = jnp.cumsum(mask) - 1
    logits = jnp.where(mask, scores, 0.0) - jnp.abs(places - centre) / (2 * width**2)
    return jax.nn.softmax(logits, where=mask)
""",
        "distance not squared",
    ),
]
