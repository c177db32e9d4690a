"""Wrong answers to problem set 3: straight_look and left_out, written before its bank as students
go wrong. Each stands with the name that the bank gives the mistake, or None where it knows none."""

WRONG: dict[str, list[tuple[str, str | None]]] = {
    "straight_look": [
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
    ],
    "left_out": [
        (
            """
def left_out(rewards):
    return rewards - rewards.mean()
""",
            "its own reward among them",
        ),
        (
            """
def left_out(rewards):
    return rewards - (rewards.sum() - rewards)
""",
            "others summed",
        ),
        (
            """
def left_out(rewards):
    n = len(rewards)
    return rewards - (rewards.sum() - rewards) / n
""",
            "divided by N",
        ),
        (
            """
def left_out(rewards):
    n = len(rewards)
    return (rewards.sum() - rewards) / (n - 1)
""",
            "the baseline alone",
        ),
        (
            """
def left_out(rewards):
    n = len(rewards)
    return (rewards.sum() - rewards) / (n - 1) - rewards
""",
            "sign",
        ),
        (
            """
def left_out(rewards):
    return (rewards - rewards.mean()) / (rewards.std() + 1e-8)
""",
            "divided by the spread",
        ),
        (
            """
def left_out(rewards):
    n = len(rewards)
    return rewards - rewards.sum() / (n - 1)
""",
            "all summed, one fewer counted",
        ),
        (
            """
def left_out(rewards):
    out = [rewards[0]]
    for i in range(1, len(rewards)):
        out.append(rewards[i] - rewards[:i].mean())
    return jnp.array(out)
""",
            "earlier draws alone",
        ),
        (
            """
def left_out(rewards):
    out = []
    for i in range(len(rewards)):
        others = jnp.delete(rewards, i)
        out.append(rewards[i] - jnp.median(others))
    return jnp.array(out)
""",
            "median",
        ),
        (
            """
def left_out(rewards):
    out = []
    for i in range(len(rewards)):
        others = rewards.at[i].set(0.0)
        out.append(rewards[i] - others.mean())
    return jnp.array(out)
""",
            "divided by N",
        ),
        (
            """
def left_out(rewards):
    out = []
    for i in range(len(rewards)):
        others = jnp.concatenate([rewards[:i], rewards[i:]])
        out.append(rewards[i] - others.mean())
    return jnp.array(out)
""",
            "its own reward among them",
        ),
        (
            """
def left_out(rewards):
    n = len(rewards)
    return rewards - (rewards.sum() - 1) / (n - 1)
""",
            None,
        ),
    ],
}
