// What the reader of a playground sets: the model, the length of an example, the buttons.

const labelled = (text, control) => made("label", "", made("span", "", text), control);

function button(text, act) {
  const one = made("button", "", text);
  one.type = "button";
  one.addEventListener("click", act);
  return one;
}

function line(act) {
  const text = made("input", "pg-text");
  text.type = "text";
  text.spellcheck = false;
  text.autocomplete = "off";
  text.setAttribute("autocapitalize", "off");
  text.addEventListener("input", () => act(PAUSE));
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter") act(0);
  });
  return text;
}

// One model of several; the first one is chosen.
function models(names, choose) {
  const rows = made("fieldset", "pg-rows", made("legend", "", "model"));
  const group = `pg-${Math.random()}`; // equal views may share a page
  names.forEach((name, i) => {
    const radio = made("input", "");
    [radio.type, radio.name, radio.checked] = ["radio", group, i === 0];
    radio.addEventListener("change", () => choose(name));
    rows.append(made("label", "", radio, ` ${name}`));
  });
  return rows;
}

// A slider over the lengths of the examples, and a button for another one of the same length.
function chooser(unit, examples, choose) {
  const lengths = [...new Set(examples.map((one) => one.length))].sort((a, b) => a - b);
  const slider = made("input", ""), told = made("output", ""), turns = {};
  [slider.type, slider.min, slider.max] = ["range", 0, lengths.length - 1];
  slider.value = lengths.indexOf(examples[0].length);
  const length = () => lengths[Number(slider.value)];
  function tell() {
    told.textContent = `${length()} ${unit}${length() === 1 ? "" : "s"}`;
    slider.setAttribute("aria-valuetext", told.textContent);
  }
  function pick() {
    const alike = examples.filter((one) => one.length === length());
    turns[length()] = ((turns[length()] ?? -1) + 1) % alike.length;
    tell();
    choose(alike[turns[length()]]);
  }
  slider.addEventListener("input", pick);
  tell();
  const another = button("Another sentence", pick);
  if (lengths.length === 1) return made("div", "pg-length", another);
  return made("div", "pg-length", labelled("length", slider), told, another);
}
