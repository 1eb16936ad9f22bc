// The seed guide's own design, written anew from its description, so that it
// can be measured beside ours: a job is a row with a column for each section
// and a JSON metadata column, a sub-job is a row for each stage. After each
// phase (all runnable stages in parallel) the next one is looked up from the
// rows; progress is a row update when a stage starts and when it ends. SQLite
// with WAL and synchronous=FULL; the model answers at once with 2 KB.
//
//     node bench.mjs [jobs at once] [jobs one after another]
//
// Prints one JSON line.

import Database from "better-sqlite3";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";

const atOnce = Number(process.argv[2] ?? 500);
const alone = Number(process.argv[3] ?? 200);
const outputBytes = 2048;
const retryDelayMs = 5000;
const totalStages = 11;

// The guide's map, with what its comments call optional or recommended: the
// same graph as ours, so that both run the same levels.
const columns = {
  foundation: "foundation",
  section_1: "executiveSummary",
  section_2: "financialSnapshot",
  section_3: "companyOverview",
  section_4: "segmentAnalysis",
  section_5: "trends",
  section_6: "peerBenchmarking",
  section_7: "skuOpportunities",
  section_8: "recentNews",
  section_9: "conversationStarters",
  section_10: "appendix",
};
const stages = Object.keys(columns);
const needs = {
  foundation: [],
  section_1: ["foundation", "section_2", "section_3"],
  section_2: ["foundation"],
  section_3: ["foundation"],
  section_4: ["foundation"],
  section_5: ["foundation"],
  section_6: ["foundation", "section_2"],
  section_7: ["foundation"],
  section_8: ["foundation"],
  section_9: ["foundation"],
  section_10: ["foundation"],
};
const prefers = {
  section_1: ["section_4", "section_5", "section_6", "section_7", "section_8"],
  section_4: ["section_2"],
  section_5: ["section_3", "section_4"],
  section_7: ["section_5", "section_6"],
  section_9: ["section_5", "section_6", "section_7"],
  section_10: stages.slice(1, -1),
};

// -- the database, after the guide's Prisma schema ----------------------------

const folder = mkdtempSync(join(tmpdir(), "seed-design-"));
const db = new Database(join(folder, "research.db"));
db.pragma("journal_mode = WAL");
db.pragma("synchronous = FULL");
db.exec(`
  CREATE TABLE ResearchJob (
    id TEXT PRIMARY KEY, status TEXT NOT NULL, currentStage TEXT,
    progress REAL NOT NULL DEFAULT 0, metadata TEXT NOT NULL,
    companyName TEXT NOT NULL, geography TEXT NOT NULL,
    ${Object.values(columns).map((name) => `${name} TEXT`).join(", ")},
    overallConfidence TEXT, completedAt TEXT,
    createdAt TEXT NOT NULL, updatedAt TEXT NOT NULL);
  CREATE TABLE ResearchSubJob (
    id TEXT PRIMARY KEY, researchId TEXT NOT NULL REFERENCES ResearchJob(id),
    stage TEXT NOT NULL, status TEXT NOT NULL, dependencies TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, maxAttempts INTEGER NOT NULL DEFAULT 3,
    lastError TEXT, output TEXT, confidence TEXT, sourcesUsed TEXT,
    startedAt TEXT, completedAt TEXT, duration INTEGER,
    createdAt TEXT NOT NULL, updatedAt TEXT NOT NULL);
  CREATE INDEX SubJob_stage ON ResearchSubJob(researchId, stage);
  CREATE INDEX SubJob_status ON ResearchSubJob(status);
`);

const now = () => new Date().toISOString();
const sql = {
  createJob: db.prepare(`INSERT INTO ResearchJob
    (id, status, metadata, companyName, geography, createdAt, updatedAt)
    VALUES (?, 'pending', ?, ?, ?, ?, ?)`),
  createSubJob: db.prepare(`INSERT INTO ResearchSubJob
    (id, researchId, stage, status, dependencies, createdAt, updatedAt)
    VALUES (?, ?, ?, 'pending', ?, ?, ?)`),
  job: db.prepare("SELECT * FROM ResearchJob WHERE id = ?"),
  subJobs: db.prepare("SELECT * FROM ResearchSubJob WHERE researchId = ?"),
  progress: db.prepare(`UPDATE ResearchJob
    SET status = 'running', progress = ?, currentStage = ?, updatedAt = ?
    WHERE id = ?`),
  start: db.prepare(`UPDATE ResearchSubJob
    SET status = 'running', attempts = attempts + 1,
        startedAt = coalesce(startedAt, ?), updatedAt = ?
    WHERE researchId = ? AND stage = ?`),
  complete: db.prepare(`UPDATE ResearchSubJob
    SET status = 'completed', output = ?, confidence = 'HIGH',
        sourcesUsed = ?, completedAt = ?, updatedAt = ?
    WHERE researchId = ? AND stage = ?`),
  fail: db.prepare(`UPDATE ResearchSubJob
    SET status = ?, lastError = ?, updatedAt = ?
    WHERE researchId = ? AND stage = ?`),
  metadata: db.prepare(
    "UPDATE ResearchJob SET metadata = ?, updatedAt = ? WHERE id = ?"),
  finish: db.prepare(`UPDATE ResearchJob
    SET status = ?, progress = 1, completedAt = ?, updatedAt = ?
    WHERE id = ?`),
};
const saveColumn = Object.fromEntries(
  Object.entries(columns).map(([stage, column]) => [
    stage,
    db.prepare(`UPDATE ResearchJob SET ${column} = ?, updatedAt = ?
                WHERE id = ?`),
  ]));

// -- the model ----------------------------------------------------------------

const filler = "x".repeat(outputBytes - 80);

async function callModel(stage) {
  return JSON.stringify({
    text: `${stage} ${filler}`,
    confidence: { level: "HIGH" },
    sources_used: ["S1"],
  });
}

// -- the guide's functions ----------------------------------------------------

function createJob(companyName) {
  const id = randomUUID();
  const at = now();
  const metadata = { focusAreas: [], userFiles: [],
                     sourceTracking: { baseSourceCount: 0, sectionSources: {},
                                       quoteSources: {} } };
  sql.createJob.run(id, JSON.stringify(metadata), companyName, "Global", at, at);
  for (const stage of stages)
    sql.createSubJob.run(randomUUID(), id, stage, JSON.stringify(needs[stage]),
                         at, at);
  return id;
}

function updateProgress(id, stage) {
  const done = sql.subJobs.all(id).filter((s) => s.status === "completed").length;
  sql.progress.run(done / totalStages, stage, now(), id);
}

function runnableSections(id) {
  const rows = sql.subJobs.all(id);
  const status = new Map(rows.map((row) => [row.stage, row.status]));
  const ended = (stage) => ["completed", "failed"].includes(status.get(stage));
  return stages.filter((stage) =>
    status.get(stage) === "pending"
    && needs[stage].every((need) => status.get(need) === "completed")
    && (prefers[stage] ?? []).every(ended));
}

function trackSources(id, stage, sources) {
  const metadata = JSON.parse(sql.job.get(id).metadata);
  metadata.sourceTracking.sectionSources[stage] = sources;
  sql.metadata.run(JSON.stringify(metadata), now(), id);
}

async function executeSection(id, stage) {
  sql.start.run(now(), now(), id, stage);
  updateProgress(id, stage);
  const text = await callModel(stage);
  const output = JSON.parse(text);
  saveColumn[stage].run(text, now(), id);
  sql.complete.run(text, JSON.stringify(output.sources_used), now(), now(), id,
                   stage);
  trackSources(id, stage, output.sources_used);
  updateProgress(id, stage);
}

async function handleSectionFailure(id, stage, error) {
  const row = sql.subJobs.all(id).find((each) => each.stage === stage);
  const again = row.attempts < row.maxAttempts;
  sql.fail.run(again ? "pending" : "failed", error.message, now(), id, stage);
  if (again)
    await new Promise((resolve) => setTimeout(resolve, retryDelayMs));
}

function checkJobCompletion(id) {
  const rows = sql.subJobs.all(id);
  const failed = rows.some((row) => row.status !== "completed");
  sql.finish.run(failed ? "failed" : "completed", now(), now(), id);
  return !failed;
}

async function executeNextPhase(id) {
  for (;;) {
    const runnable = runnableSections(id);
    if (runnable.length === 0)
      return checkJobCompletion(id);
    await Promise.all(runnable.map((stage) =>
      executeSection(id, stage).catch((error) =>
        handleSectionFailure(id, stage, error))));
  }
}

async function runJob(number) {
  // A request arrives on a turn of its own.
  await new Promise((resolve) => setImmediate(resolve));
  const id = createJob(`Company ${number % 100}`);
  if (!await executeNextPhase(id))
    throw new Error(`job ${id} failed`);
}

// -- measuring ----------------------------------------------------------------

async function latencies(count) {
  const took = [];
  for (let i = 0; i < count; ++i) {
    const start = performance.now();
    await runJob(i);
    took.push(performance.now() - start);
  }
  return took.sort((a, b) => a - b);
}

let peak = 0;
const watchMemory = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage().rss);
}, 20);

const took = await latencies(alone);
const cpu = process.cpuUsage();
const start = performance.now();
await Promise.all(Array.from({ length: atOnce }, (_, i) => runJob(i)));
const seconds = (performance.now() - start) / 1000;
const used = process.cpuUsage(cpu);
peak = Math.max(peak, process.resourceUsage().maxRSS * 1024);
clearInterval(watchMemory);
db.close();
rmSync(folder, { recursive: true });

console.log(JSON.stringify({
  bench: "seed_design",
  command: `node bench.mjs ${atOnce} ${alone}`,
  jobs: atOnce,
  jobsPerSecond: atOnce / seconds,
  aloneP50Ms: took[Math.floor(took.length / 2)],
  aloneP99Ms: took[Math.floor(took.length * 0.99)],
  cpuMsPerJob: (used.user + used.system) / 1000 / atOnce,
  peakMb: peak / 1024 / 1024,
  loadAverage: loadavg()[0],
}));
