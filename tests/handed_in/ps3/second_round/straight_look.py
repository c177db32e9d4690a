"""More wrong answers to straight_look."""

WRONG: list[tuple[str, str | None]] = [
    (
        """
def straight_look(scores, values, mask, uniform, temperature):
    g = -jnp.log(-jnp.log(uniform))
    s = jnp.where(mask, scores + g, -jnp.inf)
    soft = jax.nn.softmax(s / temperature)
    hard = jax.nn.one_hot(jnp.argmax(s), len(s))
    return (hard + soft - jax.lax.stop_gradient(soft)) @ jax.lax.stop_gradient(values)
""",
        "values held still",
    ),
    (
        """
def straight_look(scores, values, mask, uniform, temperature):
    g = -jnp.log(-jnp.log(uniform))
    s = jnp.where(mask, (scores + g) / temperature, 0)
    soft = jax.nn.softmax(s)
    hard = jax.nn.one_hot(jnp.argmax(s), len(s))
    return (hard + soft - jax.lax.stop_gradient(soft)) @ values
""",
        "padding scored 0",
    ),
    (
        """
def straight_look(scores, values, mask, uniform, temperature):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf) / temperature)
    z = jnp.argmax(jnp.log(p) - jnp.log(-jnp.log(uniform)))
    hard = jax.nn.one_hot(z, len(p))
    return (hard + p - jax.lax.stop_gradient(p)) @ values
""",
        "noise in the draw alone",
    ),
    (
        """
def straight_look(scores, values, mask, uniform, temperature):
    g = -jnp.log(-jnp.log(uniform))
    s = jnp.where(mask, scores + g, -jnp.inf)
    soft = jax.nn.softmax(s / temperature)
    z = jnp.argmax(soft)
    return soft[z] * values[z]
""",
        "weight of the opened box",
    ),
    (
        """
def straight_look(scores, values, mask, uniform, temperature):
    g = -jnp.log(-jnp.log(uniform))
    s = jnp.where(mask, scores + g, -jnp.inf)
    soft = jax.nn.softmax(s / temperature)
    hard = jax.nn.one_hot(jnp.argmax(s), len(s))
    return (soft + jax.lax.stop_gradient(hard) - soft) @ values
""",
        "hard all the way",
    ),
    (
        """
def straight_look(scores, values, mask, uniform, temperature):
    g = -jnp.log(-jnp.log(uniform))
    s = jnp.where(mask, scores + g, -jnp.inf)
    soft = jax.nn.softmax(s / temperature)
    hard = (soft > 0.5).astype(soft.dtype)
    return (hard + soft - jax.lax.stop_gradient(soft)) @ values
""",
        "above one half",
    ),
]
