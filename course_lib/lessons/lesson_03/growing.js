// A slider over the rows of a table: the row that it stands at, alone and large.
(() => {
  "use strict";
  const own = document.currentScript?.closest(".growing");
  const views = own ? [own] : document.querySelectorAll(".growing:not([data-ready])");
  for (const view of views) {
    const table = view.querySelector("table"), rows = [...table.tBodies[0].rows];
    const names = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
    const slider = document.createElement("input"), shown = document.createElement("div");
    Object.assign(slider, { type: "range", min: 0, max: rows.length - 1, value: view.dataset.first });
    slider.setAttribute("aria-label", "characters in the source");
    slider.setAttribute("data-lm-suppress-shortcuts", "true");
    const draw = () => {
      const cells = [...rows[slider.value].cells];
      shown.replaceChildren(...cells.map((cell, i) => {
        const line = document.createElement("p"), name = document.createElement("span");
        name.textContent = names[i];
        line.append(name, ...[...cell.childNodes].map((node) => node.cloneNode(true)));
        return line;
      }));
      slider.setAttribute("aria-valuetext", cells.map((c, i) => `${names[i]}: ${c.textContent}`).join("; "));
    };
    slider.addEventListener("input", draw);
    const all = document.createElement("details"), summary = document.createElement("summary");
    summary.textContent = "All lengths as a table";
    view.querySelector("style").before(slider, shown, all);
    all.append(summary, table);
    view.dataset.ready = "true";
    draw();
  }
})();
