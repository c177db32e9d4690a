"""Answers to sparsemax as students would hand them in. The wrong ones were written
before the bank; `second_round` has more of them."""

RIGHT: list[str] = [
    """
def sparsemax(scores, mask):
    low = jnp.where(mask, scores, -1e9)
    order = jnp.sort(low)[::-1]
    count = jnp.arange(1, len(scores) + 1)
    total = jnp.cumsum(order)
    inside = 1 + count * order > total
    k = inside.sum()
    tau = (total[k - 1] - 1) / k
    return jnp.where(mask, jnp.maximum(scores - tau, 0), 0)
""",
    """
def sparsemax(scores, mask):
    # bisect the threshold: the sum of the parts above it falls as it rises
    z = jnp.where(mask, scores, -jnp.inf)
    low, high = z.max() - 1, z.max()
    for _ in range(60):
        middle = (low + high) / 2
        enough = jnp.maximum(z - middle, 0).sum() >= 1
        low, high = jnp.where(enough, middle, low), jnp.where(enough, high, middle)
    p = jnp.maximum(z - low, 0)
    return jnp.where(mask, p / p.sum(), 0.0)
""",
    """
def sparsemax(scores, mask):
    n = int(mask.sum())
    if n == 0:
        return jnp.zeros(len(scores))
    real = sorted([float(s) for s, m in zip(scores, mask) if m], reverse=True)
    tau = None
    for k in range(1, n + 1):
        t = (sum(real[:k]) - 1) / k
        if real[k - 1] > t:
            tau = t
    return jnp.array([max(float(s) - tau, 0.0) if m else 0.0 for s, m in zip(scores, mask)])
""",
    """
def sparsemax(scores, mask):
    s = scores * mask - 1e9 * (1 - mask)
    z = jnp.sort(s)[::-1]
    cs = jnp.cumsum(z)
    k = jnp.arange(1, len(s) + 1)
    kz = jnp.max(jnp.where(1 + k * z > cs, k, 0))
    tau = (cs[kz - 1] - 1) / kz
    return jnp.maximum(s - tau, 0) * mask
""",
]

WRONG: list[tuple[str, str | None]] = [
    (
        """
def sparsemax(scores, mask):
    s = jnp.where(mask, scores, -jnp.inf)
    p = jax.nn.softmax(s)
    return jnp.where(mask, p, 0.0)
""",
        "softmax",
    ),
    (
        """
def sparsemax(scores, mask):
    z = jnp.sort(scores)[::-1]
    k = jnp.arange(1, len(scores) + 1)
    cs = jnp.cumsum(z)
    kz = jnp.sum(1 + k * z > cs)
    tau = (cs[kz - 1] - 1) / kz
    return jnp.maximum(scores - tau, 0.0)
""",
        "mask ignored",
    ),
    (
        """
def sparsemax(scores, mask):
    z = jnp.sort(scores)[::-1]
    k = jnp.arange(1, len(scores) + 1)
    cs = jnp.cumsum(z)
    kz = jnp.sum(1 + k * z > cs)
    tau = (cs[kz - 1] - 1) / kz
    return jnp.where(mask, jnp.maximum(scores - tau, 0.0), 0.0)
""",
        "masked at the end alone",
    ),
    (
        """
def sparsemax(scores, mask):
    # forgot that sort is ascending
    s = jnp.where(mask, scores, -1e9)
    z = jnp.sort(s)
    k = jnp.arange(1, len(s) + 1)
    cs = jnp.cumsum(z)
    kz = jnp.sum(1 + k * z > cs)
    tau = (cs[kz - 1] - 1) / kz
    return jnp.where(mask, jnp.maximum(s - tau, 0.0), 0.0)
""",
        "sorted upwards",
    ),
    (
        """
def sparsemax(scores, mask):
    n = jnp.maximum(mask.sum(), 1)
    tau = (jnp.where(mask, scores, 0).sum() - 1) / n
    return jnp.where(mask, jnp.maximum(scores - tau, 0), 0)
""",
        "one round only",
    ),
    (
        """
def sparsemax(scores, mask):
    s = jnp.where(mask, jnp.maximum(scores, 0), 0)
    return s / jnp.maximum(s.sum(), 1e-9)
""",
        "positive scores divided by their sum",
    ),
    (
        """
def sparsemax(scores, mask):
    s = jnp.where(mask, scores, 0.0)  # padding to zero
    z = jnp.sort(s)[::-1]
    k = jnp.arange(1, len(s) + 1)
    cs = jnp.cumsum(z)
    kz = jnp.sum(1 + k * z > cs)
    tau = (cs[kz - 1] - 1) / kz
    return jnp.where(mask, jnp.maximum(s - tau, 0.0), 0.0)
""",
        "padding scored 0",
    ),
    (
        """
def sparsemax(scores, mask):
    s = jnp.where(mask, scores, -1e9)
    z = jnp.sort(s)[::-1]
    k = jnp.arange(1, len(s) + 1)
    cs = jnp.cumsum(z)
    kz = jnp.sum(1 + k * z > cs)
    tau = (cs[kz] - 1) / kz  # the sum of the first kz
    return jnp.where(mask, jnp.maximum(s - tau, 0.0), 0.0)
""",
        "threshold one place on",
    ),
    (
        """
def sparsemax(scores, mask):
    s = jnp.where(mask, scores, -1e9)
    z = jnp.sort(s)[::-1]
    k = jnp.arange(1, len(s) + 1)
    cs = jnp.cumsum(z)
    kz = jnp.sum(1 + k * z > cs)
    tau = (cs[kz - 1] - 1) / kz
    return jnp.where(s > tau, s - tau, 0.0) / kz
""",
        None,
    ),
    (
        """
def sparsemax(scores, mask):
    s = jnp.where(mask, scores, -jnp.inf)
    return jax.nn.one_hot(jnp.argmax(s), len(s)) * mask
""",
        "all on the largest",
    ),
    (
        """
def sparsemax(scores, mask):
    s = jnp.where(mask, scores, -1e9)
    z = jnp.sort(s)[::-1]
    k = jnp.arange(len(s))
    cs = jnp.cumsum(z)
    kz = jnp.sum(1 + k * z > cs)
    tau = (cs[kz - 1] - 1) / kz
    return jnp.where(mask, jnp.maximum(s - tau, 0.0), 0.0)
""",
        "counted from 0",
    ),
    (
        """
def sparsemax(scores, mask):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    p = jnp.where(p < 0.1, 0.0, p)
    return p / p.sum()
""",
        None,
    ),
    (
        """
def sparsemax(scores, mask):
    s = jnp.where(mask, scores, -1e9)
    z = jnp.sort(s)[::-1]
    cs = jnp.cumsum(z)
    k = 0
    while k < len(s) and 1 + (k + 1) * z[k] > cs[k]:
        k = k + 1
    tau = (cs[k - 1] - 1) / k
    return jnp.maximum(s - tau, 0.0)
""",
        "right but for one case",
    ),
]
