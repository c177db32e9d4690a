"""The kinds of vocabulary, and how a file holds one."""

import dataclasses
from typing import Any

from course_lib.data.characters import Characters
from course_lib.data.open_vocab import OpenWords
from course_lib.data.subword_vocab import Subwords
from course_lib.data.vocab import Vocab
from course_lib.data.word_vocab import Words
from course_lib.devices import settings

VOCABS: dict[str, type[Any]] = {
    "characters": Characters,
    "words": Words,
    "subwords": Subwords,
    "open_words": OpenWords,
}
"""Each kind under the name by which a checkpoint tells it."""


def vocab_to_json(vocab: Vocab) -> dict[str, Any]:
    """A vocabulary as plain values with its `kind`. ValueError for a kind outside `VOCABS`."""
    kinds = {made: kind for kind, made in VOCABS.items()}
    made = type(vocab)
    if made not in kinds:
        raise ValueError(
            f"a vocabulary must be of a kind in VOCABS to be saved ({', '.join(VOCABS)}), got a "
            f"{made.__name__}"
        )
    return {"kind": kinds[made], **dataclasses.asdict(vocab)}  # type: ignore[call-overload]


def vocab_from_json(data: dict[str, Any]) -> Vocab:
    """What `vocab_to_json` gave, also after a way through JSON, which knows lists and no tuples.

    ValueError for an unknown kind or for fields that are not its own.
    """
    settings.instance("data", data, dict, "what `vocab_to_json` gave")
    # Before there were kinds, files held characters and did not say so.
    fields = {"kind": "characters", **data}
    kind = fields.pop("kind")
    if not isinstance(kind, str) or kind not in VOCABS:
        raise ValueError(
            f"the kind of a vocabulary must be one of {', '.join(VOCABS)}, got {kind!r}"
        )
    try:
        made: Vocab = VOCABS[kind](
            **{k: tuple(v) if isinstance(v, list) else v for k, v in fields.items()}
        )
    except TypeError as error:
        raise ValueError(f"these are no fields of a vocabulary of {kind}: {error}") from error
    return made
