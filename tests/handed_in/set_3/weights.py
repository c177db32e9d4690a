"""Wrong answers to problem set 3: sparsemax and sparse_back, written before its bank as students go
wrong. Each stands with the name that the bank gives the mistake, or None where it knows none."""

WRONG: dict[str, list[tuple[str, str | None]]] = {
    "sparsemax": [
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
    ],
    "sparse_back": [
        (
            """
def sparse_back(weights, upstream):
    return weights * (upstream - jnp.sum(weights * upstream))
""",
            "softmax's gradient",
        ),
        (
            """
def sparse_back(weights, upstream):
    return upstream - upstream.mean()
""",
            "closed ones move",
        ),
        (
            """
def sparse_back(weights, upstream):
    return jnp.where(weights > 0, upstream, 0.0)
""",
            "no mean taken off",
        ),
        (
            """
def sparse_back(weights, upstream):
    s = weights > 0
    return jnp.where(s, upstream - upstream.mean(), 0.0)
""",
            "mean over all",
        ),
        (
            """
def sparse_back(weights, upstream):
    s = weights > 0
    return jnp.where(s, upstream - jnp.sum(weights * upstream), 0.0)
""",
            "weighted mean",
        ),
        (
            """
def sparse_back(weights, upstream):
    s = jnp.where(weights > 0, 1.0, 0.0)
    mean = jnp.sum(upstream * s) / s.sum()
    return s * (upstream - mean)
""",
            "NaN where nothing is open",
        ),
        (
            """
def sparse_back(weights, upstream):
    s = weights > 0
    v = jnp.where(s, upstream, 0.0).sum() / jnp.maximum(s.sum(), 1)
    return upstream * s - v
""",
            "closed ones pay the mean",
        ),
        (
            """
def sparse_back(weights, upstream):
    s = weights > 0
    return jnp.where(s, upstream - jnp.where(s, upstream, 0.0).mean(), 0.0)
""",
            "sum divided by all",
        ),
        (
            """
def sparse_back(weights, upstream):
    s = (weights > 0).astype(float)
    return jnp.diag(s) - jnp.outer(s, s) / jnp.maximum(s.sum(), 1)
""",
            "the Jacobian",
        ),
        (
            """
def sparse_back(weights, upstream):
    s = weights > 0
    n = jnp.maximum(s.sum(), 1)
    mean = jnp.sum(jnp.where(s, upstream, 0.0)) / n
    return weights * (upstream - mean)
""",
            "times the weights",
        ),
        (
            """
def sparse_back(weights, upstream):
    s = weights >= 0
    n = jnp.maximum(s.sum(), 1)
    mean = jnp.sum(jnp.where(s, upstream, 0.0)) / n
    return jnp.where(s, upstream - mean, 0.0)
""",
            "closed ones move",
        ),
        (
            """
def sparse_back(weights, upstream):
    return jax.grad(lambda s: jax.nn.softmax(s) @ upstream)(weights)
""",
            None,
        ),
    ],
}
