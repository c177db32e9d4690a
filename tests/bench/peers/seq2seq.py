"""The library's rows in PyTorch, twice: as tutorials write them and as fast as we can make them.

One set of weights, several ways to compute the same logits [B, T, V]. The encoder is PyTorch's
fused two-directional LSTM in all of them.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

PAD = 0


class Seq2Seq(nn.Module):
    """What all rows share: the encoder, the embeddings, the first state and the readout."""

    def __init__(
        self, vocabulary: int, embedding: int, hidden: int, reads: int, features: int, maxout: bool
    ):
        super().__init__()
        self.source_embedding = nn.Embedding(vocabulary, embedding)
        self.encoder = nn.LSTM(embedding, hidden // 2, batch_first=True, bidirectional=True)
        self.embedding = nn.Embedding(vocabulary, embedding)
        self.first = nn.Linear(hidden, 2 * hidden)
        if reads:
            self.cell = nn.LSTMCell(embedding + reads, hidden)
        else:
            self.decoder_lstm = nn.LSTM(embedding, hidden, batch_first=True)
        self.mix = nn.Linear(features, hidden, bias=maxout)
        self.out = nn.Linear(hidden // 2 if maxout else hidden, vocabulary)

    def encode(self, source: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(states, the first h, the first c). The sources of a benchmark have no padding."""
        states, (last, _) = self.encoder(self.source_embedding(source))
        first = torch.tanh(self.first(torch.cat([last[0], last[1]], dim=-1)))
        h, c = first.chunk(2, dim=-1)
        return states, h.contiguous(), c.contiguous()


def move(gates: Tensor, c: Tensor) -> tuple[Tensor, Tensor]:
    """An LSTM's step from its gates (i, f, g, o side by side) and c: (h, c)."""
    i, f, g, o = gates.chunk(4, dim=-1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


def read(weights: Tensor, states: Tensor) -> Tensor:
    """The contexts of one query a source: [B, J] and [B, J, E] to [B, E]."""
    return torch.bmm(weights[:, None], states)[:, 0]


class Bahdanau(Seq2Seq):
    """The row "bahdanau": an additive score with the previous state, a maxout readout."""

    def __init__(self, vocabulary: int, embedding: int, hidden: int):
        super().__init__(vocabulary, embedding, hidden, hidden, 2 * hidden + embedding, maxout=True)
        self.query = nn.Linear(hidden, hidden, bias=False)
        self.key = nn.Linear(hidden, hidden)
        self.v = nn.Linear(hidden, 1, bias=False)

    def readout(self, features: Tensor) -> Tensor:
        units = self.mix(features)
        return self.out(units.unflatten(-1, (-1, 2)).amax(-1))

    def tutorial(self, source: Tensor, inputs: Tensor) -> Tensor:
        """As tutorials write it: everything inside the loop, the keys projected at every step."""
        mask = source != PAD
        states, h, c = self.encode(source)
        logits = []
        for t in range(inputs.shape[1]):
            token = self.embedding(inputs[:, t])
            scores = self.v(torch.tanh(self.query(h)[:, None] + self.key(states)))[..., 0]
            weights = F.softmax(scores.masked_fill(~mask, float("-inf")), dim=-1)
            context = read(weights, states)
            features = torch.cat([h, token, context], dim=-1)
            h, c = self.cell(torch.cat([token, context], dim=-1), (h, c))
            logits.append(self.readout(features))
        return torch.stack(logits, dim=1)

    def best(self, source: Tensor, inputs: Tensor) -> Tensor:
        """Keys once, the tokens' gates and the readout for all steps at once."""
        mask = source != PAD
        states, h, c = self.encode(source)
        keys, tokens = self.key(states), self.embedding(inputs)
        size = tokens.shape[-1]
        kernel = self.cell.weight_ih
        gates_of = F.linear(tokens.transpose(0, 1), kernel[:, :size], self.cell.bias_ih)
        moving = torch.cat([kernel[:, size:], self.cell.weight_hh], dim=1).T
        query, v = self.query.weight.T, self.v.weight[0]
        fixed = (keys, states, ~mask, query, v, moving)
        previous, contexts = [], []
        for gates in gates_of.unbind(0):
            previous.append(h)
            h, c, context = self.step(gates, h, c, *fixed)
            contexts.append(context)
        features = [torch.stack(previous, 1), tokens, torch.stack(contexts, 1)]
        return self.readout(torch.cat(features, dim=-1))

    @staticmethod
    def step(
        gates: Tensor,
        h: Tensor,
        c: Tensor,
        keys: Tensor,
        states: Tensor,
        padding: Tensor,
        query: Tensor,
        v: Tensor,
        moving: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """What must wait for the step before: (h, c, the context seen on the way)."""
        scores = torch.tanh((h @ query)[:, None] + keys) @ v
        weights = F.softmax(scores.masked_fill(padding, float("-inf")), dim=-1)
        context = read(weights, states)
        h, c = move(torch.addmm(gates, torch.cat([context, h], dim=-1), moving), c)
        return h, c, context


class Luong(Seq2Seq):
    """The row "luong_general": a general score with the current state, h~ fed back."""

    def __init__(self, vocabulary: int, embedding: int, hidden: int):
        super().__init__(vocabulary, embedding, hidden, hidden, 2 * hidden, maxout=False)
        self.key = nn.Linear(hidden, hidden, bias=False)

    def tutorial(self, source: Tensor, inputs: Tensor) -> Tensor:
        """As tutorials write it: everything inside the loop, the keys projected at every step."""
        mask = source != PAD
        states, h, c = self.encode(source)
        mixed, logits = torch.zeros_like(h), []
        for t in range(inputs.shape[1]):
            token = self.embedding(inputs[:, t])
            h, c = self.cell(torch.cat([token, mixed], dim=-1), (h, c))
            scores = torch.bmm(self.key(states), h[..., None])[..., 0]
            weights = F.softmax(scores.masked_fill(~mask, float("-inf")), dim=-1)
            mixed = torch.tanh(self.mix(torch.cat([read(weights, states), h], dim=-1)))
            logits.append(self.out(mixed))
        return torch.stack(logits, dim=1)

    def best(self, source: Tensor, inputs: Tensor) -> Tensor:
        """Keys once, the tokens' gates before the loop and the vocabulary after it."""
        mask = source != PAD
        states, h, c = self.encode(source)
        keys, tokens = self.key(states), self.embedding(inputs)
        size = tokens.shape[-1]
        kernel = self.cell.weight_ih
        gates_of = F.linear(tokens.transpose(0, 1), kernel[:, :size], self.cell.bias_ih)
        moving = torch.cat([kernel[:, size:], self.cell.weight_hh], dim=1).T
        fixed = (keys, states, ~mask, self.mix.weight.T, moving)
        mixed, all_mixed = torch.zeros_like(h), []
        for gates in gates_of.unbind(0):
            h, c, mixed = self.step(gates, h, c, mixed, *fixed)
            all_mixed.append(mixed)
        return self.out(torch.stack(all_mixed, dim=1))

    @staticmethod
    def step(
        gates: Tensor,
        h: Tensor,
        c: Tensor,
        mixed: Tensor,
        keys: Tensor,
        states: Tensor,
        padding: Tensor,
        mix: Tensor,
        moving: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """What must wait for the step before: (h, c, the attentional vector)."""
        h, c = move(torch.addmm(gates, torch.cat([mixed, h], dim=-1), moving), c)
        scores = torch.bmm(keys, h[..., None])[..., 0]
        weights = F.softmax(scores.masked_fill(padding, float("-inf")), dim=-1)
        return h, c, torch.tanh(torch.cat([read(weights, states), h], dim=-1) @ mix)


class LuongUnfed(Seq2Seq):
    """The row "luong_general_unfed": a fused decoder LSTM, then attention for all steps at once."""

    def __init__(self, vocabulary: int, embedding: int, hidden: int):
        super().__init__(vocabulary, embedding, hidden, 0, 2 * hidden, maxout=False)
        self.key = nn.Linear(hidden, hidden, bias=False)

    def best(self, source: Tensor, inputs: Tensor) -> Tensor:
        """Two fused LSTMs and batched products."""
        mask = source != PAD
        states, h, c = self.encode(source)
        decoded, _ = self.decoder_lstm(self.embedding(inputs), (h[None], c[None]))
        scores = torch.bmm(decoded, self.key(states).transpose(1, 2))
        weights = F.softmax(scores.masked_fill(~mask[:, None], float("-inf")), dim=-1)
        contexts = torch.bmm(weights, states)
        return self.out(torch.tanh(self.mix(torch.cat([contexts, decoded], dim=-1))))

    def sdpa(self, source: Tensor, inputs: Tensor) -> Tensor:
        """The same with PyTorch's own attention kernel."""
        mask = source != PAD
        states, h, c = self.encode(source)
        decoded, _ = self.decoder_lstm(self.embedding(inputs), (h[None], c[None]))
        contexts = F.scaled_dot_product_attention(
            decoded, self.key(states), states, attn_mask=mask[:, None], scale=1.0
        )
        return self.out(torch.tanh(self.mix(torch.cat([contexts, decoded], dim=-1))))


ROWS: dict[str, type[Seq2Seq]] = {
    "bahdanau": Bahdanau,
    "luong_general": Luong,
    "luong_general_unfed": LuongUnfed,
}
