"""Answers to `told`: the model's functions, from which it is trained."""

RIGHT = [
    """
def forced(params, source, reads):
    c = encode(params["reader"], source)
    s = jnp.tanh(c @ params["bridge"])
    rows = []
    for token in reads:
        s, logits = decoder_step(params["writer"], c, s, token)
        rows.append(logits)
    return jnp.stack(rows)


def loss(params, batch):
    def one(source, reads, writes):
        return smoothed_loss(forced(params, source, reads), writes, SMOOTHING)
    return jnp.mean(jax.vmap(one)(batch["source"], batch["reads"], batch["writes"]))


def written(params, source, choose, key):
    c = encode(params["reader"], source)
    s = jnp.tanh(c @ params["bridge"])
    token, ended, out = 1, False, []
    for _ in range(LONGEST + 1):
        key, now = jax.random.split(key)
        s, logits = decoder_step(params["writer"], c, s, token)
        token = jnp.where(ended, 0, choose(logits, now))
        ended = ended | (token == 2)
        out.append(token)
    return jnp.stack(out)
""",
]


def _changed(*pairs: tuple[str, str]) -> str:
    text = RIGHT[0]
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


# Each runs without an error, and tells fewer times right.
WRONG = [
    # it reads the very words that it has to write
    (
        _changed(
            ("forced(params, source, reads), writes", "forced(params, source, writes), writes")
        ),
        None,
    ),
    # on its own it starts from the first state at every step
    (
        _changed(
            (
                '        s, logits = decoder_step(params["writer"], c, s, token)\n        token',
                '        _, logits = decoder_step(params["writer"], c, s, token)\n        token',
            )
        ),
        None,
    ),
    # on its own it reads the start sign at every step
    (_changed(("c, s, token)\n        token = ", "c, s, 1)\n        token = ")), None),
    # the source is never read
    (_changed(('c = encode(params["reader"], source)', "c = jnp.zeros(WIDTH)")), None),
    # in training the words are read from the last to the first
    (_changed(("for token in reads:", "for token in reads[::-1]:")), None),
    # on its own it starts from zeros, in training from the bridge
    (
        _changed(
            (
                '    s = jnp.tanh(c @ params["bridge"])\n    token',
                "    s = jnp.zeros(WIDTH)\n    token",
            )
        ),
        None,
    ),
]
