"""More wrong answers to sparsemax."""

WRONG: list[tuple[str, str | None]] = [
    (
        """
def sparsemax(scores, mask):
    z = jnp.sort(jnp.where(mask, scores, -jnp.inf))[::-1]
    k = jnp.arange(1, len(scores) + 1)
    cs = jnp.cumsum(z)
    taus = (cs - 1) / k
    tau = taus[jnp.sum(z > taus)]
    return jnp.where(mask, jnp.maximum(scores - tau, 0), 0)
""",
        "threshold one place on",
    ),
    (
        """
def sparsemax(scores, mask):
    z = jnp.where(mask, scores, -1e9)
    z = z - z.max()
    zs = jnp.sort(z, descending=True)
    k = jnp.arange(1, len(z) + 1)
    support = 1 + k * zs > jnp.cumsum(zs)
    tau = (jnp.sum(zs * support) - 1) / support.sum()
    return jnp.maximum(scores - tau, 0) * mask
""",
        "moved on one side",
    ),
    (
        """
def sparsemax(scores, mask):
    z = jnp.where(mask, scores, 0)
    zs = jnp.sort(z)[::-1]
    k = jnp.arange(1, len(z) + 1)
    kz = (1 + k * zs > jnp.cumsum(zs)).sum()
    tau = (jnp.cumsum(zs)[kz - 1] - 1) / kz
    return jnp.maximum(z - tau, 0)
""",
        "padding scored 0",
    ),
    (
        """
def sparsemax(scores, mask):
    p = jax.nn.softmax(jnp.where(mask, scores, -1e9))
    z = jnp.sort(p)[::-1]
    k = jnp.arange(1, len(z) + 1)
    kz = (1 + k * z > jnp.cumsum(z)).sum()
    tau = (jnp.cumsum(z)[kz - 1] - 1) / kz
    return jnp.maximum(p - tau, 0) * mask
""",
        "softmax",
    ),
    (
        """
def sparsemax(scores, mask):
    z = jnp.where(mask, scores, -1e9)
    zs = jnp.sort(z)[::-1]
    k = jnp.arange(1, len(z) + 1)
    kz = (1 + k * zs > jnp.cumsum(zs)).sum()
    tau = (zs[kz - 1] - 1) / kz
    return jnp.maximum(z - tau, 0) * mask
""",
        "the last score for the sum",
    ),
    (
        """
def sparsemax(scores, mask):
    z = jnp.where(mask, scores, -1e9)
    zs = jnp.sort(z)[::-1]
    k = jnp.arange(1, len(z) + 1)
    kz = (1 + k * zs > jnp.cumsum(zs)).sum()
    tau = jnp.cumsum(zs)[kz - 1] - 1 / kz
    return jnp.maximum(z - tau, 0) * mask
""",
        "brackets in the threshold",
    ),
]
