"""One optimiser step in PyTorch: forward, loss, backward, clip, Adam."""

import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import torch
import torch.nn.functional as F
from torch import Tensor, nn

Step = Callable[[Tensor, Tensor], float]
Forward = Callable[[Tensor, Tensor], Tensor]


def loss_of(forward: Forward, source: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """The cross-entropy of the target's tokens, each predicted from those before it."""
    inputs = torch.cat([torch.ones_like(target[:, :1]), target[:, :-1]], dim=1)
    logits = forward(source, inputs).float()
    wanted = target.flatten()
    return F.cross_entropy(logits.flatten(0, 1), wanted, ignore_index=0, reduction=reduction)


def stepper(
    peer: nn.Module,
    forward: Forward,
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
    Shapes are fixed, so that it may compile for these alone. All of it runs where the parameters
    are.
    """
    wanted = [parameter for parameter in peer.parameters() if parameter.requires_grad]
    optimiser = torch.optim.Adam(wanted, lr=learning_rate, fused=fused or None)

    def mean_loss(source: Tensor, target: Tensor) -> Tensor:
        return loss_of(forward, source, target)

    device = wanted[0].device.type
    run = torch.compile(mean_loss, dynamic=False) if compiled == "all" else mean_loss
    if compiled == "step":
        peer.step = torch.compile(peer.step, dynamic=False)  # type: ignore[assignment]

    def step(source: Tensor, target: Tensor) -> float:
        optimiser.zero_grad(set_to_none=True)
        cast = torch.autocast(device, torch.bfloat16) if bf16 else contextlib.nullcontext()
        with cast:
            loss = run(source, target)
        loss.backward()
        nn.utils.clip_grad_norm_(wanted, clip)
        optimiser.step()
        return loss.item()

    return step


def split_stepper(
    peer: nn.Module,
    forward: Forward,
    *,
    learning_rate: float,
    clip: float,
    parts: int,
) -> Step:
    """Like `stepper`, with the batch split: each part is computed by a thread on one core.

    A thread does not wait for the others within the step, as the threads of one kernel do. The
    gradients of the parts are added, then clipped and applied once. The threads compute at the
    same time where kernels are large, for Python's lock is free only inside them.
    """
    wanted = [parameter for parameter in peer.parameters() if parameter.requires_grad]
    optimiser = torch.optim.Adam(wanted, lr=learning_rate, fused=True)
    pool = ThreadPoolExecutor(parts, initializer=torch.set_num_threads, initargs=(1,))

    def gradients(source: Tensor, target: Tensor, tokens: int) -> tuple[Tensor, ...]:
        # Over the tokens of the whole batch: the parts' losses add up to its mean.
        loss = loss_of(forward, source, target, reduction="sum") / tokens
        return loss.detach(), *torch.autograd.grad(loss, wanted)

    def step(source: Tensor, target: Tensor) -> float:
        threads = torch.get_num_threads()
        torch.set_num_threads(1)  # MKL's count belongs to the process and not to a thread
        tokens = int((target != 0).sum())
        split = zip(source.chunk(parts), target.chunk(parts), strict=True)
        made = [pool.submit(gradients, *part, tokens) for part in split]
        found = zip(*(one.result() for one in made), strict=True)
        loss, *summed = (torch.stack(some).sum(0) for some in found)
        for parameter, gradient in zip(wanted, summed, strict=True):
            parameter.grad = gradient
        nn.utils.clip_grad_norm_(wanted, clip)
        optimiser.step()
        torch.set_num_threads(threads)
        return float(loss)

    return step
