"""Answers to `framed`."""

RIGHT = [
    """
def framed(ways):
    R, T = ways.shape
    there = jnp.any(ways != 0, axis=1, keepdims=True)
    reads = jnp.concatenate([jnp.where(there, 1, 0), ways], axis=1)
    longer = jnp.concatenate([ways, jnp.zeros((R, 1), ways.dtype)], axis=1)
    lengths = jnp.sum(ways != 0, axis=1, keepdims=True)
    end = jnp.arange(T + 1) == lengths
    writes = jnp.where(end & there, 2, longer)
    return reads, writes
""",
    """
def framed(ways):
    reads, writes = [], []
    for row in np.asarray(ways):
        words = [int(w) for w in row if w != 0]
        if words:
            r, w = [1] + words, words + [2]
        else:
            r, w = [], []
        zeros = [0] * (len(row) + 1 - len(r))
        reads.append(r + zeros)
        writes.append(w + zeros)
    return jnp.array(reads), jnp.array(writes)
""",
    """
def framed(ways):
    def one(row):
        n = (row > 0).sum()
        r = jnp.pad(row, (1, 0), constant_values=1)
        w = jnp.pad(row, (0, 1)).at[n].set(2)
        keep = n > 0
        return r * keep, w * keep
    return jax.vmap(one)(ways)
""",
]

WRONG = [
    (
        """
def framed(ways):
    R = ways.shape[0]
    start = jnp.ones((R, 1), ways.dtype)
    end = jnp.full((R, 1), 2, ways.dtype)
    return jnp.concatenate([start, ways], axis=1), jnp.concatenate([ways, end], axis=1)
""",
        "end behind the padding",
    ),
    (
        """
def framed(ways):
    R, T = ways.shape
    n = (ways != 0).sum(axis=1)
    reads = jnp.concatenate([jnp.ones((R, 1), int), ways], axis=1)
    writes = jnp.concatenate([ways, jnp.zeros((R, 1), int)], axis=1)
    writes = writes.at[jnp.arange(R), n].set(2)
    return reads, writes
""",
        "an empty row is framed",
    ),
    (
        """
def framed(ways):
    n = (ways != 0).sum(1)
    T = ways.shape[1]
    writes = jnp.where(jnp.arange(T + 1)[None] == n[:, None], 2, jnp.pad(ways, ((0, 0), (0, 1))))
    writes = jnp.where(n[:, None] > 0, writes, 0)
    reads = jnp.concatenate([jnp.ones_like(writes[:, :1]), writes[:, :-1]], axis=1)
    reads = jnp.where(n[:, None] > 0, reads, 0)
    return reads, writes
""",
        "end is read",
    ),
    (
        """
def framed(ways):
    lengths = jnp.argmin(ways, axis=1)
    there = lengths > 0
    padded = jnp.pad(ways, ((0, 0), (0, 1)))
    reads = jnp.roll(padded, 1, axis=1).at[:, 0].set(1) * there[:, None]
    writes = jnp.where(jnp.arange(padded.shape[1]) == lengths[:, None], 2, padded)
    return reads, writes * there[:, None]
""",
        "length by argmin",
    ),
    (
        """
def framed(ways):
    R, T = ways.shape
    n = jnp.sum(ways != 0, axis=1)
    reads = jnp.concatenate([jnp.full((R, 1), 1), ways[:, :-1]], axis=1)
    writes = ways.at[jnp.arange(R), n - 1].set(2)
    return reads, writes
""",
        "one position short",
    ),
    (
        """
def framed(ways):
    padded = jnp.pad(ways, ((0, 0), (0, 1)))
    n = (ways > 0).sum(axis=1)[:, None]
    t = jnp.arange(padded.shape[1])
    writes = jnp.where((t == n) & (n > 0), 2, padded)
    return writes, writes
""",
        "not shifted",
    ),
    (
        """
def framed(ways):
    padded = jnp.pad(ways, ((0, 0), (0, 1)))
    n = (ways > 0).sum(axis=1)[:, None]
    t = jnp.arange(padded.shape[1])
    writes = jnp.where((t == n) & (n > 0), 2, padded)
    reads = jnp.where(n > 0, jnp.pad(ways, ((0, 0), (1, 0)), constant_values=1), 0)
    return writes, reads
""",
        "the pair swapped",
    ),
    (
        """
def framed(ways):
    there = (ways > 0).any(axis=1)
    reads = jnp.pad(ways, ((0, 0), (1, 0)), constant_values=1)
    writes = jnp.pad(ways, ((0, 0), (0, 1)), constant_values=0)
    return jnp.where(there[:, None], reads, 0), jnp.where(there[:, None], writes, 0)
""",
        "no end",
    ),
    (
        """
def framed(ways):
    n = (ways > 0).sum(axis=1)[:, None]
    t = jnp.arange(ways.shape[1] + 1)
    padded = jnp.pad(ways, ((0, 0), (0, 1)))
    writes = jnp.where((t == n) & (n > 0), 2, padded)
    reads = jnp.pad(ways, ((0, 0), (1, 0)), constant_values=0)
    return reads, writes
""",
        "no start",
    ),
    (
        """
def framed(ways):
    n = (ways > 0).sum(axis=1)[:, None]
    t = jnp.arange(ways.shape[1] + 1)
    padded = jnp.pad(ways, ((0, 0), (0, 1)))
    writes = jnp.where((t >= n) & (n > 0), 2, padded)
    reads = jnp.where(n > 0, jnp.pad(ways, ((0, 0), (1, 0)), constant_values=1), 0)
    return reads, writes
""",
        "padding filled with ends",
    ),
    # What came later: the bank learned from these.
    (
        """
def framed(ways):
    reads = jnp.pad(ways, ((0,0),(1,0)), constant_values=1)
    writes = jnp.roll(reads, -1, axis=1)
    n = (ways > 0).sum(axis=1)
    writes = writes.at[jnp.arange(len(ways)), n].set(2)
    ok = (n > 0)[:, None]
    return jnp.where(ok, reads, 0), writes
""",
        "start wrapped round",
    ),
    (
        """
def framed(ways):
    R, T = ways.shape
    reads = jnp.zeros((R, T + 1), int).at[:, 0].set(1)
    reads = reads.at[:, 1:].set(ways)
    writes = jnp.zeros((R, T + 1), int).at[:, :T].set(ways)
    writes = jnp.where((writes == 0) & (reads != 0), 2, writes)
    return reads, writes
""",
        "an empty row is framed",
    ),
    (
        """
def framed(ways):
    n = (ways != 0).sum(axis=1)
    there = (n > 0)[:, None]
    reads = jnp.where(there, jnp.pad(ways, ((0,0),(1,0)), constant_values=1), 0)
    writes = jnp.pad(ways, ((0,0),(0,1)))
    writes = jnp.where(there & (jnp.arange(writes.shape[1]) == n[:, None] + 1), 2, writes)
    return reads, writes
""",
        "end one place too late",
    ),
]
