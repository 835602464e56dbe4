// Python in the browser, in a worker: the same calls without a server. What takes too long is ended with its
// worker, and another one is started.

import { refused } from "./engine.js";

const LONGEST = 20; // seconds for one call; Python is slower here

export class Browser {
  #worker = null; #waiting = []; #current = null; #clock = 0; #started = null; #said;

  constructor() {
    this.#said = document.getElementById("starting");
    this.#start();
  }

  ready() {
    return this.#started;
  }

  call(name, given) {
    return new Promise((done) => {
      this.#waiting.push({ name, given, done });
      this.#next();
    });
  }

  #start() {
    this.#say("Getting ready: this page brings its own Python, some 14 MB at the first visit.");
    const worker = new Worker(new URL("./python-worker.js", import.meta.url), { type: "module" });
    this.#started = new Promise((done) => {
      worker.addEventListener("message", ({ data }) => {
        if (data.ready) {
          this.#worker = worker;
          this.#say("");
          done();
          this.#next();
        } else if (data.failed) {
          this.#say(`This browser cannot run the page: ${data.failed}`);
        } else {
          this.#end(data.found);
        }
      });
    });
  }

  #next() {
    if (!this.#worker || this.#current || !this.#waiting.length) return;
    this.#current = this.#waiting.shift();
    const { name, given } = this.#current;
    this.#worker.postMessage(JSON.stringify({ call: name, given }));
    this.#clock = setTimeout(() => {
      this.#worker.terminate();
      this.#worker = null;
      this.#start();
      this.#end(refused(`This takes longer than ${LONGEST} seconds, so it was stopped.`, "Try a shorter formula."));
    }, LONGEST * 1000);
  }

  #end(found) {
    clearTimeout(this.#clock);
    const { done } = this.#current;
    this.#current = null;
    done(found);
    this.#next();
  }

  #say(text) {
    this.#said.textContent = text;
    this.#said.hidden = !text;
  }
}
