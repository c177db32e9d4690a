"""Answers to moments as students would hand them in. The wrong ones were written
before the bank; `second_round` has more of them."""

RIGHT: list[str] = [
    """
def moments(scores, mask, rewards, baseline):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    advantage = jnp.where(mask, rewards - baseline, 0.0)
    every = jax.vmap(lambda z, a: look_gradient(scores, mask, z, a))(
        jnp.arange(len(scores)), advantage
    )
    mean = p @ every
    return jnp.stack([mean, p @ (every - mean) ** 2])
""",
    """
def moments(scores, mask, rewards, baseline):
    s = jnp.where(mask, scores, -jnp.inf)
    e = jnp.exp(s - jnp.max(s))
    p = e / jnp.sum(e)
    r = jnp.where(mask, rewards, 0.0)
    mean = p * (r - jnp.sum(p * r))
    square = 0
    for z in range(len(scores)):
        g = (r[z] - baseline) * (jnp.zeros(len(p)).at[z].set(1.0) - p)
        square = square + p[z] * g**2
    return jnp.array([mean, square - mean**2])
""",
    """
def moments(scores, mask, rewards, baseline):
    J = len(scores)
    m = mask.astype(bool)
    p = jax.nn.softmax(scores, where=m)
    a = jnp.where(m, rewards, 0.0) - baseline
    grads = a[:, None] * (jnp.eye(J) - p[None, :])
    mean = jnp.sum(p[:, None] * grads, axis=0)
    var = jnp.sum(p[:, None] * (grads - mean[None]) ** 2, axis=0)
    return jnp.stack((mean, var), axis=0) * m
""",
]

WRONG: list[tuple[str, str | None]] = [
    (
        """
def moments(scores, mask, rewards, baseline):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    a = jnp.where(mask, rewards - baseline, 0.0)
    every = a[:, None] * (jnp.eye(len(p)) - p)
    every = jnp.where(mask[:, None], every, 0.0)
    mean = every.sum(axis=0) / mask.sum()
    var = jnp.where(mask[:, None], (every - mean) ** 2, 0.0).sum(axis=0) / mask.sum()
    return jnp.where(mask, jnp.stack([mean, var]), 0.0)
""",
        "all looks alike",
    ),
    (
        """
def moments(scores, mask, rewards, baseline):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    a = jnp.where(mask, rewards - baseline, 0.0)
    every = a[:, None] * (jnp.eye(len(p)) - p)
    return jnp.stack([p @ every, p @ every**2])
""",
        "mean of the squares",
    ),
    (
        """
def moments(scores, mask, rewards, baseline):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    a = jnp.where(mask, rewards - baseline, 0.0)
    every = a[:, None] * (jnp.eye(len(p)) - p)
    mean = p @ every
    return jnp.stack([mean, jnp.sqrt(p @ (every - mean) ** 2)])
""",
        "standard deviation",
    ),
    (
        """
def moments(scores, mask, rewards, baseline):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    a = jnp.where(mask, rewards - baseline, 0.0)
    every = a[:, None] * (jnp.eye(len(p)) - p)
    mean = every @ p
    var = (every - mean) ** 2 @ p
    return jnp.stack([mean, var])
""",
        "summed over the wrong axis",
    ),
    (
        """
def moments(scores, mask, rewards, baseline):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    r = jnp.where(mask, rewards, 0.0)
    every = r[:, None] * (jnp.eye(len(p)) - p)
    mean = p @ every
    return jnp.stack([mean, p @ (every - mean) ** 2])
""",
        "baseline forgotten",
    ),
    (
        """
def moments(scores, mask, rewards, baseline):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    every = (rewards - baseline)[:, None] * (jnp.eye(len(p)) - p)
    mean = p @ every
    return jnp.stack([mean, p @ (every - mean) ** 2])
""",
        "padding multiplied away",
    ),
    (
        """
def moments(scores, mask, rewards, baseline):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    a = jnp.where(mask, rewards - baseline, 0.0)
    every = a[:, None] * (jnp.eye(len(p)) - p)
    return jnp.stack([jnp.mean(every, axis=0), jnp.var(every, axis=0)])
""",
        "plain mean over J",
    ),
    (
        """
def moments(scores, mask, rewards, baseline):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    a = jnp.where(mask, rewards - baseline, 0.0)
    every = a[:, None] * (jnp.eye(len(p)) - p)
    mean = p @ every
    var = p @ (every - mean) ** 2
    return jnp.stack([mean, jnp.full_like(mean, var.sum())])
""",
        "one variance for all",
    ),
    (
        """
def moments(scores, mask, rewards, baseline):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    r = jnp.where(mask, rewards, 0.0)
    every = r[:, None] * (jnp.eye(len(p)) - p) - baseline
    mean = p @ every
    return jnp.stack([mean, p @ (every - mean) ** 2])
""",
        "baseline taken off the gradient",
    ),
    (
        """
def moments(scores, mask, rewards, baseline):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    a = jnp.where(mask, rewards - baseline, 0.0)
    every = a[:, None] * (jnp.eye(len(p)) - p)
    mean = p @ every
    return jnp.stack([mean, p @ (every - mean) ** 2], axis=1)
""",
        "axes swapped",
    ),
    (
        """
def moments(scores, mask, rewards, baseline):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    r = jnp.where(mask, rewards, 0.0)
    mean = p * (r - baseline)
    return jnp.stack([mean, p * (r - baseline) ** 2 - mean**2])
""",
        "only its own look counts",
    ),
]
