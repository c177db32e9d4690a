"""The arithmetic: masks and the masked softmax, products, losses. No models, no text."""

from course_lib.kernels.heads import multi_head
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
from course_lib.kernels.normalising import layer_norm
from course_lib.kernels.parameters import affine, choose, embedding, glorot, orthogonal, zeros
from course_lib.kernels.positions import position_code

__all__ = [
    "PAD",
    "affine",
    "check_mask",
    "choose",
    "drop",
    "dropout",
    "embedding",
    "glorot",
    "layer_norm",
    "length_mask",
    "masked_mean",
    "masked_softmax",
    "multi_head",
    "negative_log_likelihood",
    "orthogonal",
    "position_code",
    "product",
    "sequence_loss",
    "target_tokens",
    "token_loss",
    "zeros",
]
