// Scores and alignments: how well a query matches each position, and where the decoder looks. Each is
// a function of one query and one prepared source, as in Python's `scores` and `alignments`.

const ACTIVATIONS = {
  tanh: Math.tanh,
  sigmoid,
  relu: (x) => Math.max(x, 0),
  identity: (x) => x,
};

// keys(states, own): what depends on the source alone. score(query, keys, own): e_j, J numbers.
const SCORES = {
  dot: {
    keys: (states) => states,
    score: (query, keys) => Float32Array.from(keys, (key) => dotProduct(query, key)),
  },
  scaled_dot: {
    keys: (states) => states,
    score: (query, keys) =>
      Float32Array.from(keys, (key) => dotProduct(query, key) / Math.sqrt(query.length)),
  },
  general: {
    keys: (states, own) => states.map((state) => product(state, own.weight)),
    score: (query, keys) => SCORES.dot.score(query, keys),
  },
  // e_j = outer(v . hidden(W s + U h_j + b))
  additive: {
    keys: (states, own) => states.map((state) => affine(state, own.key_weight, own.key_bias)),
    score: (query, keys, own, { hidden, outer }) => {
      const asked = product(query, own.query_weight), v = own.v.data;
      const [g, last] = [ACTIVATIONS[hidden], ACTIVATIONS[outer]];
      return Float32Array.from(keys, (key) => {
        let sum = 0;
        for (let k = 0; k < v.length; k++) sum += v[k] * g(asked[k] + key[k]);
        return last(sum);
      });
    },
  },
  // e = W_a s, as far as the source goes: what stands at a position plays no part
  location: {
    keys: (states) => states.map(() => new Float32Array(0)),
    score: (query, keys, own) => product(query, own.weight).slice(0, keys.length),
  },
};

function scoresOf(model, query, keys) {
  const { kind, ...facts } = model.row.score;
  return SCORES[kind].score(query, keys, model.decoder.alignment.score, facts);
}

// c = sum_j alpha_j h_j
function readContext(weights, states) {
  const context = new Float32Array(states[0].length);
  weights.forEach((weight, j) => {
    if (weight) states[j].forEach((h, e) => (context[e] += weight * h));
  });
  return context;
}

function attend(scores, states) {
  const weights = maskedSoftmax(scores);
  return { weights, context: readContext(weights, states) };
}

const keysWith = (keys, more) => keys.map((key, j) => add(key, more(j)));

// start(prepared): what is carried into the first look. look(query, prepared, carry, t): the weights
// (null where nothing is weighed), the context, and what is carried on.
const ALIGNMENTS = {
  summary: {
    look: (model, query, { memory }) => ({ weights: null, context: memory.summary }),
  },
  soft: {
    look: (model, query, { memory, keys }) => attend(scoresOf(model, query, keys), memory.states),
  },
  // beta c with beta = sigmoid(w . query + b)
  gated: {
    look: (model, query, prepared) => {
      const { gate_weight, gate_bias } = model.decoder.alignment;
      const { weights, context } = ALIGNMENTS.soft.look(model, query, prepared);
      const beta = sigmoid(dotProduct(query, gate_weight.data) + gate_bias[0]);
      return { weights, context: context.map((c) => beta * c) };
    },
  },
  // one position: a draw in training, and here the likeliest one
  hard: {
    look: (model, query, { memory, keys }) => {
      const scores = scoresOf(model, query, keys);
      return { weights: maskedSoftmax(scores), context: memory.states[argmax(scores)] };
    },
  },
  // a window of 2R + 1 positions around t, or around where the query wants it
  local: {
    look: (model, query, { memory, keys }, carry, t) => {
      const { window, predicts, bell, cut } = model.row.alignment;
      const length = keys.length, centre = predicts ? predictedCentre(model, query, length) : t;
      const gaussian = (j) => -((j - centre) ** 2) / (2 * (window / 2) ** 2);
      const inside = (j) => !cut || Math.abs(j - centre) <= window;
      let scores = scoresOf(model, query, keys);
      if (bell === "added") scores = scores.map((score, j) => score + gaussian(j));
      let weights = maskedSoftmax(scores, inside);
      if (bell === "times") weights = weights.map((weight, j) => weight * Math.exp(gaussian(j)));
      return { weights, context: readContext(weights, memory.states) };
    },
  },
  // the score is told where the last look fell
  location_aware: {
    start: ({ keys }) => new Float32Array(keys.length),
    look: (model, query, { memory, keys }, carry) => {
      const { filters, feature_weight } = model.decoder.alignment;
      const told = keysWith(keys, (j) => product(locationFeatures(carry, filters, j), feature_weight));
      const seen = attend(scoresOf(model, query, told), memory.states);
      return { ...seen, carry: seen.weights };
    },
  },
  // the score is told how much of each position has been used
  coverage: {
    start: ({ memory, keys }, { fertility }) => ({
      coverage: new Float32Array(keys.length),
      // the 2 is the paper's N, the most target tokens that one source token is expected to give
      share: Float32Array.from(memory.states, (h) => 1 / (2 * sigmoid(product(h, fertility)[0]))),
    }),
    look: (model, query, { memory, keys }, { coverage, share }) => {
      const { coverage_weight } = model.decoder.alignment;
      const told = keysWith(keys, (j) => product([coverage[j]], coverage_weight));
      const seen = attend(scoresOf(model, query, told), memory.states);
      const used = coverage.map((c, j) => c + seen.weights[j] * share[j]);
      return { ...seen, carry: { coverage: used, share } };
    },
  },
  // several looks, each with what the last one found
  hops: {
    look: (model, query, prepared) => {
      let seen = ALIGNMENTS.soft.look(model, query, prepared);
      for (let hop = 1; hop < model.row.alignment.hops; hop++) {
        query = add(query, product(seen.context, model.decoder.alignment.hop_weight));
        seen = ALIGNMENTS.soft.look(model, query, prepared);
      }
      return seen;
    },
  },
};

// p_t - 1, counted from 0: J sigmoid(v . tanh(W s) / sqrt(n)) - 1
function predictedCentre(model, query, length) {
  const { position_weight, position_v } = model.decoder.alignment;
  const place = dotProduct(tanh(product(query, position_weight)), position_v.data);
  return length * sigmoid(place / Math.sqrt(query.length)) - 1;
}

// f_j: what each filter finds in the last weights around position j, 0 beyond both ends
function locationFeatures(weights, filters, j) {
  const half = (filters.rows - 1) / 2;
  const around = Float32Array.from({ length: filters.rows }, (_, d) => weights[j + d - half] ?? 0);
  return product(around, filters);
}
