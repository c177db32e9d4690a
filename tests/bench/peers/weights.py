"""The library's weights as a peer in PyTorch holds them."""

from collections.abc import Mapping

import numpy as np
import torch
from torch import nn


def copy_into(peer: nn.Module, weights: Mapping[str, np.ndarray]) -> None:
    """Set the weights of a `Seq2Seq` of this folder to the library's, by their names there.

    PyTorch multiplies by transposed matrices and keeps two biases in an LSTM, whose sum is all that
    counts; the second one is zero and stays out of training, so that clipping and Adam see the
    library's parameters and no others.
    """
    ours = {name: torch.from_numpy(np.array(array)) for name, array in weights.items()}
    parts: dict[str, torch.Tensor] = {
        "source_embedding.weight": ours["reader.embedding"],
        "embedding.weight": ours["decoder.embedding"],
        "first.weight": ours["decoder.first_weight"].T,
        "first.bias": ours["decoder.first_bias"],
        "mix.weight": ours["decoder.readout.mix_weight"].T,
        "out.weight": ours["decoder.readout.weight"].T,
        "out.bias": ours["decoder.readout.bias"],
    }
    lstms = {"": "reader.layers.0.first", "_reverse": "reader.layers.0.second"}
    for suffix, name in lstms.items():
        parts |= _lstm(f"encoder.{{}}_l0{suffix}", ours, name)
    cell = "decoder_lstm.{}_l0" if hasattr(peer, "decoder_lstm") else "cell.{}"
    parts |= _lstm(cell, ours, "decoder.cell")
    if "decoder.readout.mix_bias" in ours:
        parts["mix.bias"] = ours["decoder.readout.mix_bias"]
    score = "decoder.alignment.score."
    if f"{score}v" in ours:
        parts["query.weight"] = ours[f"{score}query_weight"].T
        parts["key.weight"] = ours[f"{score}key_weight"].T
        parts["key.bias"] = ours[f"{score}key_bias"]
        parts["v.weight"] = ours[f"{score}v"].T
    else:
        parts["key.weight"] = ours[f"{score}weight"].T
    peer.load_state_dict({name: part.contiguous() for name, part in parts.items()})
    for name, parameter in peer.named_parameters():
        if "bias_hh" in name:
            parameter.requires_grad_(False)


def _lstm(pattern: str, ours: Mapping[str, torch.Tensor], name: str) -> dict[str, torch.Tensor]:
    bias = ours[f"{name}.bias"]
    return {
        pattern.format("weight_ih"): ours[f"{name}.kernel"].T,
        pattern.format("weight_hh"): ours[f"{name}.recurrent"].T,
        pattern.format("bias_ih"): bias,
        pattern.format("bias_hh"): torch.zeros_like(bias),
    }
