"""Answers to `decoder_step`."""

RIGHT = [
    """
def decoder_step(weights, context, state, token):
    D = state.shape[0]
    x = weights["embed"][token]
    fresh = x @ weights["kernel"] + weights["bias"]
    kept = state @ weights["recurrent"] + context @ weights["context"]
    z = jax.nn.sigmoid(fresh[:D] + kept[:D])
    r = jax.nn.sigmoid(fresh[D:2*D] + kept[D:2*D])
    n = jnp.tanh(fresh[2*D:] + r * kept[2*D:])
    new = z * state + (1 - z) * n
    logits = jnp.concatenate([new, x, context]) @ weights["readout"] + weights["shift"]
    return new, logits
""",
    """
def decoder_step(weights, context, state, token):
    x = weights["embed"][token]
    Wz, Wr, Wn = jnp.split(weights["kernel"], 3, axis=1)
    Uz, Ur, Un = jnp.split(weights["recurrent"], 3, axis=1)
    Cz, Cr, Cn = jnp.split(weights["context"], 3, axis=1)
    bz, br, bn = jnp.split(weights["bias"], 3)
    z = 1 / (1 + jnp.exp(-(x @ Wz + state @ Uz + context @ Cz + bz)))
    r = 1 / (1 + jnp.exp(-(x @ Wr + state @ Ur + context @ Cr + br)))
    n = jnp.tanh(x @ Wn + bn + r * (state @ Un + context @ Cn))
    s = n + z * (state - n)
    return s, jnp.hstack([s, x, context]) @ weights["readout"] + weights["shift"]
""",
    """
def decoder_step(weights, context, state, token):
    size = len(state)
    one_hot = jnp.arange(len(weights["embed"])) == token
    x = one_hot.astype(float) @ weights["embed"]
    a = (x @ weights["kernel"] + weights["bias"]).reshape(3, size)
    b = (jnp.concatenate([state, context])
         @ jnp.concatenate([weights["recurrent"], weights["context"]])).reshape(3, size)
    z, r = jax.nn.sigmoid(a[:2] + b[:2])
    state = z * state + (1 - z) * jnp.tanh(a[2] + r * b[2])
    top, middle, bottom = jnp.split(weights["readout"], [size, size + len(x)])
    return state, state @ top + x @ middle + context @ bottom + weights["shift"]
""",
]


def _changed(old: str, new: str) -> str:
    assert old in RIGHT[0]
    return RIGHT[0].replace(old, new)


GATED_FIRST = """U_n = weights["recurrent"][:, 2*D:]
    heard = r * (context @ weights["context"][:, 2*D:])
    n = jnp.tanh(fresh[2*D:] + (r * state) @ U_n + heard)"""
GATED_CONTEXT = '(r * context) @ weights["context"][:, 2*D:]'

WRONG = [
    (_changed("z * state + (1 - z) * n", "(1 - z) * state + z * n"), "update gate turned round"),
    (
        """
def decoder_step(weights, context, state, token):
    D = state.shape[0]
    x = weights["embed"][token]
    W, U, C, b = (weights[k] for k in ("kernel", "recurrent", "context", "bias"))
    z = jax.nn.sigmoid(x @ W[:, :D] + state @ U[:, :D] + context @ C[:, :D] + b[:D])
    r = jax.nn.sigmoid(
        x @ W[:, D:2*D] + state @ U[:, D:2*D] + context @ C[:, D:2*D] + b[D:2*D])
    n = jnp.tanh(
        x @ W[:, 2*D:] + (r * state) @ U[:, 2*D:] + context @ C[:, 2*D:] + b[2*D:])
    new = z * state + (1 - z) * n
    return new, jnp.concatenate([new, x, context]) @ weights["readout"] + weights["shift"]
""",
        "gate before the product",
    ),
    (
        """
def decoder_step(weights, context, state, token):
    D = state.shape[0]
    x = weights["embed"][token]
    a = x @ weights["kernel"] + weights["bias"] + context @ weights["context"]
    h = state @ weights["recurrent"]
    z = jax.nn.sigmoid(a[:D] + h[:D])
    r = jax.nn.sigmoid(a[D:2*D] + h[D:2*D])
    n = jnp.tanh(a[2*D:] + r * h[2*D:])
    new = z * state + (1 - z) * n
    return new, jnp.concatenate([new, x, context]) @ weights["readout"] + weights["shift"]
""",
        "context outside the gate",
    ),
    (_changed("[new, x, context]", "[state, x, context]"), "old state in the readout"),
    (_changed("[new, x, context]", "[x, new, context]"), "readout in another order"),
    (
        RIGHT[0]
        .replace("z = jax", "r_ = jax")
        .replace("r = jax", "z = jax")
        .replace("n = jnp.tanh(fresh[2*D:] + r *", "r = r_\n    n = jnp.tanh(fresh[2*D:] + r *"),
        "gates swapped",
    ),
    (_changed("r * kept[2*D:]", "kept[2*D:]"), "reset gate missing"),
    (
        _changed("tanh(fresh[2*D:] + r * kept[2*D:])", "tanh(r * (fresh[2*D:] + kept[2*D:]))"),
        "gate over the whole sum",
    ),
    (_changed(' + context @ weights["context"]', ""), "context not read by the cell"),
    (_changed("return new, logits", "return logits, new"), "the pair swapped"),
    (
        _changed("return new, logits", "return new, jax.nn.softmax(logits)"),
        "probabilities for logits",
    ),
    (_changed("z * state + (1 - z) * n", "z * context + (1 - z) * n"), "shapes that do not fit"),
    (
        _changed('x = weights["embed"][token]', 'x = weights["embed"].T[token]'),
        "a column of the table",
    ),
    # What came later: the bank learned from these.
    (
        """
def decoder_step(weights, context, state, token):
    D = len(state); x = weights["embed"][token]
    a = x @ weights["kernel"] + weights["bias"]
    b = state @ weights["recurrent"] + context @ weights["context"]
    z = jax.nn.sigmoid(a[:D] + b[:D]); r = jax.nn.sigmoid(a[D:2*D] + b[D:2*D])
    n = jnp.tanh(a[2*D:] + r * b[2*D:] )
    new = (1 - z) * state + z * n
    return new, jnp.concatenate([state, x, context]) @ weights["readout"] + weights["shift"]
""",
        None,
    ),
    (
        """
def decoder_step(weights, context, state, token):
    D = len(state); x = weights["embed"][token]
    a = x @ weights["kernel"] + weights["bias"]
    b = state @ weights["recurrent"] + context @ weights["context"] + weights["bias"]
    z = jax.nn.sigmoid(a[:D] + b[:D]); r = jax.nn.sigmoid(a[D:2*D] + b[D:2*D])
    new = z * state + (1 - z) * jnp.tanh(a[2*D:] + r * b[2*D:])
    return new, jnp.concatenate([new, x, context]) @ weights["readout"] + weights["shift"]
""",
        "bias added twice",
    ),
    (
        """
def decoder_step(weights, context, state, token):
    D = len(state); x = weights["embed"][token]
    a = x @ weights["kernel"]
    b = state @ weights["recurrent"] + context @ weights["context"] + weights["bias"]
    z = jax.nn.sigmoid(a[:D] + b[:D]); r = jax.nn.sigmoid(a[D:2*D] + b[D:2*D])
    new = z * state + (1 - z) * jnp.tanh(a[2*D:] + r * b[2*D:])
    return new, jnp.concatenate([new, x, context]) @ weights["readout"] + weights["shift"]
""",
        "bias inside the gate",
    ),
    (
        """
def decoder_step(weights, context, state, token):
    D = len(state); x = weights["embed"][token]
    a = x @ weights["kernel"] + weights["bias"]
    b = state @ weights["recurrent"] + context @ weights["context"]
    z = jax.nn.sigmoid(a[:D] + b[:D]); r = jax.nn.sigmoid(a[D:2*D] + b[D:2*D])
    new = z * state + (1 - z) * jnp.tanh(a[2*D:] + r * b[2*D:])
    return new, jnp.tanh(jnp.concatenate([new, x, context]) @ weights["readout"] + weights["shift"])
""",
        "logits tanh",
    ),
    (
        _changed("n = jnp.tanh(fresh[2*D:] + r * kept[2*D:])", GATED_FIRST),
        "gate on the state before its matrix",
    ),
    (
        _changed(
            "n = jnp.tanh(fresh[2*D:] + r * kept[2*D:])",
            GATED_FIRST.replace('r * (context @ weights["context"][:, 2*D:])', GATED_CONTEXT),
        ),
        "gate on the state before its matrix",
    ),
]
