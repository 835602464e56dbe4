// The derivative, its steps and its special points.

import { copy, el, maths, number, show, words } from "./dom.js";

const CODES = {
  numpy: "NumPy", sympy: "SymPy", c: "C", cpp: "C++", rust: "Rust", fortran: "Fortran", javascript: "JavaScript",
  julia: "Julia", octave: "Octave and MATLAB", jax: "JAX", torch: "PyTorch",
};

export function answer(place, found) {
  show(
    place,
    el("div", { class: "asked" }, maths(found.asked, { tall: true })),
    el("div", { class: "result", tabindex: "0" }, maths(`= ${found.result.latex}`, { large: true })),
    where(found.where),
    ...found.notes.map((note) => el("p", { class: "note" }, note)),
    found.checked ? el("p", { class: "checked" }, "Checked") : null,
  );
}

export function where(conditions) {
  if (!conditions.length) return null;
  if (conditions[0] === "nowhere") return el("p", { class: "where" }, "nowhere: it has no real value");
  const made = el("p", { class: "where" }, "where ");
  for (const [place, condition] of conditions.entries()) {
    if (place) made.append(place === conditions.length - 1 ? " and " : ", ");
    made.append(words(condition));
  }
  return made;
}

// Lines of steps, one below the other, each with its reason.
export function steps(place, found) {
  if (!found.blocks.length) {
    show(place, el("p", { class: "quiet" }, "There are no steps to show for this one."));
    return;
  }
  show(place, ...found.blocks.map(block), where(found.where));
}

function block({ asked, names, lines }) {
  const made = el("div", { class: "block" });
  if (asked) made.append(el("div", { class: "asked" }, maths(asked, { tall: true })));
  for (const name of names) made.append(el("p", { class: "where" }, "with ", maths(name, { tall: true })));
  const list = el("ol", { class: "lines" });
  for (const { left, latex, reason } of lines) {
    list.append(
      el("li", {},
        el("div", { class: "formula", tabindex: "0" }, maths(`${left} = ${latex}`, { large: true })),
        reason ? el("p", { class: "reason" }, words(reason)) : null),
    );
  }
  made.append(list);
  return made;
}

const KINDS = {
  pole: "pole", "one-sided pole": "pole on one side", removable: "a gap that could be closed",
  undefined: "not defined", "not told": "could not be told",
};

export function points(place, found) {
  if (!found.points.length) {
    show(place, el("p", { class: "quiet" }, "None: there is a derivative wherever the function has a value."));
    return;
  }
  const rows = found.points.map((point) => el("li", {},
    maths(point.latex), el("span", { class: "kind" }, KINDS[point.kind] ?? point.kind),
    point.left !== null && point.right !== null
      ? el("span", { class: "quiet" }, `slopes ${side(point.left)} and ${side(point.right)}`) : null));
  show(place, el("ul", { class: "specials" }, ...rows));
}

function side(value) {
  return value === "oo" ? "∞" : value === "-oo" ? "−∞" : number(value);
}

// The buttons that copy: `asked` returns what the derivative is of, `found` the derivative.
export class Copies {
  constructor(root, engine, asked, found) {
    const done = root.querySelector("[data-done]");
    const code = root.querySelector("[data-code]");
    const select = root.querySelector("#code");
    let fading = 0;
    const said = (text) => {
      clearTimeout(fading);
      done.textContent = text;
      fading = setTimeout(() => { done.textContent = ""; }, 2500);
    };
    const write = async (form) => {
      const reply = await engine.call("write", { ...asked(), form });
      return reply.error ? { error: reply.error.message } : reply;
    };
    select.append(...Object.entries(CODES).map(([value, name]) => el("option", { value }, name)));
    for (const button of root.querySelectorAll("[data-copy]")) {
      button.addEventListener("click", async () => {
        const form = button.dataset.copy;
        const { text, error } = form in found().result ? { text: found().result[form] } : await write(form);
        if (!error) await copy(text);
        said(error ?? "Copied");
      });
    }
    select.addEventListener("change", async () => {
      const form = select.value;
      code.hidden = !form;
      if (!form) return;
      const { text, error } = await write(form);
      const button = el("button", { type: "button", class: "third", onclick: async () => { await copy(text); said("Copied"); } }, "Copy");
      show(code, error ? el("p", { class: "note" }, error) : el("pre", { tabindex: "0" }, text), error ? null : button);
    });
    root.querySelector("#share").addEventListener("click", async () => {
      await copy(location.href);
      said("Link copied");
    });
    this.clear = () => {
      select.value = "";
      code.hidden = true;
      done.textContent = "";
    };
  }
}
