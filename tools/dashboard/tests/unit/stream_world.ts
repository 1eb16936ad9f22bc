/// A small job of three stages, and frames to tell of it.
import { reduceJob, unknownJob, type JobAction, type JobState } from "../../src/live/job_state";
import type { Usage } from "../../src/live/job_events";
import type { ErrorClass, EventName, JobStatus, StageState } from "../../src/protocol/http";
import type { DeltaFrame, EventFrame, PartialText, SnapshotFrame } from "../../src/protocol/socket";

const noTokens = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };

export function follow(actions: JobAction[]): JobState {
  return actions.reduce(reduceJob, unknownJob);
}

function stage(id: string, field: string, needs: string[]): StageState {
  return {
    stage: id, name: id, field, kind: "model", status: "pending", detail: null, outdated: false,
    needs, prefers: [], attempts: 0, maxAttempts: 3, lostAttempts: 0, nextAttemptAt: null, lastError: null,
    errorClass: null, blockedBy: null, rootCause: null, stale: false, confidence: null,
    sourcesUsed: [], version: 0, startedAt: null, completedAt: null, duration: null,
    tokens: noTokens, costUsd: 0,
  };
}

export function jobStatus(changes: Partial<JobStatus> = {}): JobStatus {
  return {
    id: "j", reportType: "company_intelligence", companyName: "Halden", geography: "Global",
    focusAreas: [], userFiles: [], userContext: null, timeHorizon: "1y", tags: [], priority: 0,
    budgetUsd: null, demo: true, status: "queued", progress: 0, currentStage: null,
    runningStages: [], completedSections: [], failedSections: [], queuePosition: 1,
    estimatedTimeRemaining: null, error: null, overallConfidence: "UNKNOWN",
    confidenceCoverage: { have: 0, of: 2 }, confidenceAnchors: [], generation: 1,
    revision: 1, lastSeq: 0, createdAt: at(0), queuedAt: at(0), startedAt: null,
    completedAt: null, updatedAt: at(0), tokens: noTokens, costUsd: 0,
    stages: [
      stage("foundation", "foundation", []),
      stage("section_1", "executiveSummary", ["foundation"]),
      stage("section_2", "financialSnapshot", ["foundation"]),
    ],
    ...changes,
  };
}

export function snapshot(
  changes: Partial<JobStatus> = {},
  seq = 0,
  partial: SnapshotFrame["partial"] = {},
): SnapshotFrame {
  return { v: 1, type: "snapshot", jobId: "j", seq, job: jobStatus({ ...changes, lastSeq: seq }), partial };
}

type DataOf<N extends EventName> = Extract<EventFrame, { event: N }>["data"];

export function event<N extends EventName>(
  seq: number,
  name: N,
  stage?: string,
  data?: DataOf<N>,
  generation = 1,
): EventFrame {
  const frame = { v: 1, type: "event", jobId: "j", seq, ts: at(seq), generation, event: name, stage, data: data ?? {} };
  return frame as unknown as EventFrame;
}

export function completed(seq: number, stage: string, used: Usage = usage(1)): EventFrame {
  const durationMs = 1000;
  return event(seq, "stage.completed", stage, {
    confidence: "HIGH", sourcesUsed: ["S1"], durationMs, outputHash: "h", version: 1, ...used,
  });
}

export function failed(seq: number, stage: string, errorClass: ErrorClass): EventFrame {
  return event(seq, "stage.failed", stage, { error: "broke", errorClass, ...usage(1) });
}

export function delta(
  stage: string,
  offset: number,
  text: string,
  changes: Partial<PartialText> = {},
): DeltaFrame {
  return { v: 1, type: "delta", jobId: "j", stage, generation: 1, attempt: 1, call: 1, offset, text, tokens: 0, ...changes };
}

export function usage(output: number): Usage {
  return { tokens: { ...noTokens, output }, costUsd: output / 100 };
}

function at(second: number): string {
  return new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
}
