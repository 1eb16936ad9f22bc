/// What is said on the socket: made from config/asyncapi.json by `npm run protocol`.
/// Change it there; what is changed here is lost.
import type {
  EventBody,
  JobEvent,
  JobId,
  JobStatus,
  JobSummary,
  Problem,
  StageId,
} from "./http";
import type { Json, JsonObject } from "./json";

export interface HelloFrame {
  v: 1;
  type: "hello";
  /// Names the database file; another one after a restore from a backup.
  epoch: string;
  serverTime: string;
  version: string;
}

export interface SubscribedFrame {
  v: 1;
  type: "subscribed";
  jobId: JobId;
  epoch: string;
  lastSeq: number;
  /// Whether the events after `sinceSeq` follow; otherwise a snapshot does.
  recovered: boolean;
}

export interface SnapshotFrame {
  v: 1;
  type: "snapshot";
  jobId: JobId;
  /// The snapshot holds every event up to this one.
  seq: number;
  job: JobStatus;
  /// What running stages have written so far, by stage.
  partial: Record<string, PartialText>;
}

export type EventFrame = {
  v: 1;
  type: "event";
  jobId: JobEvent["jobId"];
  seq: JobEvent["seq"];
  ts: JobEvent["ts"];
  generation: JobEvent["generation"];
  stage?: JobEvent["stage"];
  attempt?: JobEvent["attempt"];
} & EventBody;

export interface DeltaFrame {
  v: 1;
  type: "delta";
  jobId: JobId;
  stage: StageId;
  generation: number;
  attempt: number;
  call: number;
  /// Of the text's first byte, in UTF-8 bytes of that call's text.
  offset: number;
  text: string;
  /// About how many the text so far has.
  tokens: number;
}

export interface DetailFrame {
  v: 1;
  type: "detail";
  jobId: JobId;
  stage: StageId;
  detail: "throttled" | "waiting" | null;
  reason: string;
  until: string | null;
}

export interface GapFrame {
  v: 1;
  type: "gap";
  jobId: JobId;
  lastSeq: number;
}

export interface JobsFrame {
  v: 1;
  type: "jobs";
  items: JobSummary[];
}

export interface JobFrame {
  v: 1;
  type: "job";
  item: JobSummary;
}

export interface JobRemovedFrame {
  v: 1;
  type: "job_removed";
  jobId: JobId;
}

export interface UnsubscribedFrame {
  v: 1;
  type: "unsubscribed";
  /// As the client has said it.
  jobId?: string;
  feed?: "jobs";
}

export interface PongFrame {
  v: 1;
  type: "pong";
}

export interface AdminAnswerFrame {
  v: 1;
  type: "admin";
  id: string;
  ok: boolean;
  /// What the operation answers over HTTP; null for an empty answer.
  result?: Json;
  problem?: Problem;
}

export interface ErrorFrame {
  v: 1;
  type: "error";
  /// As the client has said it.
  jobId?: string;
  problem: Problem;
}

export interface ByeFrame {
  v: 1;
  type: "bye";
  reason: string;
  retryAfterMs: number;
}

export interface BatchFrame {
  v: 1;
  type: "batch";
  items: (EventFrame | DeltaFrame | DetailFrame | JobFrame | JobRemovedFrame)[];
}

export interface SubscribeJobFrame {
  type: "subscribe";
  jobId: JobId;
  /// The last event seen; without it a snapshot comes.
  sinceSeq?: number | null;
  /// That of the `hello` under which it was seen.
  epoch?: string | null;
  /// Whether text and details are wanted besides events.
  deltas?: boolean;
  /// Whether live frames may come several at once.
  batch?: boolean;
}

export interface SubscribeFeedFrame {
  type: "subscribe";
  feed: "jobs";
}

export interface UnsubscribeJobFrame {
  type: "unsubscribe";
  jobId: JobId;
}

export interface UnsubscribeFeedFrame {
  type: "unsubscribe";
  feed: "jobs";
}

export interface PingFrame {
  type: "ping";
}

export interface AdminCommandFrame {
  type: "admin";
  /// The client's own, to know the answer by.
  id: string;
  /// An operation of openapi.json with the tag `admin`.
  command:
    | "showOverview"
    | "pauseQueue"
    | "resumeQueue"
    | "setLimits"
    | "startJob"
    | "rerunJobs"
    | "checkJobs"
    | "checkJob"
    | "listAudit";
  /// Its path, query and body fields in one object.
  params?: JsonObject;
}

export interface PartialText {
  generation: number;
  attempt: number;
  call: number;
  /// Of the text's first byte, in UTF-8 bytes of that call's text.
  offset: number;
  /// The last 32 KiB at most.
  text: string;
}

/// What the server says.
export type ServerFrame =
  | HelloFrame
  | EventFrame
  | DeltaFrame
  | DetailFrame
  | GapFrame
  | JobRemovedFrame
  | BatchFrame
  | JobFrame
  | ByeFrame
  | SubscribedFrame
  | SnapshotFrame
  | ErrorFrame
  | JobsFrame
  | UnsubscribedFrame
  | PongFrame
  | AdminAnswerFrame;

/// What a client may say.
export type ClientFrame =
  | SubscribeJobFrame
  | SubscribeFeedFrame
  | UnsubscribeJobFrame
  | UnsubscribeFeedFrame
  | PingFrame
  | AdminCommandFrame;
