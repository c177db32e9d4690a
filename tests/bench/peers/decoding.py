"""Greedy search and beam search in PyTorch, for the row "bahdanau": from slow to fast."""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from bench.peers.seq2seq import Bahdanau, move, read

START = 1
NEVER = (0, 1)  # padding and the start token are never written


def sentence_at_a_time(peer: Bahdanau, source: Tensor, limit: int) -> tuple[Tensor, Tensor]:
    """As tutorials translate: one sentence after the other, a token at a time, `.item()` at each.

    Returns (tokens [B, T], log-probabilities [B]).
    """
    written, totals = [], []
    for sentence in source:
        states, h, c = peer.encode(sentence[None])
        token, tokens, total = torch.tensor([START]), [], 0.0
        for _ in range(limit):
            logits, h, c = tutorial_step(peer, states, token, h, c)
            log_p = F.log_softmax(logits, dim=-1)
            log_p[:, NEVER] = float("-inf")
            best, token = log_p.topk(1)[0], log_p.topk(1)[1][:, 0]
            total += best.item()
            tokens.append(token.item())
        written.append(tokens)
        totals.append(total)
    return torch.tensor(written), torch.tensor(totals)


def tutorial_step(
    peer: Bahdanau, states: Tensor, token: Tensor, h: Tensor, c: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """One decoder step with everything inside it: (logits, h, c)."""
    embedded = peer.embedding(token)
    scores = peer.v(torch.tanh(peer.query(h)[:, None] + peer.key(states)))[..., 0]
    context = read(F.softmax(scores, dim=-1), states)
    logits = peer.readout(torch.cat([h, embedded, context], dim=-1))
    h, c = peer.cell(torch.cat([embedded, context], dim=-1), (h, c))
    return logits, h, c


def plain_loop(peer: Bahdanau, source: Tensor, limit: int) -> tuple[Tensor, Tensor]:
    """The tutorials' step for all sentences at once."""
    states, h, c = peer.encode(source)
    token = torch.full((len(source),), START)
    total, tokens = torch.zeros(len(source)), []
    for _ in range(limit):
        logits, h, c = tutorial_step(peer, states, token, h, c)
        log_p = F.log_softmax(logits, dim=-1)
        log_p[:, NEVER] = float("-inf")
        best, token = log_p.max(dim=-1)
        total = total + best
        tokens.append(token)
    return torch.stack(tokens, 1), total


class Fast:
    """One decoder step with all that can be done before done before, for greedy and beam search.

    The keys are made once a source, each token's gates and its part of the readout once for all.
    `step` may be compiled.
    """

    def __init__(self, peer: Bahdanau, step: Callable[..., Callable] | None = None):
        self.peer = peer
        size = peer.embedding.weight.shape[1]
        hidden = peer.cell.hidden_size
        kernel, mix = peer.cell.weight_ih, peer.mix.weight
        self.gates = F.linear(peer.embedding.weight, kernel[:, :size], peer.cell.bias_ih)
        self.units = F.linear(peer.embedding.weight, mix[:, hidden : hidden + size], peer.mix.bias)
        # [h, context] to the gates and to the readout's units, both in one product.
        for_gates = torch.cat([peer.cell.weight_hh, kernel[:, size:]], 1)
        for_units = torch.cat([mix[:, :hidden], mix[:, hidden + size :]], 1)
        self.both = torch.cat([for_gates, for_units], 0).T.contiguous()
        self.tables = torch.cat([self.gates, self.units], 1)
        self.query = peer.query.weight.T.contiguous()
        self.v = peer.v.weight[0].clone()
        self.out = peer.out.weight.T.contiguous()
        self.mask = torch.zeros(peer.out.bias.shape[0])
        self.mask[list(NEVER)] = float("-inf")
        self.run = step(self.one) if step else self.one

    def one(
        self, keys: Tensor, states: Tensor, token: Tensor, h: Tensor, c: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """(log p of the next tokens [N, V], h, c) of N hypotheses."""
        scores = torch.tanh((h @ self.query)[:, None] + keys) @ self.v
        context = read(F.softmax(scores, dim=-1), states)
        moved = torch.addmm(self.tables[token], torch.cat([h, context], -1), self.both)
        gates, units = moved.split([4 * h.shape[1], h.shape[1]], dim=-1)
        mixed = units.unflatten(-1, (-1, 2)).amax(-1)
        log_p = F.log_softmax(torch.addmm(self.peer.out.bias, mixed, self.out), dim=-1)
        return log_p + self.mask, *move(gates, c)

    def greedy(self, source: Tensor, limit: int) -> tuple[Tensor, Tensor]:
        """(tokens [B, T], log-probabilities [B])."""
        states, h, c = self.peer.encode(source)
        keys = self.peer.key(states)
        token = torch.full((len(source),), START)
        total, tokens = torch.zeros(len(source)), []
        for _ in range(limit):
            log_p, h, c = self.run(keys, states, token, h, c)
            best, token = log_p.max(dim=-1)
            total = total + best
            tokens.append(token)
        return torch.stack(tokens, 1), total

    def beam(self, source: Tensor, limit: int, width: int) -> tuple[Tensor, Tensor]:
        """(tokens [B, W, T], log-probabilities [B, W]), best first, all sources at once.

        For models that never end a sentence, so that all forms make the same number of steps.
        """
        count = len(source)
        states, h, c = self.peer.encode(source)
        keys = self.peer.key(states)
        keys, states, h, c = (a.repeat_interleave(width, 0) for a in (keys, states, h, c))
        token = torch.full((count * width,), START)
        total = torch.full((count, width), float("-inf"))
        total[:, 0] = 0.0
        tokens, parents = [], []
        first = torch.arange(count)[:, None] * width
        for _ in range(limit):
            log_p, h, c = self.run(keys, states, token, h, c)
            vocabulary = log_p.shape[-1]
            scores = (total[..., None] + log_p.view(count, width, vocabulary)).flatten(1)
            total, place = scores.topk(width)
            parent = place // vocabulary
            rows = (first + parent).flatten()
            token = (place % vocabulary).flatten()
            h, c = h[rows], c[rows]
            tokens.append(token.view(count, width))
            parents.append(parent)
        row = torch.arange(width).expand(count, width)
        written = []
        for now, parent in zip(reversed(tokens), reversed(parents), strict=True):
            written.append(now.gather(1, row))
            row = parent.gather(1, row)
        return torch.stack(written[::-1], 2), total
