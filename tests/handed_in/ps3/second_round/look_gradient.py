"""More wrong answers to look_gradient."""

WRONG: list[tuple[str, str | None]] = [
    (
        """
def look_gradient(scores, mask, place, advantage):
    p = jax.nn.softmax(scores) * mask
    return advantage * (jax.nn.one_hot(place, len(scores)) - p)
""",
        "masked at the end alone",
    ),
    (
        """
def look_gradient(scores, mask, place, advantage):
    logp = jax.nn.log_softmax(jnp.where(mask, scores, -jnp.inf))
    return advantage * (jax.nn.one_hot(place, len(scores)) - logp)
""",
        "log of the probability",
    ),
    (
        """
def look_gradient(scores, mask, place, advantage):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    return p.at[place].add(-1.0) * advantage
""",
        "turned round",
    ),
    (
        """
def look_gradient(scores, mask, place, advantage):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    return advantage + jax.nn.one_hot(place, len(scores)) - p
""",
        "advantage added",
    ),
    (
        """
def look_gradient(scores, mask, place, advantage):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    return advantage * (1 - p[place])
""",
        "one score's number",
    ),
    (
        """
def look_gradient(scores, mask, place, advantage):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    g = -p
    g.at[place].add(1.0)
    return advantage * g
""",
        "one-hot forgotten",
    ),
]
