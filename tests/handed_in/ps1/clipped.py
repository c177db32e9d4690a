"""What students hand in for problem 8, all gradients clipped together."""

RIGHT: list[str] = [
    """def clipped(grads, limit):
    norm = jnp.sqrt(sum(jnp.sum(g**2) for g in jax.tree.leaves(grads)))
    factor = limit / jnp.maximum(norm, limit)
    return jax.tree.map(lambda g: g * factor, grads)
""",
    """def clipped(grads, limit):
    from jax.flatten_util import ravel_pytree

    flat, unflatten = ravel_pytree(grads)
    norm = jnp.linalg.norm(flat)
    safe = jnp.where(norm > 0, norm, 1.0)
    return unflatten(jnp.where(norm > limit, flat * (limit / safe), flat))
""",
    """def clipped(grads, limit):
    def squares(part):
        if isinstance(part, dict):
            return sum(squares(inner) for inner in part.values())
        return jnp.sum(jnp.square(part))

    def scaled(part, by):
        if isinstance(part, dict):
            return {name: scaled(inner, by) for name, inner in part.items()}
        return part * by

    norm = jnp.sqrt(squares(grads))
    return scaled(grads, jnp.minimum(1.0, limit / (norm + 1e-12)))
""",
]

WRONG: list[tuple[str, str | None]] = [
    # Clips each array by its own norm.
    (
        """def clipped(grads, limit):
    def one(g):
        norm = jnp.sqrt(jnp.sum(g**2))
        return jnp.where(norm > limit, g * limit / norm, g)

    return jax.tree.map(one, grads)
""",
        "each array by its own norm",
    ),
    # Clips each number to plus or minus the limit.
    (
        """def clipped(grads, limit):
    return jax.tree.map(lambda g: jnp.clip(g, -limit, limit), grads)
""",
        "number by number",
    ),
    # Divides by the norm after the choice: right until all gradients are 0 (NaN).
    (
        """def clipped(grads, limit):
    norm = jnp.sqrt(sum(jnp.sum(g**2) for g in jax.tree.leaves(grads)))
    new_norm = jnp.minimum(norm, limit)
    return jax.tree.map(lambda g: g / norm * new_norm, grads)
""",
        "right but for one case",
    ),
    # Scales to the limit always, also gradients below it.
    (
        """def clipped(grads, limit):
    norm = jnp.sqrt(sum(jnp.sum(g**2) for g in jax.tree.leaves(grads)))
    return jax.tree.map(lambda g: g * limit / jnp.maximum(norm, 1e-9), grads)
""",
        "always scaled",
    ),
    # The root is forgotten: compares and divides by the square of the norm.
    (
        """def clipped(grads, limit):
    norm = sum(jnp.sum(g**2) for g in jax.tree.leaves(grads))
    factor = jnp.where(norm > limit, limit / norm, 1.0)
    return jax.tree.map(lambda g: g * factor, grads)
""",
        "no root",
    ),
    # Treats the dictionary as flat: an exception at an inner dictionary.
    (
        """def clipped(grads, limit):
    norm = jnp.sqrt(sum(jnp.sum(grads[key] ** 2) for key in grads))
    factor = jnp.where(norm > limit, limit / norm, 1.0)
    return {key: grads[key] * factor for key in grads}
""",
        "arithmetic on a dict",
    ),
    # Reaches one dictionary down and no further: right until one lies deeper.
    (
        """def clipped(grads, limit):
    total = 0.0
    for part in grads.values():
        for g in part.values() if isinstance(part, dict) else [part]:
            total = total + jnp.sum(g**2)
    factor = jnp.minimum(1.0, limit / jnp.sqrt(total))
    new = {}
    for key, part in grads.items():
        if isinstance(part, dict):
            new[key] = {name: g * factor for name, g in part.items()}
        else:
            new[key] = part * factor
    return new
""",
        "arithmetic on a dict",
    ),
    # Shrinks to the norm 1, whatever the limit is (right for the limit 1).
    (
        """def clipped(grads, limit):
    norm = jnp.sqrt(sum(jnp.sum(g**2) for g in jax.tree.leaves(grads)))
    factor = jnp.where(norm > limit, 1.0 / norm, 1.0)
    return jax.tree.map(lambda g: factor * g, grads)
""",
        "limit forgotten",
    ),
    # The largest norm of one array for the norm of all together.
    (
        """def clipped(grads, limit):
    norms = [jnp.linalg.norm(g.ravel()) for g in jax.tree.leaves(grads)]
    norm = jnp.max(jnp.stack(norms))
    factor = jnp.minimum(1.0, limit / jnp.maximum(norm, 1e-12))
    return jax.tree.map(lambda g: g * factor, grads)
""",
        "largest norm",
    ),
    # Adds up the norms of the arrays.
    (
        """def clipped(grads, limit):
    norm = sum(jnp.sqrt(jnp.sum(g**2)) for g in jax.tree.leaves(grads))
    factor = jnp.where(norm > limit, limit / norm, 1.0)
    return jax.tree.map(lambda g: g * factor, grads)
""",
        "norms added",
    ),
    # maximum for minimum: leaves what is too long and blows up what is short.
    (
        """def clipped(grads, limit):
    norm = jnp.sqrt(sum(jnp.sum(g**2) for g in jax.tree.leaves(grads)))
    factor = jnp.maximum(1.0, limit / (norm + 1e-12))
    return jax.tree.map(lambda g: g * factor, grads)
""",
        "the wrong side",
    ),
    # norm(g, 2) of a matrix is its largest singular value: right for vectors only.
    (
        """def clipped(grads, limit):
    squares = [jnp.linalg.norm(jnp.atleast_1d(g), 2) ** 2 for g in jax.tree.leaves(grads)]
    norm = jnp.sqrt(sum(squares))
    return jax.tree.map(lambda g: g * limit / jnp.maximum(norm, limit), grads)
""",
        None,
    ),
    # Joins the arrays without making them flat: right for vectors, else an exception.
    (
        """def clipped(grads, limit):
    norm = jnp.linalg.norm(jnp.concatenate(jax.tree.leaves(grads)))
    factor = jnp.where(norm > limit, limit / norm, 1.0)
    return jax.tree.map(lambda g: g * factor, grads)
""",
        "pieces that cannot be joined",
    ),
    # Returns the clipped arrays as a list, the keys are lost.
    (
        """def clipped(grads, limit):
    leaves = jax.tree.leaves(grads)
    norm = jnp.sqrt(sum(jnp.sum(g**2) for g in leaves))
    factor = limit / jnp.maximum(norm, limit)
    return [g * factor for g in leaves]
""",
        "a list",
    ),
]
