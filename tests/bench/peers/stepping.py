"""One optimiser step in PyTorch: forward, loss, backward, clip, Adam."""

import contextlib
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

Step = Callable[[Tensor, Tensor], float]


def stepper(
    peer: nn.Module,
    forward: Callable[[Tensor, Tensor], Tensor],
    *,
    learning_rate: float,
    clip: float,
    fused: bool = True,
    bf16: bool = False,
    compiled: str = "",
) -> Step:
    """A function of (source, target) that makes one step and returns its loss.

    `fused` takes PyTorch's fused Adam, which on a CPU is the fast one; tutorials take the default.
    `compiled` is what goes through `torch.compile`: "step", the decoder's step, called at each
    target position; "all", forward and loss as one program with its loop unrolled; or nothing.
    Shapes are fixed, so that it may compile for these alone.
    """
    wanted = [parameter for parameter in peer.parameters() if parameter.requires_grad]
    optimiser = torch.optim.Adam(wanted, lr=learning_rate, fused=fused or None)

    def loss_of(source: Tensor, target: Tensor) -> Tensor:
        inputs = torch.cat([torch.ones_like(target[:, :1]), target[:, :-1]], dim=1)
        logits = forward(source, inputs).float()
        return F.cross_entropy(logits.flatten(0, 1), target.flatten(), ignore_index=0)

    run = torch.compile(loss_of, dynamic=False) if compiled == "all" else loss_of
    if compiled == "step":
        peer.step = torch.compile(peer.step, dynamic=False)  # type: ignore[assignment]

    def step(source: Tensor, target: Tensor) -> float:
        optimiser.zero_grad(set_to_none=True)
        cast = torch.autocast("cpu", torch.bfloat16) if bf16 else contextlib.nullcontext()
        with cast:
            loss = run(source, target)
        loss.backward()
        nn.utils.clip_grad_norm_(wanted, clip)
        optimiser.step()
        return loss.item()

    return step
