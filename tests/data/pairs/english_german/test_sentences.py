"""The grammar by hand: sentences of every construction with their gold alignments, and endings."""

import pytest

from course_lib.data.pairs.english_german.clauses import Clause
from course_lib.data.pairs.english_german.lexicon import (
    ADJECTIVES,
    BEHIND,
    FOR,
    HE,
    IN,
    INTO,
    NOUNS,
    SHE,
    THEY,
    TIMES,
    WE,
    WITH,
    WITHOUT,
)
from course_lib.data.pairs.english_german.noun_phrases import CASES, Person, Phrase
from course_lib.data.pairs.english_german.sentences import Sentence, to_pair
from course_lib.data.pairs.english_german.verbs import VERBS

NOUN = {noun.english[0]: noun for noun in NOUNS}
ADJECTIVE = {adjective.english: adjective for adjective in ADJECTIVES}
VERB = {verb.english[0]: verb for verb in VERBS}
TODAY, NOW, TOMORROW, EVERY_DAY, EVENING = TIMES
HIM, HER, US, THEM = Person(HE), Person(SHE), Person(WE), Person(THEY)


def phrase(text):
    """ "the old man*" is Phrase(man, "the", old, plural=True)."""
    determiner, adjective, noun = None, None, None
    for word in text.rstrip("*").split():
        if word in ("the", "a", "our"):
            determiner = word
        elif word in ADJECTIVE:
            adjective = ADJECTIVE[word]
        else:
            noun = NOUN[word]
    return Phrase(noun, determiner or "", adjective, text.endswith("*"))


def says(subject, verb, thing=None, to=None, place=(None, None), **more):
    """A clause whose noun phrases are given as texts."""
    subject, thing, to = (phrase(x) if isinstance(x, str) else x for x in (subject, thing, to))
    preposition, where = place
    return Clause(
        subject,
        VERB[verb],
        object=thing,
        recipient=to,
        preposition=preposition,
        place=where and phrase(where),
        **more,
    )


def one(*args, **more):
    return Sentence((says(*args, **more),))


def two(first, conjunction, second):
    return Sentence((first, second), ("", conjunction))


def behind(conjunction, first, main):
    return Sentence((first, main), (conjunction, ""))


FRONT = {"front": True}
# English, and each German word with its sure source position, then its possible ones.
GOLD = [
    (
        one("the man", "see", "the dog", time=TODAY, **FRONT),
        "today the man sees the dog .",
        "heute:0 sieht:3 der:1+2 mann:2 den:4+5 hund:5 .:6",
    ),
    (
        two(says("the old man", "open", "the door"), "because", says("the child", "sleep")),
        "the old man opens the door because the child sleeps .",
        "der:0+2 alte:1+2 mann:2 macht:3 die:4+5 tür:5 auf:3 ,:-1+6 weil:6 das:7+8 kind:8 "
        "schläft:9 .:10",
    ),
    (
        behind(
            "because",
            says(HIM, "open", "the window"),
            says(HER, "are", predicate=ADJECTIVE["happy"]),
        ),
        "because he opens the window , she is happy .",
        "weil:0 er:1 das:3+4 fenster:4 aufmacht:2 ,:5 ist:7 sie:6 glücklich:8 .:9",
    ),
    (
        one(HER, "open", "our letter*", tense="perfect"),
        "she has opened our letters .",
        "sie:0 hat:1+2 unsere:3+4 briefe:4 aufgemacht:2 .:5",
    ),
    (
        one(THEM, "go", place=(INTO, "the house"), tense="perfect"),
        "they have gone into the house .",
        "sie:0 sind:1+2 ins:3+4+5 haus:5 gegangen:2 .:6",
    ),
    (
        one("the dog", "sleep", place=(IN, "the small garden")),
        "the dog sleeps in the small garden .",
        "der:0+1 hund:1 schläft:2 im:3+4+6 kleinen:5+6 garten:6 .:7",
    ),
    (
        one("the dog", "run", place=(INTO, "the garden")),
        "the dog runs into the garden .",
        "der:0+1 hund:1 läuft:2 in:3 den:4+5 garten:5 .:6",
    ),
    (
        one(US, "go", place=(INTO, "a new city")),
        "we go into a new city .",
        "wir:0 gehen:1 in:2 eine:3+5 neue:4+5 stadt:5 .:6",
    ),
    (
        one(HIM, "read", "a book", tense="want", time=EVENING, **FRONT),
        "in the evening he wants to read a book .",
        "am:0+1+2 abend:2 will:4 er:3 ein:7+8 buch:8 lesen:6+5 .:9",
    ),
    (
        one("the girl", "call", HIM, negated=True),
        "the girl does not call him .",
        "das:0+1 mädchen:1 ruft:4+2 ihn:5 nicht:3+2 an:4 .:6",
    ),
    (
        behind(
            "although",
            says("the girl", "call", HIM, negated=True),
            says(HIM, "arrive", tense="will", time=TOMORROW),
        ),
        "although the girl does not call him , he will arrive tomorrow .",
        "obwohl:0 das:1+2 mädchen:2 ihn:6 nicht:4+3 anruft:5+3 ,:7 wird:9 er:8 morgen:11 "
        "ankommen:10 .:12",
    ),
    (
        one("the dog", "get"),
        "the dog gets up .",
        "der:0+1 hund:1 steht:2+3 auf:3+2 .:4",
    ),
    (
        behind("if", says("the dog", "get"), says("the cat*", "run")),
        "if the dog gets up , the cats run .",
        "wenn:0 der:1+2 hund:2 aufsteht:3+4 ,:5 laufen:8 die:6+7 katzen:7 .:9",
    ),
    (
        one(HER, "get", tense="perfect", negated=True),
        "she has not got up .",
        "sie:0 ist:1+3 nicht:2 aufgestanden:3+4 .:5",
    ),
    (
        one("the teacher", "give", "a red apple", "the woman"),
        "the teacher gives the woman a red apple .",
        "der:0+1 lehrer:1 gibt:2 der:3+4 frau:4 einen:5+7 roten:6+7 apfel:7 .:8",
    ),
    (
        Sentence(
            (says("the teacher", "give", "the red apple", "the woman")._replace(to=True),),
        ),
        "the teacher gives the red apple to the woman .",
        "der:0+1 lehrer:1 gibt:2 der:7+6+8 frau:8 den:3+5 roten:4+5 apfel:5 .:9",
    ),
    (
        one(US, "show", "the bird*", THEM, tense="perfect"),
        "we have shown them the birds .",
        "wir:0 haben:1+2 ihnen:3 die:4+5 vögel:5 gezeigt:2 .:6",
    ),
    (
        one("the man*", "help", "the child*", time=TODAY),
        "the men help the children today .",
        "die:0+1 männer:1 helfen:2 heute:5 den:3+4 kindern:4 .:6",
    ),
    (one(HER, "help", HIM), "she helps him .", "sie:0 hilft:1 ihm:2 .:3"),
    (
        one("a young man", "help", "a old woman", tense="must"),
        "a young man must help an old woman .",
        "ein:0+2 junger:1+2 mann:2 muss:3 einer:5+7 alten:6+7 frau:7 helfen:4 .:8",
    ),
    (
        one("small dog*", "find", "new book*", adverb="always"),
        "small dogs always find new books .",
        "kleine:0+1 hunde:1 finden:3 immer:2 neue:4+5 bücher:5 .:6",
    ),
    (
        one(HIM, "read", "the letter", adverb="often"),
        "he often reads the letter .",
        "er:0 liest:2 den:3+4 brief:4 oft:1 .:5",
    ),
    (
        two(
            says("the woman", "know"),
            "that",
            says("our small child", "come", place=(WITH, "the big dog*"), tense="perfect"),
        ),
        "the woman knows that our small child has come with the big dogs .",
        "die:0+1 frau:1 weiß:2 ,:-1+3 dass:3 unser:4+6 kleines:5+6 kind:6 mit:9 den:10+12 "
        "großen:11+12 hunden:12 gekommen:8 ist:7+8 .:13",
    ),
    (
        one(HIM, "work", place=(WITHOUT, "the girl"), tense="can", negated=True),
        "he can not work without the girl .",
        "er:0 kann:1 nicht:2 ohne:4 das:5+6 mädchen:6 arbeiten:3 .:7",
    ),
    (
        two(says("the cat", "sleep"), "and", says("the bird*", "come", time=EVERY_DAY, **FRONT)),
        "the cat sleeps and every day the birds come .",
        "die:0+1 katze:1 schläft:2 und:3 jeden:4+5 tag:5 kommen:8 die:6+7 vögel:7 .:9",
    ),
    (
        two(
            says("the cat", "sleep"),
            "but",
            says("the dog", "sleep", tense="want", negated=True),
        ),
        "the cat sleeps , but the dog does not want to sleep .",
        "die:0+1 katze:1 schläft:2 ,:3+4 aber:4 der:5+6 hund:6 will:9+7 nicht:8+7 "
        "schlafen:11+10 .:12",
    ),
    (
        one("the door", "are", predicate=ADJECTIVE["red"], negated=True),
        "the door is not red .",
        "die:0+1 tür:1 ist:2 nicht:3 rot:4 .:5",
    ),
    (
        one("a new letter", "are", predicate=ADJECTIVE["small"]),
        "a new letter is small .",
        "ein:0+2 neuer:1+2 brief:2 ist:3 klein:4 .:5",
    ),
    (
        one("a red apple", "are", predicate=ADJECTIVE["big"]),
        "a red apple is big .",
        "ein:0+2 roter:1+2 apfel:2 ist:3 groß:4 .:5",
    ),
    (
        behind(
            "while",
            says("the woman*", "are", predicate=ADJECTIVE["tired"]),
            says(THEM, "close", "our window", tense="should", negated=True),
        ),
        "while the women are tired , they should not close our window .",
        "während:0 die:1+2 frauen:2 müde:4 sind:3 ,:5 sollten:7 sie:6 unser:10+11 fenster:11 "
        "nicht:8 zumachen:9 .:12",
    ),
    (
        one(HER, "buy", "a big apple", place=(FOR, "our teacher"), time=NOW, **FRONT),
        "now she buys a big apple for our teacher .",
        "jetzt:0 kauft:2 sie:1 einen:3+5 großen:4+5 apfel:5 für:6 unseren:7+8 lehrer:8 .:9",
    ),
    (
        Sentence(
            (says(HIM, "say"), says(HER, "sleep"), says(THEM, "close", "the door*")),
            ("", "that", "because"),
        ),
        "he says that she sleeps because they close the doors .",
        "er:0 sagt:1 ,:-1+2 dass:2 sie:3 schläft:4 ,:-1+5 weil:5 sie:6 die:8+9 türen:9 "
        "zumachen:7 .:10",
    ),
    (
        two(
            says(HIM, "work", place=(BEHIND, "our school"), time=TODAY, **FRONT),
            "if",
            says(US, "help", HIM),
        ),
        "today he works behind our school if we help him .",
        "heute:0 arbeitet:2 er:1 hinter:3 unserer:4+5 schule:5 ,:-1+6 wenn:6 wir:7 ihm:9 "
        "helfen:8 .:10",
    ),
]


def links(text):
    """ "der:0+1 mann:1" as words, sure positions and possible ones."""
    words, sure, possible = [], [], []
    for each in text.split():
        word, _, places = each.rpartition(":")
        first, *others = (int(place) for place in places.split("+"))
        words.append(word)
        sure.append(first)
        possible.append(tuple(others))
    return " ".join(words), tuple(sure), tuple(possible)


@pytest.mark.parametrize(("sentence", "english", "german"), GOLD, ids=[gold[1] for gold in GOLD])
def test_sentences_by_hand(sentence, english, german):
    pair = to_pair(sentence)
    assert pair.source == english
    assert (pair.target, pair.alignment, pair.possible) == links(german)


# By noun: nominative, accusative, dative.
ENDINGS = {
    "the old man": "der alte mann, den alten mann, dem alten mann",
    "the old woman": "die alte frau, die alte frau, der alten frau",
    "the old child": "das alte kind, das alte kind, dem alten kind",
    "the old child*": "die alten kinder, die alten kinder, den alten kindern",
    "a old man": "ein alter mann, einen alten mann, einem alten mann",
    "a old woman": "eine alte frau, eine alte frau, einer alten frau",
    "a old child": "ein altes kind, ein altes kind, einem alten kind",
    "our old man": "unser alter mann, unseren alten mann, unserem alten mann",
    "our old woman": "unsere alte frau, unsere alte frau, unserer alten frau",
    "our old child": "unser altes kind, unser altes kind, unserem alten kind",
    "our old child*": "unsere alten kinder, unsere alten kinder, unseren alten kindern",
    "old child*": "alte kinder, alte kinder, alten kindern",
    "the man": "der mann, den mann, dem mann",
    "a cat": "eine katze, eine katze, einer katze",
    "a bird": "ein vogel, einen vogel, einem vogel",
    "bird*": "vögel, vögel, vögeln",
}


@pytest.mark.parametrize("text", ENDINGS)
def test_endings_by_hand(text):
    found = [" ".join(t.word for t in phrase(text).german(case, 0)) for case in CASES]
    assert found == ENDINGS[text].split(", ")


@pytest.mark.parametrize(
    ("person", "forms"),
    [(HIM, "er ihn ihm"), (HER, "sie sie ihr"), (US, "wir uns uns"), (THEM, "sie sie ihnen")],
)
def test_pronouns_by_hand(person, forms):
    assert [person.german(case, 0)[0].word for case in CASES] == forms.split()


def test_an_comes_before_vowels_alone():
    wanted = {"a apple": "an apple", "a old cat": "an old cat", "a red apple": "a red apple"}
    assert {text: " ".join(phrase(text).english()) for text in wanted} == wanted
