"""Problem set 4 as students answer it: whole answer cells, right ones and wrong ones.

A wrong one stands with the name that the bank gives its mistake, or None where it knows none. All
were written before the banks.
"""

RIGHT: dict[str, list[str]] = {
    "moved": [
        """
def moved(centre, hidden, push, length):
    step = jax.nn.softplus(hidden @ push["weight"] + push["bias"])
    return jnp.minimum(centre + step, length - 1)
""",
        """
def moved(centre, hidden, push, length):
    x = jnp.dot(push["weight"], hidden) + push["bias"]
    new = centre + jnp.logaddexp(x, 0.0)
    return jnp.where(new > length - 1, length - 1.0, new)
""",
        """
def moved(centre, hidden, push, length):
    # log(1 + e^x) = max(x, 0) + log(1 + e^-|x|), so that e^x never gets too large
    w, b = push["weight"], push["bias"]
    total = b
    for d in range(len(hidden)):
        total = total + w[d] * hidden[d]
    step = jnp.maximum(total, 0) + jnp.log1p(jnp.exp(-jnp.abs(total)))
    end = length - 1
    return jnp.clip(centre + step, None, end)
""",
    ],
    "window": [
        """
def window(scores, centre, width, mask):
    places = jnp.cumsum(mask) - 1
    inside = jnp.where(mask, scores, 0.0) - (places - centre) ** 2 / (2 * width**2)
    return jax.nn.softmax(inside, where=mask)
""",
        """
def window(scores, centre, width, mask):
    j = jnp.cumsum(mask.astype(int)) - mask
    logits = jnp.where(mask, scores - 0.5 * ((j - centre) / width) ** 2, -jnp.inf)
    top = jnp.max(logits)
    top = jnp.where(jnp.isfinite(top), top, 0.0)
    e = jnp.exp(logits - top)
    return e / jnp.maximum(e.sum(), 1e-30)
""",
        """
def window(scores, centre, width, mask):
    weights = np.zeros(len(scores), np.float32)
    real = np.flatnonzero(np.asarray(mask))
    if len(real) == 0:
        return weights
    logits = np.asarray(scores)[real] - (np.arange(len(real)) - centre) ** 2 / (2 * width**2)
    e = np.exp(logits - logits.max())
    weights[real] = e / e.sum()
    return weights
""",
    ],
    "pull": [
        """
def pull(weights, upstream, width):
    j = jnp.arange(len(weights))
    mean = jnp.sum(weights * j)
    return jnp.sum(upstream * weights * (j - mean)) / width**2
""",
        """
def pull(weights, upstream, width):
    # softmax backward first, then the slope of the bell's exponent in the centre
    into_scores = weights * (upstream - weights @ upstream)
    return into_scores @ (jnp.arange(len(weights)) / width**2)
""",
        """
def pull(weights, upstream, width):
    jacobian = jnp.diag(weights) - jnp.outer(weights, weights)
    slopes = jnp.arange(weights.shape[0]) / (width * width)
    return upstream @ jacobian @ slopes
""",
    ],
    "coverage_loss": [
        """
def coverage_loss(weights, real):
    kept = jnp.where(real[:, None], weights, 0.0)
    before = jnp.cumsum(kept, axis=0) - kept
    again = jnp.minimum(kept, before).sum(axis=1)
    return again.sum() / jnp.maximum(real.sum(), 1)
""",
        """
def coverage_loss(weights, real):
    def step(coverage, now):
        alpha, is_real = now
        alpha = jnp.where(is_real, alpha, 0.0)
        return coverage + alpha, jnp.minimum(alpha, coverage).sum()

    losses = jax.lax.scan(step, jnp.zeros(weights.shape[1]), (weights, real))[1]
    return jnp.where(real.any(), losses.sum() / jnp.maximum(real.sum(), 1), 0.0)
""",
        """
def coverage_loss(weights, real):
    coverage = jnp.zeros(weights.shape[1])
    losses = []
    for t in range(weights.shape[0]):
        if real[t]:
            losses.append(jnp.sum(jnp.minimum(weights[t], coverage)))
            coverage = coverage + weights[t]
    if not losses:
        return 0.0
    return sum(losses) / len(losses)
""",
    ],
    "thinned": [
        """
def thinned(weight, rank):
    u, s, vt = jnp.linalg.svd(weight, full_matrices=False)
    return u[:, :rank] * s[:rank], vt[:rank].T
""",
        """
def thinned(weight, rank):
    u, s, vt = jnp.linalg.svd(weight)
    root = jnp.diag(jnp.sqrt(s[:rank]))
    return u[:, :rank] @ root, (root @ vt[:rank, :]).T
""",
        """
def thinned(weight, rank):
    # the best subspace for the columns: the largest eigenvectors of W^T W
    values, vectors = jnp.linalg.eigh(weight.T @ weight)
    up = vectors[:, ::-1][:, :rank]
    return weight @ up, up
""",
    ],
    "bahdanau_step": [
        """
def bahdanau_step(params, memory, state, token):
    centre = moved(state["centre"], state["hidden"], params["push"], memory["length"])
    weights = window(memory["keys"] @ state["hidden"], centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    hidden = cell(params, jnp.concatenate([token, context]), state["hidden"])
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
        """
def bahdanau_step(params, memory, state, token):
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
        """
def bahdanau_step(params, memory, state, token):
    new = state.copy()
    new["centre"] = moved(state["centre"], state["hidden"], params["push"], memory["length"])
    scores = (memory["keys"] * state["hidden"]).sum(axis=1)
    a = window(scores, new["centre"], SIGMA, memory["mask"])
    context = memory["states"].T @ a
    new["hidden"] = cell(params, jnp.concatenate((token, context)), state["hidden"])
    new["mixed"] = mix(params, context, new["hidden"])
    return new, a
""",
    ],
    "luong_step": [
        """
def luong_step(params, memory, state, token):
    hidden = cell(params, jnp.concatenate([token, state["mixed"]]), state["hidden"])
    centre = moved(state["centre"], hidden, params["push"], memory["length"])
    weights = window(memory["keys"] @ hidden, centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
        """
def luong_step(params, memory, state, token):
    h, fed, p = state["hidden"], state["mixed"], state["centre"]
    h = cell(params, jnp.append(token, fed), h)
    p = moved(p, h, params["push"], memory["length"])
    a = window(jnp.einsum("jd,d->j", memory["keys"], h), p, SIGMA, memory["mask"])
    c = jnp.einsum("j,je->e", a, memory["states"])
    return {"centre": p, "hidden": h, "mixed": mix(params, c, h)}, a
""",
        """
def luong_step(params, memory, state, token):
    new = dict(state)
    new["hidden"] = cell(params, jnp.concatenate([token, new["mixed"]]), new["hidden"])
    new["centre"] = moved(new["centre"], new["hidden"], params["push"], memory["length"])
    scores = memory["keys"] @ new["hidden"]
    weights = window(scores, new["centre"], SIGMA, memory["mask"])
    new["mixed"] = mix(params, weights @ memory["states"], new["hidden"])
    return (new, weights)
""",
    ],
    "expanded": [
        """
def unrolled(step, params, memory, before):
    def one(state, token):
        state, _ = step(params, memory, state, params["target"][token])
        return state, state["mixed"]

    mixed = jax.lax.scan(one, first_state(), before)[1]
    return mixed @ params["out"] + params["shift"]
""",
    ],
}

WRONG: dict[str, list[tuple[str, str | None]]] = {
    "moved": [
        (
            """
def moved(centre, hidden, push, length):
    return centre + jax.nn.softplus(hidden @ push["weight"] + push["bias"])
""",
            "runs past the end",
        ),
        (
            """
def moved(centre, hidden, push, length):
    step = jax.nn.softplus(hidden @ push["weight"] + push["bias"])
    return jnp.minimum(centre + step, length)
""",
            "one past the end",
        ),
        (
            """
def moved(centre, hidden, push, length):
    step = jax.nn.relu(hidden @ push["weight"] + push["bias"])
    return jnp.minimum(centre + step, length - 1)
""",
            "relu",
        ),
        (
            """
def moved(centre, hidden, push, length):
    step = jnp.exp(hidden @ push["weight"] + push["bias"])
    return jnp.minimum(centre + step, length - 1)
""",
            "exponential step",
        ),
        (
            """
def moved(centre, hidden, push, length):
    step = jnp.log(1 + jnp.exp(hidden @ push["weight"] + push["bias"]))
    return jnp.minimum(centre + step, length - 1)
""",
            "the exponential gets too large",
        ),
        (
            """
def moved(centre, hidden, push, length):
    return jax.nn.softplus(centre + hidden @ push["weight"] + push["bias"])
""",
            "centre inside the softplus",
        ),
        (
            """
def moved(centre, hidden, push, length):
    place = hidden @ push["weight"] + push["bias"]
    return length * jax.nn.sigmoid(place) - 1
""",
            "a share of the length",
        ),
        (
            """
def moved(centre, hidden, push, length):
    step = jax.nn.softplus(hidden @ push["weight"])
    return jnp.minimum(centre + step, length - 1)
""",
            "bias forgotten",
        ),
        (
            """
def moved(centre, hidden, push, length):
    step = jax.nn.softplus(hidden * push["weight"] + push["bias"])
    return jnp.minimum(centre + step, length - 1)
""",
            "one centre for each number of the state",
        ),
        (
            """
def moved(centre, hidden, push, length):
    step = jax.nn.softplus(hidden @ push["weight"] + push["bias"])
    return jnp.minimum(step, length - 1)
""",
            "step alone",
        ),
        (
            """
def moved(centre, hidden, push, length):
    step = jax.nn.softplus(jnp.tanh(hidden @ push["weight"] + push["bias"]))
    return jnp.minimum(centre + step, length - 1)
""",
            "a tanh too many",
        ),
        (
            """
def moved(centre, hidden, push, length):
    step = jax.nn.softplus(hidden @ push["weight"] + push["bias"])
    return jnp.round(jnp.minimum(centre + step, length - 1))
""",
            "rounded",
        ),
    ],
    "window": [
        (
            """
def window(scores, centre, width, mask):
    places = jnp.arange(len(scores))
    logits = scores - (places - centre) ** 2 / (2 * width**2)
    return jax.nn.softmax(jnp.where(mask, logits, 0.0), where=mask)
""",
            "padding is counted",
        ),
        (
            """
def window(scores, centre, width, mask):
    places = jnp.cumsum(mask)
    logits = jnp.where(mask, scores, 0.0) - (places - centre) ** 2 / (2 * width**2)
    return jax.nn.softmax(logits, where=mask)
""",
            "counted from 1",
        ),
        (
            """
def window(scores, centre, width, mask):
    places = jnp.cumsum(mask) - 1
    plain = jax.nn.softmax(jnp.where(mask, scores, 0.0), where=mask)
    return plain * jnp.exp(-((places - centre) ** 2) / (2 * width**2))
""",
            "local-p: the bell after the softmax",
        ),
        (
            """
def window(scores, centre, width, mask):
    places = jnp.cumsum(mask) - 1
    bell = jnp.exp(-((places - centre) ** 2) / (2 * width**2))
    w = jnp.where(mask, jnp.exp(jnp.where(mask, scores, 0.0)) * bell, 0.0)
    return w / w.sum()
""",
            "the bell becomes zero",
        ),
        (
            """
def window(scores, centre, width, mask):
    places = jnp.cumsum(mask) - 1
    logits = scores - (places - centre) ** 2 / (2 * width**2)
    return jax.nn.softmax(logits)
""",
            "padding is read",
        ),
        (
            """
def window(scores, centre, width, mask):
    places = jnp.cumsum(mask) - 1
    logits = jnp.where(mask, scores, 0.0) - (places - centre) ** 2 / width**2
    return jax.nn.softmax(logits, where=mask)
""",
            "the 2 is missing",
        ),
        (
            """
def window(scores, centre, width, mask):
    places = jnp.cumsum(mask) - 1
    logits = jnp.where(mask, scores, 0.0) - (places - centre) ** 2 / (2 * width)
    return jax.nn.softmax(logits, where=mask)
""",
            "width not squared",
        ),
        (
            """
def window(scores, centre, width, mask):
    places = jnp.cumsum(mask) - 1
    logits = jnp.where(mask, scores, 0.0) + (places - centre) ** 2 / (2 * width**2)
    return jax.nn.softmax(logits, where=mask)
""",
            "sign turned round",
        ),
        (
            """
def window(scores, centre, width, mask):
    places = jnp.cumsum(mask) - 1
    bell = jnp.exp(-((places - centre) ** 2) / (2 * width**2))
    return jax.nn.softmax(jnp.where(mask, scores, 0.0) + bell, where=mask)
""",
            "the bell itself is added",
        ),
        (
            """
def window(scores, centre, width, mask):
    places = jnp.cumsum(mask) - 1
    logits = scores - (places - centre) ** 2 / (2 * width**2)
    weights = jax.nn.softmax(jnp.where(mask, logits, -1e9))
    return weights
""",
            "nothing real, and weights all the same",
        ),
        (
            """
def window(scores, centre, width, mask):
    places = jnp.cumsum(mask) - 1
    inside = (jnp.abs(places - centre) <= width) & mask
    return jax.nn.softmax(jnp.where(inside, scores, 0.0), where=inside)
""",
            "a hard window",
        ),
        (
            """
def window(scores, centre, width, mask):
    places = jnp.cumsum(mask) - 1
    logits = jnp.where(mask, scores, 0.0) - jnp.abs(places - centre) / (2 * width**2)
    return jax.nn.softmax(logits, where=mask)
""",
            "distance not squared",
        ),
    ],
    "pull": [
        (
            """
def pull(weights, upstream, width):
    j = jnp.arange(len(weights))
    return jnp.sum(upstream * weights * j) / width**2
""",
            "softmax taken for constant",
        ),
        (
            """
def pull(weights, upstream, width):
    j = jnp.arange(len(weights))
    mean = jnp.sum(weights * j)
    return jnp.sum(upstream * weights * (j - mean))
""",
            "width forgotten",
        ),
        (
            """
def pull(weights, upstream, width):
    j = jnp.arange(len(weights))
    mean = jnp.sum(weights * j)
    return jnp.sum(upstream * weights * (j - mean)) / width
""",
            "width not squared",
        ),
        (
            """
def pull(weights, upstream, width):
    j = jnp.arange(len(weights))
    mean = jnp.sum(weights * j)
    return -jnp.sum(upstream * weights * (j - mean)) / width**2
""",
            "sign turned round",
        ),
        (
            """
def pull(weights, upstream, width):
    j = jnp.arange(len(weights))
    return jnp.sum(upstream * weights * (j - j.mean())) / width**2
""",
            "the middle for the mean position",
        ),
        (
            """
def pull(weights, upstream, width):
    j = jnp.arange(len(weights))
    return jnp.sum(upstream * weights * (j - weights.argmax())) / width**2
""",
            "the largest weight for the mean position",
        ),
        (
            """
def pull(weights, upstream, width):
    j = jnp.arange(len(weights))
    mean = jnp.sum(weights * j)
    return upstream * weights * (j - mean) / width**2
""",
            "not summed",
        ),
        (
            """
def pull(weights, upstream, width):
    j = jnp.arange(len(weights))
    mean = jnp.sum(weights * j)
    return jnp.sum(upstream * (j - mean)) / width**2
""",
            "weights forgotten",
        ),
        (
            """
def pull(weights, upstream, width):
    j = jnp.arange(len(weights))
    mean = jnp.sum(weights * j)
    return jnp.sum(upstream * weights * (j - mean)) / (2 * width**2)
""",
            "the 2 does not go",
        ),
        (
            """
def pull(weights, upstream, width):
    j = jnp.arange(len(weights))
    mean = jnp.sum(weights * j)
    return jnp.sum(weights * (j - mean)) / width**2
""",
            "upstream forgotten",
        ),
        (
            """
def pull(weights, upstream, width):
    into_scores = weights * (1 - weights) * upstream
    return jnp.sum(into_scores * jnp.arange(len(weights))) / width**2
""",
            "the diagonal alone",
        ),
    ],
    "coverage_loss": [
        (
            """
def coverage_loss(weights, real):
    kept = jnp.where(real[:, None], weights, 0.0)
    coverage = jnp.cumsum(kept, axis=0)
    return jnp.minimum(kept, coverage).sum() / jnp.maximum(real.sum(), 1)
""",
            "its own look is counted",
        ),
        (
            """
def coverage_loss(weights, real):
    kept = jnp.where(real[:, None], weights, 0.0)
    before = jnp.cumsum(kept, axis=0) - kept
    return jnp.minimum(kept, before).sum()
""",
            "summed over the steps",
        ),
        (
            """
def coverage_loss(weights, real):
    kept = jnp.where(real[:, None], weights, 0.0)
    before = jnp.cumsum(kept, axis=0) - kept
    return jnp.minimum(kept, before).sum(axis=1).mean()
""",
            "padded steps in the mean",
        ),
        (
            """
def coverage_loss(weights, real):
    before = jnp.cumsum(weights, axis=0) - weights
    return jnp.minimum(weights, before).sum(axis=1).mean()
""",
            "padded steps count",
        ),
        (
            """
def coverage_loss(weights, real):
    before = jnp.cumsum(weights, axis=0) - weights
    again = jnp.minimum(weights, before).sum(axis=1)
    return jnp.where(real, again, 0.0).sum() / jnp.maximum(real.sum(), 1)
""",
            "padded steps cover",
        ),
        (
            """
def coverage_loss(weights, real):
    kept = jnp.where(real[:, None], weights, 0.0)
    before = jnp.cumsum(kept, axis=0) - kept
    return jnp.maximum(kept, before).sum() / jnp.maximum(real.sum(), 1)
""",
            "the larger",
        ),
        (
            """
def coverage_loss(weights, real):
    kept = jnp.where(real[:, None], weights, 0.0)
    before = jnp.concatenate([jnp.zeros_like(kept[:1]), kept[:-1]])
    return jnp.minimum(kept, before).sum() / jnp.maximum(real.sum(), 1)
""",
            "the step before alone",
        ),
        (
            """
def coverage_loss(weights, real):
    kept = jnp.where(real[:, None], weights, 0.0)
    before = jnp.cumsum(kept, axis=1) - kept
    return jnp.minimum(kept, before).sum() / jnp.maximum(real.sum(), 1)
""",
            "added along the source",
        ),
        (
            """
def coverage_loss(weights, real):
    kept = jnp.where(real[:, None], weights, 0.0)
    before = jnp.cumsum(kept, axis=0) - kept
    return jnp.minimum(kept, before).sum() / real.sum()
""",
            "nothing real is not 0",
        ),
        (
            """
def coverage_loss(weights, real):
    kept = jnp.where(real[:, None], weights, 0.0)
    before = jnp.cumsum(kept, axis=0) - kept
    return (kept * before).sum() / jnp.maximum(real.sum(), 1)
""",
            "the product",
        ),
        (
            """
def coverage_loss(weights, real):
    kept = jnp.where(real[:, None], weights, 0.0)
    before = jnp.cumsum(kept, axis=0) - kept
    return jnp.minimum(kept, before).sum(axis=1)
""",
            "one loss for each step",
        ),
    ],
    "thinned": [
        (
            """
def thinned(weight, rank):
    u, s, vt = jnp.linalg.svd(weight, full_matrices=False)
    return u[:, :rank], vt[:rank].T
""",
            "singular values forgotten",
        ),
        (
            """
def thinned(weight, rank):
    u, s, vt = jnp.linalg.svd(weight, full_matrices=False)
    return u[:, :rank] * s[:rank], vt[:rank].T * s[:rank]
""",
            "singular values twice",
        ),
        (
            """
def thinned(weight, rank):
    u, s, vt = jnp.linalg.svd(weight, full_matrices=False)
    return u[:, :rank] * s[:rank], vt[:, :rank]
""",
            "vt not turned",
        ),
        (
            """
def thinned(weight, rank):
    u, s, vt = jnp.linalg.svd(weight, full_matrices=False)
    return u[:, :rank] * s[:rank], vt[:rank]
""",
            "up lies down",
        ),
        (
            """
def thinned(weight, rank):
    u, s, vt = jnp.linalg.svd(weight, full_matrices=False)
    return u[:, -rank:] * s[-rank:], vt[-rank:].T
""",
            "the smallest kept",
        ),
        (
            """
def thinned(weight, rank):
    values, vectors = jnp.linalg.eigh(weight.T @ weight)
    up = vectors[:, :rank]
    return weight @ up, up
""",
            "the smallest kept",
        ),
        (
            """
def thinned(weight, rank):
    return weight[:, :rank], jnp.eye(weight.shape[1])[:, :rank]
""",
            "first columns",
        ),
        (
            """
def thinned(weight, rank):
    u, s, vt = jnp.linalg.svd(weight, full_matrices=False)
    return (u[:, :rank] * s[:rank]) @ vt[:rank]
""",
            "the product",
        ),
        (
            """
def thinned(weight, rank):
    u, s, vt = jnp.linalg.svd(weight, full_matrices=False)
    return vt[:rank].T, u[:, :rank] * s[:rank]
""",
            "the two swapped",
        ),
        (
            """
def thinned(weight, rank):
    centred = weight - weight.mean(axis=0)
    u, s, vt = jnp.linalg.svd(centred, full_matrices=False)
    return u[:, :rank] * s[:rank], vt[:rank].T
""",
            "mean taken off",
        ),
        (
            """
def thinned(weight, rank):
    u, s, vt = jnp.linalg.svd(weight, full_matrices=False)
    return u * s, vt.T
""",
            "rank ignored",
        ),
        (
            """
def thinned(weight, rank):
    q, r = jnp.linalg.qr(weight)
    return q[:, :rank], r[:rank].T
""",
            "QR for SVD",
        ),
    ],
    "bahdanau_step": [
        (
            """
def bahdanau_step(params, memory, state, token):
    centre = moved(state["centre"], state["hidden"], params["push"], memory["length"])
    weights = window(memory["keys"] @ state["hidden"], centre, SIGMA, jnp.ones_like(memory["mask"]))
    context = weights @ memory["states"]
    hidden = cell(params, jnp.concatenate([token, context]), state["hidden"])
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
            "padding is read",
        ),
        (
            """
def bahdanau_step(params, memory, state, token):
    centre = moved(-1.0, state["hidden"], params["push"], memory["length"])
    weights = window(memory["keys"] @ state["hidden"], centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    hidden = cell(params, jnp.concatenate([token, context]), state["hidden"])
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
            "centre starts anew",
        ),
        (
            """
def bahdanau_step(params, memory, state, token):
    centre = moved(state["centre"], state["hidden"], params["push"], memory["length"])
    weights = jax.nn.softmax(memory["keys"] @ state["hidden"], where=memory["mask"])
    context = weights @ memory["states"]
    hidden = cell(params, jnp.concatenate([token, context]), state["hidden"])
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
            "no window",
        ),
        (
            """
def bahdanau_step(params, memory, state, token):
    centre = moved(state["centre"], state["hidden"], params["push"], memory["length"])
    weights = window(memory["keys"] @ state["hidden"], centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    hidden = cell(params, jnp.concatenate([token, context]), jnp.zeros_like(state["hidden"]))
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
            "cell from zeros",
        ),
        (
            """
def bahdanau_step(params, memory, state, token):
    hidden = cell(params, jnp.concatenate([token, state["mixed"]]), state["hidden"])
    centre = moved(state["centre"], hidden, params["push"], memory["length"])
    weights = window(memory["keys"] @ hidden, centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
            "Luong's order",
        ),
        (
            """
def bahdanau_step(params, memory, state, token):
    centre = moved(state["centre"], state["hidden"], params["push"], memory["length"])
    weights = window(memory["keys"] @ state["hidden"], centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    hidden = cell(params, jnp.concatenate([context, token]), state["hidden"])
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
            "context before the token",
        ),
        (
            """
def bahdanau_step(params, memory, state, token):
    centre = moved(state["centre"], state["hidden"], params["push"], memory["length"])
    weights = window(memory["keys"] @ state["hidden"], centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    hidden = cell(params, jnp.concatenate([token, state["mixed"]]), state["hidden"])
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
            "attentional vector for the context",
        ),
        (
            """
def bahdanau_step(params, memory, state, token):
    centre = moved(state["centre"], state["hidden"], params["push"], memory["length"])
    weights = window(memory["keys"] @ state["hidden"], centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    hidden = cell(params, jnp.concatenate([token, context]), state["hidden"])
    return {"hidden": hidden, "mixed": mix(params, hidden, context), "centre": centre}, weights
""",
            "state before the context in the mix",
        ),
        (
            """
def bahdanau_step(params, memory, state, token):
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
            """
def bahdanau_step(params, memory, state, token):
    centre = moved(state["centre"], state["hidden"], params["push"], memory["length"])
    weights = window(memory["keys"] @ state["hidden"], state["centre"], SIGMA, memory["mask"])
    context = weights @ memory["states"]
    hidden = cell(params, jnp.concatenate([token, context]), state["hidden"])
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
            "window around the old centre",
        ),
        (
            """
def bahdanau_step(params, memory, state, token):
    centre = moved(state["centre"], state["hidden"], params["push"], memory["length"])
    weights = window(memory["states"] @ state["hidden"], centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    hidden = cell(params, jnp.concatenate([token, context]), state["hidden"])
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
            "a product whose axes do not fit",
        ),
        (
            """
def bahdanau_step(params, memory, state, token):
    centre = moved(state["centre"], state["hidden"], params["push"], memory["length"])
    weights = window(memory["keys"] @ state["hidden"], centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    hidden = cell(params, jnp.concatenate([token, context]), state["hidden"])
    return (hidden, mix(params, context, hidden), centre), weights
""",
            "a tuple for the state",
        ),
        (
            """
def bahdanau_step(params, memory, state, token):
    centre = moved(state["centre"], state["hidden"], params["push"], memory["length"])
    weights = window(memory["keys"] @ state["hidden"], centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    hidden = cell(params, jnp.concatenate([token, context]), state["hidden"])
    mixed = mix(params, context, state["hidden"])
    return {"hidden": hidden, "mixed": mixed, "centre": centre}, weights
""",
            "old state in the mix",
        ),
    ],
    "luong_step": [
        (
            """
def luong_step(params, memory, state, token):
    hidden = cell(params, jnp.concatenate([token, jnp.zeros(len(state["mixed"]))]), state["hidden"])
    centre = moved(state["centre"], hidden, params["push"], memory["length"])
    weights = window(memory["keys"] @ hidden, centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
            "not fed",
        ),
        (
            """
def luong_step(params, memory, state, token):
    hidden = cell(params, jnp.concatenate([token, state["mixed"]]), state["hidden"])
    centre = moved(state["centre"], hidden, params["push"], memory["length"])
    weights = window(memory["keys"] @ hidden, centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    return {"hidden": hidden, "mixed": state["mixed"], "centre": centre}, weights
""",
            "attentional vector not made anew",
        ),
        (
            """
def luong_step(params, memory, state, token):
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
            """
def luong_step(params, memory, state, token):
    hidden = cell(params, jnp.concatenate([token, state["mixed"]]), state["hidden"])
    centre = moved(state["centre"], hidden, params["push"], memory["length"])
    weights = window(memory["keys"] @ hidden, centre, SIGMA, memory["keys"][:, 0] < 1e9)
    context = weights @ memory["states"]
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
            "padding is read",
        ),
        (
            """
def luong_step(params, memory, state, token):
    centre = moved(state["centre"], state["hidden"], params["push"], memory["length"])
    weights = window(memory["keys"] @ state["hidden"], centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    hidden = cell(params, jnp.concatenate([token, context]), state["hidden"])
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
            "Bahdanau's order",
        ),
        (
            """
def luong_step(params, memory, state, token):
    hidden = cell(params, jnp.concatenate([token, state["mixed"]]), state["hidden"])
    centre = moved(state["centre"], state["hidden"], params["push"], memory["length"])
    weights = window(memory["keys"] @ state["hidden"], centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
            "the old state asks",
        ),
        (
            """
def luong_step(params, memory, state, token):
    hidden = cell(params, jnp.concatenate([token, state["mixed"]]), state["hidden"])
    centre = moved(state["centre"], state["hidden"], params["push"], memory["length"])
    weights = window(memory["keys"] @ hidden, centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
            "the old state moves the centre",
        ),
        (
            """
def luong_step(params, memory, state, token):
    hidden = cell(params, jnp.concatenate([token, state["mixed"]]), state["hidden"])
    centre = moved(state["centre"], hidden, params["push"], memory["length"])
    weights = window(memory["keys"] @ state["hidden"], centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
            "the old state scores",
        ),
        (
            """
def luong_step(params, memory, state, token):
    hidden = cell(params, jnp.concatenate([state["mixed"], token]), state["hidden"])
    centre = moved(state["centre"], hidden, params["push"], memory["length"])
    weights = window(memory["keys"] @ hidden, centre, SIGMA, memory["mask"])
    context = weights @ memory["states"]
    return {"hidden": hidden, "mixed": mix(params, context, hidden), "centre": centre}, weights
""",
            "attentional vector before the token",
        ),
        (
            """
def luong_step(params, memory, state, token):
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
            """
def luong_step(params, memory, state, token):
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
    ],
    "expanded": [
        (
            """
def unrolled(step, params, memory, before):
    def one(state, token):
        state, _ = step(params, memory, state, params["target"][token])
        return first_state(), state["mixed"]

    mixed = jax.lax.scan(one, first_state(), before)[1]
    return mixed @ params["out"] + params["shift"]
""",
            None,
        ),
        (
            """
def unrolled(step, params, memory, before):
    def one(state, token):
        state, _ = step(params, memory, state, params["target"][token])
        return state, state["mixed"]

    mixed = jax.lax.scan(one, first_state(), before, reverse=True)[1]
    return mixed @ params["out"] + params["shift"]
""",
            None,
        ),
        (
            """
def unrolled(step, params, memory, before):
    def one(state, token):
        new, _ = step(params, memory, state, params["target"][token])
        return new, state["mixed"]

    mixed = jax.lax.scan(one, first_state(), before)[1]
    return mixed @ params["out"] + params["shift"]
""",
            None,
        ),
        (
            """
def unrolled(step, params, memory, before):
    def one(state, token):
        state, _ = step(params, memory, state, params["target"][START])
        return state, state["mixed"]

    mixed = jax.lax.scan(one, first_state(), before)[1]
    return mixed @ params["out"] + params["shift"]
""",
            None,
        ),
        (
            """
def unrolled(step, params, memory, before):
    def one(state, token):
        state, _ = step(params, memory, state, params["target"][token])
        return {**state, "hidden": jnp.zeros(WIDTH), "centre": jnp.array(-1.0)}, state["mixed"]

    mixed = jax.lax.scan(one, first_state(), before)[1]
    return mixed @ params["out"] + params["shift"]
""",
            None,
        ),
    ],
}
