"""The verbs, in groups: which have the same parts beside them."""

from typing import NamedTuple

from course_lib.data.pairs.english_german.lexicon import (
    ANIMALS,
    ANIMATE,
    APPLE,
    BEHIND,
    BOOK,
    DOOR,
    FOR,
    IN,
    INTO,
    LETTER,
    PEOPLE,
    THINGS,
    WINDOW,
    WITH,
    WITHOUT,
    Verb,
)


def _verb(english: str, german: str, **more: object) -> Verb:
    forms = [tuple(text.split()) for text in (english, german)]
    return Verb(*forms, **{"subjects": PEOPLE, **more})  # type: ignore


SLEEP = _verb("sleep sleeps slept", "schlafen schläft geschlafen",
              subjects=ANIMATE, prepositions=(IN, BEHIND))  # fmt: skip
WORK = _verb("work works worked", "arbeiten arbeitet gearbeitet",
             prepositions=(IN, BEHIND, WITH, WITHOUT))  # fmt: skip
COME = _verb("come comes come", "kommen kommt gekommen", sein=True,
             subjects=ANIMATE, prepositions=(INTO, WITH, WITHOUT))  # fmt: skip
GO = _verb("go goes gone", "gehen geht gegangen", sein=True,
           subjects=ANIMATE, prepositions=(INTO, WITH, WITHOUT))  # fmt: skip
RUN = _verb("run runs run", "laufen läuft gelaufen", sein=True,
            subjects=ANIMATE, prepositions=(INTO, WITH))  # fmt: skip
ARRIVE = _verb("arrive arrives arrived", "kommen kommt angekommen", prefix="an", sein=True,
               subjects=ANIMATE, prepositions=(IN, WITH, WITHOUT))  # fmt: skip
GET_UP = _verb("get gets got", "stehen steht aufgestanden", prefix="auf", sein=True,
               particle="up", subjects=ANIMATE)  # fmt: skip
SEE = _verb("see sees seen", "sehen sieht gesehen",
            subjects=ANIMATE, objects=ANIMATE + THINGS, prepositions=(IN, BEHIND))  # fmt: skip
FIND = _verb("find finds found", "finden findet gefunden",
             subjects=ANIMATE, objects=ANIMATE + THINGS, prepositions=(IN, BEHIND))  # fmt: skip
CALL = _verb("call calls called", "rufen ruft angerufen", prefix="an", objects=PEOPLE)
HELP = _verb("help helps helped", "helfen hilft geholfen",
             objects=ANIMATE, case="dative", prepositions=(IN, BEHIND))  # fmt: skip
BUY = _verb("buy buys bought", "kaufen kauft gekauft", objects=THINGS, prepositions=(IN, FOR))
READ = _verb("read reads read", "lesen liest gelesen",
             objects=(BOOK, LETTER), prepositions=(IN, BEHIND))  # fmt: skip
OPEN = _verb("open opens opened", "machen macht aufgemacht", prefix="auf",
             objects=(DOOR, WINDOW, LETTER), prepositions=(FOR,))  # fmt: skip
CLOSE = _verb("close closes closed", "machen macht zugemacht", prefix="zu",
              objects=(DOOR, WINDOW, BOOK), prepositions=(FOR,))  # fmt: skip
GIVE = _verb("give gives given", "geben gibt gegeben", objects=(BOOK, LETTER, APPLE))
SHOW = _verb("show shows shown", "zeigen zeigt gezeigt", objects=ANIMALS + THINGS)
SAY = _verb("say says said", "sagen sagt gesagt")
KNOW = _verb("know knows known", "wissen weiß gewusst")
BE = _verb("are is been", "sind ist gewesen", subjects=ANIMATE + THINGS)
PRESENT_ONLY = (SAY, KNOW, BE)


class Group(NamedTuple):
    """Verbs that the same parts may follow, and how often one of them is drawn.

    `objects`: "" for none, "named" for noun phrases alone, "any" for pronouns too, "two" for a
    recipient and a direct object, "predicate" for an adjective, "that" for a clause. `place`: a
    phrase with a preposition may follow.
    """

    verbs: tuple[Verb, ...]
    objects: str
    place: bool
    weight: float


GROUPS = (
    Group((SLEEP, WORK), "", True, 2),
    Group((COME, GO, RUN, ARRIVE), "", True, 3),
    Group((GET_UP,), "", False, 1),
    Group((SEE, FIND, HELP), "any", True, 3),
    Group((CALL,), "any", False, 1),
    Group((BUY, READ, OPEN, CLOSE), "named", True, 4),
    Group((GIVE, SHOW), "two", False, 2),
    Group((BE,), "predicate", False, 1.5),
    Group((SAY, KNOW), "that", False, 1),
)
VERBS = tuple(verb for group in GROUPS for verb in group.verbs)
PREPOSITIONS = (IN, INTO, BEHIND, WITH, WITHOUT, FOR)
