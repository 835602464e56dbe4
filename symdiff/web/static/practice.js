// Exercises: one at a time, judged as answers are, the way to each shown when it is asked for.

import { steps } from "./answer.js";
import { el, fault, fit, maths, show } from "./dom.js";
import { Line } from "./line.js";
import { verdict } from "./verdict.js";

const NUMBERS = 1e6;
// What comes along where one rule is to be practised.
const BESIDE = {
  easy: ["power"],
  medium: ["power", "product", "chain"],
  hard: ["power", "product", "quotient", "chain", "exponential", "trigonometric"],
};

export class Practice {
  #engine; #root; #line; #exercise = null; #done = false; #right = 0; #asked = 0; #turn = 0;

  constructor(root, engine) {
    this.#root = root;
    this.#engine = engine;
    this.#line = new Line(root.querySelector("[data-line]"), engine, { more: () => ({ by: this.#exercise?.by }) });
    this.#line.addEventListener("typed", () => show(root.querySelector("[data-verdict]")));
    root.querySelector("#kind").addEventListener("change", () => this.#next());
    root.querySelector("#next").addEventListener("click", () => this.#next());
    root.querySelector("#give-up").addEventListener("click", () => this.#steps());
    root.querySelector("#solve").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#check();
    });
  }

  begin() {
    if (this.#exercise) this.#line.focus();
    else this.#next();
  }

  #given() {
    return { formula: this.#exercise.text, by: this.#exercise.by };
  }

  async #next() {
    const turn = (this.#turn += 1);
    const level = this.#root.querySelector("[name=level]:checked").value;
    const number = Math.floor(Math.random() * NUMBERS);
    const rule = this.#root.querySelector("#rules").value;
    const rules = rule ? [rule, ...BESIDE[level].filter((other) => other !== rule)].join(",") : "";
    const found = await this.#engine.call("exercise", { level, rules, number });
    if (turn !== this.#turn) return;
    const place = this.#root.querySelector("[data-exercise]");
    this.#root.querySelector("#way").hidden = true;
    this.#exercise = found.error ? null : found;
    if (found.error) {
      show(place, fault(found.error));
      return;
    }
    this.#done = false;
    this.#asked += 1;
    show(place, maths(`\\frac{d}{d${found.by}}\\left(${found.latex}\\right)`, { large: true }));
    this.#line.text = "";
    this.#line.focus();
    this.#score();
  }

  async #check() {
    const turn = this.#turn;
    const answer = this.#line.text;
    if (!this.#exercise || !answer) {
      this.#line.focus();
      return;
    }
    const found = await this.#engine.call("judge", { ...this.#given(), answer });
    if (turn !== this.#turn || answer !== this.#line.text) return;
    if (found.error?.text && this.#line.text.includes(found.error.text)) {
      this.#line.refuse(found.error);
      return;
    }
    if (found.verdict === "equal" && !this.#done) {
      this.#done = true;
      this.#right += 1;
      this.#score();
    }
    const next = el("button", { type: "button", class: "third", onclick: () => this.#next() }, "Next exercise");
    verdict(this.#root.querySelector("[data-verdict]"), found, ...(found.verdict === "equal" ? [next] : []));
    if (found.verdict === "equal") next.focus();
  }

  async #steps() {
    const turn = this.#turn;
    if (!this.#exercise) return;
    this.#done = true; // what comes after the steps is not counted
    const found = await this.#engine.call("steps", this.#given());
    if (turn !== this.#turn) return;
    const place = this.#root.querySelector("#way [data-steps]");
    if (found.error) show(place, fault(found.error));
    else steps(place, found);
    this.#root.querySelector("#way").hidden = false;
    fit(this.#root);
  }

  #score() {
    const place = this.#root.querySelector("[data-score]");
    place.textContent = this.#right || this.#asked > 1 ? `${this.#right} right of ${this.#asked}` : "";
  }
}
