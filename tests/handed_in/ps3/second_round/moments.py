"""More wrong answers to moments."""

WRONG: list[tuple[str, str | None]] = [
    (
        """
def moments(scores, mask, rewards, baseline):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    a = jnp.where(mask, rewards, 0) - baseline
    g = jax.vmap(lambda z: look_gradient(scores, mask, z, a[z]))(jnp.arange(len(scores)))
    mean = (p[:, None] * g).mean(axis=0)
    var = (p[:, None] * (g - mean) ** 2).mean(axis=0)
    return jnp.stack([mean, var])
""",
        "weighed and averaged",
    ),
    (
        """
def moments(scores, mask, rewards, baseline):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    a = jnp.where(mask, rewards, 0) - baseline
    g = jax.vmap(lambda z: look_gradient(scores, mask, z, a[z]))(jnp.arange(len(scores)))
    mean = g.sum(axis=0)
    var = ((g - mean) ** 2).sum(axis=0)
    return jnp.stack([mean, var])
""",
        "summed without weights",
    ),
    (
        """
def moments(scores, mask, rewards, baseline):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    a = jnp.where(mask, rewards, 0) - baseline
    g = jax.vmap(lambda z: look_gradient(scores, mask, z, a[z]))(jnp.arange(len(scores)))
    mean = p @ g
    return jnp.stack([mean, p @ g**2 - mean])
""",
        "mean not squared",
    ),
    (
        """
def moments(scores, mask, rewards, baseline):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    a = jnp.where(mask, rewards, 0) - baseline
    g = jax.vmap(lambda z: look_gradient(scores, mask, z, a[z]))(jnp.arange(len(scores)))
    mean = p @ g
    return jnp.stack([mean, p @ jnp.abs(g - mean)])
""",
        "absolute distances",
    ),
    (
        """
def moments(scores, mask, rewards, baseline):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    a = jnp.where(mask, rewards, 0) - baseline
    mean = p * a
    var = p * a**2 - mean**2
    return jnp.stack([mean, var])
""",
        "only its own look counts",
    ),
    (
        """
def moments(scores, mask, rewards, baseline):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    a = jnp.where(mask, rewards, 0) - baseline
    g = jax.vmap(lambda z: look_gradient(scores, mask, z, a[z]))(jnp.arange(len(scores)))
    mean = p @ g
    return jnp.concatenate([mean, p @ (g - mean) ** 2])
""",
        "in one row",
    ),
]
