// Whom the page asks: `call(name, given)` returns a promise of an object, with the member "error" for bad input.
// The server of this page, or Python in a worker of the browser.

export class Server {
  async ready() {}

  async call(name, given) {
    let reply;
    try {
      reply = await fetch(`api/${name}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(given),
      });
      return await reply.json();
    } catch {
      return refused("symdiff does not answer. Is it still running in the terminal?");
    }
  }
}

export function refused(message, hint = null) {
  return { error: { code: "gone", message, text: null, span: null, hint } };
}

export async function engine() {
  if (document.documentElement.dataset.engine === "worker") {
    const { Browser } = await import("./browser.js");
    return new Browser();
  }
  return new Server();
}

// Runs one call at a time, and of those that come meanwhile the last alone: what is typed fast is not asked
// letter by letter. `then` gets the answers; an answer that is out of date is not given.
export class Latest {
  #engine; #then; #next = null; #busy = false; #time = 0;

  constructor(engine, then) {
    this.#engine = engine;
    this.#then = then;
  }

  async ask(name, given) {
    this.#next = { name, given };
    this.#time += 1;
    if (this.#busy) return;
    this.#busy = true;
    while (this.#next) {
      const { name, given } = this.#next;
      const time = this.#time;
      this.#next = null;
      const found = await this.#engine.call(name, given);
      if (time === this.#time) this.#then(found, given);
    }
    this.#busy = false;
  }

  drop() {
    this.#next = null;
    this.#time += 1;
  }
}
