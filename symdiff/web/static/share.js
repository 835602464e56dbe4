// What is asked as the fragment of the page's address: it goes with a link, and is sent to nobody.

const NAMES = { formula: "f", by: "by", order: "n", symbols: "names", functions: "functions", answer: "answer" };

export function written(asked) {
  const parts = new URLSearchParams();
  for (const [name, short] of Object.entries(NAMES)) {
    const value = asked[name];
    if (value && !(name === "order" && value === 1)) parts.set(short, String(value));
  }
  return `#${parts}`;
}

export function read(fragment) {
  const parts = new URLSearchParams(fragment.replace(/^#/, ""));
  const found = Object.fromEntries(Object.entries(NAMES).map(([name, short]) => [name, parts.get(short) ?? ""]));
  const order = Number.parseInt(found.order, 10);
  return { ...found, order: order >= 1 ? order : 1 };
}
