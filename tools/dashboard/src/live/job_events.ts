/// Folds one durable event into a job's status, by the same rules as the
/// engine: what is derived there (progress, confidence, lists) is derived here.
import { coverageOf, overallOf } from "../job/confidence";
import type { ErrorClass, JobStatus, StageState, StageStatusName, Tokens } from "../protocol/http";
import type { EventFrame } from "../protocol/socket";

/// What attempts, stages and jobs have each cost.
export type Usage = Pick<JobStatus, "tokens" | "costUsd">;

export function foldEvent(job: JobStatus, event: EventFrame): JobStatus {
  return derived({
    ...onJob(job, event),
    stages: stagesAfter(job.stages, event),
    lastSeq: event.seq,
    updatedAt: event.ts,
  });
}

export function isFoundation(stage: { field: string }): boolean {
  return stage.field === "foundation";
}

export function isTerminal(status: JobStatus["status"]): boolean {
  return status !== "queued" && status !== "running";
}

// -- the job's own fields ----------------------------------------------------

function onJob(job: JobStatus, event: EventFrame): JobStatus {
  switch (event.event) {
    case "job.started":
      return {
        ...job,
        status: "running",
        startedAt: job.startedAt ?? event.ts,
        queuePosition: null,
      };
    case "job.updated":
      return { ...job, ...event.data };
    case "job.rerun":
      return {
        ...job,
        status: "queued",
        generation: event.generation,
        queuedAt: event.ts,
        startedAt: null,
        completedAt: null,
        estimatedTimeRemaining: null,
        error: null,
        budgetUsd: event.data.budgetUsd ?? job.budgetUsd,
      };
    case "job.cancelled":
      return { ...job, status: "cancelled" };
    case "job.finished":
      return {
        ...job,
        status: event.data.status,
        completedAt: event.ts,
        queuePosition: null,
        estimatedTimeRemaining: null,
      };
    case "stage.retrying":
    case "stage.completed":
    case "stage.failed":
    case "stage.cancelled":
    case "stage.usage":
      return { ...job, ...withUsage(job, event.data) };
    case "job.queued":
    case "stage.reset":
    case "stage.started":
    case "stage.stale":
    case "stage.fresh":
    case "stage.restored":
      return job;
  }
}

function withUsage(total: Usage, used: Partial<Usage>): Usage {
  return {
    tokens: used.tokens ? addTokens(total.tokens, used.tokens) : total.tokens,
    costUsd: total.costUsd + (used.costUsd ?? 0),
  };
}

function addTokens(a: Tokens, b: Tokens): Tokens {
  return {
    input: a.input + b.input,
    output: a.output + b.output,
    cacheRead: a.cacheRead + b.cacheRead,
    cacheWrite: a.cacheWrite + b.cacheWrite,
  };
}

// -- its stages --------------------------------------------------------------

function stagesAfter(stages: StageState[], event: EventFrame): StageState[] {
  return stages.map((stage) =>
    stage.stage === event.stage ? onStage(stage, event) : stage,
  );
}

function onStage(stage: StageState, event: EventFrame): StageState {
  switch (event.event) {
    case "stage.reset":
      return {
        ...stage,
        ...noError,
        status: "pending",
        detail: null,
        attempts: 0,
        lostAttempts: 0,
        stale: false,
        outdated: false,
        confidence: null,
        sourcesUsed: [],
        startedAt: null,
        completedAt: null,
        duration: null,
      };
    case "stage.started":
      return {
        ...stage,
        status: "running",
        detail: null,
        attempts: event.data.attempt,
        nextAttemptAt: null,
        startedAt: stage.startedAt ?? event.ts,
      };
    case "stage.retrying":
      return {
        ...stage,
        ...withUsage(stage, event.data),
        detail: "retry_wait",
        nextAttemptAt: event.data.nextAttemptAt,
        lastError: event.data.error,
        errorClass: event.data.errorClass,
        lostAttempts: stage.lostAttempts + (isLost(event.data.errorClass) ? 1 : 0),
      };
    case "stage.completed":
      return ended(stage, "completed", event.ts, {
        ...noError,
        ...withUsage(stage, event.data),
        stale: false,
        outdated: false,
        confidence: event.data.confidence,
        sourcesUsed: event.data.sourcesUsed,
        version: event.data.version,
      });
    case "stage.failed":
      return ended(stage, "failed", event.ts, {
        ...withUsage(stage, event.data),
        lastError: event.data.error,
        errorClass: event.data.errorClass,
        blockedBy: event.data.blockedBy ?? null,
        rootCause: event.data.rootCause ?? null,
        lostAttempts: stage.lostAttempts + (event.data.errorClass === "crash" ? 1 : 0),
      });
    case "stage.cancelled":
      return ended(stage, "cancelled", event.ts, withUsage(stage, event.data));
    case "stage.restored":
      return {
        ...stage,
        ...noError,
        status: "completed",
        stale: false,
        confidence: event.data.confidence,
        sourcesUsed: event.data.sourcesUsed,
        version: event.data.version,
        startedAt: null,
        completedAt: event.ts,
        duration: null,
      };
    case "stage.stale":
      return { ...stage, stale: true };
    case "stage.fresh":
      return { ...stage, stale: false };
    case "stage.usage":
      return { ...stage, ...withUsage(stage, event.data) };
    case "job.queued":
    case "job.started":
    case "job.updated":
    case "job.rerun":
    case "job.cancelled":
    case "job.finished":
      return stage;
  }
}

/// The server ended such an attempt, not the model.
function isLost(errorClass: ErrorClass): boolean {
  return errorClass === "crash" || errorClass === "drained";
}

const noError = {
  lastError: null,
  errorClass: null,
  blockedBy: null,
  rootCause: null,
  nextAttemptAt: null,
};

function ended(
  stage: StageState,
  status: StageStatusName,
  at: string,
  more: Partial<StageState>,
): StageState {
  const duration =
    stage.startedAt === null
      ? null
      : Date.parse(at) - Date.parse(stage.startedAt);
  return {
    ...stage,
    status,
    detail: null,
    nextAttemptAt: null,
    completedAt: at,
    duration,
    ...more,
  };
}

// -- what follows from them --------------------------------------------------

function derived(job: JobStatus): JobStatus {
  const running = job.stages.filter((s) => s.status === "running");
  const over = job.stages.filter(
    (s) => s.status !== "running" && s.status !== "pending",
  );
  const sections = job.stages.filter((s) => !isFoundation(s));
  const foundation = job.stages.find(isFoundation);
  return {
    ...job,
    progress: job.stages.length ? over.length / job.stages.length : 0,
    currentStage: startedLast(running)?.stage ?? null,
    runningStages: running.map((s) => s.stage),
    completedSections: idsOf(sections, "completed"),
    failedSections: idsOf(sections, "failed"),
    overallConfidence: overallOf(job),
    confidenceCoverage: coverageOf(job.stages),
    error: job.status === "failed" ? (foundation?.lastError ?? null) : null,
  };
}

function idsOf(stages: StageState[], status: StageStatusName): string[] {
  return stages.filter((s) => s.status === status).map((s) => s.stage);
}

function startedLast(running: StageState[]): StageState | undefined {
  return running.reduce<StageState | undefined>(
    (last, stage) =>
      last === undefined || (stage.startedAt ?? "") > (last.startedAt ?? "")
        ? stage
        : last,
    undefined,
  );
}
