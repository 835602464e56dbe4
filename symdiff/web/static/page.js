// The page: what is typed, what is asked, and where each answer is shown.

import { engine as chosen } from "./engine.js";
import { el, fault, fit, show } from "./dom.js";
import { Graph } from "./graph.js";
import { Copies, answer, points, steps } from "./answer.js";
import { Line } from "./line.js";
import { Practice } from "./practice.js";
import { verdict } from "./verdict.js";
import * as share from "./share.js";

const EXAMPLES = ["x^2 sin(x)", "e^(-x^2)", "|x^2 - 1| / x", "\\frac{x^2+1}{\\sqrt{x}}", "x^2 + x y + y^2 = 7"];

const $ = (id) => document.getElementById(id);
const engine = await chosen();
const names = () => ({ symbols: $("symbols").value, functions: $("functions").value });
const formula = new Line($("ask").querySelector("[data-line]"), engine, { more: names, empty: "It is shown here as it is read." });
const mine = new Line($("check").querySelector("[data-line]"), engine, {
  more: () => ({ ...names(), symbols: [$("symbols").value, ...(formula.last?.names ?? [])].join(" ") }),
});
let found = null; // the derivative that is shown
let question = null; // what was asked last
let turn = 0; // what is asked for later is not shown when it comes too late

function asked() {
  return { formula: formula.text, by: $("by").value.trim(), order: Number($("order").value) || 1, ...names() };
}

const graph = new Graph($("graph"), engine);
const copies = new Copies($("answer"), engine, () => question, () => found);

async function derive() {
  const mark = (turn += 1);
  question = asked();
  if (!question.formula) {
    formula.focus();
    return;
  }
  history.replaceState(null, "", share.written(question));
  const reply = await engine.call("derive", question);
  if (mark !== turn) return;
  if (reply.error) {
    clear();
    refuse(reply.error);
    return;
  }
  found = reply;
  copies.clear();
  answer($("answer").querySelector("[data-answer]"), found);
  open("answer");
  $("examples").hidden = true;
  $("check").querySelector("[data-verdict] .row")?.remove(); // the button that shows the derivative
  graph.draw(question);
  for (const [name, shown] of [["steps", steps], ["points", points]]) {
    engine.call(name, question).then((reply) => {
      if (mark !== turn) return;
      const place = $(name).querySelector(`[data-${name}]`);
      if (reply.error) show(place, fault(reply.error));
      else shown(place, reply);
      open(name);
    });
  }
}

function refuse(error) {
  if (formula.last?.error || (error.text && formula.text.includes(error.text))) {
    formula.refuse(error);
    return;
  }
  show($("answer").querySelector("[data-answer]"), fault(error));
  $("answer").querySelector(".copies").hidden = true;
  open("answer", false);
}

function open(name, whole = true) {
  $(name).hidden = false;
  fit($(name));
  if (name === "answer" && whole) $("answer").querySelector(".copies").hidden = false;
}

function hide(...ids) {
  for (const id of ids) $(id).hidden = true;
}

async function check() {
  const given = { ...asked(), answer: mine.text };
  if (!given.formula) {
    formula.focus();
    return;
  }
  history.replaceState(null, "", share.written(given));
  const place = $("check").querySelector("[data-verdict]");
  const reply = await engine.call("judge", given);
  if (given.answer !== mine.text || given.formula !== formula.text) return;
  if (reply.error?.text && mine.text.includes(reply.error.text)) {
    show(place);
    mine.refuse(reply.error);
    return;
  }
  const reveal = el("button", { type: "button", class: "third", onclick: () => derive() }, "Show the derivative");
  if (reply.witness) graph.draw(given, { ...witnesses(reply.witness, reply.by), hides: $("answer").hidden });
  verdict(place, reply, ...($("answer").hidden ? [reveal] : []));
}

// A point at which an answer is wrong, as it is shown in the graph: the right height, and that of the answer.
function witnesses({ at, expected, given }, by) {
  const { [by]: x, ...others } = at;
  if (!Number.isFinite(x) || $("order").value !== "1") return {};
  const points = [[x, Number(expected), "the derivative"], [x, Number(given), "your answer"]];
  const values = Object.fromEntries(Object.entries(others).map(([name, value]) => [name, String(value)]));
  return { marked: points.filter(([, y]) => Number.isFinite(y)), values };
}

function clear() {
  turn += 1;
  hide("answer", "steps", "points");
  graph.hide();
  show($("check").querySelector("[data-verdict]"));
}

$("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  derive();
});
$("try").addEventListener("click", () => {
  $("check").hidden = false;
  mine.focus();
});
$("check").querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  check();
});
formula.addEventListener("typed", () => clear());
formula.addEventListener("read", ({ detail }) => {
  if (detail.error) return;
  $("by").placeholder = detail.by;
  show($("names"), ...detail.names.map((name) => el("option", { value: name })));
});
formula.addEventListener("wrong", ({ detail }) => {
  if (detail.hint?.includes("under Names")) document.querySelector(".names").open = true;
});
mine.addEventListener("typed", () => show($("check").querySelector("[data-verdict]")));
for (const id of ["symbols", "functions"]) $(id).addEventListener("input", () => formula.again());
$("by").addEventListener("input", () => clear());
$("order").addEventListener("input", () => {
  $("times").querySelector("span").textContent = $("order").value === "1" ? "time" : "times";
  clear();
});
show($("examples").querySelector("ul"), ...EXAMPLES.map((text) => {
  const chip = el("button", { type: "button", title: text, onclick: () => { formula.text = text; derive(); } });
  chip.append(el("code", {}, text));
  return el("li", {}, chip);
}));

const practice = new Practice($("practice"), engine);

// Where the address says what is to be shown.
function routed() {
  const practises = location.hash === "#practice";
  $("derive").hidden = practises;
  $("practice").hidden = !practises;
  $("to-derive").toggleAttribute("aria-current", !practises);
  $("to-practice").toggleAttribute("aria-current", practises);
  if (practises) {
    practice.begin();
    return;
  }
  const given = share.read(location.hash);
  if (given.formula === formula.text && given.by === $("by").value.trim()) return;
  for (const name of ["by", "symbols", "functions"]) $(name).value = given[name];
  $("order").value = given.order;
  formula.text = given.formula;
  $("check").hidden = !given.answer;
  if (given.answer) mine.text = given.answer;
  $("examples").hidden = Boolean(given.formula);
  if (given.answer) check();
  else if (given.formula) derive();
}

addEventListener("hashchange", routed);
addEventListener("resize", () => fit(document));
routed();
await engine.ready();
document.documentElement.dataset.ready = "";
