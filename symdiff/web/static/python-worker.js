// The worker: starts Python, puts symdiff into it, and answers one call after the other.

import { loadPyodide } from "./python/pyodide.mjs";

const FOLDER = "/lib/symdiff";
const own = (name) => new URL(`./python/${name}`, import.meta.url).href;

async function started() {
  const [python, wheels, packed] = await Promise.all([
    loadPyodide({ indexURL: own("") }),
    fetch(own("wheels.json")).then((reply) => reply.json()),
    fetch(own("symdiff.zip")).then((reply) => reply.arrayBuffer()),
  ]);
  await python.loadPackage(wheels.map(own), { messageCallback: () => {}, checkIntegrity: false });
  python.unpackArchive(packed, "zip", { extractDir: FOLDER });
  python.runPython(`import sys; sys.path.insert(0, "${FOLDER}")`);
  const module = python.pyimport("symdiff.web.worker");
  return (line) => JSON.parse(module.answer(line));
}

try {
  const answer = await started();
  self.addEventListener("message", ({ data }) => self.postMessage({ found: answer(data) }));
  self.postMessage({ ready: true });
} catch (error) {
  self.postMessage({ failed: String(error.message ?? error).split("\n").at(-1) });
}
