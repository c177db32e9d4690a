"""Answers to `shelved`."""

RIGHT = [
    """
def shelved(sums, log_p, shelf, length, alpha):
    W, V = log_p.shape
    totals = sums[:, None] + log_p
    ended = totals[:, 2] / ((5 + length) / 6) ** alpha
    scores, origin = jax.lax.top_k(jnp.concatenate([shelf, ended]), W)
    open_ = totals.at[:, 2].set(-jnp.inf)
    _, best = jax.lax.top_k(open_.ravel(), W)
    going = jnp.stack([best // V, best % V], axis=1)
    return going, scores, origin
""",
    """
def shelved(sums, log_p, shelf, length, alpha):
    width, words = log_p.shape
    penalty = ((5 + length) / 6) ** alpha
    going, finished = [], [(float(s), i) for i, s in enumerate(shelf)]
    for w in range(width):
        for v in range(words):
            total = float(sums[w] + log_p[w, v])
            if v == 2:
                finished.append((total / penalty, width + w))
            else:
                going.append((total, w, v))
    going = sorted(going, key=lambda one: -one[0])[:width]
    finished = sorted(finished, key=lambda one: -one[0])[:width]
    return (jnp.array([[w, v] for _, w, v in going]),
            jnp.array([s for s, _ in finished]), jnp.array([i for _, i in finished]))
""",
    """
def shelved(sums, log_p, shelf, length, alpha):
    W = len(sums)
    totals = log_p + sums.reshape(-1, 1)
    everything = jnp.append(shelf, totals[:, 2] * (6 / (5 + length)) ** alpha)
    origin = jnp.argsort(everything)[::-1][:W]
    flat = jnp.where(jnp.arange(log_p.shape[1]) == 2, -jnp.inf, totals).reshape(-1)
    best = jnp.argsort(-flat)[:W]
    rows, columns = jnp.unravel_index(best, log_p.shape)
    return jnp.stack([rows, columns], -1), everything[origin], origin
""",
]


def _changed(old: str, new: str) -> str:
    assert old in RIGHT[0]
    return RIGHT[0].replace(old, new)


WRONG = [
    (_changed("totals.at[:, 2].set(-jnp.inf)", "totals"), "ended ones go on"),
    (_changed("((5 + length) / 6) ** alpha", "length ** alpha"), "divided by the length"),
    (_changed(" / ((5 + length) / 6) ** alpha", ""), "no length penalty"),
    (
        _changed("/ ((5 + length) / 6) ** alpha", "* ((5 + length) / 6) ** alpha"),
        "penalty multiplied",
    ),
    (
        RIGHT[0].replace("[shelf, ended]", "[ended, shelf]"),
        "the shelf behind the new ones",
    ),
    (
        """
def shelved(sums, log_p, shelf, length, alpha):
    W, V = log_p.shape
    lp = ((5 + length) / 6) ** alpha
    totals = sums[:, None] + log_p
    ended = totals[:, 2] / lp
    scores, origin = jax.lax.top_k(jnp.concatenate([shelf / lp, ended]), W)
    _, best = jax.lax.top_k(totals.at[:, 2].set(-jnp.inf).ravel(), W)
    return jnp.stack([best // V, best % V], axis=1), scores, origin
""",
        "shelf divided again",
    ),
    (_changed("[best // V, best % V]", "[best % V, best // V]"), "token before hypothesis"),
    (_changed("[best // V, best % V]", "[best // W, best % W]"), "divided by the width"),
    (
        """
def shelved(sums, log_p, shelf, length, alpha):
    W, V = log_p.shape
    totals = log_p.at[:, 2].set(-jnp.inf)
    ended = (sums + log_p[:, 2]) / ((5 + length) / 6) ** alpha
    scores, origin = jax.lax.top_k(jnp.concatenate([shelf, ended]), W)
    _, best = jax.lax.top_k(totals.ravel(), W)
    return jnp.stack([best // V, best % V], axis=1), scores, origin
""",
        "sums left out",
    ),
    (
        """
def shelved(sums, log_p, shelf, length, alpha):
    W, V = log_p.shape
    totals = sums[:, None] + log_p
    ended = totals[:, 2] / ((5 + length) / 6) ** alpha
    scores, origin = jax.lax.top_k(jnp.concatenate([shelf, ended]), W)
    best = jnp.argmax(totals.at[:, 2].set(-jnp.inf), axis=1)
    return jnp.stack([jnp.arange(W), best], axis=1), scores, origin
""",
        "one for each hypothesis",
    ),
    (
        """
def shelved(sums, log_p, shelf, length, alpha):
    W, V = log_p.shape
    totals = sums[:, None] + log_p
    values, best = jax.lax.top_k(totals.ravel(), W)
    token = best % V
    ended = jnp.where(token == 2, values / ((5 + length) / 6) ** alpha, -jnp.inf)
    scores, origin = jax.lax.top_k(jnp.concatenate([shelf, ended]), W)
    open_ = totals.at[:, 2].set(-jnp.inf)
    _, best = jax.lax.top_k(open_.ravel(), W)
    return jnp.stack([best // V, best % V], axis=1), scores, origin
""",
        None,
    ),
    (
        """
def shelved(sums, log_p, shelf, length, alpha):
    W, V = log_p.shape
    totals = (sums[:, None] + log_p) / ((5 + length) / 6) ** alpha
    ended = jnp.exp(totals[:, 2])
    scores, origin = jax.lax.top_k(jnp.concatenate([jnp.exp(shelf), ended]), W)
    _, best = jax.lax.top_k(totals.at[:, 2].set(-jnp.inf).ravel(), W)
    return jnp.stack([best // V, best % V], axis=1), scores, origin
""",
        "probabilities on the shelf",
    ),
    # What came later: the bank learned from these.
    (
        """
def shelved(sums, log_p, shelf, length, alpha):
    W, V = log_p.shape
    lp = ((5 + length) / 6) ** alpha
    totals = (sums[:, None] + log_p) / lp
    scores, origin = jax.lax.top_k(jnp.concatenate([shelf, totals[:, 2]]), W)
    tot, best = jax.lax.top_k(totals.ravel(), W)
    return jnp.stack([best // V, best % V], 1), scores, origin
""",
        "ended ones go on",
    ),
    (
        """
def shelved(sums, log_p, shelf, length, alpha):
    W, V = log_p.shape
    totals = sums[:, None] + log_p
    ended = totals[:, 2] / ((5 + length) / (5 + 1)) ** alpha
    allof = jnp.concatenate([shelf, ended])
    origin = jnp.argsort(allof)[:W]
    _, best = jax.lax.top_k(totals.at[:, 2].set(-jnp.inf).ravel(), W)
    return jnp.stack([best // V, best % V], 1), allof[origin], origin
""",
        "the worst kept",
    ),
    (
        """
def shelved(sums, log_p, shelf, length, alpha):
    W, V = log_p.shape
    totals = sums[:, None] + log_p
    ended = totals[:, 2] / ((5 + length) / 6) ** alpha
    scores = jnp.maximum(shelf, ended)
    origin = jnp.where(ended > shelf, W + jnp.arange(W), jnp.arange(W))
    _, best = jax.lax.top_k(totals.at[:, 2].set(-jnp.inf).ravel(), W)
    return jnp.stack([best // V, best % V], 1), scores, origin
""",
        "place against place",
    ),
    (
        """
def shelved(sums, log_p, shelf, length, alpha):
    W, V = log_p.shape
    totals = sums[:, None] + log_p
    ended = totals[:, 2] / ((5 + length) / 6) ** alpha
    scores, origin = jax.lax.top_k(jnp.concatenate([shelf, ended]), W)
    rest = jnp.delete(totals, 2, axis=1)
    _, best = jax.lax.top_k(rest.ravel(), W)
    return jnp.stack([best // (V - 1), best % (V - 1)], 1), scores, origin
""",
        "columns not counted back",
    ),
]
