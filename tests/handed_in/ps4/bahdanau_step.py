"""What students hand in for problem 4, a step in Bahdanau's order."""

RIGHT: list[str] = [
    """def bahdanau_step(params, memory, state, token):
    centre = moved(state["centre"], state["hidden"], params["push"], memory["length"])
    weights = window(memory["keys"] @ state["hidden"], centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    hidden = cell(params, jnp.concatenate([token, context]), state["hidden"])
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
    """def bahdanau_step(params, memory, state, token):
    # 1. look with s_{t-1}
    s, p = state["hidden"], state["centre"]
    p = moved(p, s, params["push"], memory["length"])
    e = jnp.dot(memory["keys"], s)
    alpha = window(e, p, SIGMA, memory["mask"])
    c = jnp.sum(alpha[:, None] * memory["states"], axis=0)
    # 2. move
    s = cell(params, jnp.hstack((token, c)), s)
    # 3. say
    m = mix(params, c, s)
    return dict(hidden=s, mixed=m, centre=p), alpha
""",
    """def bahdanau_step(params, memory, state, token):
    new = state.copy()
    new["centre"] = moved(state["centre"], state["hidden"], params["push"], memory["length"])
    scores = (memory["keys"] * state["hidden"]).sum(axis=1)
    a = window(scores, new["centre"], SIGMA, memory["mask"])
    context = memory["states"].T @ a
    new["hidden"] = cell(params, jnp.concatenate((token, context)), state["hidden"])
    new["mixed"] = mix(params, context, new["hidden"])
    return new, a
""",
]

WRONG: list[tuple[str, str | None]] = [
    (
        """def bahdanau_step(params, memory, state, token):
    centre = moved(state["centre"], state["hidden"], params["push"], memory["length"])
    weights = window(memory["keys"] @ state["hidden"], centre, SIGMA, jnp.ones_like(memory["mask"]))
    context = weights @ memory["states"]
    hidden = cell(params, jnp.concatenate([token, context]), state["hidden"])
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
        "padding is read",
    ),
    (
        """def bahdanau_step(params, memory, state, token):
    centre = moved(-1.0, state["hidden"], params["push"], memory["length"])
    weights = window(memory["keys"] @ state["hidden"], centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    hidden = cell(params, jnp.concatenate([token, context]), state["hidden"])
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
        "centre starts anew",
    ),
    (
        """def bahdanau_step(params, memory, state, token):
    centre = moved(state["centre"], state["hidden"], params["push"], memory["length"])
    weights = jax.nn.softmax(memory["keys"] @ state["hidden"], where=memory["mask"])
    context = weights @ memory["states"]
    hidden = cell(params, jnp.concatenate([token, context]), state["hidden"])
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
        "no window",
    ),
    (
        """def bahdanau_step(params, memory, state, token):
    centre = moved(state["centre"], state["hidden"], params["push"], memory["length"])
    weights = window(memory["keys"] @ state["hidden"], centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    hidden = cell(params, jnp.concatenate([token, context]), jnp.zeros_like(state["hidden"]))
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
        "cell from zeros",
    ),
    (
        """def bahdanau_step(params, memory, state, token):
    hidden = cell(params, jnp.concatenate([token, state["mixed"]]), state["hidden"])
    centre = moved(state["centre"], hidden, params["push"], memory["length"])
    weights = window(memory["keys"] @ hidden, centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
        "Luong's order",
    ),
    (
        """def bahdanau_step(params, memory, state, token):
    centre = moved(state["centre"], state["hidden"], params["push"], memory["length"])
    weights = window(memory["keys"] @ state["hidden"], centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    hidden = cell(params, jnp.concatenate([context, token]), state["hidden"])
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
        "context before the token",
    ),
    (
        """def bahdanau_step(params, memory, state, token):
    centre = moved(state["centre"], state["hidden"], params["push"], memory["length"])
    weights = window(memory["keys"] @ state["hidden"], centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    hidden = cell(params, jnp.concatenate([token, state["mixed"]]), state["hidden"])
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
        "attentional vector for the context",
    ),
    (
        """def bahdanau_step(params, memory, state, token):
    centre = moved(state["centre"], state["hidden"], params["push"], memory["length"])
    weights = window(memory["keys"] @ state["hidden"], centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    hidden = cell(params, jnp.concatenate([token, context]), state["hidden"])
    return {"hidden": hidden, "mixed": mix(params, hidden, context), "centre": centre}, weights
""",
        "state before the context in the mix",
    ),
    (
        """def bahdanau_step(params, memory, state, token):
    centre = moved(state["centre"], state["hidden"], params["push"], memory["length"])
    weights = window(memory["keys"] @ state["hidden"], centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    hidden = cell(params, jnp.concatenate([token, context]), state["hidden"])
    mixed = mix(params, context, hidden)
    return {"hidden": hidden, "mixed": mixed, "centre": state["centre"]}, weights
""",
        "centre not kept",
    ),
    (
        """def bahdanau_step(params, memory, state, token):
    centre = moved(state["centre"], state["hidden"], params["push"], memory["length"])
    weights = window(memory["keys"] @ state["hidden"], state["centre"], SIGMA, memory["mask"])
    context = weights @ memory["states"]
    hidden = cell(params, jnp.concatenate([token, context]), state["hidden"])
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
        "window around the old centre",
    ),
    (
        """def bahdanau_step(params, memory, state, token):
    centre = moved(state["centre"], state["hidden"], params["push"], memory["length"])
    weights = window(memory["states"] @ state["hidden"], centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    hidden = cell(params, jnp.concatenate([token, context]), state["hidden"])
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
        "a product whose axes do not fit",
    ),
    (
        """def bahdanau_step(params, memory, state, token):
    centre = moved(state["centre"], state["hidden"], params["push"], memory["length"])
    weights = window(memory["keys"] @ state["hidden"], centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    hidden = cell(params, jnp.concatenate([token, context]), state["hidden"])
    return (hidden, mix(params, context, hidden), centre), weights
""",
        "a tuple for the state",
    ),
    (
        """def bahdanau_step(params, memory, state, token):
    centre = moved(state["centre"], state["hidden"], params["push"], memory["length"])
    weights = window(memory["keys"] @ state["hidden"], centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    hidden = cell(params, jnp.concatenate([token, context]), state["hidden"])
    mixed = mix(params, context, state["hidden"])
    return {"hidden": hidden, "mixed": mixed, "centre": centre}, weights
""",
        "old state in the mix",
    ),
]
