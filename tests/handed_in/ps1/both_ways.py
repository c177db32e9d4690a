"""What students hand in for problem 4, the net that reads from both ends."""

RIGHT: list[str] = [
    """def both_ways(inputs, mask, forward, backward):
    left = masked_states(inputs, mask, forward)
    right = masked_states(inputs[::-1], mask[::-1], backward)[::-1]
    both = jnp.concatenate([left, right], axis=1)
    return jnp.where(jnp.asarray(mask)[:, None], both, 0.0)
""",
    """def both_ways(inputs, mask, forward, backward):
    J, D = inputs.shape
    answer = jnp.zeros((J, 2 * D))
    h = jnp.zeros(D)
    for j in range(J):
        if mask[j]:
            h = jnp.tanh(inputs[j] + h @ forward)
            answer = answer.at[j, :D].set(h)
    h = jnp.zeros(D)
    for j in reversed(range(J)):
        if mask[j]:
            h = jnp.tanh(inputs[j] + h @ backward)
            answer = answer.at[j, D:].set(h)
    return answer
""",
    """def both_ways(inputs, mask, forward, backward):
    def read(recurrent, from_right):
        def step(hidden, now):
            x, real = now
            new = jnp.tanh(x + hidden @ recurrent)
            return jnp.where(real, new, hidden), jnp.where(real, new, 0.0)

        start = jnp.zeros(inputs.shape[1])
        return jax.lax.scan(step, start, (inputs, mask), reverse=from_right)[1]

    return jnp.hstack([read(forward, False), read(backward, True)])
""",
]

WRONG: list[tuple[str, str | None]] = [
    # The states from the right are not turned back.
    (
        """def both_ways(inputs, mask, forward, backward):
    left = masked_states(inputs, mask, forward)
    right = masked_states(inputs[::-1], mask[::-1], backward)
    return jnp.where(jnp.asarray(mask)[:, None], jnp.concatenate([left, right], axis=1), 0.0)
""",
        "not turned back",
    ),
    # Rows of padding are held, not zeros.
    (
        """def both_ways(inputs, mask, forward, backward):
    left = masked_states(inputs, mask, forward)
    right = masked_states(inputs[::-1], mask[::-1], backward)[::-1]
    return jnp.concatenate([left, right], axis=1)
""",
        "padding not zeros",
    ),
    # The state from the right comes first.
    (
        """def both_ways(inputs, mask, forward, backward):
    left = masked_states(inputs, mask, forward)
    right = jnp.flip(masked_states(jnp.flip(inputs, 0), jnp.flip(mask), backward), 0)
    return jnp.where(jnp.asarray(mask)[:, None], jnp.hstack([right, left]), 0.0)
""",
        "halves swapped",
    ),
    # The two matrices are mixed up.
    (
        """def both_ways(inputs, mask, forward, backward):
    left = masked_states(inputs, mask, backward)
    right = masked_states(inputs[::-1], mask[::-1], forward)[::-1]
    return jnp.where(jnp.asarray(mask)[:, None], jnp.hstack([left, right]), 0.0)
""",
        "matrices swapped",
    ),
    # Turns the inputs around, but not their mask.
    (
        """def both_ways(inputs, mask, forward, backward):
    left = masked_states(inputs, mask, forward)
    right = masked_states(inputs[::-1], mask, backward)[::-1]
    return jnp.where(jnp.asarray(mask)[:, None], jnp.hstack([left, right]), 0.0)
""",
        "mask not turned round",
    ),
    # Interleaves the two states number by number (right for D = 1).
    (
        """def both_ways(inputs, mask, forward, backward):
    left = masked_states(inputs, mask, forward)
    right = masked_states(inputs[::-1], mask[::-1], backward)[::-1]
    both = jnp.stack([left, right], axis=-1).reshape(len(inputs), -1)
    return jnp.where(jnp.asarray(mask)[:, None], both, 0.0)
""",
        "numbers dealt out",
    ),
    # From the right it stops before j: position j itself is left out.
    (
        """def both_ways(inputs, mask, forward, backward):
    left = masked_states(inputs, mask, forward)
    right = masked_states(inputs[::-1], mask[::-1], backward)[::-1]
    right = jnp.concatenate([right[1:], jnp.zeros((1, right.shape[1]))])
    return jnp.where(jnp.asarray(mask)[:, None], jnp.hstack([left, right]), 0.0)
""",
        "stops before the position",
    ),
    # One matrix (forward) for both directions.
    (
        """def both_ways(inputs, mask, forward, backward):
    def read(inputs, mask):
        return masked_states(inputs, mask, forward)

    both = [read(inputs, mask), read(inputs[::-1], mask[::-1])[::-1]]
    return jnp.where(jnp.asarray(mask)[:, None], jnp.concatenate(both, axis=-1), 0.0)
""",
        "one matrix for both",
    ),
    # Puts the two below each other, [2 J, D].
    (
        """def both_ways(inputs, mask, forward, backward):
    real = jnp.asarray(mask)[:, None]
    left = jnp.where(real, masked_states(inputs, mask, forward), 0.0)
    right = jnp.where(real, masked_states(inputs[::-1], mask[::-1], backward)[::-1], 0.0)
    return jnp.concatenate([left, right])
""",
        "one below the other",
    ),
    # Reads padding as zeros: right while no direction meets padding after a real position.
    (
        """def both_ways(inputs, mask, forward, backward):
    real = jnp.asarray(mask)[:, None]
    inputs = jnp.where(real, inputs, 0.0)

    def read(inputs, recurrent):
        def step(h, x):
            h = jnp.tanh(x + h @ recurrent)
            return h, h

        return jax.lax.scan(step, jnp.zeros(inputs.shape[1]), inputs)[1]

    both = [read(inputs, forward), read(inputs[::-1], backward)[::-1]]
    return jnp.where(real, jnp.concatenate(both, axis=1), 0.0)
""",
        "right but for one case",
    ),
    # Reads back from the forward's last state instead of zeros.
    (
        """def both_ways(inputs, mask, forward, backward):
    h = jnp.zeros(inputs.shape[1])
    left, right = [], []
    for j in range(len(inputs)):
        h = jnp.where(mask[j], jnp.tanh(inputs[j] + h @ forward), h)
        left.append(h)
    for j in range(len(inputs))[::-1]:
        h = jnp.where(mask[j], jnp.tanh(inputs[j] + h @ backward), h)
        right.insert(0, h)
    both = jnp.concatenate([jnp.stack(left), jnp.stack(right)], axis=1)
    return jnp.where(jnp.asarray(mask)[:, None], both, 0.0)
""",
        "goes on from the last state",
    ),
    # Flips without an axis: the numbers of each input turn around, too (right for D = 1).
    (
        """def both_ways(inputs, mask, forward, backward):
    left = masked_states(inputs, mask, forward)
    right = jnp.flip(masked_states(jnp.flip(inputs), jnp.flip(mask), backward))
    return jnp.where(jnp.asarray(mask)[:, None], jnp.hstack([left, right]), 0.0)
""",
        "turned round along the wrong axis",
    ),
    # Turns only the first sum(mask) positions around: right if padding stands at the end.
    (
        """def both_ways(inputs, mask, forward, backward):
    j = jnp.arange(len(inputs))
    n = jnp.sum(jnp.asarray(mask).astype(int))
    turn = jnp.where(j < n, n - 1 - j, j)
    left = masked_states(inputs, mask, forward)
    right = masked_states(inputs[turn], mask, backward)[turn]
    return jnp.where(jnp.asarray(mask)[:, None], jnp.hstack([left, right]), 0.0)
""",
        "right but for one case",
    ),
    # Mask too late: both nets read the padding, only its rows become zeros.
    (
        """def both_ways(inputs, mask, forward, backward):
    every = jnp.ones(len(inputs), bool)
    left = masked_states(inputs, every, forward)
    right = masked_states(inputs[::-1], every, backward)[::-1]
    return jnp.where(jnp.asarray(mask)[:, None], jnp.hstack([left, right]), 0.0)
""",
        "padding is read",
    ),
    # Gives where a mask [J] for rows [J, 2 D]: an exception.
    (
        """def both_ways(inputs, mask, forward, backward):
    left = masked_states(inputs, mask, forward)
    right = masked_states(inputs[::-1], mask[::-1], backward)[::-1]
    return jnp.where(mask, jnp.concatenate([left, right], axis=1), 0.0)
""",
        "shapes that do not fit",
    ),
]
