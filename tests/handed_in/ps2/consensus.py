"""Answers to `consensus`."""

RIGHT = [
    """
def consensus(answers, words):
    counts = (jax.nn.one_hot(answers, words) * (answers > 2)[..., None]).sum(axis=1)
    common = jnp.minimum(counts[:, None], counts[None]).sum(axis=-1)
    length = counts.sum(axis=1)
    total = length[:, None] + length[None]
    alike = jnp.where(total > 0, 2 * common / jnp.maximum(total, 1), 1.0)
    S = len(answers)
    return (alike.sum(axis=1) - jnp.diag(alike)) / (S - 1)
""",
    """
def consensus(answers, words):
    from collections import Counter
    bags = [Counter(int(t) for t in row if t > 2) for row in answers]
    def f1(a, b):
        n = sum(a.values()) + sum(b.values())
        return 2 * sum((a & b).values()) / n if n else 1.0
    out = []
    for i, a in enumerate(bags):
        others = [f1(a, b) for j, b in enumerate(bags) if j != i]
        out.append(sum(others) / len(others))
    return jnp.array(out)
""",
    """
def consensus(answers, words):
    def bag(row):
        return jnp.bincount(row, length=words).at[:3].set(0)
    bags = jax.vmap(bag)(answers)
    def alike(a, b):
        n = a.sum() + b.sum()
        return jnp.where(n == 0, 1.0, 2 * jnp.minimum(a, b).sum() / jnp.where(n == 0, 1, n))
    table = jax.vmap(lambda a: jax.vmap(lambda b: alike(a, b))(bags))(bags)
    return (table.sum(1) - 1) / (len(bags) - 1)
""",
]


def _changed(old: str, new: str) -> str:
    assert old in RIGHT[0]
    return RIGHT[0].replace(old, new)


WRONG = [
    (
        _changed("(alike.sum(axis=1) - jnp.diag(alike)) / (S - 1)", "alike.mean(axis=1)"),
        "compared with itself",
    ),
    (
        _changed(
            "(alike.sum(axis=1) - jnp.diag(alike)) / (S - 1)",
            "(alike.sum(axis=1) - jnp.diag(alike)) / S",
        ),
        "itself counted in the divisor",
    ),
    (
        _changed("* (answers > 2)[..., None]", "* (answers > 0)[..., None]"),
        "the end sign is a word",
    ),
    (_changed(" * (answers > 2)[..., None]", ""), "padding is a word"),
    (
        _changed(
            "jnp.minimum(counts[:, None], counts[None]).sum(axis=-1)",
            "jnp.minimum(counts[:, None], counts[None]).clip(0, 1).sum(axis=-1)",
        ),
        "each common word once",
    ),
    (
        """
def consensus(answers, words):
    same = (answers[:, None] == answers[None]) & (answers > 2)[:, None]
    n = (answers > 2).sum(axis=1)
    total = n[:, None] + n[None]
    alike = jnp.where(total > 0, 2 * same.sum(-1) / jnp.maximum(total, 1), 1.0)
    return (alike.sum(axis=1) - jnp.diag(alike)) / (len(answers) - 1)
""",
        "compared place by place",
    ),
    (
        """
def consensus(answers, words):
    equal = (answers[:, None] == answers[None]).all(axis=-1)
    return (equal.sum(axis=1) - 1) / (len(answers) - 1)
""",
        "equal or not",
    ),
    (_changed("2 * common / jnp.maximum", "common / jnp.maximum"), "without the 2"),
    (
        _changed("2 * common / jnp.maximum(total, 1)", "common / jnp.maximum(length[:, None], 1)"),
        "precision alone",
    ),
    (
        """
def consensus(answers, words):
    counts = (jax.nn.one_hot(answers, words) * (answers > 2)[..., None]).sum(axis=1)
    common = jnp.minimum(counts[:, None], counts[None]).sum(axis=-1)
    length = counts.sum(axis=1)
    alike = 2 * common / (length[:, None] + length[None])
    return (alike.sum(axis=1) - jnp.diag(alike)) / (len(answers) - 1)
""",
        "two empty answers divided by zero",
    ),
    (
        RIGHT[0].rstrip().replace("return (alike", "expected = (alike")
        + "\n    return answers[jnp.argmax(expected)]\n",
        "the best answer itself",
    ),
    # What came later: the bank learned from these.
    (
        """
def consensus(answers, words):
    counts = jax.vmap(lambda r: jnp.bincount(r, length=words))(answers)
    common = jnp.minimum(counts[:, None], counts[None]).sum(-1)
    n = (answers > 2).sum(1)
    f = jnp.where(n[:, None] + n > 0, 2 * common / jnp.maximum(n[:, None] + n, 1), 1.0)
    return (f.sum(1) - jnp.diag(f)) / (len(answers) - 1)
""",
        "padding in common",
    ),
    (
        """
def consensus(answers, words):
    counts = jax.vmap(lambda r: jnp.bincount(r, length=words))(answers).at[:, :3].set(0)
    common = jnp.minimum(counts[:, None], counts[None]).sum(-1)
    n = counts.sum(1)
    f = jnp.where(n[:, None] + n > 0, 2 * common / jnp.maximum(n[:, None] + n, 1), 1.0)
    f = jnp.where(jnp.eye(len(f), dtype=bool), 0.0, f)
    return f.mean(axis=1)
""",
        "itself counted in the divisor",
    ),
    (
        """
def consensus(answers, words):
    counts = jax.vmap(lambda r: jnp.bincount(r, length=words))(answers).at[:, :3].set(0)
    common = jnp.minimum(counts[:, None], counts[None]).sum(-1)
    n = counts.sum(1)
    p = common / jnp.maximum(n[:, None], 1); r = common / jnp.maximum(n[None], 1)
    f = 2 * p * r / jnp.maximum(p + r, 1e-9)
    return (f.sum(1) - jnp.diag(f)) / (len(answers) - 1)
""",
        "two empty answers unlike",
    ),
    (
        """
def consensus(answers, words):
    counts = jax.vmap(lambda r: jnp.bincount(r, length=words))(answers).at[:, :3].set(0)
    counts = counts[:, 3:]
    diff = jnp.abs(counts[:, None] - counts[None]).sum(-1)
    f = 1 - diff / words
    return (f.sum(1) - 1) / (len(answers) - 1)
""",
        None,
    ),
]
