"""Answers to `nucleus`."""

RIGHT = [
    """
def nucleus(logits, temperature, share):
    p = jax.nn.softmax(logits / temperature)
    order = jnp.argsort(-p)
    ordered = p[order]
    before = jnp.cumsum(ordered) - ordered
    kept = jnp.where(before < share, ordered, 0.0)
    return jnp.zeros_like(p).at[order].set(kept / kept.sum())
""",
    """
def nucleus(logits, temperature, share):
    p = jax.nn.softmax(logits / temperature)
    likelier = p[None, :] > p[:, None]
    before = jnp.where(likelier, p[None, :], 0).sum(axis=1)
    q = jnp.where(before < share, p, 0)
    return q / q.sum()
""",
    """
def nucleus(logits, temperature, share):
    z = np.asarray(logits, dtype=np.float64) / temperature
    p = np.exp(z - z.max())
    p /= p.sum()
    out, total = np.zeros(len(p)), 0.0
    for i in np.argsort(p)[::-1]:
        if total >= share:
            break
        out[i] = p[i]
        total += p[i]
    return jnp.array(out / total)
""",
]


def _changed(old: str, new: str) -> str:
    assert old in RIGHT[0]
    return RIGHT[0].replace(old, new)


WRONG = [
    (
        _changed("before < share", "jnp.cumsum(ordered) <= share"),
        "the one that reaches it left out",
    ),
    (_changed("kept / kept.sum()", "kept"), "not made to sum to 1"),
    (_changed("logits / temperature", "logits * temperature"), "temperature multiplied"),
    (
        _changed("jnp.zeros_like(p).at[order].set(kept / kept.sum())", "kept / kept.sum()"),
        "left in order of likelihood",
    ),
    (
        """
def nucleus(logits, temperature, share):
    p = jax.nn.softmax(logits)
    order = jnp.argsort(-p)
    before = jnp.cumsum(p[order]) - p[order]
    keep = jnp.zeros(p.shape, bool).at[order].set(before < share)
    return jax.nn.softmax(jnp.where(keep, logits / temperature, -jnp.inf))
""",
        "nucleus before the temperature",
    ),
    (
        """
def nucleus(logits, temperature, share):
    p = jax.nn.softmax(logits / temperature)
    kept = jnp.where(p >= share, p, 0.0)
    return kept / kept.sum()
""",
        "words above the share",
    ),
    (
        """
def nucleus(logits, temperature, share):
    p = jax.nn.softmax(logits / temperature)
    order = jnp.argsort(p)
    ordered = p[order]
    before = jnp.cumsum(ordered) - ordered
    kept = jnp.where(before < share, ordered, 0.0)
    return jnp.zeros_like(p).at[order].set(kept / kept.sum())
""",
        "the unlikeliest kept",
    ),
    (
        """
def nucleus(logits, temperature, share):
    p = jax.nn.softmax(logits / temperature)
    order = jnp.argsort(-p)
    keep = jnp.cumsum(p[order]) - p[order] < share
    q = jnp.where(keep, p, 0.0)
    return q / q.sum()
""",
        "mask in another order",
    ),
    (
        """
def nucleus(logits, temperature, share):
    p = jax.nn.softmax(logits / temperature)
    order = jnp.argsort(-p)
    ordered = p[order]
    keep = jnp.cumsum(ordered) - ordered < share
    back = jnp.zeros(len(p), bool).at[order].set(keep)
    return jax.nn.softmax(jnp.where(back, p, -jnp.inf))
""",
        "softmax taken twice",
    ),
    (
        """
def nucleus(logits, temperature, share):
    p = jax.nn.softmax(logits / temperature)
    order = jnp.argsort(-p)
    ordered = p[order]
    keep = jnp.cumsum(ordered) - ordered < share
    back = jnp.zeros(len(p), bool).at[order].set(keep)
    return jax.nn.softmax(jnp.where(back, logits / temperature, 0.0))
""",
        "0 for what is left out",
    ),
    (
        """
def nucleus(logits, temperature, share):
    p = jax.nn.softmax(logits / temperature)
    count = int(share * len(p))
    order = jnp.argsort(-p)
    kept = jnp.where(jnp.arange(len(p)) < count, p[order], 0.0)
    return jnp.zeros_like(p).at[order].set(kept / kept.sum())
""",
        "a share of the words",
    ),
    # What came later: the bank learned from these.
    (
        """
def nucleus(logits, temperature, share):
    p = jax.nn.softmax(logits / temperature)
    top = jnp.sort(p)[::-1]
    k = jnp.argmax(jnp.cumsum(top) >= share)
    q = jnp.where(p > top[k], p, 0)
    return q / q.sum()
""",
        "the one that reaches it left out",
    ),
    (
        """
def nucleus(logits, temperature, share):
    p = jax.nn.softmax(logits / temperature)
    order = jnp.argsort(-p)
    s = jnp.cumsum(p[order])
    keep = s - p[order] < share
    q = jnp.zeros_like(p).at[order].set(keep * p[order])
    return jax.nn.softmax(jnp.where(q > 0, q, -jnp.inf))
""",
        "softmax taken twice",
    ),
    (
        """
def nucleus(logits, temperature, share):
    p = jax.nn.softmax(logits / temperature)
    order = jnp.argsort(-p)
    kept = jnp.where(jnp.cumsum(p[order]) - p[order] < share, p[order], 0.0)
    kept = kept / kept.sum()
    return kept[order]
""",
        "put back the wrong way",
    ),
    (
        """
def nucleus(logits, temperature, share):
    p = jax.nn.softmax(logits / temperature)
    order = jnp.argsort(-p)
    keep = (jnp.cumsum(p[order]) <= share).at[0].set(True)
    q = jnp.where(keep, p[order], 0.0)
    return jnp.zeros_like(p).at[order].set(q / q.sum())
""",
        "the one that reaches it left out",
    ),
    (
        """
def nucleus(logits, temperature, share):
    p = jax.nn.softmax(logits / temperature)
    order = jnp.argsort(-p)
    q = jnp.where(jnp.cumsum(p[order]) < share, p[order], 0.0)
    return jnp.zeros_like(p).at[order].set(q / jnp.maximum(q.sum(), 1e-9))
""",
        "the one that reaches it left out",
    ),
]
