/// One job as the stream tells it: a pure reducer from frames to state.
///
///   nothing --snapshot--> live --event seq+1--> live
///   live --event with a hole before it--> live, asks to be resumed
///   live --job_removed--> removed
///
/// What no event carries (queue position, estimate, revision) comes in by
/// `fetched`, a GET of the same job, and never moves the state backwards; what
/// went before the stream was followed comes in by `attempts` and `past`.
import {
  noHistory,
  withAttempts,
  withEvent,
  withStatus,
  type History,
} from "./attempts";
import { foldEvent } from "./job_events";
import type { LiveFrame } from "./frames";
import type { ShownProblem } from "../http/problems";
import type { Attempt, JobEvent, JobStatus, StageId } from "../protocol/http";
import type { DeltaFrame, DetailFrame, EventFrame } from "../protocol/socket";
import { appendDelta, joinPartial, type StageStream } from "./stage_stream";

export interface StageNote {
  reason: string | null;
  until: string | null;
}

export interface JobState {
  job: JobStatus | null;
  /// The last event in `job`.
  seq: number;
  epoch: string | null;
  /// A snapshot has been seen, so that the stream can be resumed at `seq`.
  followed: boolean;
  /// Events are missing: the stream must be asked for them again.
  behind: boolean;
  /// How often text was dropped on its way here; a snapshot brings it back.
  gaps: number;
  removed: boolean;
  problem: ShownProblem | null;
  streams: Readonly<Record<StageId, StageStream>>;
  notes: Readonly<Record<StageId, StageNote>>;
  history: History;
}

export type JobAction =
  | LiveFrame
  | { type: "refused"; problem: ShownProblem }
  | { type: "fetched"; job: JobStatus }
  | { type: "attempts"; items: Attempt[] }
  | { type: "past"; items: JobEvent[] };

export const unknownJob: JobState = {
  job: null,
  seq: 0,
  epoch: null,
  followed: false,
  behind: false,
  gaps: 0,
  removed: false,
  problem: null,
  streams: {},
  notes: {},
  history: noHistory,
};

export function reduceJob(state: JobState, action: JobAction): JobState {
  switch (action.type) {
    case "subscribed":
      return { ...state, epoch: action.epoch, behind: false, problem: null };
    case "snapshot":
      return onSnapshot(state, action);
    case "event":
      return onEvent(state, action);
    case "delta":
      return onDelta(state, action);
    case "detail":
      return onDetail(state, action);
    case "job_removed":
      return { ...state, removed: true };
    case "error":
    case "refused":
      return { ...state, problem: action.problem };
    case "fetched":
      return onFetched(state, action.job);
    case "attempts":
      return { ...state, history: withAttempts(state.history, action.items) };
    case "past":
      return { ...state, history: action.items.reduce(withEvent, state.history) };
    case "gap":
      return { ...state, gaps: state.gaps + 1 };
    case "jobs":
    case "job":
      return state;
  }
}

// -- frames ------------------------------------------------------------------

function onSnapshot(
  state: JobState,
  frame: Extract<LiveFrame, { type: "snapshot" }>,
): JobState {
  const streams: Record<StageId, StageStream> = {};
  for (const [stage, partial] of Object.entries(frame.partial)) {
    streams[stage] = joinPartial(state.streams[stage], partial);
  }
  return {
    ...state,
    job: frame.job,
    seq: frame.seq,
    followed: true,
    behind: false,
    removed: false,
    problem: null,
    streams,
    notes: {},
    history: withStatus(state.history, frame.job),
  };
}

function onEvent(state: JobState, event: EventFrame): JobState {
  if (state.job === null || event.seq <= state.seq) return state;
  if (event.seq > state.seq + 1) return { ...state, behind: true };
  return {
    ...state,
    job: foldEvent(state.job, event),
    seq: event.seq,
    streams: streamsAfter(state.streams, event),
    notes: event.stage ? without(state.notes, event.stage) : state.notes,
    history: withEvent(state.history, event),
  };
}

function onDelta(state: JobState, delta: DeltaFrame): JobState {
  const stage = state.job?.stages.find((s) => s.stage === delta.stage);
  if (!state.job || !stage) return state;
  const current = state.job.generation;
  const isOld =
    delta.generation < current ||
    (delta.generation === current && delta.attempt < stage.attempts);
  const isTerminal =
    delta.generation === current &&
    delta.attempt === stage.attempts &&
    stage.status !== "running";
  if (isOld || isTerminal) return state;
  const before = state.streams[delta.stage];
  const after = appendDelta(before, delta);
  if (after === before) return state;
  return { ...state, streams: { ...state.streams, [delta.stage]: after } };
}

function onDetail(state: JobState, frame: DetailFrame): JobState {
  if (!state.job) return state;
  const stages = state.job.stages.map((stage) =>
    stage.stage === frame.stage && stage.status === "running"
      ? { ...stage, detail: frame.detail }
      : stage,
  );
  const notes =
    frame.detail === null
      ? without(state.notes, frame.stage)
      : {
          ...state.notes,
          [frame.stage]: { reason: frame.reason, until: frame.until },
        };
  return { ...state, job: { ...state.job, stages }, notes };
}

function onFetched(before: JobState, job: JobStatus): JobState {
  // An answer shows that the server can be reached again.
  const isReached = before.problem?.status === 0;
  const state = isReached ? { ...before, problem: null } : before;
  if (state.job === null || job.lastSeq > state.seq) {
    const streams = Object.fromEntries(
      Object.entries(state.streams).filter(([id, stream]) =>
        job.stages.some(
          (stage) =>
            stage.stage === id &&
            stage.status === "running" &&
            stage.attempts === stream.attempt &&
            job.generation === stream.generation,
        ),
      ),
    );
    const history = withStatus(state.history, job);
    return { ...state, job, seq: job.lastSeq, streams, history };
  }
  return {
    ...state,
    job: {
      ...state.job,
      queuePosition:
        state.job.status === "queued" ? job.queuePosition : null,
      estimatedTimeRemaining:
        job.lastSeq === state.seq
          ? job.estimatedTimeRemaining
          : state.job.estimatedTimeRemaining,
      revision: Math.max(state.job.revision, job.revision),
    },
  };
}

// -- streams -----------------------------------------------------------------

/// A stage's text ends with its attempt. It stays while a retry is awaited,
/// so that the reader can see what the failed attempt had written.
function streamsAfter(
  streams: JobState["streams"],
  event: EventFrame,
): JobState["streams"] {
  switch (event.event) {
    case "stage.started":
    case "stage.reset":
    case "stage.completed":
    case "stage.failed":
    case "stage.cancelled":
    case "stage.restored":
      return event.stage ? without(streams, event.stage) : streams;
    case "job.queued":
    case "job.started":
    case "job.updated":
    case "job.rerun":
    case "job.cancelled":
    case "job.finished":
    case "stage.retrying":
    case "stage.stale":
    case "stage.fresh":
    case "stage.usage":
      return streams;
  }
}

function without<T>(
  record: Readonly<Record<string, T>>,
  key: string,
): Readonly<Record<string, T>> {
  if (!(key in record)) return record;
  const { [key]: _, ...rest } = record;
  return rest;
}
