"""What students hand in for problem 6, the norms all the way back."""

RIGHT: list[str] = [
    """def norms_back(states, recurrent, upstream):
    norms = [jnp.linalg.norm(upstream)]
    for t in range(len(states) - 1, 0, -1):
        upstream = step_backward(states[t - 1], states[t], recurrent, upstream)[1]
        norms.append(jnp.linalg.norm(upstream))
    return jnp.stack(norms[::-1])
""",
    """def norms_back(states, recurrent, upstream):
    def back(gradient, after):
        gradient = (gradient * (1 - after**2)) @ recurrent.T
        return gradient, jnp.sqrt(jnp.sum(gradient**2))

    _, earlier = jax.lax.scan(back, upstream, states[1:], reverse=True)
    last = jnp.sqrt(jnp.sum(upstream**2))
    return jnp.concatenate([earlier, last[None]])
""",
    """def norms_back(states, recurrent, upstream):
    T, D = states.shape

    def jacobian(after):  # [a, b]: d after[b] / d hidden[a]
        return recurrent * (1 - after**2)[None, :]

    steps = jax.vmap(jacobian)(states)
    gradients = jnp.zeros((T, D)).at[T - 1].set(upstream)
    for t in range(T - 2, -1, -1):
        gradients = gradients.at[t].set(steps[t + 1] @ gradients[t + 1])
    return jax.vmap(lambda g: jnp.sqrt(g @ g))(gradients)
""",
]

WRONG: list[tuple[str, str | None]] = [
    # Passes the tanh of states[t - 1] on the way from t to t - 1.
    (
        """def norms_back(states, recurrent, upstream):
    norms = [jnp.linalg.norm(upstream)]
    for t in range(len(states) - 1, 0, -1):
        upstream = recurrent @ (upstream * (1 - states[t - 1] ** 2))
        norms.insert(0, jnp.linalg.norm(upstream))
    return jnp.stack(norms)
""",
        "slope one step early",
    ),
    # The norms stand in the order of going back, the last state first.
    (
        """def norms_back(states, recurrent, upstream):
    norms = [jnp.linalg.norm(upstream)]
    for t in range(len(states) - 1, 0, -1):
        upstream = step_backward(states[t - 1], states[t], recurrent, upstream)[1]
        norms.append(jnp.linalg.norm(upstream))
    return jnp.stack(norms)
""",
        "back to front",
    ),
    # One step too far: the last entry has passed a tanh and a matrix already.
    (
        """def norms_back(states, recurrent, upstream):
    def back(g, after):
        g = recurrent @ (g * (1 - after**2))
        return g, jnp.linalg.norm(g)

    return jax.lax.scan(back, upstream, states, reverse=True)[1]
""",
        "one step too far",
    ),
    # The matrix is transposed (right for D = 1).
    (
        """def norms_back(states, recurrent, upstream):
    def back(g, after):
        g = (g * (1 - after**2)) @ recurrent
        return g, jnp.linalg.norm(g)

    norms = jax.lax.scan(back, upstream, states[1:], reverse=True)[1]
    return jnp.append(norms, jnp.linalg.norm(upstream))
""",
        "matrix not turned round",
    ),
    # The sum of squares, no root.
    (
        """def norms_back(states, recurrent, upstream):
    norms = [jnp.sum(upstream**2)]
    for t in range(len(states) - 1, 0, -1):
        upstream = step_backward(states[t - 1], states[t], recurrent, upstream)[1]
        norms.append(jnp.sum(upstream**2))
    return jnp.stack(norms)[::-1]
""",
        "squared norms",
    ),
    # The sum of absolute values, not the root of the squares (right for D = 1).
    (
        """def norms_back(states, recurrent, upstream):
    norms = [jnp.abs(upstream).sum()]
    for t in range(len(states) - 1, 0, -1):
        upstream = step_backward(states[t - 1], states[t], recurrent, upstream)[1]
        norms.append(jnp.abs(upstream).sum())
    return jnp.stack(norms)[::-1]
""",
        "sums of absolute values",
    ),
    # The square outside the sum: the absolute value of the sum (right for D = 1).
    (
        """def norms_back(states, recurrent, upstream):
    def norm(g):
        return jnp.sqrt(jnp.sum(g) ** 2)

    norms = [norm(upstream)]
    for after in states[:0:-1]:
        upstream = recurrent @ (upstream * (1 - after**2))
        norms.append(norm(upstream))
    return jnp.array(norms[::-1])
""",
        "absolute value of the sum",
    ),
    # The mean of squares under the root: too small by the root of D (right for D = 1).
    (
        """def norms_back(states, recurrent, upstream):
    def back(g, after):
        g = recurrent @ (g * (1 - after**2))
        return g, g

    gradients = jax.lax.scan(back, upstream, states[1:], reverse=True)[1]
    gradients = jnp.concatenate([gradients, upstream[None]])
    return jnp.sqrt(jnp.mean(gradients**2, axis=1))
""",
        "mean under the root",
    ),
    # The tanh is forgotten: only the matrix, again and again.
    (
        """def norms_back(states, recurrent, upstream):
    norms = []
    for _ in states:
        norms.append(jnp.linalg.norm(upstream))
        upstream = recurrent @ upstream
    return jnp.stack(norms[::-1])
""",
        "no slope",
    ),
    # Hands on the gradient of the inputs: the matrix is forgotten.
    (
        """def norms_back(states, recurrent, upstream):
    norms = [jnp.linalg.norm(upstream)]
    for t in range(len(states) - 1, 0, -1):
        upstream, _, _ = step_backward(states[t - 1], states[t], recurrent, upstream)
        norms.append(jnp.linalg.norm(upstream))
    return jnp.stack(norms[::-1])
""",
        "no matrix",
    ),
    # Multiplies norms and mean slopes instead of following the vector (right for D = 1).
    (
        """def norms_back(states, recurrent, upstream):
    slopes = jnp.mean(1 - states**2, axis=1)
    size = jnp.linalg.norm(recurrent, 2)
    norms = [jnp.linalg.norm(upstream)]
    for t in range(len(states) - 1, 0, -1):
        norms.append(norms[-1] * slopes[t] * size)
    return jnp.stack(norms[::-1])
""",
        None,
    ),
    # The tanh after the matrix: slope times (U upstream), right for D = 1.
    (
        """def norms_back(states, recurrent, upstream):
    norms = [jnp.linalg.norm(upstream)]
    for t in range(len(states) - 1, 0, -1):
        upstream = (1 - states[t] ** 2) * (recurrent @ upstream)
        norms.append(jnp.linalg.norm(upstream))
    return jnp.stack(norms[::-1])
""",
        "matrix before the tanh",
    ),
    # The norm over the wrong axis: one for each number of the state, [D].
    (
        """def norms_back(states, recurrent, upstream):
    gradients = [upstream]
    for t in range(len(states) - 1, 0, -1):
        gradients.insert(0, recurrent @ (gradients[0] * (1 - states[t] ** 2)))
    return jnp.linalg.norm(jnp.stack(gradients), axis=0)
""",
        "norm along the wrong axis",
    ),
    # Adds upstream at each step, as if every state went into the loss.
    (
        """def norms_back(states, recurrent, upstream):
    g = upstream
    norms = [jnp.linalg.norm(g)]
    for t in range(len(states) - 1, 0, -1):
        g = step_backward(states[t - 1], states[t], recurrent, g)[1] + upstream
        norms.append(jnp.linalg.norm(g))
    return jnp.stack(norms[::-1])
""",
        "upstream added at each step",
    ),
    # The last entry is missing: T - 1 norms.
    (
        """def norms_back(states, recurrent, upstream):
    def back(g, after):
        g = recurrent @ (g * (1 - after**2))
        return g, jnp.linalg.norm(g)

    return jax.lax.scan(back, upstream, states[1:], reverse=True)[1]
""",
        "upstream left out",
    ),
    # Takes the norm of the whole tuple that step_backward returns: an exception.
    (
        """def norms_back(states, recurrent, upstream):
    norms = [jnp.linalg.norm(upstream)]
    for t in range(len(states) - 1, 0, -1):
        upstream = step_backward(states[t - 1], states[t], recurrent, upstream)
        norms.append(jnp.linalg.norm(upstream))
    return jnp.stack(norms[::-1])
""",
        "a list where an array belongs",
    ),
]
