// What is said of a reader's answer, in one word first.

import { el, fault, number, show, words } from "./dom.js";
import { where } from "./answer.js";

const HEADS = {
  equal: ["right", "Right"],
  "equal on": ["partly", "Right, but not everywhere"],
  different: ["wrong", "Not right"],
  undecided: ["open", "Could not be decided"],
};

export function verdict(place, found, ...buttons) {
  if (found.error) {
    show(place, el("div", { class: "judged open" }, fault(found.error)));
    return;
  }
  const [kind, head] = HEADS[found.verdict];
  show(
    place,
    el("div", { class: `judged ${kind}` },
      el("p", { class: "head" }, head),
      why(found),
      slips(found.slips),
      ...found.notes.map((note) => el("p", { class: "note" }, note)),
      buttons.length ? el("div", { class: "row" }, ...buttons) : null),
  );
}

function why(found) {
  if (found.verdict === "equal") {
    return found.proof ? null : el("p", {}, "It agrees with the derivative everywhere it was tried.");
  }
  if (found.verdict === "equal on") {
    const said = where(found.where);
    said?.prepend("Your answer is the derivative ");
    return said;
  }
  if (found.verdict === "different" && found.witness) {
    const { at, names, expected, given } = found.witness;
    const point = Object.entries(at).map(([name, value]) => `\\(${names[name]} = ${tex(value)}\\)`).join(", ");
    const yours = given === "no value" ? "your answer has no value" : `your answer gives ${shown(given)}`;
    return el("p", {}, words(`At ${point} the derivative is ${shown(expected)}, and ${yours}.`));
  }
  return el("p", {}, `${found.reason[0].toUpperCase()}${found.reason.slice(1)}.`);
}

function tex(value) {
  return value === null ? "\\ldots" : String(Number(value.toPrecision(5)));
}

function shown(text) {
  return Number.isFinite(Number(text)) ? number(Number(text)) : text;
}

function slips(found) {
  if (!found.length) return null;
  if (found.length === 1) return el("p", { class: "slip" }, `It looks as if ${lower(found[0])}.`);
  return el("div", { class: "slip" }, el("p", {}, "It looks like one of these:"),
    el("ul", {}, ...found.map((slip) => el("li", {}, slip))));
}

function lower(text) {
  return /^[A-Z][a-z]/.test(text) ? text[0].toLowerCase() + text.slice(1) : text;
}
