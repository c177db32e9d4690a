"""What students hand in for problem 9, the model that adds two numbers and its training."""

RIGHT: list[str] = [
    """def predict(params, row, mask):
    def step(hidden, now):
        x, real = now
        return jnp.where(real, gated_step(x, hidden, params["cell"]), hidden), None

    hidden, _ = jax.lax.scan(step, jnp.zeros(WIDTH), (row, mask))
    return hidden @ params["readout"] + params["shift"]


def loss(params, batch):
    answers = jax.vmap(predict, (None, 0, 0))(params, batch["rows"], batch["mask"])
    return jnp.mean((answers - batch["total"]) ** 2)


def train_step(carry, batch):
    params, memory = carry
    value, grads = jax.value_and_grad(loss)(params, batch)
    updates, memory = optimizer.update(clipped(grads, 1.0), memory, params)
    return (optax.apply_updates(params, updates), memory), value
""",
]

WRONG: list[tuple[str, str | None]] = [
    # Padding is read: the mask is not looked at.
    (
        """def predict(params, row, mask):
    def step(hidden, x):
        return gated_step(x, hidden, params["cell"]), None

    hidden, _ = jax.lax.scan(step, jnp.zeros(WIDTH), row)
    return hidden @ params["readout"] + params["shift"]


def loss(params, batch):
    answers = jax.vmap(predict, (None, 0, 0))(params, batch["rows"], batch["mask"])
    return jnp.mean((answers - batch["total"]) ** 2)


def train_step(carry, batch):
    params, memory = carry
    value, grads = jax.value_and_grad(loss)(params, batch)
    updates, memory = optimizer.update(clipped(grads, 1.0), memory)
    return (optax.apply_updates(params, updates), memory), value
""",
        None,
    ),
    # The state is not carried: each position is read from a state of zeros, the last one counts.
    (
        """def predict(params, row, mask):
    start = jnp.zeros(WIDTH)
    states = jax.vmap(lambda x: gated_step(x, start, params["cell"]))(row)
    last = jnp.max(jnp.where(mask, jnp.arange(len(row)), 0))
    return states[last] @ params["readout"] + params["shift"]


def loss(params, batch):
    read = jax.vmap(lambda row, mask: predict(params, row, mask))
    return jnp.mean(jnp.square(read(batch["rows"], batch["mask"]) - batch["total"]))


def train_step(carry, batch):
    params, memory = carry
    error, grads = jax.value_and_grad(loss)(params, batch)
    updates, memory = optimizer.update(clipped(grads, 1.0), memory)
    params = optax.apply_updates(params, updates)
    return (params, memory), error
""",
        None,
    ),
    # On padding the state becomes zero: padding after the row wipes it out.
    (
        """def predict(params, row, mask):
    hidden = jnp.zeros(WIDTH)

    def step(hidden, now):
        x, m = now
        hidden = m * gated_step(x, hidden, params["cell"])
        return hidden, hidden

    hidden, _ = jax.lax.scan(step, hidden, (row, mask))
    return jnp.dot(hidden, params["readout"]) + params["shift"]


def loss(params, batch):
    def error(row, mask, total):
        return (predict(params, row, mask) - total) ** 2

    return jax.vmap(error)(batch["rows"], batch["mask"], batch["total"]).mean()


def train_step(carry, batch):
    params, memory = carry
    value, grads = jax.value_and_grad(loss)(params, batch)
    updates, memory = optimizer.update(clipped(grads, 1.0), memory, params)
    return (optax.apply_updates(params, updates), memory), value
""",
        None,
    ),
    # Answers [B, 1] minus totals [B] are [B, B]: each answer is pulled to all totals.
    (
        """def predict(params, row, mask):
    hidden = jnp.zeros(WIDTH)

    def step(hidden, now):
        x, real = now
        new = gated_step(x, hidden, params["cell"])
        return jnp.where(real, new, hidden), None

    hidden = jax.lax.scan(step, hidden, (row, mask))[0]
    return hidden @ params["readout"] + params["shift"]


def loss(params, batch):
    one = jax.vmap(lambda row, mask: predict(params, row, mask))
    answers = one(batch["rows"], batch["mask"]).reshape(-1, 1)
    return jnp.mean((answers - batch["total"]) ** 2)


def train_step(carry, batch):
    params, memory = carry
    value, grads = jax.value_and_grad(loss)(params, batch)
    grads = clipped(grads, 1.0)
    updates, memory = optimizer.update(grads, memory)
    return (optax.apply_updates(params, updates), memory), value
""",
        None,
    ),
]
