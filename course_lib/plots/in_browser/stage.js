// One step of the decoder as the wiring picture has it: what is computed, in its order, as boxes.

const SIGNS = { " ": "␣", "\n": "↵", "\t": "⇥", "\u00a0": "⍽" };
// what a screen reader says for the signs of tokens that are not seen
const SPOKEN = { "␣": "space", "↵": "new line", "⇥": "tab", "⍽": "no-break space", "∅": "nothing" };
const READ = {
  token: "the previous token",
  summary: "the summary of the source",
  context: "the context",
  previous_context: "the previous context",
  attentional: "the previous attentional vector",
  state: "the state",
  previous_state: "the previous state",
};
const SEEN = {
  hard: "the one state with the largest weight",
  gated: "the mean of the states by their weights, times a gate",
};
const MIXED = { none: "", tanh: ", mixed by tanh", maxout: ", mixed by maxout" };
const BEST = 4; // so many tokens of the vocabulary are shown with their probabilities

const shown = (token) => [...token].map((letter) => SIGNS[letter] ?? letter).join("");
// .91 for 0.914, as in the alignment view
const short = (share) =>
  share < 0.005 ? "<.01" : share < 0.995 ? share.toFixed(2).slice(1) : "1";
const listed = (names) => names.map((name) => READ[name]).join(", ").replace(/, ([^,]*)$/, " and $1");

function made(tag, className, ...children) {
  const element = document.createElement(tag);
  element.className = className;
  element.append(...children);
  return element;
}

// A vector as a line of cells: orange above zero, blue below, the paler the nearer to it.
function drawn(vector) {
  const canvas = made("canvas", "pg-vector"), most = vector.reduce((m, v) => Math.max(m, Math.abs(v)), 1);
  canvas.width = vector.length;
  canvas.height = 1;
  const pen = canvas.getContext("2d"), line = pen.createImageData(vector.length, 1);
  vector.forEach((value, i) => {
    line.data.set([...(value > 0 ? [213, 94, 0] : [0, 114, 178]), (255 * Math.abs(value)) / most], 4 * i);
  });
  pen.putImageData(line, 0, 0);
  canvas.setAttribute("aria-hidden", "true");
  return canvas;
}

// Where a look fell, in words: the source tokens with the largest weights.
function lookedAt(weights, tokens) {
  const order = [...weights.keys()].filter((j) => weights[j] >= 0.005);
  order.sort((i, j) => weights[j] - weights[i] || i - j);
  const named = order.slice(0, 3).map((j, k) =>
    `${j + 1} “${shown(tokens[j])}” ${k ? "" : "with weight "}${weights[j] < 0.995 ? short(weights[j]) : "1.00"}`);
  return named.length ? `source ${named.join(", ")}` : "nothing with a weight of .01 or more";
}

function likeliest(taken, signOf) {
  const able = [...taken.probabilities.keys()].filter((v) => v !== PAD && v !== START);
  const order = able.sort((v, w) => taken.probabilities[w] - taken.probabilities[v] || v - w);
  const lines = order.slice(0, BEST).map((v) => {
    const share = taken.probabilities[v], bar = made("i", "");
    bar.style.width = `${100 * share}%`;
    return made("span", "pg-bar", bar, made("b", "", shown(signOf(v))), ` ${short(share)}`);
  });
  return made("span", "pg-bars", ...lines);
}

// The boxes of a step: a name, what there is to say, and what there is to see.
function stages({ row }, taken, source, signOf) {
  const { vectors, weights } = taken, first = taken.t === 0;
  const asks = row.attends === "before" ? "previous_state" : "state";
  const looks = weights && [
    [`query: ${READ[asks].slice(4)}`, "asks where to look", drawn(vectors[asks])],
    [`weights: ${row.alignment.title}`,
      `${row.score.kind.replace("_", " ")} score; looks at ${lookedAt(weights, source)}`, drawn(weights)],
    ["context", SEEN[row.alignment.kind] ?? "the mean of the states by their weights", drawn(vectors.context)],
  ];
  const context = !weights && [...row.reads, ...row.readout].includes("context") &&
    [["context", "the summary of the source, at every step the same", drawn(vectors.context)]];
  const joined = row.joins_state ? `; it moves from the previous state joined with the context` : "";
  const token = row.reads.includes("token") ? ` (“${shown(signOf(taken.read))}”)` : "";
  const cell = [[`cell: ${row.cell.toUpperCase()}`,
    `reads ${listed(row.reads).replace("token", `token${token}`)}${joined}`, drawn(vectors.state)]];
  const fed = row.reads.includes("attentional") ? ", with the attentional vector"
    : row.reads.includes("previous_context") ? ", with the context" : "";
  const from = row.first_state === "zeros" ? "zeros" : "made of the summary of the source";
  const seen = looks || context || [];
  return [
    ...(first ? [["first state", from, drawn(vectors.previous_state)]] : []),
    ...(row.attends === "before" ? [...seen, ...cell] : [...cell, ...seen]),
    ["readout", `reads ${listed(row.readout)}${MIXED[row.mix]}`, drawn(vectors.features)],
    ["next token", `“${shown(signOf(taken.written))}”, fed back${fed}`, likeliest(taken, signOf)],
  ];
}

function drawStages(list, boxes) {
  list.replaceChildren(...boxes.map(([name, says, seen]) =>
    made("li", "", made("b", "", name), made("span", "pg-says", says), seen)));
}
