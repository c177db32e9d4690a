"""What students hand in for problem 6, a step in Luong's order."""

RIGHT: list[str] = [
    """def luong_step(params, memory, state, token):
    hidden = cell(params, jnp.concatenate([token, state["mixed"]]), state["hidden"])
    centre = moved(state["centre"], hidden, params["push"], memory["length"])
    weights = window(memory["keys"] @ hidden, centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
    """def luong_step(params, memory, state, token):
    h, fed, p = state["hidden"], state["mixed"], state["centre"]
    h = cell(params, jnp.append(token, fed), h)
    p = moved(p, h, params["push"], memory["length"])
    a = window(jnp.einsum("jd,d->j", memory["keys"], h), p, SIGMA, memory["mask"])
    c = jnp.einsum("j,je->e", a, memory["states"])
    return {"centre": p, "hidden": h, "mixed": mix(params, c, h)}, a
""",
    """def luong_step(params, memory, state, token):
    new = dict(state)
    new["hidden"] = cell(params, jnp.concatenate([token, new["mixed"]]), new["hidden"])
    new["centre"] = moved(new["centre"], new["hidden"], params["push"], memory["length"])
    scores = memory["keys"] @ new["hidden"]
    weights = window(scores, new["centre"], SIGMA, memory["mask"])
    new["mixed"] = mix(params, weights @ memory["states"], new["hidden"])
    return (new, weights)
""",
]

WRONG: list[tuple[str, str | None]] = [
    (
        """def luong_step(params, memory, state, token):
    hidden = cell(params, jnp.concatenate([token, jnp.zeros(len(state["mixed"]))]), state["hidden"])
    centre = moved(state["centre"], hidden, params["push"], memory["length"])
    weights = window(memory["keys"] @ hidden, centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
        "not fed",
    ),
    (
        """def luong_step(params, memory, state, token):
    hidden = cell(params, jnp.concatenate([token, state["mixed"]]), state["hidden"])
    centre = moved(state["centre"], hidden, params["push"], memory["length"])
    weights = window(memory["keys"] @ hidden, centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    return {"hidden": hidden, "mixed": state["mixed"], "centre": centre}, weights
""",
        "attentional vector not made anew",
    ),
    (
        """def luong_step(params, memory, state, token):
    hidden = cell(params, jnp.concatenate([token, state["mixed"]]), state["hidden"])
    centre = moved(state["centre"], hidden, params["push"], memory["length"])
    weights = window(memory["keys"] @ hidden, centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    mixed = mix(params, context, hidden)
    return {"hidden": hidden, "mixed": mixed, "centre": state["centre"]}, weights
""",
        "centre not kept",
    ),
    (
        """def luong_step(params, memory, state, token):
    hidden = cell(params, jnp.concatenate([token, state["mixed"]]), state["hidden"])
    centre = moved(state["centre"], hidden, params["push"], memory["length"])
    weights = window(memory["keys"] @ hidden, centre, SIGMA, memory["keys"][:, 0] < 1e9)
    context = weights @ memory["states"]
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
        "padding is read",
    ),
    (
        """def luong_step(params, memory, state, token):
    centre = moved(state["centre"], state["hidden"], params["push"], memory["length"])
    weights = window(memory["keys"] @ state["hidden"], centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    hidden = cell(params, jnp.concatenate([token, context]), state["hidden"])
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
        "Bahdanau's order",
    ),
    (
        """def luong_step(params, memory, state, token):
    hidden = cell(params, jnp.concatenate([token, state["mixed"]]), state["hidden"])
    centre = moved(state["centre"], state["hidden"], params["push"], memory["length"])
    weights = window(memory["keys"] @ state["hidden"], centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
        "the old state asks",
    ),
    (
        """def luong_step(params, memory, state, token):
    hidden = cell(params, jnp.concatenate([token, state["mixed"]]), state["hidden"])
    centre = moved(state["centre"], state["hidden"], params["push"], memory["length"])
    weights = window(memory["keys"] @ hidden, centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
        "the old state moves the centre",
    ),
    (
        """def luong_step(params, memory, state, token):
    hidden = cell(params, jnp.concatenate([token, state["mixed"]]), state["hidden"])
    centre = moved(state["centre"], hidden, params["push"], memory["length"])
    weights = window(memory["keys"] @ state["hidden"], centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
        "the old state scores",
    ),
    (
        """def luong_step(params, memory, state, token):
    hidden = cell(params, jnp.concatenate([state["mixed"], token]), state["hidden"])
    centre = moved(state["centre"], hidden, params["push"], memory["length"])
    weights = window(memory["keys"] @ hidden, centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
        "attentional vector before the token",
    ),
    (
        """def luong_step(params, memory, state, token):
    hidden = cell(params, jnp.concatenate([token, state["mixed"]]), state["hidden"])
    centre = moved(state["centre"], hidden, params["push"], memory["length"])
    weights = window(memory["keys"] @ hidden, centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    mixed = mix(params, context, hidden)
    return {"hidden": state["hidden"], "mixed": mixed, "centre": centre}, weights
""",
        "old state kept",
    ),
    (
        """def luong_step(params, memory, state, token):
    # the look of the old state is fed, and then the new one asks
    centre = moved(state["centre"], state["hidden"], params["push"], memory["length"])
    weights = window(memory["keys"] @ state["hidden"], centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    hidden = cell(params, jnp.concatenate([token, context]), state["hidden"])
    centre = moved(state["centre"], hidden, params["push"], memory["length"])
    weights = window(memory["keys"] @ hidden, centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
        None,
    ),
]
