// Reads the weights from the table of its view and puts two lines of tokens above it. No text of
// the data is ever parsed as HTML, and nothing is kept outside of the view's own element.
(() => {
  "use strict";
  const NAMED = 5; // so many tokens are named in a sentence
  // what a screen reader says for the signs of tokens that are not seen
  const SPOKEN = { "␣": "space", "↵": "new line", "⇥": "tab", "⍽": "no-break space", "∅": "empty" };
  const HINT = "Point at a token, or go to it with Tab and the arrow keys. Escape clears.";

  function made(tag, className, ...children) {
    const element = document.createElement(tag);
    element.className = className;
    element.append(...children);
    return element;
  }

  // .91 for 0.914, without the 0, as in the table
  const short = (weight) => (weight < 0.995 ? weight.toFixed(2).slice(1) : "1");

  function read(table) {
    const rows = [...table.tBodies[0].rows];
    const cells = rows.map((row) => [...row.cells].slice(1).map((cell) => cell.textContent));
    return {
      source: [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent),
      target: rows.map((row) => row.cells[0].textContent),
      weights: cells.map((row) => row.map((text) => parseFloat(text.replace("□", "")) || 0)),
      gold: cells.map((row) => row.map((text) => text.includes("□"))),
    };
  }

  function sentence(data, side, index, seen) {
    const other = side === "target" ? "source" : "target";
    const name = (which, i) => `${i + 1} “${data[which][i]}”`;
    const order = seen.map((weight, i) => [weight, i]).filter(([weight]) => weight >= 0.005);
    order.sort(([a, i], [b, j]) => b - a || i - j);
    const named = order.slice(0, NAMED).map(([weight, i], k) =>
      `${name(other, i)} ${k ? "" : "with weight "}${weight < 0.995 ? short(weight) : "1.00"}`);
    if (order.length > NAMED) named.push(`and ${order.length - NAMED} more`);
    const list = named.length ? `${other} ${named.join(", ")}` : "nothing with a weight of .01 or more";
    return side === "target"
      ? `Target ${name(side, index)} looks at ${list}.`
      : `Source ${name(side, index)} is looked at by ${list}.`;
  }

  function show(view) {
    const box = view.querySelector(".av-table"), data = read(box.firstChild);
    const strips = {}, chips = {};
    for (const side of ["source", "target"]) {
      chips[side] = data[side].map((token, i) => {
        const chip = made(
          "div", "av-token", made("b", "", token), document.createElement("small"));
        chip.setAttribute("role", "option");
        // or JupyterLab acts on keys that the view leaves alone: "d d" would delete the cell
        chip.setAttribute("data-lm-suppress-shortcuts", "true");
        chip.setAttribute("aria-label", `${side} ${i + 1}: ${SPOKEN[token] ?? token}`);
        return chip;
      });
      strips[side] = made("div", "av-strip", ...chips[side]);
      strips[side].setAttribute("role", "listbox");
      strips[side].setAttribute("aria-orientation", "horizontal");
      strips[side].setAttribute("aria-label", `${side} tokens`);
    }
    const said = made("p", "av-said");
    said.setAttribute("role", "status");

    // [side, index]: what a key or a click took, or the author; what is hovered
    const first = Number(view.dataset.chosen ?? -1);
    let chosen = first in data.target ? ["target", first] : null, pointed = null;

    function draw() {
      const lit = pointed || chosen;
      // from this weight on, letters in the colour of the paper are the more legible ones
      const turn = Number(getComputedStyle(view).color.match(/\d+/)[0]) < 128 ? 0.54 : 0.44;
      for (const side of ["source", "target"]) {
        chips[side].forEach((chip, i) => {
          const on = lit !== null && lit[0] === side && lit[1] === i;
          let weight = 0, gold = false;
          if (lit !== null && lit[0] !== side) {
            const [t, j] = side === "source" ? [lit[1], i] : [i, lit[1]];
            weight = data.weights[t][j];
            gold = data.gold[t][j];
          }
          chip.style.setProperty("--av-weight", weight);
          chip.lastChild.textContent = weight >= 0.005 ? short(weight) : "";
          chip.classList.toggle("av-strong", weight > turn);
          chip.classList.toggle("av-gold", gold);
          chip.classList.toggle("av-on", on);
          chip.setAttribute("aria-selected", on);
        });
      }
      if (lit === null) {
        said.textContent = HINT;
        return;
      }
      const [side, i] = lit;
      const seen = side === "target" ? data.weights[i] : data.weights.map((row) => row[i]);
      const gold = side === "target" ? data.gold[i].indexOf(true) : -1;
      said.textContent = sentence(data, side, i, seen);
      if (gold >= 0) said.append(` Gold: source ${gold + 1} “${data.source[gold]}”.`);
    }

    // one stop of the Tab key a line: the token that was last there
    function stop(side, index) {
      chips[side].forEach((chip, i) => chip.setAttribute("tabindex", i === index ? 0 : -1));
    }

    for (const side of ["source", "target"]) {
      const strip = strips[side];
      const place = (event) => chips[side].indexOf(event.target.closest(".av-token"));
      stop(side, chosen?.[0] === side ? chosen[1] : 0);
      strip.addEventListener("pointerover", (event) => {
        const i = place(event);
        pointed = i < 0 ? null : [side, i];
        draw();
      });
      strip.addEventListener("pointerleave", () => {
        pointed = null;
        draw();
      });
      strip.addEventListener("click", (event) => {
        const i = place(event);
        if (i >= 0) chips[side][i].focus({ preventScroll: true });
      });
      strip.addEventListener("focusin", (event) => {
        const i = place(event);
        stop(side, i);
        chosen = [side, i];
        draw();
      });
      strip.addEventListener("keydown", (event) => {
        if (event.altKey || event.ctrlKey || event.metaKey) return;
        const i = place(event), last = chips[side].length - 1;
        const to = { ArrowLeft: Math.max(i - 1, 0), ArrowRight: Math.min(i + 1, last), Home: 0, End: last };
        if (event.key in to) {
          pointed = null; // a resting mouse must not hold the light back
          chips[side][to[event.key]].focus();
          chosen = [side, to[event.key]];
        } else if (event.key === "Escape" && (chosen || pointed)) {
          chosen = pointed = null;
        } else {
          return;
        }
        draw();
        event.preventDefault();
        event.stopPropagation();
      });
    }

    const live = made(
      "div", "av-live", made("p", "", "source"), strips.source, made("p", "", "target"), strips.target,
      said, made("details", "", made("summary", "", "All weights as a table"), box));
    view.querySelector(".av-live")?.remove(); // of a page that was saved with its lines
    view.querySelector("style").before(live);
    view.dataset.ready = "true";
    draw();
    const colab = window.google?.colab?.output;
    if (colab?.resizeIframeToContent) {
      new ResizeObserver(() => colab.resizeIframeToContent()).observe(view);
    }
  }

  // Where a viewer runs the script elsewhere in the page, all views that have not started do.
  const own = document.currentScript?.closest(".alignment-view");
  const views = own ? [own] : document.querySelectorAll(".alignment-view:not([data-ready])");
  views.forEach(show);
})();
