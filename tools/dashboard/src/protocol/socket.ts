/// What is said on the socket, and the durable events of a job.
import type {
  StageId,
  JobStatusName,
  StageDetail,
  Confidence,
  Tokens,
  Problem,
  JobStatus,
  JobSummary,
  JsonObject,
} from "./http";

// -- durable events ----------------------------------------------------------

export interface Usage {
  tokens: Tokens;
  costUsd: number;
}

interface EventData {
  "job.queued": JsonObject;
  "job.started": JsonObject;
  "job.updated": {
    tags?: string[];
    priority?: number;
    budgetUsd?: number | null;
  };
  "job.rerun": {
    sections: StageId[];
    recomputed: StageId[];
    cascade: string;
    reason?: string | null;
    by?: string;
    budgetUsd?: number | null;
  };
  "job.cancelled": JsonObject;
  "job.finished": { status: JobStatusName };
  "stage.reset": JsonObject;
  "stage.started": { attempt: number };
  "stage.retrying": Usage & {
    attempt: number;
    errorClass: string;
    error: string;
    nextAttemptAt: string;
  };
  "stage.completed": Usage & {
    confidence: Confidence | null;
    sourcesUsed: string[];
    durationMs: number;
    outputHash: string;
    version: number;
  };
  "stage.failed": Usage & {
    error: string;
    errorClass: string;
    blockedBy?: StageId | null;
    rootCause?: StageId | null;
  };
  "stage.cancelled": Usage;
  "stage.stale": { because: StageId };
  "stage.fresh": JsonObject;
  "stage.restored": {
    version: number;
    restoredFrom: number;
    confidence?: Confidence | null;
    sourcesUsed?: string[];
  };
  "stage.usage": Usage;
}

export type EventName = keyof EventData;

/// One event as the socket, the paged GET and SSE all give it.
export type JobEvent = {
  [Name in EventName]: {
    jobId: string;
    seq: number;
    ts: string;
    generation: number;
    event: Name;
    stage?: StageId;
    attempt?: number;
    data: EventData[Name];
  };
}[EventName];

// -- socket ------------------------------------------------------------------

export interface PartialText {
  generation: number;
  attempt: number;
  call: number;
  offset: number;
  text: string;
}

export type DeltaFrame = { type: "delta"; jobId: string; stage: StageId; tokens?: number } & PartialText;
export type EventFrame = { type: "event" } & JobEvent;
export interface SnapshotFrame {
  type: "snapshot";
  jobId: string;
  seq: number;
  job: JobStatus;
  partial: Record<StageId, PartialText>;
}
export interface DetailFrame {
  type: "detail";
  jobId: string;
  stage: StageId;
  detail: StageDetail | null;
  reason: string | null;
  until: string | null;
}

export type LiveFrame =
  | EventFrame
  | DeltaFrame
  | DetailFrame
  | SnapshotFrame
  | { type: "subscribed"; jobId: string; epoch: string; lastSeq: number; recovered: boolean }
  | { type: "gap"; jobId: string; lastSeq: number }
  | { type: "jobs"; items: JobSummary[] }
  | { type: "job"; item: JobSummary }
  | { type: "job_removed"; jobId: string }
  | { type: "error"; jobId?: string; problem: Problem };

export type ServerFrame =
  | LiveFrame
  | { type: "hello"; epoch: string; serverTime: string; version: string }
  | { type: "unsubscribed"; jobId?: string; feed?: string }
  | { type: "pong" }
  | { type: "bye"; reason: string; retryAfterMs: number }
  | { type: "batch"; items: LiveFrame[] };

export type ClientFrame =
  | {
      type: "subscribe";
      jobId: string;
      sinceSeq?: number;
      epoch?: string;
      deltas?: boolean;
      batch?: boolean;
    }
  | { type: "subscribe"; feed: "jobs" }
  | { type: "unsubscribe"; jobId: string }
  | { type: "unsubscribe"; feed: "jobs" }
  | { type: "ping" };
