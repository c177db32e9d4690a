"""Answers to straight_look as students would hand them in. The wrong ones were written
before the bank; `second_round` has more of them."""

RIGHT: list[str] = [
    """
def straight_look(scores, values, mask, uniform, temperature):
    noisy = scores - jnp.log(-jnp.log(uniform))
    noisy = jnp.where(mask, noisy, -jnp.inf)
    soft = jax.nn.softmax(noisy / temperature)
    hard = jax.nn.one_hot(jnp.argmax(noisy), len(scores))
    look = soft + jax.lax.stop_gradient(hard - soft)
    return look @ values
""",
    """
def straight_look(scores, values, mask, uniform, temperature):
    gumbel = -jnp.log(-jnp.log(uniform))
    s = jnp.where(mask, scores + gumbel, -1e9)
    y = jax.nn.softmax(s / temperature)
    z = s.argmax()
    y_hard = jnp.zeros_like(y).at[z].set(1.0)
    y = jax.lax.stop_gradient(y_hard) - jax.lax.stop_gradient(y) + y
    return jnp.sum(y * values)
""",
    """
def straight_look(scores, values, mask, uniform, temperature):
    g = -jnp.log(-jnp.log(uniform))
    soft = jax.nn.softmax((scores + g) / temperature, where=mask)
    opened = jnp.argmax(soft)
    mean = jnp.sum(soft * jax.lax.stop_gradient(values))
    return values[opened] + mean - jax.lax.stop_gradient(mean)
""",
    """
def straight_look(scores, values, mask, uniform, temperature):
    g = -jnp.log(-jnp.log(uniform))
    s = jnp.where(mask, scores + g, -jnp.inf)
    soft = jax.nn.softmax(s / temperature)
    hard = jax.nn.one_hot(jnp.argmax(s), len(s))
    return (hard - jax.lax.stop_gradient(soft)) @ values + soft @ values
""",
]

WRONG: list[tuple[str, str | None]] = [
    (
        """
def straight_look(scores, values, mask, uniform, temperature):
    g = -jnp.log(-jnp.log(uniform))
    s = jnp.where(mask, scores + g, -jnp.inf)
    return jax.nn.softmax(s / temperature) @ values
""",
        "soft all the way",
    ),
    (
        """
def straight_look(scores, values, mask, uniform, temperature):
    g = -jnp.log(-jnp.log(uniform))
    s = jnp.where(mask, scores + g, -jnp.inf)
    return values[jnp.argmax(s)]
""",
        "hard all the way",
    ),
    (
        """
def straight_look(scores, values, mask, uniform, temperature):
    g = -jnp.log(-jnp.log(uniform))
    s = jnp.where(mask, scores + g, -jnp.inf)
    hard = jax.nn.one_hot(jnp.argmax(s), len(s))
    soft = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf) / temperature)
    y = soft + jax.lax.stop_gradient(hard - soft)
    return y @ values
""",
        "noise in the draw alone",
    ),
    (
        """
def straight_look(scores, values, mask, uniform, temperature):
    g = -jnp.log(-jnp.log(uniform))
    s = jnp.where(mask, scores + g, -jnp.inf)
    hard = jax.nn.one_hot(jnp.argmax(s), len(s))
    soft = jax.nn.softmax(s)
    y = soft + jax.lax.stop_gradient(hard - soft)
    return y @ values
""",
        "temperature forgotten",
    ),
    (
        """
def straight_look(scores, values, mask, uniform, temperature):
    g = -jnp.log(-jnp.log(uniform))
    s = scores + g
    hard = jax.nn.one_hot(jnp.argmax(s), len(s))
    soft = jax.nn.softmax(s / temperature)
    y = soft + jax.lax.stop_gradient(hard - soft)
    return y @ values
""",
        "mask ignored",
    ),
    (
        """
def straight_look(scores, values, mask, uniform, temperature):
    g = -jnp.log(-jnp.log(uniform))
    s = jnp.where(mask, scores / temperature + g, -jnp.inf)
    hard = jax.nn.one_hot(jnp.argmax(s), len(s))
    soft = jax.nn.softmax(s)
    y = soft + jax.lax.stop_gradient(hard - soft)
    return y @ values
""",
        "temperature on the scores alone",
    ),
    (
        """
def straight_look(scores, values, mask, uniform, temperature):
    g = jnp.log(-jnp.log(uniform))
    s = jnp.where(mask, scores + g, -jnp.inf)
    hard = jax.nn.one_hot(jnp.argmax(s), len(s))
    soft = jax.nn.softmax(s / temperature)
    y = soft + jax.lax.stop_gradient(hard - soft)
    return y @ values
""",
        "noise upside down",
    ),
    (
        """
def straight_look(scores, values, mask, uniform, temperature):
    g = -jnp.log(-jnp.log(uniform))
    s = jnp.where(mask, scores + g, -jnp.inf)
    hard = jax.nn.one_hot(jnp.argmax(s), len(s))
    soft = jax.nn.softmax(s / temperature)
    y = hard + jax.lax.stop_gradient(soft - hard)
    return y @ values
""",
        "turned round",
    ),
    (
        """
def straight_look(scores, values, mask, uniform, temperature):
    s = jnp.where(mask, scores, -jnp.inf)
    hard = jax.nn.one_hot(jnp.argmax(s), len(s))
    soft = jax.nn.softmax(s / temperature)
    y = soft + jax.lax.stop_gradient(hard - soft)
    return y @ values
""",
        "no noise",
    ),
    (
        """
def straight_look(scores, values, mask, uniform, temperature):
    g = -jnp.log(-jnp.log(uniform))
    s = jnp.where(mask, scores + g, -jnp.inf)
    hard = jax.nn.one_hot(jnp.argmax(s), len(s))
    soft = jax.nn.softmax(s * temperature)
    y = soft + jax.lax.stop_gradient(hard - soft)
    return y @ values
""",
        "temperature multiplies",
    ),
    (
        """
def straight_look(scores, values, mask, uniform, temperature):
    s = jnp.where(mask, scores + uniform, -jnp.inf)
    hard = jax.nn.one_hot(jnp.argmax(s), len(s))
    soft = jax.nn.softmax(s / temperature)
    y = soft + jax.lax.stop_gradient(hard - soft)
    return y @ values
""",
        "uniform noise",
    ),
    (
        """
def straight_look(scores, values, mask, uniform, temperature):
    g = -jnp.log(-jnp.log(uniform))
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    s = p + g
    hard = jax.nn.one_hot(jnp.argmax(jnp.where(mask, s, -jnp.inf)), len(s))
    soft = jax.nn.softmax(jnp.where(mask, s, -jnp.inf) / temperature)
    return (soft + jax.lax.stop_gradient(hard - soft)) @ values
""",
        "noise on the probabilities",
    ),
    (
        """
def straight_look(scores, values, mask, uniform, temperature):
    g = -jnp.log(-jnp.log(uniform))
    s = jnp.where(mask, scores + g, -jnp.inf)
    hard = jax.nn.one_hot(jnp.argmax(s), len(s))
    soft = jax.nn.softmax(s / temperature)
    y = jax.lax.stop_gradient(soft + hard - soft)
    return y @ values
""",
        "hard all the way",
    ),
]
