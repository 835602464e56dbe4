// The second way in: a line in which formulas are typed as they are printed, with a keyboard of their signs on
// the screen. What it holds goes into the line of text, which is what is read.

import "./vendor/mathlive/mathlive.min.mjs";
import { el } from "./dom.js";

const Field = window.MathfieldElement;
Field.fontsDirectory = new URL("./vendor/katex/fonts", import.meta.url).href;
Field.soundsDirectory = null;
Field.computeEngine = null;

const key = (latex, insert = latex, label) => ({ latex, insert, label, class: "small" });
const LAYOUT = {
  label: "Formulas",
  rows: [
    [
      "[7]", "[8]", "[9]", key("\\frac{\\square}{\\square}", "\\frac{#@}{#0}"), "[separator-5]",
      "x", "y", "t", "a", "[separator-5]", key("\\sin", "\\sin\\left(#0\\right)"), key("\\cos", "\\cos\\left(#0\\right)"),
      key("\\tan", "\\tan\\left(#0\\right)"),
    ],
    [
      "[4]", "[5]", "[6]", "\\cdot", "[separator-5]",
      key("\\square^2", "#@^{2}"), key("\\square^{\\square}", "#@^{#0}"), key("\\sqrt{\\square}", "\\sqrt{#0}"),
      key("|\\square|", "\\left|#0\\right|"), "[separator-5]",
      key("\\ln", "\\ln\\left(#0\\right)"), key("e^{\\square}", "e^{#0}"), key("\\operatorname{atan}", "\\arctan\\left(#0\\right)"),
    ],
    [
      "[1]", "[2]", "[3]", "-", "[separator-5]",
      "(", ")", "\\pi", "e", "[separator-5]",
      key("\\operatorname{asin}", "\\arcsin\\left(#0\\right)"), key("\\sinh", "\\sinh\\left(#0\\right)"), key("\\sqrt[3]{\\square}", "\\sqrt[3]{#0}"),
    ],
    ["[0]", "[.]", "=", "+", "[separator-5]", "[left]", "[right]", { label: "[backspace]", width: 2 }, "[separator-5]", { label: "[hide-keyboard]", width: 3 }],
  ],
};
const SHORTCUTS = {
  sqrt: "\\sqrt{#?}", abs: "\\left|#?\\right|", pi: "\\pi", alpha: "\\alpha", beta: "\\beta", theta: "\\theta", "*": "\\cdot",
  ...Object.fromEntries(
    ["sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan", "ln", "log", "exp"]
      .map((name) => [name, `\\${name}`])),
};

export class Keyboard {
  #field; #typed; #followed = "";

  // `typed` is called with LaTeX for each change; `label` names the line for those who do not see it.
  constructor(place, label, typed) {
    this.#typed = typed;
    this.#field = new Field();
    this.#field.setAttribute("aria-label", label === "formula" ? "Your formula, as in a textbook" : "Your answer, as in a textbook");
    place.append(this.#field, el("p", { class: "quiet" }, "Type here as in a textbook; what you type goes into the line above."));
    Object.assign(this.#field, {
      smartSuperscript: false, smartFence: false, smartMode: false, menuItems: [], popoverPolicy: "off",
      environmentPopoverPolicy: "off", mathVirtualKeyboardPolicy: "manual", inlineShortcuts: SHORTCUTS,
    });
    this.#field.addEventListener("beforeinput", (event) => {
      if (event.inputType !== "insertLineBreak") return;
      event.preventDefault();
      place.closest("form").requestSubmit();
    });
    this.#field.addEventListener("input", () => this.#typed(this.#field.getValue("latex-without-placeholders")));
  }

  // Where the keyboard covers the page, the page can be moved up that far.
  static #moved() {
    const { height } = window.mathVirtualKeyboard.boundingRect;
    document.body.style.paddingBottom = height ? `${height}px` : "";
  }

  static {
    window.mathVirtualKeyboard.addEventListener("geometrychange", () => Keyboard.#moved());
  }

  show(latex) {
    this.follow(latex);
    window.mathVirtualKeyboard.layouts = [LAYOUT];
    this.#field.focus();
    window.mathVirtualKeyboard.show({ animate: false });
  }

  hide() {
    window.mathVirtualKeyboard.hide({ animate: false });
  }

  // Show what was typed in the line of text, unless it comes from here.
  follow(latex) {
    if (latex !== this.#followed && document.activeElement !== this.#field) {
      this.#field.setValue(latex, { silenceNotifications: true });
      this.#followed = latex;
    }
  }
}
