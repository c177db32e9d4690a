// Reads scenes, words and weights from the still part of its view and puts a picture and words above
// it. No text of the data is ever parsed as HTML, and nothing is kept outside of the view's element.
(() => {
  "use strict";
  const LIGHT = [213, 94, 0]; // the colour of a weight, #D55E00
  const HINT = "Point at a word, or go to it with Tab and the arrow keys. Escape shows the plain picture.";

  function made(tag, className, ...children) {
    const element = document.createElement(tag);
    element.className = className;
    element.append(...children);
    return element;
  }

  const numbers = (text) => (text ? text.trim().split(" ").map(Number) : []);

  function read(frame) {
    const [height, width] = numbers(frame.dataset.size), [patch, stride] = numbers(frame.dataset.patch);
    return {
      height, width, patch, stride,
      columns: Math.floor((width - patch) / stride) + 1,
      name: frame.querySelector("p").textContent,
      place: frame.dataset.place === "" ? -1 : Number(frame.dataset.place),
      pixels: Uint8Array.from(atob(frame.dataset.pixels), (letter) => letter.charCodeAt(0)),
      boxes: frame.dataset.boxes ? frame.dataset.boxes.split(",").map(numbers) : [],
      words: [...frame.querySelectorAll("li")].map((item) => ({
        token: item.querySelector("b").textContent,
        said: item.querySelector("span").textContent,
        weights: numbers(item.dataset.weights).map((weight) => weight / 1000),
        gold: "gold" in item.dataset ? numbers(item.dataset.gold) : null,
      })),
    };
  }

  function square(scene, j) {
    const top = Math.floor(j / scene.columns) * scene.stride, left = (j % scene.columns) * scene.stride;
    return [top, left, top + scene.patch, left + scene.patch];
  }

  // The weight of a pixel is the sum of those of all patches that hold it.
  function onPixels(scene, weights) {
    const found = new Float32Array(scene.pixels.length);
    weights.forEach((weight, j) => {
      if (!weight) return;
      const [top, left, bottom, right] = square(scene, j);
      for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) found[y * scene.width + x] += weight;
    });
    return found;
  }

  function paint(canvas, scene, word) {
    canvas.width = scene.width;
    canvas.height = scene.height;
    const pen = canvas.getContext("2d"), image = pen.createImageData(scene.width, scene.height);
    const strength = onPixels(scene, word ? word.weights : []);
    scene.pixels.forEach((shade, i) => {
      LIGHT.forEach((light, k) => {
        image.data[4 * i + k] = shade * (1 - Math.min(strength[i], 1) * (1 - light / 255));
      });
      image.data[4 * i + 3] = 255;
    });
    pen.putImageData(image, 0, 0);
  }

  function frame(scene, box, className) {
    const element = made("span", className), [top, left, bottom, right] = box;
    element.style.top = `${(100 * top) / scene.height}%`;
    element.style.left = `${(100 * left) / scene.width}%`;
    element.style.width = `${(100 * (right - left)) / scene.width}%`;
    element.style.height = `${(100 * (bottom - top)) / scene.height}%`;
    return element;
  }

  // A line of chips, one of them chosen: `show(index)` is called with -1 for none. Only what is
  // chosen can be reached with Tab, and the arrow keys choose. With `none`, Escape takes the choice back.
  function line(className, label, names, places, show, none = false) {
    const chips = names.map((name, i) => {
      const chip = made("div", "iv-chip", name);
      chip.setAttribute("role", "option");
      // or JupyterLab acts on keys that the view leaves alone: "d d" would delete the cell
      chip.setAttribute("data-lm-suppress-shortcuts", "true");
      if (places) chip.style.gridArea = `${Math.floor(places[i] / 3) + 1} / ${(places[i] % 3) + 1}`;
      return chip;
    });
    const strip = made("div", className, ...chips);
    strip.setAttribute("role", "listbox");
    strip.setAttribute("aria-label", label);
    let chosen = 0, pointed = -1;
    const at = (event) => chips.indexOf(event.target.closest(".iv-chip"));

    function choose(index) {
      chosen = index;
      draw();
    }
    function draw() {
      const on = pointed >= 0 ? pointed : chosen;
      chips.forEach((chip, i) => {
        chip.classList.toggle("iv-on", i === on);
        chip.setAttribute("aria-selected", i === on);
        chip.setAttribute("tabindex", i === Math.max(chosen, 0) ? 0 : -1);
      });
      show(on);
    }
    // the next one in a direction: of places, the nearest in the same row or column
    function next(i, across, down) {
      if (!places) return Math.min(Math.max(i + across + down, 0), chips.length - 1);
      for (let row = Math.floor(places[i] / 3) + down, column = (places[i] % 3) + across;
        row >= 0 && row < 3 && column >= 0 && column < 3; row += down, column += across) {
        const found = places.indexOf(3 * row + column);
        if (found >= 0) return found;
      }
      return i;
    }
    strip.addEventListener("pointerover", (event) => {
      pointed = at(event);
      draw();
    });
    strip.addEventListener("pointerleave", () => {
      pointed = -1;
      draw();
    });
    strip.addEventListener("click", (event) => {
      const i = at(event);
      if (i >= 0) chips[i].focus({ preventScroll: true });
    });
    strip.addEventListener("focusin", (event) => choose(at(event)));
    strip.addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const i = at(event);
      const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
      const ends = { Home: 0, End: chips.length - 1 };
      if (event.key in steps || event.key in ends) {
        pointed = -1; // a resting mouse must not hold the light back
        const to = event.key in ends ? ends[event.key] : next(i, ...steps[event.key]);
        chips[to].focus();
        choose(to);
      } else if (none && event.key === "Escape" && (chosen >= 0 || pointed >= 0)) {
        pointed = -1;
        choose(-1);
      } else {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    });
    return { strip, chips, choose, chosen: () => chosen };
  }

  function start(view) {
    const still = view.querySelector(".iv-still");
    const scenes = [...still.querySelectorAll(".iv-frame")].map(read);
    const canvas = document.createElement("canvas"), picture = made("div", "iv-picture", canvas);
    picture.setAttribute("role", "img");
    const said = made("p", "iv-said"), words = made("div", "");
    said.setAttribute("role", "status");
    let scene = scenes[0], chosen = Number(still.dataset.word);

    function draw(index) {
      const word = scene.words[index];
      paint(canvas, scene, word);
      picture.replaceChildren(canvas);
      const own = word && word.gold, all = scene.words.every((one) => one.gold === null);
      const boxes = all ? scene.boxes : own ? own.map((k) => scene.boxes[k]) : [];
      picture.append(...boxes.map((box) => frame(scene, box, "iv-box")));
      if (word) {
        const largest = word.weights.indexOf(Math.max(...word.weights));
        if (word.weights[largest] >= 0.005) picture.append(frame(scene, square(scene, largest), "iv-top"));
      }
      const where = scene.name ? ` Scene: ${scene.name}.` : "";
      said.textContent = word ? `Word ${index + 1} “${word.token}” ${word.said}${where}` : HINT;
      picture.setAttribute("aria-label", word ? said.textContent : `The picture.${where}`);
    }

    function showScene(index) {
      const next = scenes[Math.max(index, 0)];
      if (next === scene && words.firstChild) return;
      scene = next;
      const names = scene.words.map((word) => word.token);
      const row = line("iv-words", "words", names, null, draw, true);
      row.strip.addEventListener("focusin", () => (chosen = row.chosen()));
      row.strip.addEventListener("keydown", () => (chosen = row.chosen()));
      words.replaceChildren(row.strip);
      row.choose(Math.min(chosen, names.length - 1));
    }

    const side = made("div", "iv-side");
    if (scenes.length > 1) {
      const places = scenes.map((one) => one.place), laid = !places.includes(-1);
      const chooser = line(laid ? "iv-scenes iv-places" : "iv-scenes", "scenes",
        scenes.map((one) => one.name), laid ? places : null, showScene);
      side.append(made("p", "", "scene"), chooser.strip);
      chooser.choose(0);
    } else {
      showScene(0);
    }
    side.append(made("p", "", "words"), words, said);
    const rest = made("details", "", made("summary", "", "All words, and where each looks most"), still);
    view.querySelector(".iv-live")?.remove(); // of a page that was saved with it
    view.querySelectorAll("details").forEach((old) => old.remove());
    view.querySelector("style").before(made("div", "iv-live", picture, side), rest);
    view.dataset.ready = "true";
    const colab = window.google?.colab?.output;
    if (colab?.resizeIframeToContent) {
      new ResizeObserver(() => colab.resizeIframeToContent()).observe(view);
    }
  }

  // Where a viewer runs the script elsewhere in the page, all views that have not started do.
  const own = document.currentScript?.closest(".image-view");
  const views = own ? [own] : document.querySelectorAll(".image-view:not([data-ready])");
  views.forEach(start);
})();
