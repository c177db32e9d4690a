"""Slips that any exercise may meet: an exception in the words of one who has seen it often."""

import re
from typing import NamedTuple


class Slip(NamedTuple):
    """A general mistake, and the sentence that tells a student it looks like theirs."""

    name: str
    looks_like: str


def slip_of(raised: str) -> Slip | None:
    """The slip behind an exception, given as "TypeError: its message"; None for another one."""
    for name, pattern, looks_like in SLIPS:
        if re.search(pattern, raised, re.DOTALL):
            return Slip(name, looks_like)
    return None


# Name, what the exception says, the sentence. The first that fits counts: the plainest is first.
SLIPS = (
    (
        "PyTorch's names for axes",
        r"keyword argument 'dim'|keyword argument 'keepdim'",
        "PyTorch's `dim` and `keepdim` are called `axis` and `keepdims` in NumPy and JAX",
    ),
    (
        "PyTorch's methods",
        r"no attribute '(unsqueeze|masked_fill|view|expand|permute|bmm|t|mm|contiguous|detach|"
        r"unfold|gather|cat|numpy|scatter_)'|name 'torch'",
        "that is a method of PyTorch. In JAX an axis is added by x[:, None], chosen values "
        "come from jnp.where, axes change places by swapaxes, arrays are joined by "
        "jnp.concatenate",
    ),
    (
        "jnp for jax.nn",
        r"module 'jax.numpy' has no attribute '(softmax|log_softmax|sigmoid|relu|one_hot|"
        r"logsumexp)'",
        "softmax, sigmoid, relu and one_hot are in jax.nn, not in jnp",
    ),
    ("an unknown name", r"NameError", "a name is used that was never given a value: a typo?"),
    (
        "a carry that changes",
        r"carry input and carry output must have",
        "scan wants the carry back in the shape and kind in which it went in. Compare the "
        "shape of one item that scan hands to your step with the shape of your start: scan "
        "walks along the first axis, which may be the batch",
    ),
    (
        "a step without its pair",
        r"scan body output must be a pair",
        "the step of a scan returns two things, (the new carry, what it gives out)",
    ),
    (
        "vmap over the wrong axis",
        r"vmap got inconsistent sizes|requested to map its argument|vmap in_axes",
        "vmap walks along one axis of each mapped argument, all of one length; None in "
        "in_axes hands an argument over whole. Write down which axis each vmap takes away",
    ),
    (
        "a Python question of an array",
        r"TracerBool|truth value of an array",
        "`if`, `and`, `or`, `not`, max() and a comparison chain ask for one True or False, "
        "and an array holds many: write jnp.where, `&`, `|`, `~`, jnp.maximum, or any() or "
        "all(). `&` binds tighter than `>=`, so brackets belong around each comparison: "
        "(x >= a) & (x < b)",
    ),
    (
        "NumPy inside JAX",
        r"TracerArrayConversion|a value leaves JAX",
        "np.something is called on a value that JAX is tracing (in vmap, scan or grad): write "
        "jnp.something",
    ),
    (
        "a Python number of a traced value",
        r"Concretization|TracerInteger|must be static integers|NonConcreteBoolean",
        "float(), int(), range() or a slice asks for a number while JAX is tracing (vmap, scan, "
        "grad), when there is none yet: choose by a mask, jnp.where(jnp.arange(n) < k, ...)",
    ),
    (
        "written in place",
        r"immutable|read-only",
        "an array of JAX is never changed: x.at[i].set(y) gives a new one; the inputs stay as "
        "they are",
    ),
    (
        "at without brackets",
        r"_IndexUpdateHelper",
        "`.at` takes an index in square brackets: x.at[i].set(y)",
    ),
    (
        "an index that is no whole number",
        r"must have integer or boolean type|cannot be interpreted as an integer|"
        r"must be of integer type|only integers, slices|list indices must be",
        "an index, a length or a range is a whole number (int), and this one is not: `/` "
        "gives a float, `//` a whole number",
    ),
    (
        "a dict walked through",
        r"string indices must be integers",
        "a loop over a dict gives its keys, which are texts: jax.tree.map(lambda array: array[n], "
        "batches) takes item n of every array",
    ),
    (
        "an array for one number",
        r"[Oo]nly integer scalar arrays",
        "one whole number is wanted (an index of a list, a length, a range), and an array of "
        "several is there",
    ),
    (
        "a key that is not there",
        r"KeyError",
        "a dict is asked for a key that it does not hold: d.get(key, other) gives `other` there",
    ),
    (
        "an item that is not there",
        r"ValueError.*is not in (list|tuple)|\.index\(x\): x not in|substring not found",
        "index() stops where there is nothing to be found: ask first, `x in items`, or look it up "
        "in a dict by get",
    ),
    (
        "an index out of range",
        r"IndexError.*(out of bounds|out of range)",
        "it reads a place that does not exist: positions count from 0, so the last of n is n - 1",
    ),
    (
        "an index too many",
        r"[Tt]oo many indices",
        "the array has fewer axes than the index: print its shape",
    ),
    (
        "an axis that is not there",
        r"axis -?\d+ is out of bounds",
        "the array has fewer axes than the number of the axis says: axes count from 0. One "
        "may be gone already: an index or a sum takes one away, and so does vmap",
    ),
    (
        "pieces that cannot be joined",
        r"concatenat|[Aa]ll (the )?input array",
        "pieces that are joined have the same number of axes, and the same length on all but "
        "the one along which they are joined. One index takes an axis away, a slice x[:1] "
        "keeps it",
    ),
    (
        "a reshape that does not come out even",
        r"cannot reshape|equal division",
        "the numbers do not fit into the new shape: the product of its sizes must be their count",
    ),
    (
        "unpacked into too many or too few",
        r"to unpack",
        "the left side names more or fewer things than the right side has: an array is taken "
        "apart along its first axis",
    ),
    (
        "a product whose axes do not fit",
        r"for matmul|dot_general|matmul: |matmul input|Size of label|"
        r"number of indices for operand",
        "in A @ B the last axis of A and the last but one of B are summed, so they have one "
        "length, and all axes before are batches. With three axes `.T` turns all of them "
        "round; swapaxes(1, 2) only the last two",
    ),
    (
        "arithmetic on a dict",
        r"unsupported operand type.*'dict'",
        "a dict of arrays is no array: jax.tree.map(function, one, other) works on all arrays of "
        "two such dicts, and optax.apply_updates adds updates to parameters",
    ),
    (
        "shapes that do not fit",
        r"broadcast",
        "number by number, shapes are compared from their last axis, and each pair must be "
        "equal or hold a 1. Write each shape down; x[:, None] adds an axis of length 1",
    ),
    (
        "an axis too few",
        r"same number of dimensions",
        "the indices need as many axes as the table: index[..., None] adds one at the end",
    ),
    (
        "a list where an array belongs",
        r"requires ndarray or scalar arguments",
        "a function of jnp is given a list: make it an array first, jnp.array or jnp.stack",
    ),
    (
        "one number of a whole array",
        r"Only scalar arrays can be converted|only .*(length-1|0-dimensional) arrays",
        "float() or int() is asked of an array with axes: sum, average or pick first",
    ),
    (
        "a loss that is not one number",
        r"Gradient only defined for scalar",
        "a gradient is taken of one number: sum or average what comes out",
    ),
    (
        "arithmetic on True and False",
        r"does not accept dtype bool",
        "a mask is not a number to JAX's minus: ~mask turns it round, mask.astype(float) "
        "makes 0 and 1 of it",
    ),
    (
        "None on the way",
        r"'NoneType'",
        "a value is None: a function of yours without `return`, or list.append and sort, "
        "which return nothing",
    ),
    (
        "a value that is called",
        r"object is not callable",
        "round brackets follow something that is no function: an index takes square brackets, "
        "and a name may have been given to a value",
    ),
    (
        "another number of arguments",
        r"positional argument",
        "a function is called with more or fewer arguments than it takes: one mapped by vmap "
        "gets as many as vmap is handed, the step of a scan gets two",
    ),
    (
        "an unknown attribute",
        r"no attribute '",
        "what stands after the dot does not exist there: a typo?",
    ),
    (
        "an edge case of Python",
        r"zero-size array|empty sequence|argument is empty|ZeroDivisionError"
        r"|math (range|domain) error",
        "plain Python stops where arrays give NaN or infinity: look at the case that is "
        "named, is something empty, zero, or very large there?",
    ),
    ("no return", r"returns None", "the function computes and does not hand back: `return`"),
    (
        "a pair for one array",
        r"a tuple of 2 that is not one array of numbers",
        "a pair is returned where one array is wanted. `scan` returns such a pair, (the last "
        "carry, all outputs): hand back the one that is asked for",
    ),
    (
        "parts of different shapes",
        r"not one array of numbers",
        "what is returned cannot be made one array: a dict, or a list whose parts differ in length",
    ),
    ("inputs changed", r"changes its inputs", "an input is changed in place: work on a copy of it"),
)
