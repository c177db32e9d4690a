"""What students hand in for problem 9, the score of low rank."""

RIGHT: list[str] = [
    """def thinned(weight, rank):
    u, s, vt = jnp.linalg.svd(weight, full_matrices=False)
    return u[:, :rank] * s[:rank], vt[:rank].T
""",
    """def thinned(weight, rank):
    u, s, vt = jnp.linalg.svd(weight)
    root = jnp.diag(jnp.sqrt(s[:rank]))
    return u[:, :rank] @ root, (root @ vt[:rank, :]).T
""",
    """def thinned(weight, rank):
    # the best subspace for the columns: the largest eigenvectors of W^T W
    values, vectors = jnp.linalg.eigh(weight.T @ weight)
    up = vectors[:, ::-1][:, :rank]
    return weight @ up, up
""",
]

WRONG: list[tuple[str, str | None]] = [
    (
        """def thinned(weight, rank):
    u, s, vt = jnp.linalg.svd(weight, full_matrices=False)
    return u[:, :rank], vt[:rank].T
""",
        "singular values forgotten",
    ),
    (
        """def thinned(weight, rank):
    u, s, vt = jnp.linalg.svd(weight, full_matrices=False)
    return u[:, :rank] * s[:rank], vt[:rank].T * s[:rank]
""",
        "singular values twice",
    ),
    (
        """def thinned(weight, rank):
    u, s, vt = jnp.linalg.svd(weight, full_matrices=False)
    return u[:, :rank] * s[:rank], vt[:, :rank]
""",
        "vt not turned",
    ),
    (
        """def thinned(weight, rank):
    u, s, vt = jnp.linalg.svd(weight, full_matrices=False)
    return u[:, :rank] * s[:rank], vt[:rank]
""",
        "up lies down",
    ),
    (
        """def thinned(weight, rank):
    u, s, vt = jnp.linalg.svd(weight, full_matrices=False)
    return u[:, -rank:] * s[-rank:], vt[-rank:].T
""",
        "the smallest kept",
    ),
    (
        """def thinned(weight, rank):
    values, vectors = jnp.linalg.eigh(weight.T @ weight)
    up = vectors[:, :rank]
    return weight @ up, up
""",
        "the smallest kept",
    ),
    (
        """def thinned(weight, rank):
    return weight[:, :rank], jnp.eye(weight.shape[1])[:, :rank]
""",
        "first columns",
    ),
    (
        """def thinned(weight, rank):
    u, s, vt = jnp.linalg.svd(weight, full_matrices=False)
    return (u[:, :rank] * s[:rank]) @ vt[:rank]
""",
        "the product",
    ),
    (
        """def thinned(weight, rank):
    u, s, vt = jnp.linalg.svd(weight, full_matrices=False)
    return vt[:rank].T, u[:, :rank] * s[:rank]
""",
        "the two swapped",
    ),
    (
        """def thinned(weight, rank):
    centred = weight - weight.mean(axis=0)
    u, s, vt = jnp.linalg.svd(centred, full_matrices=False)
    return u[:, :rank] * s[:rank], vt[:rank].T
""",
        "mean taken off",
    ),
    (
        """def thinned(weight, rank):
    u, s, vt = jnp.linalg.svd(weight, full_matrices=False)
    return u * s, vt.T
""",
        "rank ignored",
    ),
    (
        """def thinned(weight, rank):
    q, r = jnp.linalg.qr(weight)
    return q[:, :rank], r[:rank].T
""",
        "QR for SVD",
    ),
]
