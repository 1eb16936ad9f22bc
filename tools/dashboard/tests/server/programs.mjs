/// Starts the engine's own programs: dossierd, and the simulator as its model.
/// DOSSIER_BIN names the folder they lie in; else it is that of the dev build.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { WebSocket } from "ws";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const bin = process.env.DOSSIER_BIN ?? join(root, "build/dev/bin");
const readyWithinMs = 60_000;

/// Retries come soon, so that a test waits for little.
const quickRetries = ["retry.base_delay_ms=400", "retry.jitter=0"];

/// A server on a data folder of its own. `crash` kills it as a power cut
/// would, `start` starts it again on the same data and port.
export async function startServer({ settings = [], env = {} } = {}) {
  const data = mkdtempSync(join(tmpdir(), "dossier-dashboard-"));
  let port = await freePort();
  let program = null;
  const server = { url: `http://127.0.0.1:${port}`, start, crash, close, api, send, offers };

  async function start() {
    const set = [...quickRetries, ...settings].flatMap((setting) => ["--set", setting]);
    program = await startProgram("dossierd", ["--data", data, "--port", String(port), ...set], env);
  }

  async function crash() {
    await endProgram(program, "SIGKILL");
    program = null;
  }

  async function close() {
    if (program) await endProgram(program, "SIGKILL");
    rmSync(data, { recursive: true });
  }

  function api(path, body) {
    return send(body ? "POST" : "GET", path, body);
  }

  async function send(method, path, body) {
    const how = body && { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
    const response = await fetch(server.url + path, { method, ...how });
    const answer = await response.json();
    assert.ok(response.ok, `${path}: ${JSON.stringify(answer)}`);
    return answer;
  }

  async function offers(operation) {
    const [method, path] = operation.split(" ");
    const { paths } = await api("/openapi.json");
    return paths[path]?.[method.toLowerCase()] !== undefined;
  }

  await start();
  return server;
}

/// A server whose model is the simulator: it answers at once, except for what
/// its rules make slow or let fail.
export async function startServerWithSim({ rules = [], settings = [] } = {}) {
  const sim = await startProgram("dossier-llm-sim", ["--port", "0", "--profile", "instant"]);
  const server = await startServer({
    settings: [`provider.base_url=${sim.url}`, ...settings],
    env: { ANTHROPIC_API_KEY: "sk-ant-simulated" },
  });
  const { close } = server;
  server.close = async () => {
    await close();
    await endProgram(sim, "SIGKILL");
  };
  server.setFaults = async (next) => {
    const response = await fetch(`${sim.url}/sim/faults`, { method: "POST", body: JSON.stringify({ rules: next }) });
    assert.ok(response.ok, await response.text());
  };
  await server.setFaults(rules);
  return server;
}

/// Programs print a line `<name> ready http=<address>` once they serve.
async function startProgram(name, args, env = {}) {
  const child = spawn(join(bin, name), args, {
    cwd: root,
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = [];
  child.stderr.on("data", (bytes) => said.push(bytes));
  child.on("error", (error) => said.push(String(error)));
  const ended = new Promise((resolve) => child.on("close", resolve));
  const ready = new Promise((resolve) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const address = /ready http=(\S+)/.exec(line)?.[1];
      if (address) resolve(`http://${address}`);
    });
  });
  const late = new Promise((resolve) => setTimeout(resolve, readyWithinMs).unref());
  const url = await Promise.race([ready, ended, late]);
  if (typeof url === "string") return { child, ended, url };
  child.kill("SIGKILL");
  throw new Error(`${name} did not start: ${said.join("")}`);
}

async function endProgram({ child, ended }, signal) {
  child.kill(signal);
  await ended;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/// Comes back with the job once it has ended.
export async function endOf(server, jobId, withinMs = 120_000) {
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/ws`, "dossier.v1");
  const late = new Promise((_, fail) => {
    setTimeout(() => fail(new Error(`job ${jobId} did not end in time`)), withinMs).unref();
  });
  const ended = new Promise((resolve, fail) => {
    socket.on("error", fail);
    socket.on("message", (message) => {
      const frame = JSON.parse(message);
      if (frame.type === "hello") socket.send(JSON.stringify({ type: "subscribe", jobId, deltas: false }));
      const status = frame.type === "snapshot" ? frame.job.status : "running";
      if (frame.event === "job.finished" || !["queued", "running"].includes(status)) resolve();
    });
  });
  try {
    await Promise.race([ended, late]);
  } finally {
    socket.close();
  }
  return server.api(`/api/research/jobs/${jobId}`);
}
