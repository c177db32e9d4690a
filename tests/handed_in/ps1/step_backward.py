"""What students hand in for problem 5, one step back by hand."""

RIGHT: list[str] = [
    """def step_backward(hidden, after, recurrent, upstream):
    d_sum = upstream * (1 - after**2)
    d_hidden = recurrent @ d_sum
    d_recurrent = jnp.outer(hidden, d_sum)
    return d_sum, d_hidden, d_recurrent
""",
    """def step_backward(hidden, after, recurrent, upstream):
    D = len(hidden)
    first = [upstream[b] * (1 - after[b]) * (1 + after[b]) for b in range(D)]
    second = []
    third = []
    for a in range(D):
        total = 0.0
        for b in range(D):
            total = total + first[b] * recurrent[a, b]
        second.append(total)
        third.append(jnp.stack([hidden[a] * first[b] for b in range(D)]))
    return jnp.stack(first), jnp.stack(second), jnp.stack(third)
""",
    """def step_backward(hidden, after, recurrent, upstream):
    def tanh_back(value, gradient):
        return gradient - gradient * value * value

    inner = jax.vmap(tanh_back)(after, upstream)
    to_hidden = jnp.einsum("b,ab->a", inner, recurrent)
    return inner, to_hidden, hidden[:, None] * inner[None, :]
""",
]

WRONG: list[tuple[str, str | None]] = [
    # Slope of the tanh as 1 - h, the square forgotten.
    (
        """def step_backward(hidden, after, recurrent, upstream):
    d = upstream * (1 - after)
    return d, recurrent @ d, jnp.outer(hidden, d)
""",
        "slope not squared",
    ),
    # Goes through the matrix in the forward direction (transposed).
    (
        """def step_backward(hidden, after, recurrent, upstream):
    d = upstream * (1 - after**2)
    return d, d @ recurrent, jnp.outer(hidden, d)
""",
        "matrix not turned round",
    ),
    # The gradient of the matrix is transposed.
    (
        """def step_backward(hidden, after, recurrent, upstream):
    d = upstream * (1 - after**2)
    return d, d @ recurrent.T, jnp.outer(d, hidden)
""",
        "outer product turned round",
    ),
    # Forgets the tanh on the way to hidden.
    (
        """def step_backward(hidden, after, recurrent, upstream):
    slope = 1 - after**2
    d_inputs = slope * upstream
    d_hidden = upstream @ recurrent.T
    return d_inputs, d_hidden, jnp.outer(hidden, d_inputs)
""",
        "slope missing on the way to hidden",
    ),
    # Takes the slope at the old state.
    (
        """def step_backward(hidden, after, recurrent, upstream):
    d = upstream * (1 - hidden**2)
    return d, recurrent @ d, jnp.outer(hidden, d)
""",
        "slope at the old state",
    ),
    # The gradient of the matrix from the new state, not the old one.
    (
        """def step_backward(hidden, after, recurrent, upstream):
    d = upstream * (1 - after**2)
    return d, recurrent @ d, jnp.outer(after, d)
""",
        "new state in the outer product",
    ),
    # Forgets upstream in the gradient of the matrix.
    (
        """def step_backward(hidden, after, recurrent, upstream):
    slope = 1 - after**2
    d_inputs = upstream * slope
    return d_inputs, recurrent @ d_inputs, hidden[:, None] * slope[None, :]
""",
        "upstream missing in the matrix",
    ),
    # The gradient of the inputs is the slope alone, upstream forgotten (only there).
    (
        """def step_backward(hidden, after, recurrent, upstream):
    slope = 1 - after**2
    d_hidden = recurrent @ (upstream * slope)
    d_recurrent = jnp.outer(hidden, upstream * slope)
    return slope, d_hidden, d_recurrent
""",
        "slope alone",
    ),
    # Forgets the tanh in the gradient of the matrix.
    (
        """def step_backward(hidden, after, recurrent, upstream):
    d_inputs = upstream * (1 - after**2)
    d_hidden = recurrent @ d_inputs
    d_recurrent = jnp.outer(hidden, upstream)
    return d_inputs, d_hidden, d_recurrent
""",
        "slope missing in the matrix",
    ),
    # Order of the tuple: hidden first, inputs second.
    (
        """def step_backward(hidden, after, recurrent, upstream):
    d_sum = upstream * (1 - after**2)
    return recurrent @ d_sum, d_sum, jnp.outer(hidden, d_sum)
""",
        "in another order",
    ),
    # Works the tanh out again from its value: slope 1 - tanh(after)^2.
    (
        """def step_backward(hidden, after, recurrent, upstream):
    d = upstream * (1 - jnp.tanh(after) ** 2)
    return d, recurrent @ d, jnp.outer(hidden, d)
""",
        "tanh taken twice",
    ),
    # Lets vjp do it, with the new state in the place of the inputs.
    (
        """def step_backward(hidden, after, recurrent, upstream):
    def step(inputs, hidden, recurrent):
        return jnp.tanh(inputs + hidden @ recurrent)

    _, back = jax.vjp(step, after, hidden, recurrent)
    return back(upstream)
""",
        None,
    ),
    # Sums the matrix over the wrong axis.
    (
        """def step_backward(hidden, after, recurrent, upstream):
    d = upstream * (1 - after**2)
    return d, jnp.sum(recurrent * d, axis=0), jnp.outer(hidden, d)
""",
        None,
    ),
    # Passes the tanh twice on the way to hidden.
    (
        """def step_backward(hidden, after, recurrent, upstream):
    slope = 1 - after**2
    d_inputs = upstream * slope
    d_hidden = recurrent @ (slope * d_inputs)
    return d_inputs, d_hidden, jnp.outer(hidden, d_inputs)
""",
        "slope twice on the way to hidden",
    ),
    # Sums the gradient of the inputs to one number, [1], like that of a bias over a batch.
    (
        """def step_backward(hidden, after, recurrent, upstream):
    d_sum = upstream * (1 - after**2)
    d_inputs = jnp.sum(d_sum, axis=0, keepdims=True)
    d_hidden = d_sum @ recurrent.T
    d_recurrent = hidden[:, None] @ d_sum[None, :]
    return d_inputs, d_hidden, d_recurrent
""",
        "one number for the inputs",
    ),
    # Multiplies two vectors with @: the gradient of the matrix is a number.
    (
        """def step_backward(hidden, after, recurrent, upstream):
    d = (1 - after * after) * upstream
    return d, recurrent @ d, hidden.T @ d
""",
        "one number for the matrix",
    ),
    # The matrix is applied number by number: the gradient of hidden is [D, D].
    (
        """def step_backward(hidden, after, recurrent, upstream):
    d = (1 - after**2) * upstream
    return d, recurrent * d, jnp.outer(hidden, d)
""",
        "number by number through the matrix",
    ),
    # Takes the inputs to be given: an exception.
    (
        """def step_backward(hidden, after, recurrent, upstream):
    slope = 1 - jnp.tanh(inputs_t + hidden @ recurrent) ** 2
    d = upstream * slope
    return d, recurrent @ d, jnp.outer(hidden, d)
""",
        "an unknown name",
    ),
]
