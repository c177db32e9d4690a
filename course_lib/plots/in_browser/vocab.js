// Vocabularies: a text to token numbers and back, as Python's `Characters`, `Words` and `OpenWords`.

const SPECIAL = ["<pad>", "<s>", "</s>"];
// \w of Python: letters, numbers and the underscore of all scripts
const W = "[\\p{L}\\p{N}_]", INSIDE = `(?:[-'’&/.,:]${W}+)*`;
const TOKEN = new RegExp(
  `&#?${W}+;|(?<!\\S)-(?=${W})${W}+${INSIDE}|${W}+${INSIDE}(?:-(?!\\S))?|\\.\\.\\.|[^\\p{L}\\p{N}_\\s]`,
  "gu");
const BEFORE = new Set([...".,!?;:)]}»”’…%", "..."]), AFTER = new Set("([{«„‚¿¡$€£#@");
const BOTH = new Set("\"'“‘"), OPENED_BY = { "“": "„", "‘": "‚", "”": "„", "’": "‚" };
const OPENERS = new Set(Object.values(OPENED_BY));

const tokenise = (text) => text.normalize("NFC").match(TOKEN) ?? [];

function detokenise(words) {
  const opened = new Set();
  let text = "", close = true;
  for (const word of words) {
    const mark = OPENED_BY[word] ?? word;
    if (BOTH.has(word)) {
      const closes = opened.delete(mark);
      if (!closes) opened.add(mark);
      text += close || closes ? word : ` ${word}`;
      close = !closes;
      continue;
    }
    if (word in OPENED_BY) opened.delete(mark);
    else if (OPENERS.has(word)) opened.add(word);
    text += close || BEFORE.has(word) ? word : ` ${word}`;
    close = AFTER.has(word);
  }
  return text;
}

// What both kinds have in common: `signs` are all tokens in the order of their numbers.
function vocabulary(kind, signs, split, join) {
  const numbers = new Map(signs.map((sign, number) => [sign, number]));
  SPECIAL.forEach((sign) => numbers.delete(sign)); // no text holds them
  return { kind, signs, split, join, numbers };
}

function openVocab({ kind, characters, words, written, lower }) {
  if (kind === "characters") {
    return vocabulary(kind, [...SPECIAL, ...characters], (text) => [...text], (parts) => parts.join(""));
  }
  const split = (text) => {
    const found = written ? tokenise(text) : text.trim().split(/\s+/).filter(Boolean);
    return lower ? found.map((word) => word.toLowerCase()) : found;
  };
  const join = (parts) => (written ? detokenise(parts) : parts.join(" "));
  const made = vocabulary(kind, [...SPECIAL, "<unk>", ...words], split, join);
  made.numbers.delete("<unk>");
  return made;
}

// The number of a token; `lent` are words that have one beside this source alone (`OpenWords`).
function numberOf(vocab, token, lent) {
  if (vocab.numbers.has(token)) return vocab.numbers.get(token);
  if (lent.includes(token)) return vocab.signs.length + lent.indexOf(token);
  return vocab.kind === "characters" ? -1 : UNK; // characters have no number for the unknown
}

// A source's token numbers, their signs, and the words that it lends a number. Throws an Error, in a
// reader's words, for a text that cannot be read.
function encode(vocab, text, longest) {
  const tokens = vocab.split(text), unit = vocab.kind === "characters" ? "character" : "word";
  if (!tokens.length) throw new Error(`Type at least one ${unit}.`);
  if (tokens.length > longest) {
    throw new Error(`The model was built for at most ${longest} ${unit}s; these are ${tokens.length}.`);
  }
  const unknown = [...new Set(tokens.filter((token) => !vocab.numbers.has(token)))];
  if (vocab.kind === "characters" && unknown.length) {
    throw new Error(`The model does not know ${unknown.map((sign) => `“${sign}”`).join(", ")}.`);
  }
  const special = [...SPECIAL, "<unk>"];
  const lent = vocab.kind === "open_words" ? unknown.filter((word) => !special.includes(word)) : [];
  const numbers = tokens.map((token) => numberOf(vocab, token, lent));
  return { numbers, lent, tokens: numbers.map((number) => signOf(vocab, number, lent)) };
}

const signOf = (vocab, number, lent = []) =>
  vocab.signs[number] ?? lent[number - vocab.signs.length] ?? "?";

// The text up to the end token, special tokens left out.
function decode(vocab, numbers, lent = []) {
  const end = numbers.indexOf(END), kept = end < 0 ? numbers : numbers.slice(0, end);
  return vocab.join(kept.filter((n) => n > END).map((n) => signOf(vocab, n, lent)));
}

// A model as Python exported it, its arrays unpacked and its names those of the Python modules.
function openModel({ row, vocabs, arrays }) {
  const model = { row, source: openVocab(vocabs.source), target: openVocab(vocabs.target ?? vocabs.source) };
  for (const [name, packed] of Object.entries(arrays)) {
    const path = name.split("."), last = path.pop();
    let place = model;
    for (const part of path) place = place[part] ??= {};
    place[last] = unpack(packed);
  }
  model.decoder.alignment ??= {}; // one without numbers of its own
  return model;
}

// The largest number of tokens in an answer to a text of so many, as `TextReading.limit`.
function limitOf({ row }, length) {
  const rounded = (count, to) => Math.min(Math.ceil(count / to) * to, row.longest);
  return rounded(rounded(length, row.rounds), 64) + 1;
}
