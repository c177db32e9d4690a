"""What students hand in for problem 3, the state held on padding."""

RIGHT: list[str] = [
    """def masked_states(inputs, mask, recurrent):
    def step(hidden, now):
        x, real = now
        hidden = jnp.where(real, jnp.tanh(x + hidden @ recurrent), hidden)
        return hidden, hidden

    return jax.lax.scan(step, jnp.zeros(inputs.shape[1]), (inputs, mask))[1]
""",
    """def masked_states(inputs, mask, recurrent):
    h = jnp.zeros(inputs.shape[-1])
    rows = []
    for j in range(inputs.shape[0]):
        if mask[j]:
            h = jnp.tanh(inputs[j] + h @ recurrent)
        rows.append(h)
    return jnp.stack(rows)
""",
    """def masked_states(inputs, mask, recurrent):
    reached = [jnp.zeros(inputs.shape[1])]
    for j in np.flatnonzero(np.asarray(mask)):
        reached.append(jnp.tanh(inputs[j] + jnp.matmul(reached[-1], recurrent)))
    read_so_far = jnp.cumsum(jnp.asarray(mask).astype(int))
    return jnp.array(reached)[read_so_far]
""",
]

WRONG: list[tuple[str, str | None]] = [
    # The mask is ignored.
    (
        """def masked_states(inputs, mask, recurrent):
    def step(h, x):
        h = jnp.tanh(x + h @ recurrent)
        return h, h

    _, states = jax.lax.scan(step, jnp.zeros(inputs.shape[1]), inputs)
    return states
""",
        "padding is read",
    ),
    # On padding the state is set to zero instead of held.
    (
        """def masked_states(inputs, mask, recurrent):
    def step(h, now):
        x, m = now
        h = jnp.where(m, jnp.tanh(x + h @ recurrent), 0.0)
        return h, h

    return jax.lax.scan(step, jnp.zeros(inputs.shape[1]), (inputs, mask))[1]
""",
        "state lost on padding",
    ),
    # Mask too late: rows are held in the answer, but the net has read the padding.
    (
        """def masked_states(inputs, mask, recurrent):
    h = shown = jnp.zeros(inputs.shape[1])
    states = []
    for x, m in zip(inputs, mask):
        h = jnp.tanh(x + h @ recurrent)
        shown = jnp.where(m, h, shown)
        states.append(shown)
    return jnp.stack(states)
""",
        "held outside alone",
    ),
    # Padding is read as an input of zeros, and the state moves on.
    (
        """def masked_states(inputs, mask, recurrent):
    inputs = jnp.where(jnp.asarray(mask)[:, None], inputs, 0.0)

    def step(h, x):
        h = jnp.tanh(x + h @ recurrent)
        return h, h

    return jax.lax.scan(step, jnp.zeros(inputs.shape[1]), inputs)[1]
""",
        "steps without input",
    ),
    # The recurrent matrix is transposed (recurrent @ hidden).
    (
        """def masked_states(inputs, mask, recurrent):
    def step(h, now):
        x, m = now
        h = jnp.where(m, jnp.tanh(x + recurrent @ h), h)
        return h, h

    return jax.lax.scan(step, jnp.zeros(inputs.shape[1]), (inputs, mask))[1]
""",
        "matrix turned round",
    ),
    # The mask is inverted: it reads the padding and holds on real positions.
    (
        """def masked_states(inputs, mask, recurrent):
    def step(h, now):
        x, m = now
        h = jnp.where(m, h, jnp.tanh(x + h @ recurrent))
        return h, h

    return jax.lax.scan(step, jnp.zeros(inputs.shape[1]), (inputs, mask))[1]
""",
        "mask inverted",
    ),
    # Mixes by m * new + (1 - m) * old: right until the padding is NaN.
    (
        """def masked_states(inputs, mask, recurrent):
    m = jnp.asarray(mask).astype(float)
    h = jnp.zeros(inputs.shape[1])
    states = []
    for j in range(len(inputs)):
        h = m[j] * jnp.tanh(inputs[j] + h @ recurrent) + (1 - m[j]) * h
        states.append(h)
    return jnp.stack(states)
""",
        "right but for one case",
    ),
    # Always reads position 0: right until padding stands first.
    (
        """def masked_states(inputs, mask, recurrent):
    states = [jnp.tanh(inputs[0])]
    for x, m in zip(inputs[1:], mask[1:]):
        old = states[-1]
        states.append(jnp.where(m, jnp.tanh(x + old @ recurrent), old))
    return jnp.stack(states)
""",
        "first input for a state",
    ),
    # Off by one: row j is the state before position j.
    (
        """def masked_states(inputs, mask, recurrent):
    def step(h, now):
        x, m = now
        new = jnp.where(m, jnp.tanh(x + h @ recurrent), h)
        return new, h

    return jax.lax.scan(step, jnp.zeros(inputs.shape[1]), (inputs, mask))[1]
""",
        "one step late",
    ),
    # Returns the last state only.
    (
        """def masked_states(inputs, mask, recurrent):
    h = jnp.zeros(inputs.shape[1])
    for j in range(len(inputs)):
        if mask[j]:
            h = jnp.tanh(inputs[j] + h @ recurrent)
    return h
""",
        "last state alone",
    ),
    # Carries the held state, but answers on padding with the state that it threw away.
    (
        """def masked_states(inputs, mask, recurrent):
    def step(h, now):
        x, m = now
        new = jnp.tanh(x + h @ recurrent)
        return jnp.where(m, new, h), new

    return jax.lax.scan(step, jnp.zeros(inputs.shape[1]), (inputs, mask))[1]
""",
        "held inside alone",
    ),
    # Mends padding rows with one shift: right until two paddings stand side by side.
    (
        """def masked_states(inputs, mask, recurrent):
    def step(h, now):
        x, m = now
        new = jnp.tanh(x + h @ recurrent)
        return jnp.where(m, new, h), new

    start = jnp.zeros(inputs.shape[1])
    states = jax.lax.scan(step, start, (inputs, mask))[1]
    before = jnp.concatenate([start[None], states[:-1]])
    return jnp.where(jnp.asarray(mask)[:, None], states, before)
""",
        None,
    ),
    # Spreads the true states by cumsum - 1: leading padding gets the last state, none an error.
    (
        """def masked_states(inputs, mask, recurrent):
    h, true_states = jnp.zeros(inputs.shape[1]), []
    for x, m in zip(inputs, mask):
        if m:
            h = jnp.tanh(x + h @ recurrent)
            true_states.append(h)
    return jnp.stack(true_states)[jnp.cumsum(jnp.asarray(mask)) - 1]
""",
        None,
    ),
    # Gives where the whole mask in each step: an exception.
    (
        """def masked_states(inputs, mask, recurrent):
    def step(h, x):
        h = jnp.where(mask, jnp.tanh(x + h @ recurrent), h)
        return h, h

    return jax.lax.scan(step, jnp.zeros(inputs.shape[1]), inputs)[1]
""",
        "shapes that do not fit",
    ),
]
