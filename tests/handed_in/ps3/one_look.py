"""Answers to `one_look`: the loss of the reader that opens one box, and what it opens."""

RIGHT: list[str] = [
    """
def look_loss(params, row, uniform, compare):
    scores = scores_of(params, row)
    noise = -jnp.log(-jnp.log(uniform))
    places = jnp.argmax(jnp.where(row["mask"], scores + noise, -jnp.inf), axis=-1)
    states = params["inside"][row["contents"]][places]
    log_p = jax.nn.log_softmax(says(params, states))[:, row["answer"]]
    gains = compare(jax.lax.stop_gradient(log_p))
    grads = [look_gradient(scores, row["mask"], places[n], gains[n]) for n in range(len(places))]
    hint = jax.lax.stop_gradient(sum(grads) / len(grads))
    return -log_p.mean() - hint @ scores


def open_likeliest(params, row):
    place = jnp.where(row["mask"], scores_of(params, row), -jnp.inf).argmax()
    return says(params, params["inside"][row["contents"][place]]), place
""",
]

WRONG: list[tuple[str, str | None]] = [
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
]
