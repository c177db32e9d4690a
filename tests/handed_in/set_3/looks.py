"""Wrong answers to problem set 3: look_gradient and moments, written before its bank as students go
wrong. Each stands with the name that the bank gives the mistake, or None where it knows none."""

WRONG: dict[str, list[tuple[str, str | None]]] = {
    "look_gradient": [
        (
            """
def look_gradient(scores, mask, place, advantage):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    return advantage * (p - jax.nn.one_hot(place, len(scores)))
""",
            "turned round",
        ),
        (
            """
def look_gradient(scores, mask, place, advantage):
    p = jax.nn.softmax(scores)
    return advantage * (jax.nn.one_hot(place, len(scores)) - p)
""",
            "mask ignored",
        ),
        (
            """
def look_gradient(scores, mask, place, advantage):
    p = jax.nn.softmax(scores)
    g = advantage * (jax.nn.one_hot(place, len(scores)) - p)
    return jnp.where(mask, g, 0.0)
""",
            "masked at the end alone",
        ),
        (
            """
def look_gradient(scores, mask, place, advantage):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    return advantage * p[place] * (jax.nn.one_hot(place, len(scores)) - p)
""",
            "gradient of the probability",
        ),
        (
            """
def look_gradient(scores, mask, place, advantage):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    return advantage * jax.nn.one_hot(place, len(scores)) * (1 - p)
""",
            "opened box alone",
        ),
        (
            """
def look_gradient(scores, mask, place, advantage):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    return advantage * jax.nn.one_hot(place, len(scores)) - p
""",
            "advantage on one part",
        ),
        (
            """
def look_gradient(scores, mask, place, advantage):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    onehot = jax.nn.one_hot(place, len(scores))
    return advantage * onehot / p
""",
            "one over the probability",
        ),
        (
            """
def look_gradient(scores, mask, place, advantage):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    return (jax.nn.one_hot(place, len(scores)) - p)
""",
            "advantage forgotten",
        ),
        (
            """
def look_gradient(scores, mask, place, advantage):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    return advantage * jnp.log(p[place])
""",
            "the loss itself",
        ),
        (
            """
def look_gradient(scores, mask, place, advantage):
    p = jax.nn.softmax(jnp.where(mask, scores, 0.0))
    return advantage * (jax.nn.one_hot(place, len(scores)) - p)
""",
            "padding scored 0",
        ),
        (
            """
def look_gradient(scores, mask, place, advantage):
    p = jax.nn.softmax(scores * mask)
    onehot = jnp.zeros(len(scores)).at[place].set(1)
    return advantage * (onehot - p) * mask
""",
            "padding scored 0",
        ),
        (
            """
def look_gradient(scores, mask, place, advantage):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    real = jnp.cumsum(mask) - 1
    return advantage * ((real == place) & mask) - advantage * p
""",
            "places counted without padding",
        ),
    ],
    "moments": [
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
    ],
}
