"""The exposure gap: what a model gets right when told the truth, and when it reads itself."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from course_lib.analysis.forced_decoding import force_all
from course_lib.data import Pair
from course_lib.data.open_vocab import beside
from course_lib.data.vocab import END, signs
from course_lib.devices import settings
from course_lib.model.seq2seq import Seq2Seq
from course_lib.search import transduce_all


class Exposure(NamedTuple):
    """One model on one test set, over all target tokens, each sentence's end token among them.

    forced: the share of tokens, 0 to 1, that are the likeliest given the true ones before them.
    free: the share that the model writes *at their own place* when it reads its own tokens,
    greedily. One character left out makes those after it wrong, as in `character_accuracy`; an end
    that comes early makes all the rest wrong; what comes after the true end is not counted.
    loss: mean -log p(y_t | y_1 .. y_{t-1}, x) in nats a token, told the truth.
    exact: the share of sentences that are right in every character.

    A word that the model has no number for is the token "<unk>" here, and right if it is written
    so; but no sentence with such a word is exact.
    """

    forced: float
    free: float
    loss: float
    exact: float

    @property
    def gap(self) -> float:
        """What reading its own tokens costs: forced - free, a difference of two shares."""
        return self.forced - self.free


def measure_exposure(model: Seq2Seq, pairs: Sequence[Pair]) -> Exposure:
    """Teacher-forced and free-running accuracy on the same pairs. Errors: as in `force_all`."""
    pairs = settings.several("pairs", pairs, Pair, "a Pair", least=1)
    read = force_all(model, [(pair.source, pair.target) for pair in pairs])
    written = transduce_all(model, [pair.source for pair in pairs])
    right = 0
    for pair, found in zip(pairs, written, strict=True):
        vocab = beside(model.spec.target, pair.source)
        gold = signs(vocab, [*vocab.encode(pair.target), END])
        right += sum(a == b for a, b in zip(gold, found.target_tokens, strict=False))
    tokens = sum(one.right.size for one in read)
    return Exposure(
        forced=float(np.concatenate([one.right for one in read]).mean()),
        free=right / tokens,
        loss=-sum(one.log_probability for one in read) / tokens,
        exact=float(np.mean([f.target == p.target for f, p in zip(written, pairs, strict=True)])),
    )
