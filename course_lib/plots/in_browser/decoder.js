// The model: a text is read into a memory, and the one decoder writes the answer, step by step, by the
// row's wiring. The same `if`s in the same order as in Python's `Decoder.step`.

const PAD = 0, START = 1, END = 2, UNK = 3;

const split = (values, parts) => {
  const width = values.length / parts;
  return Array.from({ length: parts }, (_, k) => values.subarray(k * width, (k + 1) * width));
};

// One step each: `gates` holds W x_t + b. A state is what others read and, for the LSTM, its memory.
const CELLS = {
  rnn: ({ recurrent }, { hidden }, gates) => ({
    hidden: tanh(add(gates, product(hidden, recurrent))),
  }),
  lstm: ({ recurrent }, { hidden, memory }, gates) => {
    const [i, f, g, o] = split(add(gates, product(hidden, recurrent)), 4);
    const kept = memory.map((c, d) => sigmoid(f[d]) * c + sigmoid(i[d]) * Math.tanh(g[d]));
    return { hidden: kept.map((c, d) => sigmoid(o[d]) * Math.tanh(c)), memory: kept };
  },
  gru: ({ recurrent }, { hidden }, gates) => {
    const [r, z, n] = split(gates, 3), [ofR, ofZ, ofN] = split(product(hidden, recurrent), 3);
    return {
      hidden: hidden.map((h, d) => {
        const update = sigmoid(z[d] + ofZ[d]);
        const candidate = Math.tanh(n[d] + sigmoid(r[d] + ofR[d]) * ofN[d]);
        return (1 - update) * candidate + update * h;
      }),
    };
  },
};

const zeroState = (width) => ({ hidden: new Float32Array(width), memory: new Float32Array(width) });

// A cell over a sequence, from its end if `reverse`: the states in source order, and the last one.
function run(step, cell, inputs, reverse) {
  const states = new Array(inputs.length);
  let state = zeroState(cell.recurrent.rows);
  for (let i = 0; i < inputs.length; i++) {
    const j = reverse ? inputs.length - 1 - i : i;
    state = step(cell, state, affine(inputs[j], cell.kernel, cell.bias));
    states[j] = state.hidden;
  }
  return { states, last: state.hidden };
}

const lookUp = (table, id) => {
  const row = id < table.rows ? id : UNK; // a lent number is a word that the model does not know
  return table.data.subarray(row * table.columns, (row + 1) * table.columns);
};

// Token numbers to a memory: all states, and the summary of the last layer's directions.
function read({ row, reader }, source) {
  let states = source.map((id) => lookUp(reader.embedding, id)), summary;
  for (const layer of Object.values(reader.layers)) {
    const first = run(CELLS[row.cell], layer.first, states, row.reverse);
    if (row.directions === 2) {
      const second = run(CELLS[row.cell], layer.second, states, true);
      states = first.states.map((state, j) => concatenate(state, second.states[j]));
      summary = concatenate(first.last, second.last);
    } else {
      ({ states, last: summary } = first);
    }
  }
  return { states, summary, tokens: source };
}

// What one part of the cell's input adds to its gates: a product with its own rows of the kernel.
function project({ row, decoder }, part, value) {
  let first = 0;
  for (const [name, width] of row.inputs) {
    if (name === part) return product(value, decoder.cell.kernel, first);
    first += width;
  }
}

// All that depends on the source alone, and the first state.
function prepare(model, source) {
  const { row, decoder } = model, memory = read(model, source);
  let cellInput = decoder.cell.bias;
  for (const part of row.steady) cellInput = add(cellInput, project(model, part, memory.summary));
  const keys = row.score && SCORES[row.score.kind].keys(memory.states, decoder.alignment.score);
  return { memory, keys, cellInput };
}

function start({ row, decoder }, prepared) {
  const { summary } = prepared.memory;
  let cell = zeroState(row.width);
  if (row.first_state === "projection") {
    const made = tanh(affine(summary, decoder.first_weight, decoder.first_bias));
    const [hidden, memory] = split(made, made.length / row.width);
    cell = { hidden, memory };
  }
  return {
    cell,
    context: new Float32Array(row.context_width),
    attentional: new Float32Array(row.width),
    carry: ALIGNMENTS[row.alignment.kind].start?.(prepared, decoder.alignment),
  };
}

// One target step: look, move and read out, in the order that the row says.
function step(model, prepared, state, token, t) {
  const { row, decoder } = model, previous = state.cell;
  const embedding = decoder.embedding && lookUp(decoder.embedding, token);
  const look = (query) =>
    ALIGNMENTS[row.alignment.kind].look(model, query, prepared, state.carry, t);
  let gates = prepared.cellInput, moving = previous, seen;
  const reads = (part, value) => {
    if (row.reads.includes(part)) gates = add(gates, project(model, part, value));
  };
  reads("token", embedding);
  if (row.attends === "before") {
    seen = look(previous.hidden);
    if (!row.steady.includes("context")) reads("context", seen.context);
    if (row.joins_state) {
      const joined = concatenate(previous.hidden, seen.context);
      moving = { ...previous, hidden: tanh(affine(joined, decoder.join_weight, decoder.join_bias)) };
    }
  }
  reads("previous_context", state.context);
  reads("attentional", state.attentional);
  const cell = CELLS[row.cell](decoder.cell, moving, gates);
  if (row.attends === "after") seen = look(cell.hidden);
  const parts = {
    state: cell.hidden,
    previous_state: previous.hidden,
    token: embedding,
    context: seen.context,
    summary: prepared.memory.summary,
  };
  const features = mix(model, concatenate(...row.readout.map((part) => parts[part])));
  return {
    state: { cell, context: seen.context, attentional: features, carry: seen.carry },
    logits: logits(model, features, seen.weights, prepared.memory.tokens),
    weights: seen.weights,
    vectors: { ...parts, features }, // what a picture of the step shows
  };
}

function mix({ row, decoder: { readout } }, features) {
  if (row.mix === "tanh") return tanh(product(features, readout.mix_weight));
  if (row.mix === "none") return features;
  const units = affine(features, readout.mix_weight, readout.mix_bias); // maxout: the larger of a pair
  return Float32Array.from({ length: units.length / 2 }, (_, i) =>
    Math.max(units[2 * i], units[2 * i + 1]));
}

// Scores of all tokens. Where a row copies: log p of those that can be written, -Infinity else.
function logits({ row, decoder: { readout } }, features, weights, tokens) {
  const written = affine(features, readout.weight, readout.bias);
  if (!row.copies) return written;
  const gate = affine(features, readout.gate_weight, readout.gate_bias)[0];
  const p = new Float64Array(row.size).fill(-Infinity);
  maskedSoftmax(written).forEach((share, v) => (p[v] = share * sigmoid(gate)));
  tokens.forEach((v, j) => (p[v] = Math.max(p[v], 0) + weights[j] * sigmoid(-gate)));
  return Float32Array.from(p, (share) => Math.log(share + 1e-30));
}

// The answer by greedy search: of each step the token that was read, the one that was written, its
// probability, and all that `step` gives. PAD and START are no part of a text.
function* greedy(model, source, limit) {
  const prepared = prepare(model, source);
  let state = start(model, prepared), token = START;
  for (let t = 0; t < limit && token !== END; t++) {
    const taken = step(model, prepared, state, token, t);
    const probabilities = maskedSoftmax(taken.logits);
    const chosen = argmax(taken.logits, (v) => v !== PAD && v !== START);
    yield { ...taken, t, read: token, written: chosen, probabilities };
    ({ state } = taken);
    token = chosen;
  }
}

// The logits of all steps of a target whose previous tokens are given.
function forced(model, source, inputs) {
  const prepared = prepare(model, source);
  let state = start(model, prepared);
  return inputs.map((token, t) => {
    const taken = step(model, prepared, state, token, t);
    ({ state } = taken);
    return taken.logits;
  });
}
