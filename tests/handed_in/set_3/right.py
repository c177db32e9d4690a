"""Right answers to problem set 3, as different students write them."""

RIGHT: dict[str, list[str]] = {
    "sparsemax": [
        """
def sparsemax(scores, mask):
    low = jnp.where(mask, scores, -1e9)
    order = jnp.sort(low)[::-1]
    count = jnp.arange(1, len(scores) + 1)
    total = jnp.cumsum(order)
    inside = 1 + count * order > total
    k = inside.sum()
    tau = (total[k - 1] - 1) / k
    return jnp.where(mask, jnp.maximum(scores - tau, 0), 0)
""",
        """
def sparsemax(scores, mask):
    # bisect the threshold: the sum of the parts above it falls as it rises
    z = jnp.where(mask, scores, -jnp.inf)
    low, high = z.max() - 1, z.max()
    for _ in range(60):
        middle = (low + high) / 2
        enough = jnp.maximum(z - middle, 0).sum() >= 1
        low, high = jnp.where(enough, middle, low), jnp.where(enough, high, middle)
    p = jnp.maximum(z - low, 0)
    return jnp.where(mask, p / p.sum(), 0.0)
""",
        """
def sparsemax(scores, mask):
    n = int(mask.sum())
    if n == 0:
        return jnp.zeros(len(scores))
    real = sorted([float(s) for s, m in zip(scores, mask) if m], reverse=True)
    tau = None
    for k in range(1, n + 1):
        t = (sum(real[:k]) - 1) / k
        if real[k - 1] > t:
            tau = t
    return jnp.array([max(float(s) - tau, 0.0) if m else 0.0 for s, m in zip(scores, mask)])
""",
    ],
    "sparse_back": [
        """
def sparse_back(weights, upstream):
    is_open = weights > 0
    n = jnp.maximum(is_open.sum(), 1)
    mean = jnp.where(is_open, upstream, 0).sum() / n
    return jnp.where(is_open, upstream - mean, 0)
""",
        """
def sparse_back(weights, upstream):
    s = (weights > 0).astype(jnp.float32)
    jacobian = jnp.diag(s) - jnp.outer(s, s) / jnp.maximum(s.sum(), 1.0)
    return jacobian @ upstream
""",
        """
def sparse_back(weights, upstream):
    inside = [j for j in range(len(weights)) if weights[j] != 0]
    grad = [0.0] * len(weights)
    for j in inside:
        grad[j] = float(upstream[j]) - sum(float(upstream[i]) for i in inside) / len(inside)
    return jnp.array(grad)
""",
    ],
    "look_gradient": [
        """
def look_gradient(scores, mask, place, advantage):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    return advantage * (jax.nn.one_hot(place, len(scores)) - p)
""",
        """
def look_gradient(scores, mask, place, advantage):
    s = jnp.where(mask, scores, -1e9)
    e = jnp.exp(s - s.max()) * mask
    grad = -e / e.sum()
    return grad.at[place].add(1.0) * advantage
""",
        """
def look_gradient(scores, mask, place, advantage):
    safe = jnp.where(mask, scores, 0.0)
    def log_p(s):
        return jax.nn.log_softmax(s, where=mask)[place]
    return advantage * jax.grad(log_p)(safe)
""",
    ],
    "moments": [
        """
def moments(scores, mask, rewards, baseline):
    p = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    advantage = jnp.where(mask, rewards - baseline, 0.0)
    every = jax.vmap(lambda z, a: look_gradient(scores, mask, z, a))(
        jnp.arange(len(scores)), advantage
    )
    mean = p @ every
    return jnp.stack([mean, p @ (every - mean) ** 2])
""",
        """
def moments(scores, mask, rewards, baseline):
    s = jnp.where(mask, scores, -jnp.inf)
    e = jnp.exp(s - jnp.max(s))
    p = e / jnp.sum(e)
    r = jnp.where(mask, rewards, 0.0)
    mean = p * (r - jnp.sum(p * r))
    square = 0
    for z in range(len(scores)):
        g = (r[z] - baseline) * (jnp.zeros(len(p)).at[z].set(1.0) - p)
        square = square + p[z] * g**2
    return jnp.array([mean, square - mean**2])
""",
        """
def moments(scores, mask, rewards, baseline):
    J = len(scores)
    m = mask.astype(bool)
    p = jax.nn.softmax(scores, where=m)
    a = jnp.where(m, rewards, 0.0) - baseline
    grads = a[:, None] * (jnp.eye(J) - p[None, :])
    mean = jnp.sum(p[:, None] * grads, axis=0)
    var = jnp.sum(p[:, None] * (grads - mean[None]) ** 2, axis=0)
    return jnp.stack((mean, var), axis=0) * m
""",
    ],
    "straight_look": [
        """
def straight_look(scores, values, mask, uniform, temperature):
    noisy = scores - jnp.log(-jnp.log(uniform))
    noisy = jnp.where(mask, noisy, -jnp.inf)
    soft = jax.nn.softmax(noisy / temperature)
    hard = jax.nn.one_hot(jnp.argmax(noisy), len(scores))
    look = soft + jax.lax.stop_gradient(hard - soft)
    return look @ values
""",
        """
def straight_look(scores, values, mask, uniform, temperature):
    gumbel = -jnp.log(-jnp.log(uniform))
    s = jnp.where(mask, scores + gumbel, -1e9)
    y = jax.nn.softmax(s / temperature)
    z = s.argmax()
    y_hard = jnp.zeros_like(y).at[z].set(1.0)
    y = jax.lax.stop_gradient(y_hard) - jax.lax.stop_gradient(y) + y
    return jnp.sum(y * values)
""",
        """
def straight_look(scores, values, mask, uniform, temperature):
    g = -jnp.log(-jnp.log(uniform))
    soft = jax.nn.softmax((scores + g) / temperature, where=mask)
    opened = jnp.argmax(soft)
    mean = jnp.sum(soft * jax.lax.stop_gradient(values))
    return values[opened] + mean - jax.lax.stop_gradient(mean)
""",
    ],
    "left_out": [
        """
def left_out(rewards):
    n = len(rewards)
    return rewards - (rewards.sum() - rewards) / (n - 1)
""",
        """
def left_out(rewards):
    n = rewards.shape[0]
    return (rewards - jnp.mean(rewards)) * n / (n - 1)
""",
        """
def left_out(rewards):
    out = []
    for i in range(len(rewards)):
        others = jnp.concatenate([rewards[:i], rewards[i + 1 :]])
        out.append(rewards[i] - others.mean())
    return jnp.stack(out)
""",
    ],
    "few": [
        """
def read_few(params, row):
    scores = scores_of(params, row)
    weights = sparsemax(scores, row["mask"])
    states = params["inside"][row["contents"]]
    return says(params, weights @ states), weights


def few_loss(params, batch):
    logits, _ = jax.vmap(read_few, in_axes=(None, 0))(params, batch)
    log_p = jax.nn.log_softmax(logits)
    return -jnp.mean(log_p[jnp.arange(len(logits)), batch["answer"]])
""",
    ],
    "one_look": [
        """
def look_loss(params, row, uniform, compare):
    scores = scores_of(params, row)
    noise = -jnp.log(-jnp.log(uniform))
    places = jnp.argmax(jnp.where(row["mask"], scores + noise, -jnp.inf), axis=-1)
    states = params["inside"][row["contents"]][places]
    log_p = jax.nn.log_softmax(says(params, states))[:, row["answer"]]
    gains = compare(jax.lax.stop_gradient(log_p))
    grads = [look_gradient(scores, row["mask"], places[n], gains[n]) for n in range(len(places))]
    hint = jax.lax.stop_gradient(sum(grads) / len(grads))
    return -log_p.mean() - hint @ scores


def open_likeliest(params, row):
    place = jnp.where(row["mask"], scores_of(params, row), -jnp.inf).argmax()
    return says(params, params["inside"][row["contents"][place]]), place
""",
    ],
}
