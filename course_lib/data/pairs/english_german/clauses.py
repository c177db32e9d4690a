"""Clauses: what one says, and its words of both languages, each in its order.

English: subject, auxiliary, "not", adverb, verb, objects, place, time.
German: the finite verb is the second part of a main clause, whatever the first is, and the last
word of a subordinate one. Participle, infinitive and a separable verb's prefix stand at the end.
Between them: pronouns, time, known things (dative before accusative), adverb, "nicht", new things,
place, predicate.
"""

from typing import NamedTuple

from course_lib.data.pairs.english_german.lexicon import (
    ADVERBS,
    MODALS,
    Adjective,
    Preposition,
    Time,
    Verb,
)
from course_lib.data.pairs.english_german.noun_phrases import (
    Person,
    Phrase,
    Token,
    with_preposition,
)
from course_lib.data.pairs.english_german.verbs import BE


class Clause(NamedTuple):
    """What a clause says. `tense` is "present", "perfect" or a modal verb ("can", "want", ...).

    `front`: the time stands first. `to`: the recipient follows the object, after "to"; a recipient
    is known ("the", "our" or a pronoun).
    """

    subject: Phrase | Person
    verb: Verb
    tense: str = "present"
    negated: bool = False
    object: Phrase | Person | None = None
    recipient: Phrase | Person | None = None
    to: bool = False
    preposition: Preposition | None = None
    place: Phrase | None = None
    predicate: Adjective | None = None
    time: Time | None = None
    front: bool = False
    adverb: str = ""


def english(clause: Clause) -> list[tuple[str, list[str]]]:
    """The parts of a clause in the English order, each a name and its words.

    >>> from course_lib.data.pairs.english_german.lexicon import HE, SHE
    >>> from course_lib.data.pairs.english_german.verbs import SEE
    >>> english(Clause(Person(HE), SEE, "can", negated=True, object=Person(SHE)))
    [('subject', ['he']), ('modal', ['can']), ('not', ['not']), ('verb', ['see']),
     ('object', ['her'])]
    """
    parts = [("subject", clause.subject.english())]
    time = [("time", list(clause.time.english))] if clause.time else []
    negation = [("not", ["not"])] if clause.negated else []
    adverb = [("adverb", [clause.adverb])] if clause.adverb else []
    if clause.front:
        parts = time + parts
    parts += _english_verbs(clause, negation, adverb)
    receiver = [] if clause.recipient is None else [("recipient", clause.recipient.english(1))]
    if receiver and not clause.to:
        parts += receiver
    if clause.object is not None:
        parts.append(("object", clause.object.english(1)))
    if receiver and clause.to:
        parts += [("to", ["to"]), *receiver]
    if clause.predicate is not None:
        parts.append(("predicate", [clause.predicate.english]))
    if clause.preposition is not None and clause.place is not None:
        parts.append(("place", [clause.preposition.english, *clause.place.english()]))
    return parts if clause.front else parts + time


Parts = list[tuple[str, list[str]]]


def _english_verbs(clause: Clause, negation: Parts, adverb: Parts) -> Parts:
    many, (base, third, participle) = clause.subject.plural, clause.verb.english
    particle = [("particle", [clause.verb.particle])] if clause.verb.particle else []
    do = [("do", ["do" if many else "does"])] if clause.negated else []
    simple = base if many or clause.negated else third
    if clause.verb is BE:
        return [("verb", [base if many else third]), *negation, *adverb]
    if clause.tense == "present":
        return [*adverb, *do, *negation, ("verb", [simple]), *particle]
    if clause.tense == "want":
        want = "want" if many or clause.negated else "wants"
        infinitive = [("infinitive", ["to"]), ("verb", [base]), *particle]
        return [*adverb, *do, *negation, ("modal", [want]), *infinitive]
    if clause.tense == "perfect":
        auxiliary, form = ("auxiliary", ["have" if many else "has"]), participle
    else:
        auxiliary, form = ("modal", [clause.tense]), base
    return [auxiliary, *negation, *adverb, ("verb", [form]), *particle]


def german(clause: Clause, at: dict[str, int], order: str) -> list[Token]:
    """The German words of a clause; `at` says where each English part begins.

    `order` is "second", "inverted" (the first place is taken already) or "last".
    """
    finite, end = _german_verbs(clause, at, order == "last")
    subject = clause.subject.german("nominative", at["subject"])
    if order == "last":
        return [*subject, *_middle(clause, at), *end, finite]
    if clause.front:
        return [*_time(clause, at), finite, *subject, *_middle(clause, at), *end]
    if order == "inverted":
        return [finite, *subject, *_middle(clause, at), *end]
    return [*subject, finite, *_middle(clause, at), *end]


def _german_verbs(clause: Clause, at: dict[str, int], last: bool) -> tuple[Token, list[Token]]:
    """The finite verb, and what stands at the clause's end."""
    many, verb, tense = clause.subject.plural, clause.verb, clause.tense
    infinitive, third, participle = verb.german
    place = at["verb"]
    do = (at["do"],) if "do" in at else ()
    up = (at["particle"],) if "particle" in at else ()
    if tense == "present":
        form = infinitive if many else third
        if last or not verb.prefix:
            return Token(verb.prefix + form, place, do + up), []
        # "gets up": the verb and the prefix each have a word of their own.
        parted = Token(verb.prefix, up[0], (place,)) if up else Token(verb.prefix, place)
        return Token(form, place, do + up), [parted]
    if tense == "perfect":
        auxiliaries = ("ist", "sind") if verb.sein else ("hat", "haben")
        finite = Token(auxiliaries[many], at["auxiliary"], (place,))
        return finite, [Token(participle, place, up)]
    to = (at["infinitive"],) if "infinitive" in at else ()
    finite = Token(MODALS[tense][many], at["modal"], do)
    return finite, [Token(verb.prefix + infinitive, place, to + up)]


def _time(clause: Clause, at: dict[str, int]) -> list[Token]:
    if clause.time is None:
        return []
    start, words = at["time"], clause.time.german
    if len(words) == 1:
        return [Token(words[0], start)]
    noun = start + len(clause.time.english) - 1
    return [Token(words[0], start, tuple(range(start + 1, noun + 1))), Token(words[1], noun)]


def _middle(clause: Clause, at: dict[str, int]) -> list[Token]:
    """What stands between the two parts of the German verb, but for the subject."""
    pronouns: list[Token] = []
    known: list[Token] = []
    new: list[Token] = []
    to = (at["to"],) if clause.to else ()
    if clause.recipient is not None:
        part = clause.recipient.german("dative", at["recipient"], to)
        (pronouns if isinstance(clause.recipient, Person) else known).extend(part)
    if clause.object is not None:
        part = clause.object.german(clause.verb.case, at["object"])
        known_or_new = known if clause.object.certain else new
        (pronouns if isinstance(clause.object, Person) else known_or_new).extend(part)
    tokens = pronouns if clause.front else pronouns + _time(clause, at)
    tokens += known
    if clause.adverb:
        tokens.append(Token(ADVERBS[clause.adverb], at["adverb"]))
    if clause.negated:
        tokens.append(Token("nicht", at["not"], (at["do"],) if "do" in at else ()))
    tokens += new
    if clause.preposition is not None and clause.place is not None:
        tokens += with_preposition(clause.preposition, clause.place, at["place"])
    if clause.predicate is not None:
        tokens.append(Token(clause.predicate.german, at["predicate"]))
    return tokens
