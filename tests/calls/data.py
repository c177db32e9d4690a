"""Calls of the rooms `devices` and `data`."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from calls.given import (
    AB,
    ABC,
    ANY_TEXT,
    BATCH,
    CORPUS,
    EMPTY,
    FUNCTIONS,
    NEVER,
    PAIRS,
    STREAM,
    TEXT,
    VALUES,
    Call,
    call,
    given,
)
from course_lib import data, devices
from course_lib.data import open_vocab, splits, task, tsv, vocab, vocab_kinds, words
from course_lib.data.images import captions, digits
from course_lib.data.labelled import examples, recall
from course_lib.data.reading import passages
from course_lib.data.sounds import joining, padded, saying, voices
from course_lib.data.spelling import misspellings as misspelled
from course_lib.kernels import mel


def tasks(made: Any) -> dict[str, Call]:
    """What every task of pairs has."""
    return {
        f"{made.name} draw": call(made.draw, "count split lengths rng"),
        f"{made.name} test_set": call(made.test_set, "count lengths seed"),
    }


def vocabulary(made: Any) -> dict[str, Call]:
    """What every vocabulary has."""
    name, text = type(made).__name__, given("a", ANY_TEXT)
    encoded = given("a", told="vocabulary") if made is ABC else given("a", ANY_TEXT - {"empty"})
    token = given(3, "0", "array 5d", told="token number")
    ids = given([3], EMPTY, "empty", "{1}", told="token number")
    return {
        f"{name} tokens": call(made.tokens, "", text=text),
        f"{name} unknown": call(made.unknown, "", text=text),
        f"{name} encode": call(made.encode, "", text=encoded),
        f"{name} token": call(made.token, "", number=token),
        f"{name} decode": call(made.decode, "", ids=ids),
        f"{name} from_texts": call(
            made.from_texts, "", texts=given(["a"], "{a: None}", told="characters")
        ),
    }


def chunks(made: Any) -> dict[str, Call]:
    """What every stream has."""
    return {f"{type(made).__name__} chunk": call(made.chunk, "number steps")}


size = given(3)
PASSAGE = data.Passage("a", ("a b", "b"))
SCENE = data.SCENES.test_set(1, (2, 2))[0]
some, made_of = given((1, 2), "None"), given(AB, FUNCTIONS)
SIDES = ("pairs.tsv", "pairs.tsv")
LANGUAGES = {
    "source": given("de"), "target": given("en"), "longest": given((3, 3), "None"),
    "words": given(AB, FUNCTIONS),
}  # fmt: skip
DATA = {
    **tasks(data.WHEREABOUTS),
    "scenes draw": call(data.SCENES.draw, "count split rng", lengths=given((1, 4))),
    "scenes test_set": call(data.SCENES.test_set, "count seed", lengths=given((1, 4))),
    "numbers draw": call(data.NUMBERS.draw, "count split rng", lengths=given((1, 300))),
    "numbers test_set": call(data.NUMBERS.test_set, "count seed", lengths=given((1, 300))),
    "numbers pair": call(
        data.NUMBERS.pair, "seed", text=given("12")
    ),
    "say_number": call(saying.say_number, "", number=given(2, "0")),
    "say_digits": call(saying.say_digits, "", text=given("12")),
    "join": call(
        joining.join, "", clips=given([np.ones((2, 2))]), pauses=given((1, 1))
    ),
    "audible": call(
        data.audible, "seed", sound=given(np.ones((2, 32)), told="frames"), rounds=given(1, "0")
    ),
    "voice_of": call(data.voice_of, "", name=given("slt")),
    "read_voices": call(
        voices.read_voices, "", path=given(voices.VOICE, TEXT, told="the voices")
    ),
    "number_sound": call(
        padded.number_sound, "", value=given(np.ones((2, 3)), told="sound"),
        name=given("sound", VALUES), bands=given(3, "None"),
    ),
    "stack_sounds": call(
        padded.stack_sounds, "", sounds=given([padded.number_sound(np.ones((2, 3)))]),
        size=given(2),
    ),
    "mel": call(mel.mel, "", hertz=given(np.ones(2), EMPTY)),
    "mel_filters": call(
        mel.mel_filters, "", bands=given(2), size=given(64), rate=given(8000)
    ),
    "log_mel_frame": call(
        mel.log_mel_frame, "", samples=given(np.ones(4)), filters=given(np.ones((2, 5)))
    ),
    "log_mel": call(
        mel.log_mel, "", samples=given(np.ones(4)), filters=given(mel.mel_filters(), "None")
    ),
    "references": call(data.references, "", caption=given("one above two", ANY_TEXT - {"empty"})),
    "split_digits": call(data.split_digits, "split"),
    "read_digits": call(
        digits.read_digits, "", path=given(digits.DIGITS, TEXT, told="the digits")
    ),
    "clauses": call(
        captions.clauses, "", says=given("places"), labels=given([3]), places=given([1])
    ),
    "joined": call(
        captions.joined, "", parts=given(captions.clauses("places", [3], [1]))
    ),
    "moved": call(
        data.moved, "", pair=given(SCENE, told="alignment"), digit=given(0, "0"),
        to=given(data.free_places(SCENE)[0], "None"), becomes=given(3, "0", "None"),
        hand=given(1, "0"),
    ),
    "free_places": call(data.free_places, "", pair=given(SCENE, told="alignment")),
    "turned": call(captions.turned, "", clause=given("one above two", ANY_TEXT - {"empty"})),
    "headlines draw": call(data.HEADLINES.draw, "count split rng", lengths=given((8, 50))),
    "headlines test_set": call(data.HEADLINES.test_set, "count seed", lengths=given((8, 50))),
    **vocabulary(data.OpenWords(("a", "b"))),
    "beside": call(
        open_vocab.OpenWords(("a",)).beside, "", source=given("a", ANY_TEXT, told="text")
    ),
    "word_in_context draw": call(
        data.WORD_IN_CONTEXT.draw, "count split rng", lengths=given((8, 50))
    ),
    "word_in_context test_set": call(
        data.WORD_IN_CONTEXT.test_set, "count seed", lengths=given((8, 50))
    ),
    **tasks(data.SPELLING_CORRECTION), **tasks(data.COPY), **tasks(data.RUNS), **tasks(data.LINKS),
    **tasks(data.SORTING),
    **vocabulary(ABC), **vocabulary(AB),
    **chunks(STREAM), **chunks(data.CorpusBatches(CORPUS, ((2, 2),), 2)),
    **chunks(examples.Endless(recall.Recall(longest=4), 2)),
    **chunks(examples.Again(recall.Recall(longest=4), 4, 2)),
    "pair": call(data.COPY.pair, "sentence"),
    "Words.from_texts": call(
        data.Words.from_texts, "", texts=given(["a"], "{a: None}"), least=given(1),
        most=given(1, "None"),
    ),
    "misspellings": call(
        data.misspellings, "", words=given(misspelled.commonest(300), "None"),
    ),
    "NoisyChannel.from_pairs": call(
        data.NoisyChannel.from_pairs, "", pairs=given([data.Pair("teh", "the")]),
    ),
    "Subwords.from_texts": call(
        data.Subwords.from_texts, "", texts=given(["a b"], "{a: None}"), size=given(7),
        lower=given(False, "True"),
    ),
    "Corpus.lengths": call(CORPUS.lengths, "split"),
    "Corpus.unknown": call(CORPUS.unknown, "split"),
    "Corpus.draw": call(CORPUS.draw, "count split rng", lengths=some),
    "Corpus.test_set": call(CORPUS.test_set, "count seed", lengths=some),
    "pad": call(data.pad, "", sequences=given([[3, 4]], EMPTY, "ragged", "array 5d"), size=size),
    "pairs_to_batch": call(
        data.pairs_to_batch, "", pairs=given(PAIRS, EMPTY), source=given(ABC), size=given(4),
        target=given(ABC, "None"), target_size=given(5, "None"),
    ),
    "shift_right": call(data.shift_right, "", target=given(BATCH.target)),
    "read_tsv": call(
        data.read_tsv, "", path=given("pairs.tsv", TEXT, told="there is no file"),
        columns=given((0, 1)), split=given(None, "None", "0"),
        shares=given({"train": 1.0, "valid": 0.0, "test": 0.0}), source=made_of, target=made_of,
        longest=given((3, 3), "None"), header=given(False, "True"),
        name=given("a", ANY_TEXT - {"empty"}, "None"), skip=given(False, "True"),
    ),
    "read_parallel": call(
        data.read_parallel, "", train=given(SIDES, told="there is no file"),
        valid=given(None, "None", told="there is no file"),
        test=given(None, "None", told="there is no file"),
        shares=given({"train": 1.0, "valid": 0.0, "test": 0.0}), source=made_of, target=made_of,
        longest=given((3, 3), "None"), skip=given(False, "True"),
        name=given("a", ANY_TEXT - {"empty"}, "None"),
    ),
    "read_babi": call(
        data.read_babi, "", NEVER, path=given("qa1.txt", TEXT, told="there is no file"),
        skip=given(False, "True"),
    ),
    "number_passage": call(
        passages.number_passage, "", passage=given(PASSAGE), vocab=given(AB),
        name=given("passage", VALUES),
    ),
    "stack_passages": call(
        passages.stack_passages, "", numbered=given([passages.number_passage(PASSAGE, AB)]),
        facts=given(2), rounds=given(1),
    ),
    "multi30k": call(data.multi30k, "", NEVER, **LANGUAGES),
    "tatoeba": call(data.tatoeba, "", NEVER, pairs=given(1), **LANGUAGES),
    "tokenise": call(data.tokenise, "", text=given("a", ANY_TEXT)),
    "detokenise": call(
        data.detokenise, "", words=given(["a"], EMPTY, "{a: None}", "{}", "empty")
    ),
    "Corpus.edges": call(CORPUS.edges, "split", buckets=given(1)),
    "check_shares": call(tsv.check_shares, "", shares=given(data.SPLITS)),
    "split_of": call(
        splits.split_of, "", text=given("a", ANY_TEXT - {"surrogate"}), shares=given(data.SPLITS)
    ),
    "check_split": call(splits.check_split, "split"),
    "split_words": call(words.split_words, "split"),
    "read_words": call(
        words.read_words, "", path=given(words.DATASETS / "words.txt", told="word list")
    ),
    "signs": call(
        vocab.signs, "vocab", numbers=given([3], EMPTY, "empty", "{1}", told="token number")
    ),
    "known_alignment": call(task.known_alignment, "pair"),
    "vocab_to_json": call(vocab_kinds.vocab_to_json, "vocab"),
    "vocab_from_json": call(
        vocab_kinds.vocab_from_json, "", data=given({"characters": "ab"}, told="vocabulary")
    ),
}  # fmt: skip


by_name = given({"a": lambda: jnp.ones(1)}, "{}")
DEVICES = {
    "in_turns": call(devices.in_turns, "", calls=by_name, rounds=given(1)),
    "medians": call(devices.medians, "", seconds=given({"a": np.ones(2)}, "{}")),
    "data_mesh": call(devices.data_mesh, "", devices=given(None, "None")),
    "one_device_a_core": call(devices.one_device_a_core, "", NEVER, cores=given(1, "None")),
    "keep_programs": call(devices.keep_programs, "", NEVER, folder=given(None, "None", TEXT)),
    "mean_over": call(devices.mean_over, "", terms=given(len, FUNCTIONS)),
    "by_rows": call(
        devices.by_rows, "", function=given(len, FUNCTIONS), mesh=given(devices.data_mesh())
    ),
    "sentence_keys": call(devices.sentence_keys, "count", key=given(jax.random.key(0))),
}  # fmt: skip
