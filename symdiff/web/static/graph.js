// The graph of a formula and its derivative: what is to be seen of it is asked for, and moved by buttons.

import { Latest } from "./engine.js";
import { el, fault, number, show, words } from "./dom.js";

const BESIDE = 36; // pixels of the card beside the drawing

export class Graph {
  #root; #latest; #asked = null; #seen = null;

  constructor(root, engine) {
    this.#root = root;
    this.#latest = new Latest(engine, (found) => this.#shown(found));
    this.#part("[data-window]").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#again();
    });
    this.#part("[data-window]").addEventListener("change", () => this.#again());
    for (const button of root.querySelectorAll("[data-move]")) {
      button.addEventListener("click", () => this.#moved(Number(button.dataset.move), 1));
    }
    for (const button of root.querySelectorAll("[data-zoom]")) {
      button.addEventListener("click", () => this.#moved(0, Number(button.dataset.zoom)));
    }
  }

  // Draw what was asked, with points shown besides, [x, y, text], and values of the other letters. Where an
  // answer is still to be found, the formula of the derivative is not told.
  draw(asked, { marked = [], values = {}, hides = false } = {}) {
    const same = this.#asked?.formula === asked.formula && this.#asked?.by === asked.by;
    this.#asked = { ...asked, hides, marked: marked.length || !same ? marked : this.#asked.marked };
    if (!same || marked.length) {
      this.#part("[data-low]").value = "";
      this.#part("[data-high]").value = "";
      this.#letters(Object.keys(values), values);
    }
    this.#again();
  }

  // Hide it: what is still being drawn is not shown.
  hide() {
    this.#latest.drop();
    this.#root.hidden = true;
  }

  #part(place) {
    return this.#root.querySelector(place);
  }

  #again() {
    const values = {};
    for (const input of this.#root.querySelectorAll("[data-letter]")) values[input.dataset.letter] = input.value;
    const width = this.#root.parentElement.clientWidth - BESIDE;
    const [low, high] = ["[data-low]", "[data-high]"].map((place) => this.#part(place).value.replaceAll("−", "-"));
    this.#latest.ask("draw", { ...this.#asked, low, high, values, width: Math.min(width, 700) });
  }

  #moved(by, times) {
    if (!this.#seen) return;
    const { low, high } = this.#seen;
    const [middle, half] = [(low + high) / 2 + by * (high - low), times * (high - low) / 2];
    this.#part("[data-low]").value = number(middle - half);
    this.#part("[data-high]").value = number(middle + half);
    this.#again();
  }

  #shown(found) {
    if (found.svg === null) {
      this.#root.hidden = true;
      return;
    }
    this.#root.hidden = false;
    const place = this.#part("[data-drawing]");
    if (found.error) {
      const chosen = ["[data-low]", "[data-high]"].some((part) => this.#part(part).value);
      show(place, chosen ? fault(found.error) : el("p", { class: "quiet" }, `There is no graph: ${found.error.message}.`));
      return;
    }
    this.#seen = found;
    const drawn = new DOMParser().parseFromString(found.svg, "image/svg+xml").documentElement;
    show(place, document.importNode(drawn, true));
    this.#part("[data-low]").placeholder = number(found.low);
    this.#part("[data-high]").placeholder = number(found.high);
    this.#letters(found.letters);
    for (const place of this.#root.querySelectorAll("[data-named]")) {
      show(place, words(`\\(${found.names[place.dataset.named]} =\\)`));
    }
  }

  // A small line for the value of each other letter.
  #letters(letters, values = {}) {
    const there = [...this.#root.querySelectorAll("[data-letter]")].map((input) => input.dataset.letter);
    if (there.join() === letters.join() && !Object.keys(values).length) return;
    show(this.#part("[data-letters]"), ...letters.map((letter) => el("label", { class: "small" },
      el("span", { "data-named": letter }, `${letter} =`),
      el("input", { type: "text", class: "short", value: values[letter] ?? "1", "data-letter": letter, spellcheck: "false" }))));
  }
}
