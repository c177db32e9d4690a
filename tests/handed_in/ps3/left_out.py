"""Answers to left_out as students would hand them in. The wrong ones were written
before the bank; `second_round` has more of them."""

RIGHT: list[str] = [
    """
def left_out(rewards):
    n = len(rewards)
    return rewards - (rewards.sum() - rewards) / (n - 1)
""",
    """
def left_out(rewards):
    n = rewards.shape[0]
    return (rewards - jnp.mean(rewards)) * n / (n - 1)
""",
    """
def left_out(rewards):
    out = []
    for i in range(len(rewards)):
        others = jnp.concatenate([rewards[:i], rewards[i + 1 :]])
        out.append(rewards[i] - others.mean())
    return jnp.stack(out)
""",
]

WRONG: list[tuple[str, str | None]] = [
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
]
