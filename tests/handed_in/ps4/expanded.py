"""What students hand in for problem 5, the teacher-forced answer that a model is trained with."""

RIGHT: list[str] = [
    """def unrolled(step, params, memory, before):
    def one(state, token):
        state, _ = step(params, memory, state, params["target"][token])
        return state, state["mixed"]

    mixed = jax.lax.scan(one, first_state(), before)[1]
    return mixed @ params["out"] + params["shift"]
""",
]

WRONG: list[tuple[str, str | None]] = [
    (
        """def unrolled(step, params, memory, before):
    def one(state, token):
        state, _ = step(params, memory, state, params["target"][token])
        return first_state(), state["mixed"]

    mixed = jax.lax.scan(one, first_state(), before)[1]
    return mixed @ params["out"] + params["shift"]
""",
        None,
    ),
    (
        """def unrolled(step, params, memory, before):
    def one(state, token):
        state, _ = step(params, memory, state, params["target"][token])
        return state, state["mixed"]

    mixed = jax.lax.scan(one, first_state(), before, reverse=True)[1]
    return mixed @ params["out"] + params["shift"]
""",
        None,
    ),
    (
        """def unrolled(step, params, memory, before):
    def one(state, token):
        new, _ = step(params, memory, state, params["target"][token])
        return new, state["mixed"]

    mixed = jax.lax.scan(one, first_state(), before)[1]
    return mixed @ params["out"] + params["shift"]
""",
        None,
    ),
    (
        """def unrolled(step, params, memory, before):
    def one(state, token):
        state, _ = step(params, memory, state, params["target"][START])
        return state, state["mixed"]

    mixed = jax.lax.scan(one, first_state(), before)[1]
    return mixed @ params["out"] + params["shift"]
""",
        None,
    ),
    (
        """def unrolled(step, params, memory, before):
    def one(state, token):
        state, _ = step(params, memory, state, params["target"][token])
        return {**state, "hidden": jnp.zeros(STATE), "centre": jnp.array(-1.0)}, state["mixed"]

    mixed = jax.lax.scan(one, first_state(), before)[1]
    return mixed @ params["out"] + params["shift"]
""",
        None,
    ),
]
