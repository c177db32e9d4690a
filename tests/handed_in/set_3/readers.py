"""Wrong answers to problem set 3: few and one_look, written before its bank as students go
wrong. Each stands with the name that the bank gives the mistake, or None where it knows none."""

WRONG: dict[str, list[tuple[str, str | None]]] = {
    "few": [
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
    ],
    "one_look": [
        (
            """
def look_loss(params, row, uniform, compare):
    scores = scores_of(params, row)
    places = jnp.argmax(scores - jnp.log(-jnp.log(uniform)), axis=1)
    log_p = jax.nn.log_softmax(says(params, params["inside"][row["contents"][places]]))
    rewards = log_p[:, row["answer"]]
    gains = compare(rewards)
    grads = jax.vmap(look_gradient, (None, None, 0, 0))(scores, row["mask"], places, gains)
    return -rewards.mean() - jax.lax.stop_gradient(grads.mean(0)) @ scores


def open_likeliest(params, row):
    place = jnp.argmax(scores_of(params, row))
    return says(params, params["inside"][row["contents"][place]]), place
""",
            None,
        ),
        (
            """
def look_loss(params, row, uniform, compare):
    scores = jnp.where(row["mask"], scores_of(params, row), -1e9)
    places = jnp.argmax(scores - jnp.log(-jnp.log(uniform)), axis=1)
    log_p = jax.nn.log_softmax(says(params, params["inside"][row["contents"][places]]))
    return -log_p[:, row["answer"]].mean()


def open_likeliest(params, row):
    place = jnp.argmax(jnp.where(row["mask"], scores_of(params, row), -jnp.inf))
    return says(params, params["inside"][row["contents"][place]]), place
""",
            None,
        ),
        (
            """
def look_loss(params, row, uniform, compare):
    scores = scores_of(params, row)
    noisy = jnp.where(row["mask"], scores - jnp.log(-jnp.log(uniform)), -jnp.inf)
    places = jnp.argmax(noisy, axis=1)
    log_p = jax.nn.log_softmax(says(params, params["inside"][row["contents"][places]]))
    rewards = log_p[:, row["answer"]]
    gains = compare(rewards)
    grads = jax.vmap(look_gradient, (None, None, 0, 0))(scores, row["mask"], places, gains)
    return -rewards.mean() + jax.lax.stop_gradient(grads.mean(0)) @ scores


def open_likeliest(params, row):
    place = jnp.argmax(jnp.where(row["mask"], scores_of(params, row), -jnp.inf))
    return says(params, params["inside"][row["contents"][place]]), place
""",
            None,
        ),
        (
            """
def look_loss(params, row, uniform, compare):
    scores = scores_of(params, row)
    places = jnp.argmax(jnp.where(row["mask"], -jnp.log(-jnp.log(uniform)), -jnp.inf), axis=1)
    log_p = jax.nn.log_softmax(says(params, params["inside"][row["contents"][places]]))
    rewards = log_p[:, row["answer"]]
    gains = compare(rewards)
    grads = jax.vmap(look_gradient, (None, None, 0, 0))(scores, row["mask"], places, gains)
    return -rewards.mean() - jax.lax.stop_gradient(grads.mean(0)) @ jnp.zeros_like(scores)


def open_likeliest(params, row):
    place = jnp.argmax(jnp.where(row["mask"], scores_of(params, row), -jnp.inf))
    return says(params, params["inside"][row["contents"][place]]), place
""",
            None,
        ),
    ],
}
