"""How a text becomes numbers: vocabularies, tasks, corpora and batches.

A vocabulary says what a token is: `Characters`, `Words` or `Subwords`, and `OpenWords` for models
that copy; `VOCABS` is the table of kinds.
A task says what a model must learn to rewrite: one file each in `pairs`. `TASKS` is the table of
those on characters; those on words, as `ENGLISH_GERMAN`, have two vocabularies,
`SPELLING_CORRECTION` draws its misspellings from a channel estimated from real ones, and
`WORD_IN_CONTEXT` writes "form" for "from". `WHEREABOUTS` has passages with a question, and
`read_babi` reads files of them. `SCENES` has images with a caption; `moved` is the
same scene with a digit elsewhere. `NUMBERS` and `STRINGS` have sounds in which somebody says a
number.
A corpus is a list of pairs; `read_tsv` reads one from a file.
"""

from course_lib.data.batches import Batch, Batches, pairs_to_batch, shift_right
from course_lib.data.characters import Characters
from course_lib.data.corpora import multi30k, tatoeba
from course_lib.data.corpus import Corpus, CorpusBatches
from course_lib.data.downloads import Offline
from course_lib.data.images.captions import references
from course_lib.data.images.composing import Scene
from course_lib.data.images.digits import split_digits
from course_lib.data.images.moving import PLACES, free_places, moved
from course_lib.data.images.task import SCENES, Scenes
from course_lib.data.open_vocab import OpenWords
from course_lib.data.pairs.copying import COPY
from course_lib.data.pairs.english_german.task import ENGLISH_GERMAN, EnglishGerman
from course_lib.data.pairs.full_reversal import FULL_REVERSAL
from course_lib.data.pairs.headlines import HEADLINES, Headlines
from course_lib.data.pairs.links import LINKS
from course_lib.data.pairs.number_words import NUMBER_WORDS, NumberWords
from course_lib.data.pairs.runs import RUNS
from course_lib.data.pairs.sorting import SORTING
from course_lib.data.pairs.word_reversal import WORD_REVERSAL
from course_lib.data.parallel import read_parallel
from course_lib.data.reading.babi import read_babi
from course_lib.data.reading.passages import Passage
from course_lib.data.reading.whereabouts import WHEREABOUTS, Whereabouts
from course_lib.data.sounds.hearing import audible
from course_lib.data.sounds.joining import Sound
from course_lib.data.sounds.task import NUMBERS, STRINGS, SpokenDigits
from course_lib.data.sounds.voices import voice_of
from course_lib.data.spelling.channel import NoisyChannel
from course_lib.data.spelling.context import WORD_IN_CONTEXT, WordInContext
from course_lib.data.spelling.misspellings import misspellings
from course_lib.data.spelling.task import SPELLING_CORRECTION, SpellingCorrection
from course_lib.data.splits import SPLITS
from course_lib.data.subword_vocab import Subwords
from course_lib.data.task import Pair, PairTask, Task
from course_lib.data.tokenising import detokenise, tokenise
from course_lib.data.tsv import read_tsv
from course_lib.data.vocab import END, PAD, SPECIAL, START, Vocab, pad
from course_lib.data.vocab_kinds import VOCABS
from course_lib.data.word_vocab import UNK, Words

TASKS = {task.name: task for task in (WORD_REVERSAL, COPY, FULL_REVERSAL, RUNS, LINKS, SORTING)}

__all__ = [
    "COPY",
    "END",
    "ENGLISH_GERMAN",
    "FULL_REVERSAL",
    "HEADLINES",
    "LINKS",
    "NUMBERS",
    "NUMBER_WORDS",
    "PAD",
    "PLACES",
    "RUNS",
    "SCENES",
    "SORTING",
    "SPECIAL",
    "SPELLING_CORRECTION",
    "SPLITS",
    "START",
    "STRINGS",
    "TASKS",
    "UNK",
    "VOCABS",
    "WHEREABOUTS",
    "WORD_IN_CONTEXT",
    "WORD_REVERSAL",
    "Batch",
    "Batches",
    "Characters",
    "Corpus",
    "CorpusBatches",
    "EnglishGerman",
    "Headlines",
    "NoisyChannel",
    "NumberWords",
    "Offline",
    "OpenWords",
    "Pair",
    "PairTask",
    "Passage",
    "Scene",
    "Scenes",
    "Sound",
    "SpellingCorrection",
    "SpokenDigits",
    "Subwords",
    "Task",
    "Vocab",
    "Whereabouts",
    "WordInContext",
    "Words",
    "audible",
    "detokenise",
    "free_places",
    "misspellings",
    "moved",
    "multi30k",
    "pad",
    "pairs_to_batch",
    "read_babi",
    "read_parallel",
    "read_tsv",
    "references",
    "shift_right",
    "split_digits",
    "tatoeba",
    "tokenise",
    "voice_of",
]
