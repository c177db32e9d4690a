"""The arithmetic: masks and the masked softmax, products, losses. No models, no text."""

from course_lib.kernels.losses import (
    negative_log_likelihood,
    sequence_loss,
    target_tokens,
    token_loss,
)
from course_lib.kernels.masks import (
    PAD,
    check_mask,
    drop,
    dropout,
    length_mask,
    masked_mean,
    masked_softmax,
)
from course_lib.kernels.matmul import product
from course_lib.kernels.parameters import affine, choose, glorot, orthogonal, zeros

__all__ = [
    "PAD",
    "affine",
    "check_mask",
    "choose",
    "drop",
    "dropout",
    "glorot",
    "length_mask",
    "masked_mean",
    "masked_softmax",
    "negative_log_likelihood",
    "orthogonal",
    "product",
    "sequence_loss",
    "target_tokens",
    "token_loss",
    "zeros",
]
