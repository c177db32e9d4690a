"""Answers to `smoothed_loss`."""

RIGHT = [
    """
def smoothed_loss(logits, writes, smoothing):
    log_p = jax.nn.log_softmax(logits, axis=-1)
    V = logits.shape[-1]
    q = (1 - smoothing) * jax.nn.one_hot(writes, V) + smoothing / V
    real = writes != 0
    per_token = jnp.where(real, -jnp.sum(q * log_p, axis=-1), 0.0)
    return per_token.sum() / jnp.maximum(real.sum(), 1)
""",
    """
def smoothed_loss(logits, writes, smoothing):
    real = writes > 0
    clean = jnp.where(real[:, None], logits, 0.0)
    log_p = clean - jax.scipy.special.logsumexp(clean, axis=1, keepdims=True)
    gold = jnp.take_along_axis(log_p, writes[:, None], axis=1)[:, 0]
    loss = -(1 - smoothing) * gold - smoothing * log_p.mean(axis=1)
    return jnp.where(real.any(), (loss * real).sum() / jnp.where(real.any(), real.sum(), 1), 0.0)
""",
    """
def smoothed_loss(logits, writes, smoothing):
    V = logits.shape[1]
    def one(row, word):
        q = jnp.full(V, smoothing / V).at[word].add(1 - smoothing)
        return optax.softmax_cross_entropy(jnp.where(word == 0, 0.0, row), q)
    losses = jax.vmap(one)(logits, writes)
    n = jnp.count_nonzero(writes)
    return jnp.where(n == 0, 0.0, jnp.where(writes == 0, 0.0, losses).sum() / jnp.clip(n, 1))
""",
]

WRONG = [
    (
        """
def smoothed_loss(logits, writes, smoothing):
    log_p = jax.nn.log_softmax(logits, axis=-1)
    V = logits.shape[-1]
    q = jax.nn.one_hot(writes, V) * (1 - smoothing) + smoothing / V
    loss = -jnp.sum(q * log_p, axis=-1)
    return jnp.mean(jnp.where(writes != 0, loss, 0.0))
""",
        "padding in the divisor",
    ),
    (
        """
def smoothed_loss(logits, writes, smoothing):
    log_p = jax.nn.log_softmax(logits, axis=-1)
    V = logits.shape[-1]
    q = jax.nn.one_hot(writes, V) * (1 - smoothing) + smoothing / V
    loss = -jnp.sum(q * log_p, axis=-1)
    real = writes != 0
    return jnp.sum(loss * real) / jnp.sum(real)
""",
        "nothing divided by nothing",
    ),
    (
        """
def smoothed_loss(logits, writes, smoothing):
    log_p = jax.nn.log_softmax(logits, axis=-1)
    gold = jnp.take_along_axis(log_p, writes[:, None], axis=1)[:, 0]
    V = logits.shape[-1]
    others = (log_p.sum(axis=1) - gold) / (V - 1)
    loss = -(1 - smoothing) * gold - smoothing * others
    real = writes != 0
    return jnp.sum(jnp.where(real, loss, 0)) / jnp.maximum(real.sum(), 1)
""",
        "shared by the others alone",
    ),
    (
        """
def smoothed_loss(logits, writes, smoothing):
    p = jax.nn.softmax(logits, axis=-1)
    V = logits.shape[-1]
    q = (1 - smoothing) * jax.nn.one_hot(writes, V) + smoothing / V
    loss = -jnp.sum(p * jnp.log(q + 1e-9), axis=-1)
    real = writes != 0
    return jnp.sum(jnp.where(real, loss, 0)) / jnp.maximum(real.sum(), 1)
""",
        "p and q turned round",
    ),
    (
        """
def smoothed_loss(logits, writes, smoothing):
    log_p = jax.nn.log_softmax(logits, axis=-1)
    V = logits.shape[-1]
    q = smoothing * jax.nn.one_hot(writes, V) + (1 - smoothing) / V
    loss = -jnp.sum(q * log_p, axis=-1)
    real = writes != 0
    return jnp.sum(jnp.where(real, loss, 0)) / jnp.maximum(real.sum(), 1)
""",
        "shares turned round",
    ),
    (
        """
def smoothed_loss(logits, writes, smoothing):
    V = logits.shape[-1]
    q = (1 - smoothing) * jax.nn.one_hot(writes, V) + smoothing
    loss = -jnp.sum(q * jax.nn.log_softmax(logits), axis=-1)
    real = writes != 0
    return jnp.sum(jnp.where(real, loss, 0)) / jnp.maximum(real.sum(), 1)
""",
        "not divided among the words",
    ),
    (
        """
def smoothed_loss(logits, writes, smoothing):
    V = logits.shape[-1]
    q = (1 - smoothing) * jax.nn.one_hot(writes, V) + smoothing / V
    p = jax.nn.softmax(logits)
    loss = -jnp.log(jnp.sum(q * p, axis=-1))
    real = writes != 0
    return jnp.sum(jnp.where(real, loss, 0)) / jnp.maximum(real.sum(), 1)
""",
        "log of the sum",
    ),
    (
        """
def smoothed_loss(logits, writes, smoothing):
    log_p = jax.nn.log_softmax(logits, axis=0)
    V = logits.shape[-1]
    q = (1 - smoothing) * jax.nn.one_hot(writes, V) + smoothing / V
    real = writes != 0
    loss = -jnp.sum(q * log_p, axis=-1)
    return jnp.sum(jnp.where(real, loss, 0)) / jnp.maximum(real.sum(), 1)
""",
        "softmax over the positions",
    ),
    (
        """
def smoothed_loss(logits, writes, smoothing):
    log_p = jax.nn.log_softmax(logits, axis=-1)
    V = logits.shape[-1]
    q = (1 - smoothing) * jax.nn.one_hot(writes, V) + smoothing / V
    real = (writes != 0) & (writes != 2)
    loss = -jnp.sum(q * log_p, axis=-1)
    return jnp.sum(jnp.where(real, loss, 0)) / jnp.maximum(real.sum(), 1)
""",
        "end left out",
    ),
    (
        """
def smoothed_loss(logits, writes, smoothing):
    log_p = jax.nn.log_softmax(logits, axis=-1)
    V = logits.shape[-1]
    q = (1 - smoothing) * jax.nn.one_hot(writes, V) + smoothing / V
    real = writes != 0
    loss = -jnp.sum(q * log_p, axis=-1)
    return jnp.sum(jnp.where(real, loss, 0)) / real.sum()
""",
        "nothing divided by nothing",
    ),
    (
        """
def smoothed_loss(logits, writes, smoothing):
    log_p = jax.nn.log_softmax(logits, axis=-1)
    V = logits.shape[-1]
    q = (1 - smoothing) * jax.nn.one_hot(writes, V) + smoothing / V
    real = writes != 0
    loss = -jnp.mean(q * log_p, axis=-1)
    return jnp.sum(jnp.where(real, loss, 0)) / jnp.maximum(real.sum(), 1)
""",
        "mean over the words",
    ),
    # What came later: the bank learned from these.
    (
        """
def smoothed_loss(logits, writes, smoothing):
    log_p = jax.nn.log_softmax(logits)
    V = logits.shape[1]
    q = jnp.full(logits.shape, smoothing / V)
    q = q.at[jnp.arange(len(writes)), writes].set(1 - smoothing)
    real = writes != 0
    return jnp.sum(jnp.where(real, -(q * log_p).sum(1), 0)) / jnp.maximum(real.sum(), 1)
""",
        "the true one gets no share",
    ),
    (
        """
def smoothed_loss(logits, writes, smoothing):
    log_p = jax.nn.log_softmax(logits)
    true = log_p[jnp.arange(len(writes)), writes]
    real = writes != 0
    nll = -jnp.where(real, true, 0).sum() / jnp.maximum(real.sum(), 1)
    uniform = -jnp.where(real, log_p.sum(axis=1), 0).sum() / jnp.maximum(real.sum(), 1)
    return (1 - smoothing) * nll + smoothing * uniform
""",
        "not divided among the words",
    ),
    (
        """
def smoothed_loss(logits, writes, smoothing):
    log_p = jax.nn.log_softmax(logits)
    true = log_p[:, writes].mean(axis=1)
    real = writes != 0
    each = -(1 - smoothing) * true - smoothing * log_p.mean(axis=1)
    return jnp.where(real, each, 0).sum() / jnp.maximum(real.sum(), 1)
""",
        None,
    ),
]
