// Elements, formulas in them, and messages: all that is shown is made here, and never from HTML in a text.

export function el(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "class") made.className = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export function show(place, ...children) {
  place.replaceChildren(...children.filter((child) => child !== null && child !== undefined));
}

const OPTIONS = { output: "htmlAndMathml", throwOnError: false, strict: false, trust: false, maxExpand: 1000 };

export function maths(latex, { large = false, tall = false } = {}) {
  const made = el(large ? "div" : "span", { class: large ? "maths large" : "maths" });
  try {
    window.katex.render(tall && !large ? `\\displaystyle ${latex}` : latex, made, { ...OPTIONS, displayMode: large });
  } catch {
    made.append(el("code", {}, latex));
  }
  return made;
}

const SMALLEST = 0.72; // of the usual size, down to which a long formula is made smaller

// Make formulas below *root* that are too wide smaller, as far as they can be read; what is wider still scrolls.
export function fit(root) {
  for (const node of root.querySelectorAll(".result, .formula")) {
    node.style.fontSize = "";
    const part = node.clientWidth / node.scrollWidth;
    if (part < 1) node.style.fontSize = `${100 * Math.max(part, SMALLEST)}%`;
  }
}

// Words with formulas between \( and \).
export function words(text) {
  const made = document.createDocumentFragment();
  for (const [place, part] of text.split(/\\\((.*?)\\\)/s).entries()) {
    if (part) made.append(place % 2 ? maths(part) : part);
  }
  return made;
}

const AROUND = 36;

// What is wrong with a text: the message, the place with a caret below it, what to try.
export function fault(error) {
  const made = el("div", { class: "fault" }, el("p", { class: "message" }, sentence(error.message)));
  if (error.text !== null && error.span) {
    const [start, end] = error.span;
    const from = Math.max(0, start - AROUND);
    const till = Math.min(error.text.length, start + AROUND);
    const head = (from ? "…" : "") + error.text.slice(from, start);
    const wrong = error.text.slice(start, Math.min(end, till));
    const tail = error.text.slice(start + wrong.length, till) + (till < error.text.length ? "…" : "");
    made.append(el("pre", { class: "place" }, head, el("mark", {}, wrong), tail, "\n" + " ".repeat(head.length) + "^"));
  }
  if (error.hint) made.append(el("p", { class: "hint" }, sentence(error.hint)));
  return made;
}

export function sentence(text) {
  const first = /^([a-z]{2,}[ ,;:]|an? )/.test(text) ? text[0].toUpperCase() + text.slice(1) : text;
  return /[.!?)]$/.test(first) ? first : `${first}.`;
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch { // not allowed here: the old way
    const area = el("textarea", { class: "unseen", readonly: true });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

// A number as people read it.
export function number(value) {
  return Number.isFinite(value) ? String(Number(value.toPrecision(5))).replace("-", "−") : String(value);
}
