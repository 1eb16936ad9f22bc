/// A stand-in for dossierd: the routes and frames the dashboard uses, with
/// jobs that retry, fail and block. `npm run fixture`, then open the address.
/// A company named "Retry …", "Broken …" or "Hopeless …" plays that script.
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { WebSocketServer } from "ws";
import { adminRoutes } from "./fixture/admin.mjs";
import { catalog, usedIn } from "./fixture/content.mjs";
import { Job } from "./fixture/job.mjs";
import { pipeline } from "./fixture/pipeline.mjs";
import { Player, scripts } from "./fixture/player.mjs";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const epoch = "fixture";
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// What the fixture says it offers, beyond what every server does.
const everything = [
  "POST /api/files", "POST /api/research/{id}/rerun", "POST /api/research/{id}/cancel",
  "PATCH /api/research/{id}", "DELETE /api/research/{id}",
  "GET /api/admin/overview", "GET /api/research/{id}/sections/{stage}/versions",
  "POST /api/research/{id}/sections/{stage}/versions/{n}/restore",
];

export async function startFixture({ port = 0, speed = 1, seeded = true, operations = everything } = {}) {
  const jobs = new Map();
  const sockets = new Set();
  const feeds = new Set();
  let nextId = 1;

  function add(request, script, { at, ...how } = {}) {
    const job = new Job(`job-${String(nextId++).padStart(4, "0")}`, request, at);
    jobs.set(job.state.id, job);
    job.listeners.add(({ type }) => type === "event" && feeds.forEach((send) => send({ type: "job", item: job.summary() })));
    const player = new Player(job, scripts[script], { speed, ...how });
    return { job, played: player.run() };
  }

  // -- research ---------------------------------------------------------------

  const routes = [
    ...adminRoutes(jobs, problem),
    ["GET", /^\/api\/version$/, () => [200, { name: "dossier", version: "fixture", demo: true }]],
    ["GET", /^\/openapi\.json$/, () => [200, { paths: describe() }]],
    ["GET", /^\/api\/research\/([\w-]+)\/attempts$/, ([id]) => withJob(id, (job) => [200, { items: job.attempts.filter(({ completedAt }) => completedAt) }])],
    ["GET", /^\/api\/research\/([\w-]+)\/events$/, ([id], url) => withJob(id, (job) => [200, { items: job.events.slice(Number(url.searchParams.get("after"))), lastSeq: job.state.lastSeq }])],
    ["GET", /^\/api\/pipelines\/(\w+)$/, () => [200, pipeline]],
    ["GET", /^\/api\/research$/, (_, url) => [200, { items: find(url.searchParams), nextCursor: null }]],
    ["POST", /^\/api\/research\/generate$/, generate],
    ["GET", /^\/api\/research\/jobs\/([\w-]+)$/, ([id]) => withJob(id, (job) => [200, job.state])],
    ["GET", /^\/api\/research\/([\w-]+)$/, ([id]) => withJob(id, report)],
    ["POST", /^\/api\/research\/([\w-]+)\/cancel$/, ([id]) => withJob(id, cancel)],
    ["POST", /^\/api\/research\/([\w-]+)\/rerun$/, ([id], url, body) => withJob(id, (job) => rerun(job, url, body))],
    ["PATCH", /^\/api\/research\/([\w-]+)$/, ([id], _, body) => withJob(id, (job) => change(job, body))],
    ["DELETE", /^\/api\/research\/([\w-]+)$/, ([id]) => withJob(id, remove)],
    ["GET", /^\/api\/research\/([\w-]+)\/sections\/(\w+)\/versions$/, ([id, stage]) => withJob(id, (job) => [200, { items: job.versions.filter((each) => each.stage === stage) }])],
    ["GET", /^\/api\/research\/([\w-]+)\/sections\/(\w+)\/versions\/(\d+)$/, ([id, stage, n]) => withJob(id, (job) => [200, { ...job.versions.find((each) => each.stage === stage && each.version === Number(n)), output: job.output(stage, Number(n)) }])],
    ["POST", /^\/api\/research\/([\w-]+)\/sections\/(\w+)\/versions\/(\d+)\/restore$/, ([id, stage, n]) => withJob(id, (job) => restore(job, stage, Number(n)))],
    ["POST", /^\/api\/files$/, (_, url) => [201, { fileId: `file-${Date.now()}`, name: url.searchParams.get("name"), bytes: 1, mediaType: "text/plain", sha256: "" }]],
  ];

  function describe() {
    const paths = {};
    for (const [method, path] of operations.map((operation) => operation.split(" "))) {
      paths[path] = { ...paths[path], [method.toLowerCase()]: {} };
    }
    return paths;
  }

  function find(query) {
    const status = query.get("status")?.split(",") ?? [];
    const q = (query.get("q") ?? "").toLowerCase();
    const found = [...jobs.values()]
      .map((job) => job.summary())
      .filter((item) => (status.length === 0 || status.includes(item.status)) && `${item.companyName} ${item.geography}`.toLowerCase().includes(q));
    const by = query.get("sort") === "-costUsd" ? (a, b) => b.costUsd - a.costUsd : (a, b) => b.createdAt.localeCompare(a.createdAt);
    return found.sort(by);
  }

  function generate(_, _url, body) {
    const errors = [];
    if (!/[\p{L}\d].+/u.test(body.companyName ?? "")) errors.push({ pointer: "/companyName", detail: "Must have 2 to 200 characters, one of them a letter or digit." });
    if ("budgetUsd" in body && !(body.budgetUsd > 0)) errors.push({ pointer: "/budgetUsd", detail: "Must be a number above 0." });
    if (errors.length) return problem(422, "invalid_field", "Some fields are not valid.", errors);
    const script = Object.keys(scripts).find((name) => body.companyName.toLowerCase().startsWith(name)) ?? "smooth";
    const { job } = add(body, script);
    return [202, { jobId: job.state.id, status: "queued", queuePosition: 1, message: "Research job created. Generating all 10 sections." }];
  }

  function report(job) {
    const { state } = job;
    if (state.stages[0].status !== "completed") return problem(409, "report_not_available", "The foundation is not completed.");
    const outputOf = (stage) => (stage.status === "completed" ? job.output(stage.stage) : null);
    return [200, {
      id: state.id,
      status: state.status,
      foundation: job.output("foundation"),
      sections: state.stages.slice(1).map((stage) => ({ ...stage, output: outputOf(stage), previous: job.previous(stage), sources: [] })),
      sourceCatalog: catalog.map((source) => ({ ...source, sectionsUsedIn: usedIn(source.id).filter((id) => job.stage(id).version > 0) })),
      warnings: [{ code: "count", stage: "section_8", detail: "2 news items; the prompt asks for three to five." }],
      metadata: {
        demo: state.demo, companyName: state.companyName, geography: state.geography, generatedDate: state.completedAt,
        sectionsCompleted: state.completedSections, sectionsFailed: state.failedSections,
        overallConfidence: state.overallConfidence, confidenceCoverage: state.confidenceCoverage, costUsd: state.costUsd, tokens: state.tokens,
        sourceTracking: { baseSourceCount: catalog.length, sectionSources: {}, quoteSources: {} },
      },
    }];
  }

  function cancel(job) {
    if (job.isOver) return problem(409, "not_cancellable", "The job has ended.");
    job.emit("job.cancelled");
    for (const { stage, status } of job.state.stages) {
      if (status === "pending" || status === "running") job.emit("stage.cancelled", stage);
    }
    job.emit("job.finished", undefined, { status: "cancelled" });
    return [202, { jobId: job.state.id, status: "cancelled" }];
  }

  function change(job, body) {
    if (body.budgetUsd !== undefined && body.budgetUsd !== null && !(body.budgetUsd > 0)) {
      return problem(422, "invalid_field", "Some fields are not valid.", [{ pointer: "/budgetUsd", detail: "Must be a number above 0." }]);
    }
    job.emit("job.updated", undefined, body);
    return [200, job.state];
  }

  function remove(job) {
    if (!job.isOver) return problem(409, "job_active", "The job is queued or running.");
    const { id } = job.state;
    jobs.delete(id);
    job.tell({ type: "job_removed", jobId: id });
    feeds.forEach((send) => send({ type: "job_removed", jobId: id }));
    return [204, null];
  }

  function restore(job, stage, n) {
    if (!job.isOver) return problem(409, "job_active", "The job is queued or running.");
    const version = job.stage(stage).version + 1;
    job.emit("stage.restored", stage, { version, restoredFrom: n });
    const hasFailed = job.state.stages.some(({ status }) => status === "failed");
    job.emit("job.finished", undefined, { status: hasFailed ? "completed_with_errors" : "completed" });
    return [200, { jobId: job.state.id, stage, version, status: "completed" }];
  }

  function rerun(job, url, body) {
    if (!job.isOver) return problem(409, "job_active", "The job is queued or running.");
    const { stages } = job.state;
    const reasons = new Map(body.sections.map((id) => [id, "requested"]));
    for (const stage of stages) {
      if (body.cascade === "stale" && [...stage.needs, ...stage.prefers].some((id) => reasons.has(id)) && !reasons.has(stage.stage)) reasons.set(stage.stage, stage.kind === "computed" ? "computed" : "stale");
      if (stage.errorClass === "blocked" && reasons.has(stage.rootCause)) reasons.set(stage.stage, "blocked");
      if (stage.kind === "computed" && !reasons.has(stage.stage)) reasons.set(stage.stage, "computed");
    }
    const chosen = stages.filter(({ stage }) => reasons.has(stage));
    const touches = (stage) => [...stage.needs, ...stage.prefers].some((id) => reasons.has(id));
    const stale = stages.filter((s) => s.status === "completed" && !reasons.has(s.stage) && touches(s));
    const missing = stages.filter((s) => ["failed", "cancelled"].includes(s.status) && !reasons.has(s.stage));
    const planVersion = String(job.state.revision);
    if (url.searchParams.get("dryRun") === "true") {
      return [200, {
        planVersion,
        stages: chosen.map(({ stage, name }) => ({ stage, name, reason: reasons.get(stage) })),
        stale: stale.map(({ stage }) => stage),
        missing: missing.map(({ stage, rootCause }) => ({ stage, because: rootCause ?? stage })),
        estimate: { tokens: { input: 14000, output: 7000, cacheRead: 0, cacheWrite: 0 }, costUsd: 0.09 * chosen.length, durationMs: 16000 * chosen.length },
      }];
    }
    if (body.planVersion && body.planVersion !== planVersion) return problem(409, "plan_changed", "The job has changed.");
    job.emit("job.rerun", undefined, { sections: [...reasons.keys()], recomputed: [], cascade: body.cascade, by: "fixture" });
    for (const { stage } of chosen) job.emit("stage.reset", stage);
    const staleIds = stale.map(({ stage }) => stage);
    const isRenewed = (id) => reasons.has(id) && job.stage(id).status === "completed";
    const markStale = ({ stage, needs, prefers }) => {
      const because = [...needs, ...prefers].find(isRenewed);
      if (because) job.emit("stage.stale", stage, { because });
    };
    // A test says how the rerun ends, and when it begins.
    const { rerunScript = {}, rerunAfter } = job;
    void new Player(job, rerunScript, { speed, after: rerunAfter }).run().then(() => stale.forEach(markStale));
    return [202, { jobId: job.state.id, status: "queued", sections: [...reasons.keys()], recomputed: [], stale: staleIds, generation: job.state.generation, message: "" }];
  }

  function withJob(id, answer) {
    const job = jobs.get(id);
    return job ? answer(job) : problem(404, "not_found", `There is no research ${id}.`);
  }

  // -- HTTP ---------------------------------------------------------------------

  const server = createServer(async (request, response) => {
    const url = new URL(request.url, "http://fixture");
    if (!/^\/(api\/|openapi\.json$)/.test(url.pathname)) return sendPage(url.pathname, response);
    const route = routes.find(([method, path]) => method === request.method && path.test(url.pathname));
    const [status, body] = route
      ? route[2](route[1].exec(url.pathname).slice(1), url, await readJson(request))
      : problem(404, "not_found", "No such route.");
    const type = status < 400 ? "application/json" : "application/problem+json";
    response.writeHead(status, { "Content-Type": type }).end(status === 204 ? "" : JSON.stringify(body));
  });

  const live = new WebSocketServer({ server, path: "/ws" });
  live.on("connection", (socket) => {
    const send = (frame) => socket.send(JSON.stringify({ v: 1, ...frame }));
    const following = new Map();
    sockets.add(socket);
    send({ type: "hello", epoch, serverTime: new Date().toISOString(), version: "fixture" });
    socket.on("message", (text) => onFrame(JSON.parse(text), send, following));
    socket.on("close", () => {
      sockets.delete(socket);
      feeds.delete(send);
      following.forEach((stop) => stop());
    });
  });

  function onFrame(frame, send, following) {
    if (frame.type === "ping") return send({ type: "pong" });
    if (frame.feed === "jobs") {
      if (frame.type === "unsubscribe") return feeds.delete(send);
      feeds.add(send);
      return send({ type: "jobs", items: find(new URLSearchParams()) });
    }
    following.get(frame.jobId)?.();
    following.delete(frame.jobId);
    if (frame.type === "unsubscribe") return send({ type: "unsubscribed", jobId: frame.jobId });
    const job = jobs.get(frame.jobId);
    if (!job) return send({ type: "error", jobId: frame.jobId, problem: problem(404, "not_found", "No such job.")[1] });
    const { lastSeq } = job.state;
    const recovered = frame.epoch === epoch && frame.sinceSeq <= lastSeq;
    send({ type: "subscribed", jobId: frame.jobId, epoch, lastSeq, recovered });
    if (recovered) job.events.slice(frame.sinceSeq).forEach((event) => send({ type: "event", ...event }));
    else send(job.snapshot());
    job.listeners.add(send);
    following.set(frame.jobId, () => job.listeners.delete(send));
  }

  await new Promise((ready) => server.listen(port, "127.0.0.1", ready));
  if (seeded) await seed(add);
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    add,
    jobs,
    dropSockets: () => sockets.forEach((socket) => socket.terminate()),
    async close() {
      sockets.forEach((socket) => socket.terminate());
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/// Jobs of every kind, ended long ago.
async function seed(add) {
  const hour = 3_600_000;
  const kinds = [
    ["Nordlicht Pumpen", "Nordics", "hopeless", 50],
    ["Veltron", "Germany", "smooth", 30],
    ["Arcadia Process", "United Kingdom", "retry", 6],
    ["Halden Instruments", "Germany", "broken", 2],
  ];
  for (const [companyName, geography, script, hours] of kinds) {
    const at = Date.now() - hours * hour;
    const { played } = add({ companyName, geography, tags: hours > 20 ? ["spring review"] : [] }, script, { at, speed: Infinity });
    await played;
  }
}

function problem(status, code, detail, errors) {
  return [status, { type: "about:blank", title: "The request was refused.", status, code, detail, errors }];
}

async function readJson(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    return {};
  }
}

function sendPage(path, response) {
  const file = join(dist, normalize(path));
  const found = file.startsWith(dist) && existsSync(file) && statSync(file).isFile() ? file : join(dist, "index.html");
  response.writeHead(200, { "Content-Type": types[extname(found)] ?? "application/octet-stream", "Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff" });
  createReadStream(found).pipe(response);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { url } = await startFixture({ port: Number(process.env.PORT ?? 8080) });
  console.log(`fixture ready ${url}`);
}
