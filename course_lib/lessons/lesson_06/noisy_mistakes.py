"""The mistakes that the bank of `noisy` knows."""

from course_lib.lessons.checking.bank import Misconception
from course_lib.lessons.lesson_06.noisy_ways import KINDS, WAYS, answer, by_replace, chosen, instead

WRONG = (
    Misconception(
        "rates ignored",
        "each step is as likely as another: the rates say which mistakes people make",
        answer(WAYS["uniform"]),
    ),
    Misconception(
        "always the likeliest",
        "the likeliest step is always taken: then every word has only one misspelling",
        answer(WAYS["likeliest"]),
    ),
    Misconception(
        "not divided by the sum",
        "the rates are added up and never divided by their sum: they are no probabilities, and "
        "u is often larger than all of them",
        answer(WAYS["unscaled"]),
        also=(answer(WAYS["unscaled, at"]),),
    ),
    Misconception(
        "a sum that equals u",
        "a sum that *equals* u is taken: it must exceed u, > and not >= (searchsorted: "
        'side="right"). Else u = 0 draws a step of rate 0, which never happens',
        answer(WAYS["at"]),
    ),
    Misconception(
        "a softmax",
        "the rates go through a softmax, which makes small numbers all alike: divide them by "
        "their sum",
        answer(WAYS["softmax"]),
    ),
    Misconception(
        "not added up",
        "each rate alone is compared with u: add the rates up from the first on, and compare "
        "the sum",
        answer(WAYS["alone"]),
        also=(answer(WAYS["alone, scaled"]),),
    ),
    Misconception(
        "sorted first",
        "the steps are sorted by their rates before one is drawn: keep their order, else "
        "another u draws each",
        answer(WAYS["sorted"]),
        also=(answer(WAYS["sorted, largest first"]),),
    ),
    Misconception(
        "a random number of its own",
        "u is not used: u is the random number; draw none of your own",
        answer(WAYS["own"]),
        also=(answer(WAYS["own, 42"]), answer(WAYS["own, of JAX"])),
    ),
    Misconception(
        "the step comes out",
        "the step itself comes out, (kind, place, letter): take it, and return the word that "
        "it makes",
        lambda word, steps, rates, u: steps[chosen(rates, u)],
    ),
    Misconception(
        "one too late",
        "the step *after* the drawn one is taken: the first sum that exceeds u tells it",
        answer(WAYS["late"]),
        also=(answer(WAYS["late, round"]),),
    ),
    Misconception(
        "one too early",
        "the step *before* the drawn one is taken: the first sum that exceeds u tells it",
        answer(WAYS["early"]),
        also=(answer(WAYS["early, round"]),),
    ),
    Misconception(
        "inserted behind",
        "an inserted letter stands behind the letter at its place; it belongs before it: "
        "word[:i] + letter + word[i:]",
        instead("insertion", lambda w, i, c: w[: i + 1] + c + w[i + 1 :]),
    ),
    Misconception(
        "the wrong letter left out",
        "the letter after (or before) the place is left out: word[:i] + word[i + 1:]",
        instead("deletion", lambda w, i, c: w[: i + 1] + w[i + 2 :]),
        also=(instead("deletion", lambda w, i, c: w[: i - 1] + w[i:]),),
    ),
    Misconception(
        "the rest lost",
        "a deletion drops all that follows: word[:i] + word[i + 1:]",
        instead("deletion", lambda w, i, c: w[:i]),
    ),
    Misconception(
        "the first such letter left out",
        "the first such letter of the word is left out, not the one at the place: str.replace "
        "with a count of 1 begins at the left. Cut at the place: word[:i] + word[i + 1:]",
        by_replace(1, "deletion"),
        also=(by_replace(1, "deletion", "substitution"), by_replace(1, *KINDS)),
    ),
    Misconception(
        "all such letters left out",
        "all such letters of the word are left out, not only the one at the place: that is "
        "str.replace. Cut at the place: word[:i] + word[i + 1:]",
        by_replace(-1, "deletion"),
        also=(by_replace(-1, "deletion", "substitution"), by_replace(-1, *KINDS)),
    ),
    Misconception(
        "the first such letter replaced",
        "a substitution changes the first such letter of the word, not the one at the place: "
        "str.replace with a count of 1 begins at the left. Cut at the place: word[:i] + letter "
        "+ word[i + 1:]",
        by_replace(1, "substitution"),
    ),
    Misconception(
        "all such letters replaced",
        "a substitution changes all such letters of the word, not only the one at the place: "
        "that is str.replace. Cut at the place: word[:i] + letter + word[i + 1:]",
        by_replace(-1, "substitution"),
    ),
    Misconception(
        "the first such pair swapped",
        "the two letters are swapped where they stand first in the word, or wherever they "
        "stand: that is str.replace. Swap those at the place",
        by_replace(1, "transposition"),
        also=(by_replace(-1, "transposition"),),
    ),
    Misconception(
        "nothing put in at the end",
        "an insertion at the end is lost: its place is len(word), and word[:i] + letter + "
        "word[i:] puts it there",
        instead("insertion", lambda w, i, c: w[:i] + c + w[i:] if i < len(w) else w),
    ),
    Misconception(
        "nothing replaced",
        "a substitution puts its letter in and keeps the old one: that is an insertion",
        instead("substitution", lambda w, i, c: w[:i] + c + w[i:]),
    ),
    Misconception(
        "swapped with the one before",
        "the letter at the place changes places with the one before it; it is the one after it",
        instead("transposition", lambda w, i, c: w[: i - 1] + w[i] + w[i - 1] + w[i + 1 :]),
    ),
    Misconception(
        "put in instead",
        "an insertion takes the place of a letter: word[:i] + letter + word[i:] keeps it",
        instead("insertion", lambda w, i, c: w[:i] + c + w[i + 1 :]),
    ),
    Misconception(
        "the rest lost after a swap",
        "a swap drops all that follows the two letters: ... + word[i + 2:]",
        instead("transposition", lambda w, i, c: w[:i] + w[i + 1] + w[i]),
    ),
    Misconception(
        "not swapped",
        "a transposition leaves the word as it is: word[:i] + word[i + 1] + word[i] + word[i + 2:]",
        instead("transposition", lambda w, i, c: w),
    ),
    Misconception(
        "a letter put in by a swap",
        "a swap keeps the second letter at its old place as well: the rest begins at i + 2, "
        "word[:i] + word[i + 1] + word[i] + word[i + 2:]",
        instead("transposition", lambda w, i, c: w[:i] + c + w[i] + w[i + 1 :]),
    ),
    Misconception(
        "one letter written twice",
        "a swap writes the second letter twice: word[:i] + word[i + 1] + word[i] + word[i + 2:]",
        instead("transposition", lambda w, i, c: w[:i] + c + w[i + 1 :]),
    ),
    Misconception(
        "the word as it is",
        "the word comes out as it went in: texts cannot be changed, so build a new one and "
        "return it",
        lambda word, steps, rates, u: word,
    ),
)
