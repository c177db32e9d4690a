"""What students hand in for problem 2, the cell with one gate."""

RIGHT: list[str] = [
    """def gated_step(x, hidden, weights):
    w_f, w_n = jnp.split(weights["kernel"], 2, axis=1)
    u_f, u_n = jnp.split(weights["recurrent"], 2, axis=1)
    b_f, b_n = jnp.split(weights["bias"], 2)
    f = jax.nn.sigmoid(x @ w_f + hidden @ u_f + b_f)
    n = jnp.tanh(x @ w_n + (f * hidden) @ u_n + b_n)
    return (1 - f) * hidden + f * n
""",
    """def gated_step(x, hidden, weights):
    size = len(hidden)

    def columns(start, state):
        end = start + size
        from_x = x @ weights["kernel"][:, start:end]
        from_state = state @ weights["recurrent"][:, start:end]
        return from_x + from_state + weights["bias"][start:end]

    gate = 1.0 / (1.0 + jnp.exp(-columns(0, hidden)))
    candidate = jnp.tanh(columns(size, gate * hidden))
    return hidden + gate * (candidate - hidden)
""",
    """def gated_step(x, hidden, weights):
    kernel, recurrent, bias = weights["kernel"], weights["recurrent"], weights["bias"]
    D = hidden.shape[0]
    gate = []
    for d in range(D):
        s = jnp.sum(x * kernel[:, d]) + jnp.sum(hidden * recurrent[:, d]) + bias[d]
        gate.append(jax.nn.sigmoid(s))
    new = []
    for d in range(D):
        s = jnp.sum(x * kernel[:, D + d]) + bias[D + d]
        for a in range(D):
            s = s + gate[a] * hidden[a] * recurrent[a, D + d]
        new.append((1 - gate[d]) * hidden[d] + gate[d] * jnp.tanh(s))
    return jnp.stack(new)
""",
]

WRONG: list[tuple[str, str | None]] = [
    # Last line the other way round: an open gate keeps the old state.
    (
        """def gated_step(x, hidden, weights):
    w_f, w_n = jnp.split(weights["kernel"], 2, axis=1)
    u_f, u_n = jnp.split(weights["recurrent"], 2, axis=1)
    b_f, b_n = jnp.split(weights["bias"], 2)
    f = jax.nn.sigmoid(x @ w_f + hidden @ u_f + b_f)
    n = jnp.tanh(x @ w_n + (f * hidden) @ u_n + b_n)
    return f * hidden + (1 - f) * n
""",
        "gate turned round",
    ),
    # The candidate reads the whole old state: one product for both halves, no gate in it.
    (
        """def gated_step(x, hidden, weights):
    s = x @ weights["kernel"] + hidden @ weights["recurrent"] + weights["bias"]
    f, n = jnp.split(s, 2)
    f, n = jax.nn.sigmoid(f), jnp.tanh(n)
    return (1 - f) * hidden + f * n
""",
        "gate missing in the candidate",
    ),
    # Gates after the matrix, f * (U h), not before it (the other kind of GRU).
    (
        """def gated_step(x, hidden, weights):
    D = len(hidden)
    from_x = x @ weights["kernel"] + weights["bias"]
    from_h = hidden @ weights["recurrent"]
    f = jax.nn.sigmoid(from_x[:D] + from_h[:D])
    n = jnp.tanh(from_x[D:] + f * from_h[D:])
    return (1 - f) * hidden + f * n
""",
        "gate after the product",
    ),
    # Writes U h as U @ h: both recurrent halves are transposed.
    (
        """def gated_step(x, hidden, weights):
    D = len(hidden)
    W, U, b = weights["kernel"], weights["recurrent"], weights["bias"]
    f = jax.nn.sigmoid(x @ W[:, :D] + U[:, :D] @ hidden + b[:D])
    n = jnp.tanh(x @ W[:, D:] + U[:, D:] @ (f * hidden) + b[D:])
    return (1 - f) * hidden + f * n
""",
        "matrix turned round",
    ),
    # Takes the first columns for the candidate and the last ones for the gate.
    (
        """def gated_step(x, hidden, weights):
    W_n, W_f = jnp.split(weights["kernel"], 2, axis=1)
    U_n, U_f = jnp.split(weights["recurrent"], 2, axis=1)
    b_n, b_f = jnp.split(weights["bias"], 2)
    f = jax.nn.sigmoid(x @ W_f + hidden @ U_f + b_f)
    n = jnp.tanh(x @ W_n + (f * hidden) @ U_n + b_n)
    return (1 - f) * hidden + f * n
""",
        "halves swapped",
    ),
    # Takes every second column for the gate, as if the two stood interleaved.
    (
        """def gated_step(x, hidden, weights):
    k, r, b = weights["kernel"], weights["recurrent"], weights["bias"]
    f = jax.nn.sigmoid(x @ k[:, 0::2] + hidden @ r[:, 0::2] + b[0::2])
    n = jnp.tanh(x @ k[:, 1::2] + (f * hidden) @ r[:, 1::2] + b[1::2])
    return (1 - f) * hidden + f * n
""",
        "columns dealt out",
    ),
    # The bias of the candidate is forgotten.
    (
        """def gated_step(x, hidden, weights):
    D = len(hidden)
    W, U, b = weights["kernel"], weights["recurrent"], weights["bias"]
    f = jax.nn.sigmoid(x @ W[:, :D] + hidden @ U[:, :D] + b[:D])
    n = jnp.tanh(x @ W[:, D:] + (f * hidden) @ U[:, D:])
    return (1 - f) * hidden + f * n
""",
        "candidate without its bias",
    ),
    # The gate does not look at the old state.
    (
        """def gated_step(x, hidden, weights):
    size = len(hidden)
    both = x @ weights["kernel"] + weights["bias"]
    f = jax.nn.sigmoid(both[:size])
    n = jnp.tanh(both[size:] + (f * hidden) @ weights["recurrent"][:, size:])
    return (1 - f) * hidden + f * n
""",
        "gate without the state",
    ),
    # "One gate" read as one number: the gate is averaged over the state.
    (
        """def gated_step(x, hidden, weights):
    D = len(hidden)
    W, U, b = weights["kernel"], weights["recurrent"], weights["bias"]
    f = jnp.mean(jax.nn.sigmoid(x @ W[:, :D] + hidden @ U[:, :D] + b[:D]))
    n = jnp.tanh(x @ W[:, D:] + (f * hidden) @ U[:, D:] + b[D:])
    return (1 - f) * hidden + f * n
""",
        "one gate for the whole state",
    ),
    # The candidate reads what the gate leaves, (1 - f) * h.
    (
        """def gated_step(x, hidden, weights):
    D = len(hidden)
    W, U, b = weights["kernel"], weights["recurrent"], weights["bias"]
    f = jax.nn.sigmoid(x @ W[:, :D] + hidden @ U[:, :D] + b[:D])
    kept = (1 - f) * hidden
    n = jnp.tanh(x @ W[:, D:] + kept @ U[:, D:] + b[D:])
    return kept + f * n
""",
        "one minus the gate in the candidate",
    ),
    # Overwrites the old state with f * h before the last line.
    (
        """def gated_step(x, hidden, weights):
    D = len(hidden)
    W, U, b = weights["kernel"], weights["recurrent"], weights["bias"]
    f = jax.nn.sigmoid(x @ W[:, :D] + hidden @ U[:, :D] + b[:D])
    hidden = f * hidden
    n = jnp.tanh(x @ W[:, D:] + hidden @ U[:, D:] + b[D:])
    return (1 - f) * hidden + f * n
""",
        "gated state kept",
    ),
    # Splits at len(x): an exception unless E is D.
    (
        """def gated_step(x, hidden, weights):
    D = len(x)
    W, U, b = weights["kernel"], weights["recurrent"], weights["bias"]
    f = jax.nn.sigmoid(x @ W[:, :D] + hidden @ U[:, :D] + b[:D])
    n = jnp.tanh(x @ W[:, D:] + (f * hidden) @ U[:, D:] + b[D:])
    return (1 - f) * hidden + f * n
""",
        "shapes that do not fit",
    ),
    # A constant rule that fits the first test: half of the old state.
    (
        """def gated_step(x, hidden, weights):
    return 0.5 * hidden
""",
        None,
    ),
    # Returns the pair that scan wants, not the state.
    (
        """def gated_step(x, hidden, weights):
    D = len(hidden)
    W, U, b = weights["kernel"], weights["recurrent"], weights["bias"]
    f = jax.nn.sigmoid(x @ W[:, :D] + hidden @ U[:, :D] + b[:D])
    n = jnp.tanh(x @ W[:, D:] + (f * hidden) @ U[:, D:] + b[D:])
    new = (1 - f) * hidden + f * n
    return new, new
""",
        "a pair as scan wants it",
    ),
]
