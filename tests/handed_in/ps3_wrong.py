"""Wrong answers to problem set 3, written before its bank as students go wrong, each with the
name that the bank gives the mistake, or None where it knows none."""

WRONG: dict[str, list[tuple[str, str | None]]] = {
    "sparsemax": [
        (
            """
def sparsemax(scores, mask):
    s = jnp.where(mask, scores, -jnp.inf)
    p = jax.nn.softmax(s)
    return jnp.where(mask, p, 0.0)
""",
            "softmax",
        ),
        (
            """
def sparsemax(scores, mask):
    z = jnp.sort(scores)[::-1]
    k = jnp.arange(1, len(scores) + 1)
    cs = jnp.cumsum(z)
    kz = jnp.sum(1 + k * z > cs)
    tau = (cs[kz - 1] - 1) / kz
    return jnp.maximum(scores - tau, 0.0)
""",
            "mask ignored",
        ),
        (
            """
def sparsemax(scores, mask):
    z = jnp.sort(scores)[::-1]
    k = jnp.arange(1, len(scores) + 1)
    cs = jnp.cumsum(z)
    kz = jnp.sum(1 + k * z > cs)
    tau = (cs[kz - 1] - 1) / kz
    return jnp.where(mask, jnp.maximum(scores - tau, 0.0), 0.0)
""",
            "masked at the end alone",
        ),
        (
            """
def sparsemax(scores, mask):
    # forgot that sort is ascending
    s = jnp.where(mask, scores, -1e9)
    z = jnp.sort(s)
    k = jnp.arange(1, len(s) + 1)
    cs = jnp.cumsum(z)
    kz = jnp.sum(1 + k * z > cs)
    tau = (cs[kz - 1] - 1) / kz
    return jnp.where(mask, jnp.maximum(s - tau, 0.0), 0.0)
""",
            "sorted upwards",
        ),
        (
            """
def sparsemax(scores, mask):
    n = jnp.maximum(mask.sum(), 1)
    tau = (jnp.where(mask, scores, 0).sum() - 1) / n
    return jnp.where(mask, jnp.maximum(scores - tau, 0), 0)
""",
            "one round only",
        ),
        (
            """
def sparsemax(scores, mask):
    s = jnp.where(mask, jnp.maximum(scores, 0), 0)
    return s / jnp.maximum(s.sum(), 1e-9)
""",
            "positive scores divided by their sum",
        ),
        (
            """
def sparsemax(scores, mask):
    s = jnp.where(mask, scores, 0.0)  # padding to zero
    z = jnp.sort(s)[::-1]
    k = jnp.arange(1, len(s) + 1)
    cs = jnp.cumsum(z)
    kz = jnp.sum(1 + k * z > cs)
    tau = (cs[kz - 1] - 1) / kz
    return jnp.where(mask, jnp.maximum(s - tau, 0.0), 0.0)
""",
            "padding scored 0",
        ),
        (
            """
def sparsemax(scores, mask):
    s = jnp.where(mask, scores, -1e9)
    z = jnp.sort(s)[::-1]
    k = jnp.arange(1, len(s) + 1)
    cs = jnp.cumsum(z)
    kz = jnp.sum(1 + k * z > cs)
    tau = (cs[kz] - 1) / kz  # the sum of the first kz
    return jnp.where(mask, jnp.maximum(s - tau, 0.0), 0.0)
""",
            "threshold one place on",
        ),
        (
            """
def sparsemax(scores, mask):
    s = jnp.where(mask, scores, -1e9)
    z = jnp.sort(s)[::-1]
    k = jnp.arange(1, len(s) + 1)
    cs = jnp.cumsum(z)
    kz = jnp.sum(1 + k * z > cs)
    tau = (cs[kz - 1] - 1) / kz
    return jnp.where(s > tau, s - tau, 0.0) / kz
""",
            None,
        ),
        (
            """
def sparsemax(scores, mask):
    s = jnp.where(mask, scores, -jnp.inf)
    return jax.nn.one_hot(jnp.argmax(s), len(s)) * mask
""",
            "all on the largest",
        ),
        (
            """
def sparsemax(scores, mask):
    s = jnp.where(mask, scores, -1e9)
    z = jnp.sort(s)[::-1]
    k = jnp.arange(len(s))
    cs = jnp.cumsum(z)
    kz = jnp.sum(1 + k * z > cs)
    tau = (cs[kz - 1] - 1) / kz
    return jnp.where(mask, jnp.maximum(s - tau, 0.0), 0.0)
""",
            "counted from 0",
        ),
        (
            """
def sparsemax(scores, mask):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    p = jnp.where(p < 0.1, 0.0, p)
    return p / p.sum()
""",
            None,
        ),
        (
            """
def sparsemax(scores, mask):
    s = jnp.where(mask, scores, -1e9)
    z = jnp.sort(s)[::-1]
    cs = jnp.cumsum(z)
    k = 0
    while k < len(s) and 1 + (k + 1) * z[k] > cs[k]:
        k = k + 1
    tau = (cs[k - 1] - 1) / k
    return jnp.maximum(s - tau, 0.0)
""",
            "right but for one case",
        ),
    ],
    "sparse_back": [
        (
            """
def sparse_back(weights, upstream):
    return weights * (upstream - jnp.sum(weights * upstream))
""",
            "softmax's gradient",
        ),
        (
            """
def sparse_back(weights, upstream):
    return upstream - upstream.mean()
""",
            "closed ones move",
        ),
        (
            """
def sparse_back(weights, upstream):
    return jnp.where(weights > 0, upstream, 0.0)
""",
            "no mean taken off",
        ),
        (
            """
def sparse_back(weights, upstream):
    s = weights > 0
    return jnp.where(s, upstream - upstream.mean(), 0.0)
""",
            "mean over all",
        ),
        (
            """
def sparse_back(weights, upstream):
    s = weights > 0
    return jnp.where(s, upstream - jnp.sum(weights * upstream), 0.0)
""",
            "weighted mean",
        ),
        (
            """
def sparse_back(weights, upstream):
    s = jnp.where(weights > 0, 1.0, 0.0)
    mean = jnp.sum(upstream * s) / s.sum()
    return s * (upstream - mean)
""",
            "NaN where nothing is open",
        ),
        (
            """
def sparse_back(weights, upstream):
    s = weights > 0
    v = jnp.where(s, upstream, 0.0).sum() / jnp.maximum(s.sum(), 1)
    return upstream * s - v
""",
            "closed ones pay the mean",
        ),
        (
            """
def sparse_back(weights, upstream):
    s = weights > 0
    return jnp.where(s, upstream - jnp.where(s, upstream, 0.0).mean(), 0.0)
""",
            "sum divided by all",
        ),
        (
            """
def sparse_back(weights, upstream):
    s = (weights > 0).astype(float)
    return jnp.diag(s) - jnp.outer(s, s) / jnp.maximum(s.sum(), 1)
""",
            "the Jacobian",
        ),
        (
            """
def sparse_back(weights, upstream):
    s = weights > 0
    n = jnp.maximum(s.sum(), 1)
    mean = jnp.sum(jnp.where(s, upstream, 0.0)) / n
    return weights * (upstream - mean)
""",
            "times the weights",
        ),
        (
            """
def sparse_back(weights, upstream):
    s = weights >= 0
    n = jnp.maximum(s.sum(), 1)
    mean = jnp.sum(jnp.where(s, upstream, 0.0)) / n
    return jnp.where(s, upstream - mean, 0.0)
""",
            "closed ones move",
        ),
        (
            """
def sparse_back(weights, upstream):
    return jax.grad(lambda s: jax.nn.softmax(s) @ upstream)(weights)
""",
            None,
        ),
    ],
    "look_gradient": [
        (
            """
def look_gradient(scores, mask, place, advantage):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    return advantage * (p - jax.nn.one_hot(place, len(scores)))
""",
            "turned round",
        ),
        (
            """
def look_gradient(scores, mask, place, advantage):
    p = jax.nn.softmax(scores)
    return advantage * (jax.nn.one_hot(place, len(scores)) - p)
""",
            "mask ignored",
        ),
        (
            """
def look_gradient(scores, mask, place, advantage):
    p = jax.nn.softmax(scores)
    g = advantage * (jax.nn.one_hot(place, len(scores)) - p)
    return jnp.where(mask, g, 0.0)
""",
            "masked at the end alone",
        ),
        (
            """
def look_gradient(scores, mask, place, advantage):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    return advantage * p[place] * (jax.nn.one_hot(place, len(scores)) - p)
""",
            "gradient of the probability",
        ),
        (
            """
def look_gradient(scores, mask, place, advantage):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    return advantage * jax.nn.one_hot(place, len(scores)) * (1 - p)
""",
            "opened box alone",
        ),
        (
            """
def look_gradient(scores, mask, place, advantage):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    return advantage * jax.nn.one_hot(place, len(scores)) - p
""",
            "advantage on one part",
        ),
        (
            """
def look_gradient(scores, mask, place, advantage):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    onehot = jax.nn.one_hot(place, len(scores))
    return advantage * onehot / p
""",
            "one over the probability",
        ),
        (
            """
def look_gradient(scores, mask, place, advantage):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    return (jax.nn.one_hot(place, len(scores)) - p)
""",
            "advantage forgotten",
        ),
        (
            """
def look_gradient(scores, mask, place, advantage):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    return advantage * jnp.log(p[place])
""",
            "the loss itself",
        ),
        (
            """
def look_gradient(scores, mask, place, advantage):
    p = jax.nn.softmax(jnp.where(mask, scores, 0.0))
    return advantage * (jax.nn.one_hot(place, len(scores)) - p)
""",
            "padding scored 0",
        ),
        (
            """
def look_gradient(scores, mask, place, advantage):
    p = jax.nn.softmax(scores * mask)
    onehot = jnp.zeros(len(scores)).at[place].set(1)
    return advantage * (onehot - p) * mask
""",
            "padding scored 0",
        ),
        (
            """
def look_gradient(scores, mask, place, advantage):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    real = jnp.cumsum(mask) - 1
    return advantage * ((real == place) & mask) - advantage * p
""",
            "places counted without padding",
        ),
    ],
    "moments": [
        (
            """
def moments(scores, mask, rewards, baseline):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    a = jnp.where(mask, rewards - baseline, 0.0)
    every = a[:, None] * (jnp.eye(len(p)) - p)
    every = jnp.where(mask[:, None], every, 0.0)
    mean = every.sum(axis=0) / mask.sum()
    var = jnp.where(mask[:, None], (every - mean) ** 2, 0.0).sum(axis=0) / mask.sum()
    return jnp.where(mask, jnp.stack([mean, var]), 0.0)
""",
            "all looks alike",
        ),
        (
            """
def moments(scores, mask, rewards, baseline):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    a = jnp.where(mask, rewards - baseline, 0.0)
    every = a[:, None] * (jnp.eye(len(p)) - p)
    return jnp.stack([p @ every, p @ every**2])
""",
            "mean of the squares",
        ),
        (
            """
def moments(scores, mask, rewards, baseline):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    a = jnp.where(mask, rewards - baseline, 0.0)
    every = a[:, None] * (jnp.eye(len(p)) - p)
    mean = p @ every
    return jnp.stack([mean, jnp.sqrt(p @ (every - mean) ** 2)])
""",
            "standard deviation",
        ),
        (
            """
def moments(scores, mask, rewards, baseline):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    a = jnp.where(mask, rewards - baseline, 0.0)
    every = a[:, None] * (jnp.eye(len(p)) - p)
    mean = every @ p
    var = (every - mean) ** 2 @ p
    return jnp.stack([mean, var])
""",
            "summed over the wrong axis",
        ),
        (
            """
def moments(scores, mask, rewards, baseline):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    r = jnp.where(mask, rewards, 0.0)
    every = r[:, None] * (jnp.eye(len(p)) - p)
    mean = p @ every
    return jnp.stack([mean, p @ (every - mean) ** 2])
""",
            "baseline forgotten",
        ),
        (
            """
def moments(scores, mask, rewards, baseline):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    every = (rewards - baseline)[:, None] * (jnp.eye(len(p)) - p)
    mean = p @ every
    return jnp.stack([mean, p @ (every - mean) ** 2])
""",
            "padding multiplied away",
        ),
        (
            """
def moments(scores, mask, rewards, baseline):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    a = jnp.where(mask, rewards - baseline, 0.0)
    every = a[:, None] * (jnp.eye(len(p)) - p)
    return jnp.stack([jnp.mean(every, axis=0), jnp.var(every, axis=0)])
""",
            "plain mean over J",
        ),
        (
            """
def moments(scores, mask, rewards, baseline):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    a = jnp.where(mask, rewards - baseline, 0.0)
    every = a[:, None] * (jnp.eye(len(p)) - p)
    mean = p @ every
    var = p @ (every - mean) ** 2
    return jnp.stack([mean, jnp.full_like(mean, var.sum())])
""",
            "one variance for all",
        ),
        (
            """
def moments(scores, mask, rewards, baseline):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    r = jnp.where(mask, rewards, 0.0)
    every = r[:, None] * (jnp.eye(len(p)) - p) - baseline
    mean = p @ every
    return jnp.stack([mean, p @ (every - mean) ** 2])
""",
            "baseline taken off the gradient",
        ),
        (
            """
def moments(scores, mask, rewards, baseline):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    a = jnp.where(mask, rewards - baseline, 0.0)
    every = a[:, None] * (jnp.eye(len(p)) - p)
    mean = p @ every
    return jnp.stack([mean, p @ (every - mean) ** 2], axis=1)
""",
            "axes swapped",
        ),
        (
            """
def moments(scores, mask, rewards, baseline):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    r = jnp.where(mask, rewards, 0.0)
    mean = p * (r - baseline)
    return jnp.stack([mean, p * (r - baseline) ** 2 - mean**2])
""",
            "only its own look counts",
        ),
    ],
    "straight_look": [
        (
            """
def straight_look(scores, values, mask, uniform, temperature):
    g = -jnp.log(-jnp.log(uniform))
    s = jnp.where(mask, scores + g, -jnp.inf)
    return jax.nn.softmax(s / temperature) @ values
""",
            "soft all the way",
        ),
        (
            """
def straight_look(scores, values, mask, uniform, temperature):
    g = -jnp.log(-jnp.log(uniform))
    s = jnp.where(mask, scores + g, -jnp.inf)
    return values[jnp.argmax(s)]
""",
            "hard all the way",
        ),
        (
            """
def straight_look(scores, values, mask, uniform, temperature):
    g = -jnp.log(-jnp.log(uniform))
    s = jnp.where(mask, scores + g, -jnp.inf)
    hard = jax.nn.one_hot(jnp.argmax(s), len(s))
    soft = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf) / temperature)
    y = soft + jax.lax.stop_gradient(hard - soft)
    return y @ values
""",
            "noise in the draw alone",
        ),
        (
            """
def straight_look(scores, values, mask, uniform, temperature):
    g = -jnp.log(-jnp.log(uniform))
    s = jnp.where(mask, scores + g, -jnp.inf)
    hard = jax.nn.one_hot(jnp.argmax(s), len(s))
    soft = jax.nn.softmax(s)
    y = soft + jax.lax.stop_gradient(hard - soft)
    return y @ values
""",
            "temperature forgotten",
        ),
        (
            """
def straight_look(scores, values, mask, uniform, temperature):
    g = -jnp.log(-jnp.log(uniform))
    s = scores + g
    hard = jax.nn.one_hot(jnp.argmax(s), len(s))
    soft = jax.nn.softmax(s / temperature)
    y = soft + jax.lax.stop_gradient(hard - soft)
    return y @ values
""",
            "mask ignored",
        ),
        (
            """
def straight_look(scores, values, mask, uniform, temperature):
    g = -jnp.log(-jnp.log(uniform))
    s = jnp.where(mask, scores / temperature + g, -jnp.inf)
    hard = jax.nn.one_hot(jnp.argmax(s), len(s))
    soft = jax.nn.softmax(s)
    y = soft + jax.lax.stop_gradient(hard - soft)
    return y @ values
""",
            "temperature on the scores alone",
        ),
        (
            """
def straight_look(scores, values, mask, uniform, temperature):
    g = jnp.log(-jnp.log(uniform))
    s = jnp.where(mask, scores + g, -jnp.inf)
    hard = jax.nn.one_hot(jnp.argmax(s), len(s))
    soft = jax.nn.softmax(s / temperature)
    y = soft + jax.lax.stop_gradient(hard - soft)
    return y @ values
""",
            "noise upside down",
        ),
        (
            """
def straight_look(scores, values, mask, uniform, temperature):
    g = -jnp.log(-jnp.log(uniform))
    s = jnp.where(mask, scores + g, -jnp.inf)
    hard = jax.nn.one_hot(jnp.argmax(s), len(s))
    soft = jax.nn.softmax(s / temperature)
    y = hard + jax.lax.stop_gradient(soft - hard)
    return y @ values
""",
            "turned round",
        ),
        (
            """
def straight_look(scores, values, mask, uniform, temperature):
    s = jnp.where(mask, scores, -jnp.inf)
    hard = jax.nn.one_hot(jnp.argmax(s), len(s))
    soft = jax.nn.softmax(s / temperature)
    y = soft + jax.lax.stop_gradient(hard - soft)
    return y @ values
""",
            "no noise",
        ),
        (
            """
def straight_look(scores, values, mask, uniform, temperature):
    g = -jnp.log(-jnp.log(uniform))
    s = jnp.where(mask, scores + g, -jnp.inf)
    hard = jax.nn.one_hot(jnp.argmax(s), len(s))
    soft = jax.nn.softmax(s * temperature)
    y = soft + jax.lax.stop_gradient(hard - soft)
    return y @ values
""",
            "temperature multiplies",
        ),
        (
            """
def straight_look(scores, values, mask, uniform, temperature):
    s = jnp.where(mask, scores + uniform, -jnp.inf)
    hard = jax.nn.one_hot(jnp.argmax(s), len(s))
    soft = jax.nn.softmax(s / temperature)
    y = soft + jax.lax.stop_gradient(hard - soft)
    return y @ values
""",
            "uniform noise",
        ),
        (
            """
def straight_look(scores, values, mask, uniform, temperature):
    g = -jnp.log(-jnp.log(uniform))
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    s = p + g
    hard = jax.nn.one_hot(jnp.argmax(jnp.where(mask, s, -jnp.inf)), len(s))
    soft = jax.nn.softmax(jnp.where(mask, s, -jnp.inf) / temperature)
    return (soft + jax.lax.stop_gradient(hard - soft)) @ values
""",
            "noise on the probabilities",
        ),
        (
            """
def straight_look(scores, values, mask, uniform, temperature):
    g = -jnp.log(-jnp.log(uniform))
    s = jnp.where(mask, scores + g, -jnp.inf)
    hard = jax.nn.one_hot(jnp.argmax(s), len(s))
    soft = jax.nn.softmax(s / temperature)
    y = jax.lax.stop_gradient(soft + hard - soft)
    return y @ values
""",
            "hard all the way",
        ),
    ],
    "left_out": [
        (
            """
def left_out(rewards):
    return rewards - rewards.mean()
""",
            "its own reward among them",
        ),
        (
            """
def left_out(rewards):
    return rewards - (rewards.sum() - rewards)
""",
            "others summed",
        ),
        (
            """
def left_out(rewards):
    n = len(rewards)
    return rewards - (rewards.sum() - rewards) / n
""",
            "divided by N",
        ),
        (
            """
def left_out(rewards):
    n = len(rewards)
    return (rewards.sum() - rewards) / (n - 1)
""",
            "the baseline alone",
        ),
        (
            """
def left_out(rewards):
    n = len(rewards)
    return (rewards.sum() - rewards) / (n - 1) - rewards
""",
            "sign",
        ),
        (
            """
def left_out(rewards):
    return (rewards - rewards.mean()) / (rewards.std() + 1e-8)
""",
            "divided by the spread",
        ),
        (
            """
def left_out(rewards):
    n = len(rewards)
    return rewards - rewards.sum() / (n - 1)
""",
            "all summed, one fewer counted",
        ),
        (
            """
def left_out(rewards):
    out = [rewards[0]]
    for i in range(1, len(rewards)):
        out.append(rewards[i] - rewards[:i].mean())
    return jnp.array(out)
""",
            "earlier draws alone",
        ),
        (
            """
def left_out(rewards):
    out = []
    for i in range(len(rewards)):
        others = jnp.delete(rewards, i)
        out.append(rewards[i] - jnp.median(others))
    return jnp.array(out)
""",
            "median",
        ),
        (
            """
def left_out(rewards):
    out = []
    for i in range(len(rewards)):
        others = rewards.at[i].set(0.0)
        out.append(rewards[i] - others.mean())
    return jnp.array(out)
""",
            "divided by N",
        ),
        (
            """
def left_out(rewards):
    out = []
    for i in range(len(rewards)):
        others = jnp.concatenate([rewards[:i], rewards[i:]])
        out.append(rewards[i] - others.mean())
    return jnp.array(out)
""",
            "its own reward among them",
        ),
        (
            """
def left_out(rewards):
    n = len(rewards)
    return rewards - (rewards.sum() - 1) / (n - 1)
""",
            None,
        ),
    ],
    "few": [
        (
            """
def read_few(params, row):
    scores = scores_of(params, row)
    weights = jax.nn.softmax(scores, where=row["mask"])
    return says(params, weights @ params["inside"][row["contents"]]), weights


def few_loss(params, batch):
    logits, _ = jax.vmap(read_few, in_axes=(None, 0))(params, batch)
    log_p = jax.nn.log_softmax(logits)
    return -jnp.mean(jnp.take_along_axis(log_p, batch["answer"][:, None], axis=1))
""",
            None,
        ),
        (
            """
def read_few(params, row):
    scores = scores_of(params, row)
    weights = sparsemax(scores, jnp.ones_like(row["mask"]))
    return says(params, weights @ params["inside"][row["contents"]]), weights


def few_loss(params, batch):
    logits, _ = jax.vmap(read_few, in_axes=(None, 0))(params, batch)
    log_p = jax.nn.log_softmax(logits)
    return -jnp.mean(jnp.take_along_axis(log_p, batch["answer"][:, None], axis=1))
""",
            None,
        ),
        (
            """
def read_few(params, row):
    weights = sparsemax(scores_of(params, row), row["mask"])
    best = jnp.argmax(weights)
    return says(params, params["inside"][row["contents"][best]]), weights


def few_loss(params, batch):
    logits, _ = jax.vmap(read_few, in_axes=(None, 0))(params, batch)
    log_p = jax.nn.log_softmax(logits)
    return -jnp.mean(log_p[jnp.arange(len(logits)), batch["answer"]])
""",
            None,
        ),
        (
            """
def read_few(params, row):
    weights = sparsemax(scores_of(params, row), row["mask"])
    weights = jax.lax.stop_gradient(weights)
    return says(params, weights @ params["inside"][row["contents"]]), weights


def few_loss(params, batch):
    logits, _ = jax.vmap(read_few, in_axes=(None, 0))(params, batch)
    log_p = jax.nn.log_softmax(logits)
    return -jnp.mean(jnp.take_along_axis(log_p, batch["answer"][:, None], axis=1))
""",
            None,
        ),
    ],
    "one_look": [
        (
            """
def look_loss(params, row, uniform, compare):
    scores = scores_of(params, row)
    places = jnp.argmax(scores - jnp.log(-jnp.log(uniform)), axis=1)
    log_p = jax.nn.log_softmax(says(params, params["inside"][row["contents"][places]]))
    rewards = log_p[:, row["answer"]]
    gains = compare(rewards)
    grads = jax.vmap(look_gradient, (None, None, 0, 0))(scores, row["mask"], places, gains)
    return -rewards.mean() - jax.lax.stop_gradient(grads.mean(0)) @ scores


def open_likeliest(params, row):
    place = jnp.argmax(scores_of(params, row))
    return says(params, params["inside"][row["contents"][place]]), place
""",
            None,
        ),
        (
            """
def look_loss(params, row, uniform, compare):
    scores = jnp.where(row["mask"], scores_of(params, row), -1e9)
    places = jnp.argmax(scores - jnp.log(-jnp.log(uniform)), axis=1)
    log_p = jax.nn.log_softmax(says(params, params["inside"][row["contents"][places]]))
    return -log_p[:, row["answer"]].mean()


def open_likeliest(params, row):
    place = jnp.argmax(jnp.where(row["mask"], scores_of(params, row), -jnp.inf))
    return says(params, params["inside"][row["contents"][place]]), place
""",
            None,
        ),
        (
            """
def look_loss(params, row, uniform, compare):
    scores = scores_of(params, row)
    noisy = jnp.where(row["mask"], scores - jnp.log(-jnp.log(uniform)), -jnp.inf)
    places = jnp.argmax(noisy, axis=1)
    log_p = jax.nn.log_softmax(says(params, params["inside"][row["contents"][places]]))
    rewards = log_p[:, row["answer"]]
    gains = compare(rewards)
    grads = jax.vmap(look_gradient, (None, None, 0, 0))(scores, row["mask"], places, gains)
    return -rewards.mean() + jax.lax.stop_gradient(grads.mean(0)) @ scores


def open_likeliest(params, row):
    place = jnp.argmax(jnp.where(row["mask"], scores_of(params, row), -jnp.inf))
    return says(params, params["inside"][row["contents"][place]]), place
""",
            None,
        ),
        (
            """
def look_loss(params, row, uniform, compare):
    scores = scores_of(params, row)
    places = jnp.argmax(jnp.where(row["mask"], -jnp.log(-jnp.log(uniform)), -jnp.inf), axis=1)
    log_p = jax.nn.log_softmax(says(params, params["inside"][row["contents"][places]]))
    rewards = log_p[:, row["answer"]]
    gains = compare(rewards)
    grads = jax.vmap(look_gradient, (None, None, 0, 0))(scores, row["mask"], places, gains)
    return -rewards.mean() - jax.lax.stop_gradient(grads.mean(0)) @ jnp.zeros_like(scores)


def open_likeliest(params, row):
    place = jnp.argmax(jnp.where(row["mask"], scores_of(params, row), -jnp.inf))
    return says(params, params["inside"][row["contents"][place]]), place
""",
            None,
        ),
    ],
}
