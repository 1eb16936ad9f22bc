/// The attempts of a job and when its runs began: gathered from the server's
/// list of ended attempts and from events, in any order and any number of
/// times. A run is one generation: the first, and each rerun.
import type { Attempt, AttemptOutcome, ErrorClass, JobEvent, JobStatus, StageId, Tokens } from "../protocol/http";

export interface StageAttempt {
  stage: StageId;
  generation: number;
  attempt: number;
  startedAt: number;
  /// Nothing while it runs.
  endedAt: number | null;
  outcome: AttemptOutcome | "running";
  errorClass: ErrorClass | null;
  error: string | null;
  /// The server's list says it; events do not.
  model: string | null;
  calls: number | null;
  tokens: Tokens | null;
  costUsd: number;
}

export interface Run {
  generation: number;
  queuedAt: number | null;
  startedAt: number | null;
  endedAt: number | null;
}

export interface History {
  runs: Readonly<Record<number, Run>>;
  attempts: Readonly<Record<string, StageAttempt>>;
}

export const noHistory: History = { runs: {}, attempts: {} };

/// What a status tells of its own run; first attempts start with their stage.
export function withStatus(history: History, job: JobStatus): History {
  const run = withRun(history, job.generation, {
    queuedAt: timeOf(job.queuedAt),
    startedAt: timeOf(job.startedAt),
    endedAt: timeOf(job.completedAt),
  });
  return job.stages
    .filter((s) => s.status === "running" && s.detail !== "retry_wait" && s.attempts === 1)
    .reduce((known, { stage, startedAt }) => {
      const start = timeOf(startedAt);
      return start === null ? known : started(known, stage, job.generation, 1, start);
    }, run);
}

export function withAttempts(history: History, ended: Attempt[]): History {
  const attempts = { ...history.attempts };
  for (const item of ended) {
    const { stage, generation, attempt, outcome, errorClass, error, model, calls, tokens, costUsd } = item;
    attempts[keyOf(stage, generation, attempt)] = {
      stage, generation, attempt, outcome, errorClass, error, model, calls, tokens, costUsd,
      startedAt: Date.parse(item.startedAt),
      endedAt: Date.parse(item.completedAt),
    };
  }
  return { ...history, attempts };
}

export function withEvent(history: History, event: JobEvent): History {
  const at = Date.parse(event.ts);
  const { stage, generation } = event;
  switch (event.event) {
    case "job.queued":
    case "job.rerun":
      return withRun(history, generation, { queuedAt: at });
    case "job.started":
      return withRun(history, generation, { startedAt: at });
    case "job.finished":
      return withRun(history, generation, { endedAt: at });
    case "stage.started":
      return stage ? started(history, stage, generation, event.data.attempt, at) : history;
    case "stage.retrying":
      return ended(history, event, at, outcomeOf(event.data.errorClass));
    case "stage.completed":
      return ended(history, event, at, "completed");
    case "stage.failed":
      return ended(history, event, at, outcomeOf(event.data.errorClass));
    case "stage.cancelled":
      return ended(history, event, at, "cancelled");
    case "job.updated":
    case "job.cancelled":
    case "stage.reset":
    case "stage.stale":
    case "stage.fresh":
    case "stage.restored":
    case "stage.usage":
      return history;
  }
}

/// Whether there are runs or attempts whose beginning only past events tell.
export function lacksPast(history: History, job: JobStatus): boolean {
  if (Object.keys(history.runs).length < job.generation) return true;
  return job.stages.some(
    ({ stage, status, detail, attempts }) =>
      status === "running" &&
      detail !== "retry_wait" &&
      attempts > 0 &&
      !(keyOf(stage, job.generation, attempts) in history.attempts),
  );
}

export function attemptsOf(history: History, stage: StageId): StageAttempt[] {
  return Object.values(history.attempts)
    .filter((attempt) => attempt.stage === stage)
    .toSorted((a, b) => a.generation - b.generation || a.attempt - b.attempt);
}

// -- one at a time -----------------------------------------------------------

function withRun(history: History, generation: number, update: Partial<Run>): History {
  const blank: Run = { generation, queuedAt: null, startedAt: null, endedAt: null };
  const before = history.runs[generation] ?? blank;
  // What came first holds: a restored section ends its job once more.
  const run: Run = {
    generation,
    queuedAt: before.queuedAt ?? update.queuedAt ?? null,
    startedAt: before.startedAt ?? update.startedAt ?? null,
    endedAt: before.endedAt ?? update.endedAt ?? null,
  };
  return { ...history, runs: { ...history.runs, [generation]: run } };
}

function started(
  history: History,
  stage: StageId,
  generation: number,
  attempt: number,
  startedAt: number,
): History {
  const key = keyOf(stage, generation, attempt);
  if (key in history.attempts) return history;
  const fresh: StageAttempt = {
    stage, generation, attempt, startedAt,
    endedAt: null, outcome: "running", errorClass: null, error: null,
    model: null, calls: null, tokens: null, costUsd: 0,
  };
  return { ...history, attempts: { ...history.attempts, [key]: fresh } };
}

/// Ends what runs; a stage that was blocked or recomputed has no attempt.
function ended(
  history: History,
  event: JobEvent,
  endedAt: number,
  outcome: AttemptOutcome,
): History {
  const running = Object.entries(history.attempts).find(
    ([, attempt]) =>
      attempt.stage === event.stage &&
      attempt.generation === event.generation &&
      attempt.endedAt === null,
  );
  if (!running) return history;
  const [key, attempt] = running;
  const { tokens = null, costUsd = 0, errorClass = null, error = null } = event.data as Partial<StageAttempt>;
  const after = { ...attempt, endedAt, outcome, tokens, costUsd, errorClass, error };
  return { ...history, attempts: { ...history.attempts, [key]: after } };
}

function outcomeOf(errorClass: ErrorClass): AttemptOutcome {
  if (errorClass === "crash") return "crashed";
  return errorClass === "drained" ? "drained" : "failed";
}

function keyOf(stage: StageId, generation: number, attempt: number): string {
  return `${stage} ${generation} ${attempt}`;
}

function timeOf(time: string | null): number | null {
  return time === null ? null : Date.parse(time);
}
