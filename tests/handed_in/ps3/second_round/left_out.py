"""More wrong answers to left_out."""

WRONG: list[tuple[str, str | None]] = [
    (
        """
def left_out(rewards):
    n = len(rewards)
    return (rewards - rewards.mean()) * (n - 1) / n
""",
        "shrunk instead of stretched",
    ),
    (
        """
def left_out(rewards):
    n = len(rewards)
    return rewards - jnp.mean(rewards) * n / (n - 1)
""",
        "all summed, one fewer counted",
    ),
    (
        """
def left_out(rewards):
    return rewards - jnp.roll(rewards, 1)
""",
        "the neighbour alone",
    ),
    (
        """
def left_out(rewards):
    out = []
    for i in range(len(rewards)):
        out.append(rewards[i] - rewards[i + 1 :].mean())
    return jnp.array(out)
""",
        "later draws alone",
    ),
    (
        """
def left_out(rewards):
    n = len(rewards)
    return rewards - rewards.sum() - rewards / (n - 1)
""",
        "brackets",
    ),
]
