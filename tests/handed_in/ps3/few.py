"""Answers to `few`: the reader of a few boxes and its loss."""

RIGHT: list[str] = [
    """
def read_few(params, row):
    scores = scores_of(params, row)
    weights = sparsemax(scores, row["mask"])
    states = params["inside"][row["contents"]]
    return says(params, weights @ states), weights


def few_loss(params, batch):
    logits, _ = jax.vmap(read_few, in_axes=(None, 0))(params, batch)
    log_p = jax.nn.log_softmax(logits)
    return -jnp.mean(log_p[jnp.arange(len(logits)), batch["answer"]])
""",
]

WRONG: list[tuple[str, str | None]] = [
    (
        """
def read_few(params, row):
    scores = scores_of(params, row)
    weights = jax.nn.softmax(scores, where=row["mask"])
    return says(params, weights @ params["inside"][row["contents"]]), weights


def few_loss(params, batch):
    logits, _ = jax.vmap(read_few, in_axes=(None, 0))(params, batch)
    log_p = jax.nn.log_softmax(logits)
    return -jnp.mean(jnp.take_along_axis(log_p, batch["answer"][:, None], axis=1))
""",
        None,
    ),
    (
        """
def read_few(params, row):
    scores = scores_of(params, row)
    weights = sparsemax(scores, jnp.ones_like(row["mask"]))
    return says(params, weights @ params["inside"][row["contents"]]), weights


def few_loss(params, batch):
    logits, _ = jax.vmap(read_few, in_axes=(None, 0))(params, batch)
    log_p = jax.nn.log_softmax(logits)
    return -jnp.mean(jnp.take_along_axis(log_p, batch["answer"][:, None], axis=1))
""",
        None,
    ),
    (
        """
def read_few(params, row):
    weights = sparsemax(scores_of(params, row), row["mask"])
    best = jnp.argmax(weights)
    return says(params, params["inside"][row["contents"][best]]), weights


def few_loss(params, batch):
    logits, _ = jax.vmap(read_few, in_axes=(None, 0))(params, batch)
    log_p = jax.nn.log_softmax(logits)
    return -jnp.mean(log_p[jnp.arange(len(logits)), batch["answer"]])
""",
        None,
    ),
    (
        """
def read_few(params, row):
    weights = sparsemax(scores_of(params, row), row["mask"])
    weights = jax.lax.stop_gradient(weights)
    return says(params, weights @ params["inside"][row["contents"]]), weights


def few_loss(params, batch):
    logits, _ = jax.vmap(read_few, in_axes=(None, 0))(params, batch)
    log_p = jax.nn.log_softmax(logits)
    return -jnp.mean(jnp.take_along_axis(log_p, batch["answer"][:, None], axis=1))
""",
        None,
    ),
]
