"""The words of both languages, and what they may be combined with.

All is in lower case, German nouns too; umlauts and ß stand as single characters (NFC).
"""

from typing import NamedTuple


class Noun(NamedTuple):
    """A noun: English singular and plural; German gender, singular, plural, dative plural.

    A place has no plural. `kind` is "person", "animal", "thing" or "place".
    """

    english: tuple[str, str]
    gender: str
    german: tuple[str, str, str]
    kind: str


class Adjective(NamedTuple):
    """An adjective, the kinds of noun that it may stand before, and those that it may be said of.

    Two that are `about` the same are never said of one thing.
    """

    english: str
    german: str
    about: str
    before: tuple[str, ...]
    predicate_of: tuple[str, ...]


class Pronoun(NamedTuple):
    """A personal pronoun: English subject and object; German nominative, accusative, dative."""

    english: tuple[str, str]
    german: tuple[str, str, str]
    plural: bool


class Preposition(NamedTuple):
    """A preposition, the case that it asks for, its fusions with "the" by gender, and its nouns."""

    english: str
    german: str
    case: str
    fused: tuple[tuple[str, str], ...]
    kinds: tuple[str, ...]


class Verb(NamedTuple):
    """A verb. English: base, third person, participle; a particle that follows ("up").

    German: infinitive without its prefix (it is the plural too), third person, participle, the
    prefix that parts from it, and whether its perfect has "sein". `objects` are the nouns that may
    be its direct object, `case` their case; `prepositions` those that may follow.
    """

    english: tuple[str, str, str]
    german: tuple[str, str, str]
    prefix: str = ""
    sein: bool = False
    particle: str = ""
    subjects: tuple[Noun, ...] = ()
    objects: tuple[Noun, ...] = ()
    case: str = "accusative"
    prepositions: tuple[Preposition, ...] = ()


class Time(NamedTuple):
    """A time: the words of both languages, the tenses it goes with, and whether "not" may follow.

    Where there are several words, the last ones mean the same, and so do the first ones.
    """

    english: tuple[str, ...]
    german: tuple[str, ...]
    tenses: tuple[str, ...]
    negated: bool


def _noun(english: str, gender: str, german: str, kind: str) -> Noun:
    one, _, many = english.partition(" ")
    forms = german.split()
    return Noun((one, many), gender, (forms[0], *(forms[1:] or ("", ""))), kind)  # type: ignore


NOUNS = (
    _noun("man men", "m", "mann männer männern", "person"),
    _noun("woman women", "f", "frau frauen frauen", "person"),
    _noun("child children", "n", "kind kinder kindern", "person"),
    _noun("teacher teachers", "m", "lehrer lehrer lehrern", "person"),
    _noun("girl girls", "n", "mädchen mädchen mädchen", "person"),
    _noun("dog dogs", "m", "hund hunde hunden", "animal"),
    _noun("cat cats", "f", "katze katzen katzen", "animal"),
    _noun("bird birds", "m", "vogel vögel vögeln", "animal"),
    _noun("door doors", "f", "tür türen türen", "thing"),
    _noun("window windows", "n", "fenster fenster fenstern", "thing"),
    _noun("book books", "n", "buch bücher büchern", "thing"),
    _noun("letter letters", "m", "brief briefe briefen", "thing"),
    _noun("apple apples", "m", "apfel äpfel äpfeln", "thing"),
    _noun("garden", "m", "garten", "place"),
    _noun("house", "n", "haus", "place"),
    _noun("city", "f", "stadt", "place"),
    _noun("school", "f", "schule", "place"),
)
KINDS = {
    kind: tuple(noun for noun in NOUNS if noun.kind == kind)
    for kind in ("person", "animal", "thing", "place")
}
PEOPLE, ANIMALS, THINGS = KINDS["person"], KINDS["animal"], KINDS["thing"]
ANIMATE = PEOPLE + ANIMALS
DOOR, WINDOW, BOOK, LETTER, APPLE = THINGS

LIVING, DEAD, ANY = ("person", "animal"), ("thing",), ("person", "animal", "thing")
ADJECTIVES = (
    Adjective("old", "alt", "age", (*ANY, "place"), ANY),
    Adjective("young", "jung", "age", LIVING, LIVING),
    Adjective("small", "klein", "size", (*ANY, "place"), ANY),
    Adjective("big", "groß", "size", (*ANY, "place"), ANY),
    Adjective("new", "neu", "age", ("thing", "place"), DEAD),
    Adjective("red", "rot", "colour", DEAD, DEAD),
    Adjective("tired", "müde", "mood", (), LIVING),
    Adjective("happy", "glücklich", "mood", (), LIVING),
)

HE = Pronoun(("he", "him"), ("er", "ihn", "ihm"), False)
SHE = Pronoun(("she", "her"), ("sie", "sie", "ihr"), False)
WE = Pronoun(("we", "us"), ("wir", "uns", "uns"), True)
THEY = Pronoun(("they", "them"), ("sie", "sie", "ihnen"), True)
PRONOUNS = (HE, SHE, WE, THEY)

IN = Preposition("in", "in", "dative", (("m", "im"), ("n", "im")), ("place",))
INTO = Preposition("into", "in", "accusative", (("n", "ins"),), ("place",))
BEHIND = Preposition("behind", "hinter", "dative", (), ("place",))
WITH = Preposition("with", "mit", "dative", (), LIVING)
WITHOUT = Preposition("without", "ohne", "accusative", (), LIVING)
FOR = Preposition("for", "für", "accusative", (), ("person",))

MODALS = {
    "can": ("kann", "können"),
    "must": ("muss", "müssen"),
    "should": ("sollte", "sollten"),
    "will": ("wird", "werden"),
    "want": ("will", "wollen"),
}
SUBORDINATING = {
    "because": "weil",
    "although": "obwohl",
    "if": "wenn",
    "while": "während",
    "that": "dass",
}
COORDINATING = {"and": "und", "but": "aber"}

ALL_TENSES = ("present", "perfect", *MODALS)
NOT_PERFECT = ("present", *MODALS)
TIMES = (
    Time(("today",), ("heute",), ALL_TENSES, True),
    Time(("now",), ("jetzt",), ALL_TENSES, True),
    Time(("tomorrow",), ("morgen",), tuple(MODALS), True),
    Time(("every", "day"), ("jeden", "tag"), NOT_PERFECT, False),
    Time(("in", "the", "evening"), ("am", "abend"), NOT_PERFECT, True),
)
ADVERBS = {"often": "oft", "always": "immer"}
