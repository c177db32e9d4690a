// The playground itself: a text is typed, and the model answers in this page. No text is ever parsed
// as HTML, nothing is kept outside of the view's own element, and nothing is asked of another host.

const PAUSE = 250; // milliseconds after the last key before the model answers
const LETTER = 60, ALL = 1500; // milliseconds for a letter, and at most for all of them
const LETTERS_TURN = { light: 0.54, dark: 0.44 }; // from these weights on, letters are of paper
const HINT = "answer: point at a token, or go to it with Tab and the arrow keys, to see its step";
const KEY = "The step, box by box. A coloured line is a vector: orange above zero, blue below.";

function play(view) {
  const data = JSON.parse(view.dataset.playground), names = Object.keys(data.models), opened = {};
  const said = made("p", "pg-said"), wanted = made("p", "pg-wanted"), list = made("ol", "pg-stages");
  const sources = made("div", "pg-strip"), targets = made("div", "pg-strip");
  const text = line((pause) => later(pause, () => answer(true)));

  // What is answered: the model, the source, the wanted tokens if they are known, and all steps. So
  // many of those are seen, and one is shown.
  let name = names[0], model = null, source = null, gold = null, steps = [], seen = 0, at = -1, timer = 0;

  const signs = (number) => signOf(model.target, number, source.lent);

  function later(pause, act) {
    clearTimeout(timer);
    timer = setTimeout(act, pause);
  }

  function chip(token) {
    return made("div", "pg-token", made("b", "", shown(token)), made("small", ""));
  }

  // Answer anew. `slowly`: the tokens appear one after the other.
  function answer(slowly) {
    clearTimeout(timer);
    model = opened[name] ??= openModel(data.models[name]);
    targets.replaceChildren();
    steps = [];
    try {
      source = encode(model.source, text.value, model.row.longest);
    } catch (error) {
      sources.replaceChildren();
      wanted.textContent = "";
      show(0);
      said.textContent = error.message;
      return;
    }
    const began = performance.now();
    steps = [...greedy(model, source.numbers, limitOf(model, source.numbers.length))];
    view.dataset.milliseconds = (performance.now() - began).toFixed(1);
    sources.replaceChildren(...source.tokens.map(chip));
    compare();
    show(slowly && !matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : steps.length);
    write();
  }

  function write() {
    if (seen === steps.length) return finish();
    show(seen + 1);
    later(Math.min(LETTER, ALL / steps.length), write);
  }

  function compare() {
    const target = data.examples.find((one) => one.source === text.value)?.target;
    const numbers = (token) => numberOf(model.target, token, source.lent);
    gold = target ? [...model.target.split(target).map(numbers), END] : null;
    wanted.textContent = target ? `Wanted: “${target}”.` : "";
  }

  // The first `count` tokens are seen, the last of them is the step that is shown.
  function show(count) {
    seen = count;
    while (targets.children.length > seen) targets.lastChild.remove();
    while (targets.children.length < seen) targets.append(option(targets.children.length));
    choose(seen - 1);
  }

  function option(t) {
    const token = shown(signs(steps[t].written)), one = chip(token), right = gold?.[t];
    one.setAttribute("role", "option");
    let label = `step ${t + 1}: ${SPOKEN[token] ?? token}`;
    if (gold && right !== steps[t].written) {
      const better = right === undefined ? "∅" : shown(signs(right)); // or nothing, after the end
      one.classList.add("pg-wrong");
      one.lastChild.textContent = `≠ ${better}`;
      label += `, wanted ${SPOKEN[better] ?? better}`;
    }
    one.setAttribute("aria-label", label);
    return one;
  }

  // The step that is shown: its weights on the source, its boxes below.
  function choose(t) {
    at = t;
    const weights = steps[t]?.weights, ink = Number(getComputedStyle(view).color.match(/\d+/)[0]);
    [...sources.children].forEach((one, j) => {
      const weight = weights?.[j] ?? 0;
      one.style.setProperty("--pg-weight", weight);
      one.lastChild.textContent = weight >= 0.005 ? short(weight) : "";
      one.classList.toggle("pg-strong", weight > LETTERS_TURN[ink < 128 ? "light" : "dark"]);
    });
    [...targets.children].forEach((one, i) => {
      one.classList.toggle("pg-on", i === t);
      one.setAttribute("aria-selected", i === t);
      one.setAttribute("tabindex", i === t ? 0 : -1);
    });
    drawStages(list, t < 0 ? [] : stages(model, steps[t], source.tokens, signs));
  }

  function tell() {
    const { weights } = steps[at];
    said.textContent = `Step ${at + 1} of ${name} writes “${shown(signs(steps[at].written))}”` +
      (weights ? ` and looks at ${lookedAt(weights, source.tokens)}.`
        : ". It has no weights: one vector is all that it knows of the source.");
  }

  function finish() {
    const numbers = steps.map((taken) => taken.written), ended = numbers[numbers.length - 1] === END;
    const words = decode(model.target, numbers, source.lent);
    const right = gold && gold.length === numbers.length && gold.every((n, t) => n === numbers[t]);
    said.textContent = [
      `${name} writes “${words}”${ended ? "." : " and does not end."}`,
      ...(gold ? [right ? "As wanted." : "Not as wanted."] : []),
      `${steps.length} steps in ${Math.max(1, Math.round(view.dataset.milliseconds))} ms, in this page.`,
    ].join(" ");
  }

  // What the reader asks for: a step, the next one, or the first.
  function take(t) {
    clearTimeout(timer);
    choose(t);
    tell();
  }
  function oneStep() {
    clearTimeout(timer);
    if (!steps.length) return;
    show(seen === steps.length ? 1 : seen + 1);
    tell();
  }
  function fromStart() {
    clearTimeout(timer);
    if (!steps.length) return;
    show(0);
    said.textContent = "At the start: nothing is written yet.";
  }

  const place = (event) => [...targets.children].indexOf(event.target.closest(".pg-token"));
  let rested = ""; // where the mouse was last: one that rests while tokens appear under it says nothing
  targets.addEventListener("pointermove", (event) => {
    const here = `${event.clientX} ${event.clientY}`, t = place(event), moved = here !== rested;
    rested = here;
    if (moved && t >= 0 && t !== at && seen === steps.length) take(t);
  });
  targets.addEventListener("focusin", (event) => {
    if (place(event) !== at) take(place(event));
  });
  targets.addEventListener("click", (event) => {
    if (place(event) >= 0) targets.children[place(event)].focus({ preventScroll: true });
  });
  targets.addEventListener("keydown", (event) => {
    const last = seen - 1;
    const to = { ArrowLeft: Math.max(at - 1, 0), ArrowRight: Math.min(at + 1, last), Home: 0, End: last };
    if (!(event.key in to) || event.altKey || event.ctrlKey || event.metaKey) return;
    take(to[event.key]);
    targets.children[at].focus();
    event.preventDefault();
  });

  said.setAttribute("role", "status");
  sources.setAttribute("aria-hidden", "true"); // the status says where the model looks
  targets.setAttribute("role", "listbox");
  targets.setAttribute("aria-orientation", "horizontal");
  targets.setAttribute("aria-label", "answer, a step for each token");
  list.setAttribute("aria-label", "the step, box by box");
  const live = made("div", "pg-live");
  const pick = (example) => {
    text.value = example.source;
    answer(true);
  };
  if (names.length > 1) {
    live.append(models(names, (one) => {
      name = one;
      answer(true);
    }));
  }
  live.append(labelled("source text", text));
  if (data.examples.length > 1) live.append(chooser(view.dataset.unit, data.examples, pick));
  live.append(
    made("div", "pg-buttons", button("One step", oneStep),
      button("Whole answer", () => answer(true)), button("From the start", fromStart)),
    made("p", "", "source"), sources, made("p", "", HINT), targets, wanted, said, made("p", "", KEY), list);
  live.setAttribute("data-lm-suppress-shortcuts", "true"); // or JupyterLab acts on keys meant for the view
  live.addEventListener("keydown", (event) => event.stopPropagation());
  view.querySelector(".pg-live")?.remove(); // of a page that was saved with it
  view.querySelector(".pg-still").hidden = true;
  view.querySelector("style").before(live);
  view.dataset.ready = "true";
  text.value = data.examples[0].source;
  answer(false);
  const colab = window.google?.colab?.output;
  if (colab?.resizeIframeToContent) {
    new ResizeObserver(() => colab.resizeIframeToContent()).observe(view);
  }
}

// Where a viewer runs the script elsewhere in the page, all views that have not started do.
const own = document.currentScript?.closest(".playground");
(own ? [own] : [...document.querySelectorAll(".playground:not([data-ready])")]).forEach(play);
