"""Answers to look_gradient as students would hand them in. The wrong ones were written
before the bank; `second_round` has more of them."""

RIGHT: list[str] = [
    """
def look_gradient(scores, mask, place, advantage):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    return advantage * (jax.nn.one_hot(place, len(scores)) - p)
""",
    """
def look_gradient(scores, mask, place, advantage):
    s = jnp.where(mask, scores, -1e9)
    e = jnp.exp(s - s.max()) * mask
    grad = -e / e.sum()
    return grad.at[place].add(1.0) * advantage
""",
    """
def look_gradient(scores, mask, place, advantage):
    safe = jnp.where(mask, scores, 0.0)
    def log_p(s):
        return jax.nn.log_softmax(s, where=mask)[place]
    return advantage * jax.grad(log_p)(safe)
""",
]

WRONG: list[tuple[str, str | None]] = [
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
]
