// A line for a formula: it shows how the text is read while it is typed, and what is wrong with it when it rests.

import { Latest } from "./engine.js";
import { el, fault, maths, show } from "./dom.js";

const REST = 700; // milliseconds without a key until a text that is not finished is called wrong

export class Line extends EventTarget {
  #engine; #root; #input; #preview; #said; #more; #latest; #resting = 0; #empty; #keyboard = null;
  last = null; // how the text was read, or what is wrong with it

  // `more` returns what else is to be known of names; `empty` is shown where there is no text.
  constructor(root, engine, { more = () => ({}), empty = "" } = {}) {
    super();
    this.#engine = engine;
    this.#root = root;
    this.#more = more;
    this.#empty = empty;
    this.#input = root.querySelector("input");
    this.#preview = root.querySelector("[data-preview]");
    this.#said = root.querySelector("[data-said]");
    this.#latest = new Latest(engine, (found, given) => this.#read(found, given));
    this.#input.addEventListener("input", () => this.#typed());
    root.querySelector("[data-keyboard]").addEventListener("click", (event) => this.#toggle(event.currentTarget));
    this.#blank();
  }

  get text() {
    return this.#input.value.trim();
  }

  set text(text) {
    this.#input.value = text;
    this.#typed();
  }

  focus() {
    this.#input.focus();
  }

  // Ask again: what is known of names has changed.
  again() {
    this.#typed();
  }

  // Show what is wrong, and put the cursor there.
  refuse(error) {
    this.last = { error };
    this.#wrong(error);
    if (error.span && error.text && this.#input.value.includes(error.text)) {
      const start = this.#input.value.indexOf(error.text);
      this.#input.focus();
      this.#input.setSelectionRange(start + error.span[0], start + error.span[1]);
    }
  }

  #typed() {
    clearTimeout(this.#resting);
    this.#input.removeAttribute("aria-invalid");
    if (!this.text) {
      this.#latest.drop();
      this.last = null;
      this.#blank();
    } else {
      this.#latest.ask("read", { formula: this.text, ...this.#more() });
    }
    this.dispatchEvent(new Event("typed"));
  }

  #blank() {
    show(this.#preview, el("span", { class: "quiet" }, this.#empty));
    show(this.#said);
    this.#preview.classList.remove("old");
  }

  #read(found, given) {
    if (given.formula !== this.text) return;
    this.last = found;
    if (found.error) {
      this.#preview.classList.add("old");
      if (this.#input.hasAttribute("aria-invalid")) return; // said already: the derivative was asked for
      show(this.#said);
      this.#resting = setTimeout(() => this.#wrong(found.error), REST);
    } else {
      this.#preview.classList.remove("old");
      show(this.#preview, maths(found.latex, { large: true }));
      show(this.#said, ...found.notes.map((note) => el("p", { class: "note" }, note)));
      this.#keyboard?.follow(found.latex);
    }
    this.dispatchEvent(new CustomEvent("read", { detail: found }));
  }

  #wrong(error) {
    this.#input.setAttribute("aria-invalid", "true");
    show(this.#said, fault(error));
    this.dispatchEvent(new CustomEvent("wrong", { detail: error }));
  }

  async #toggle(button) {
    const board = this.#root.querySelector("[data-board]");
    const opens = board.hidden;
    button.setAttribute("aria-expanded", String(opens));
    board.hidden = !opens;
    if (!opens) {
      this.#keyboard?.hide();
      this.#input.focus();
      return;
    }
    if (!this.#keyboard) {
      const { Keyboard } = await import("./keyboard.js");
      this.#keyboard = new Keyboard(board, this.#input.id, (latex) => {
        this.#input.value = latex;
        this.#typed();
      });
    }
    this.#keyboard.show(this.last && !this.last.error ? this.last.latex : "");
  }
}
