"""Unknown words of a translation, replaced through the weights (Luong et al. 2015, section 4.1)."""

from collections.abc import Mapping

import numpy as np

from course_lib.data.vocab import END
from course_lib.data.word_vocab import SIGNS, UNK
from course_lib.devices import settings
from course_lib.model.seq2seq import Seq2Seq, check_model
from course_lib.search.transduce import Transduction


def replace_unknown(
    model: Seq2Seq, found: Transduction, dictionary: Mapping[str, str] | None = None
) -> str:
    """The target with each "<unk>" replaced by the source word that it looks at most.

    The word is looked up in the `dictionary`, and copied where that does not know it: names and
    numbers are often the same in two languages. A model without attention cannot tell where a word
    comes from, so its target is given as it is. ValueError for arguments of other kinds.
    """
    check_model(model)
    settings.instance("found", found, Transduction, "a Transduction, as `transduce` gives")
    if dictionary is not None:
        settings.instance("dictionary", dictionary, Mapping, "a dictionary of words")
    target, source = model.spec.target, model.spec.source
    if found.weights is None or source is None:
        return found.target
    read, words = source.tokens(found.source), []
    for word, weights in zip(found.target_tokens, found.weights, strict=True):
        if word == SIGNS[END]:
            break
        if word == SIGNS[UNK]:
            word = read[int(np.argmax(weights))]
            word = (dictionary or {}).get(word, word)
        words.append(word)
    return target.join(words)
