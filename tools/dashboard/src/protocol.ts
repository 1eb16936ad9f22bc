/// What the server says and accepts: the one home of the wire's types.
/// Times are RFC 3339 strings, durations milliseconds.

// -- words -------------------------------------------------------------------

export type StageId = string;
export type JobStatusName =
  | "queued"
  | "running"
  | "completed"
  | "completed_with_errors"
  | "failed"
  | "cancelled";
export type StageStatusName =
  | "pending"
  | "running"
  | "completed"
  | "failed"
  | "cancelled";
export type StageDetail = "retry_wait" | "throttled" | "waiting";
export type Level = "HIGH" | "MEDIUM" | "LOW" | "UNKNOWN";
/// Over how many of the model sections, foundation apart, an overall
/// confidence is taken.
export interface Coverage {
  have: number;
  of: number;
}
export type Confidence = Level | { level: Level; reason: string };
export type TimeHorizon = "6m" | "1y" | "2y" | "3y";

export interface Tokens {
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite: number;
}

export interface Problem {
  type?: string;
  title: string;
  status: number;
  detail?: string;
  code: string;
  errors?: { pointer: string; detail: string }[];
  traceId?: string;
}

// -- research ----------------------------------------------------------------

export interface ResearchRequest {
  companyName: string;
  geography?: string;
  focusAreas?: string[];
  userFiles?: string[];
  reportType?: string;
  tags?: string[];
  userContext?: string;
  timeHorizon?: TimeHorizon;
  priority?: number;
  budgetUsd?: number;
}

export interface Accepted {
  jobId: string;
  queuePosition: number;
}

export interface StageState {
  stage: StageId;
  name: string;
  field: string;
  kind: "model" | "computed";
  status: StageStatusName;
  detail: StageDetail | null;
  outdated: boolean;
  needs: StageId[];
  prefers: StageId[];
  attempts: number;
  maxAttempts: number;
  nextAttemptAt: string | null;
  lastError: string | null;
  errorClass: string | null;
  blockedBy: StageId | null;
  rootCause: StageId | null;
  stale: boolean;
  confidence: Confidence | null;
  sourcesUsed: string[];
  version: number;
  startedAt: string | null;
  completedAt: string | null;
  duration: number | null;
  tokens: Tokens;
  costUsd: number;
}

export interface JobStatus {
  id: string;
  reportType: string;
  companyName: string;
  geography: string;
  focusAreas: string[];
  userFiles: string[];
  userContext: string | null;
  timeHorizon: TimeHorizon;
  tags: string[];
  priority: number;
  budgetUsd: number | null;
  demo: boolean;
  status: JobStatusName;
  progress: number;
  currentStage: StageId | null;
  runningStages: StageId[];
  completedSections: StageId[];
  failedSections: StageId[];
  queuePosition: number | null;
  estimatedTimeRemaining: number | null;
  error: string | null;
  overallConfidence: Level;
  confidenceCoverage?: Coverage;
  /// Stages above whose lowest level the overall confidence never stands.
  confidenceAnchors?: StageId[];
  generation: number;
  revision: number;
  lastSeq: number;
  createdAt: string;
  queuedAt: string | null;
  startedAt: string | null;
  completedAt: string | null;
  updatedAt: string;
  tokens: Tokens;
  costUsd: number;
  stages: StageState[];
}

export type JobSummary = Pick<
  JobStatus,
  | "id" | "demo" | "reportType" | "companyName" | "geography" | "tags"
  | "status" | "progress" | "currentStage" | "failedSections" | "queuePosition"
  | "overallConfidence" | "confidenceCoverage" | "costUsd" | "createdAt"
  | "queuedAt" | "startedAt" | "completedAt" | "revision"
>;

export type AttemptOutcome = "completed" | "failed" | "crashed" | "drained" | "cancelled";

/// An attempt that has ended.
export interface Attempt {
  stage: StageId;
  generation: number;
  attempt: number;
  outcome: AttemptOutcome;
  errorClass: string | null;
  error: string | null;
  model: string | null;
  stopReason: string | null;
  calls: number;
  startedAt: string;
  completedAt: string;
  durationMs: number;
  tokens: Tokens;
  costUsd: number;
}

export interface SummaryPage {
  items: JobSummary[];
  nextCursor: string | null;
}

// -- report ------------------------------------------------------------------

export type Json =
  | null
  | boolean
  | number
  | string
  | Json[]
  | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export interface SourceReference {
  id: string;
  citation: string;
  url?: string | null;
  type: string;
  date: string;
}

export interface CatalogSource extends SourceReference {
  sectionsUsedIn: StageId[];
}

export interface ReportSection {
  stage: StageId;
  name: string;
  field: string;
  status: StageStatusName;
  lastError: string | null;
  stale: boolean;
  confidence: Confidence | null;
  output: JsonObject | null;
  sources: SourceReference[];
  completedAt: string | null;
  version: number;
}

export interface Report {
  id: string;
  status: JobStatusName;
  foundation: JsonObject;
  sections: ReportSection[];
  sourceCatalog: CatalogSource[];
  warnings: { code: string; stage: StageId; detail: string }[];
  metadata: {
    demo: boolean;
    companyName: string;
    geography: string;
    generatedDate: string | null;
    sectionsCompleted: StageId[];
    sectionsFailed: StageId[];
    overallConfidence: Level;
    confidenceCoverage?: Coverage;
    costUsd: number;
    tokens: Tokens;
  };
}

export type RerunReason =
  | "requested"
  | "failed_dependency"
  | "blocked"
  | "stale"
  | "computed";

export interface RerunRequest {
  sections: StageId[];
  reason?: string;
  cascade?: "none" | "blocked" | "stale";
  planVersion?: string;
  budgetUsd?: number;
}

export interface Plan {
  planVersion: string;
  stages: { stage: StageId; name: string; reason: RerunReason }[];
  stale: StageId[];
  estimate: {
    tokens: Tokens | number;
    costUsd: number;
    durationMs: number;
  } | null;
}

export interface JobChange {
  tags?: string[];
  priority?: number;
  /// Null takes the cap away.
  budgetUsd?: number | null;
}

/// With `output` only when it was asked for alone.
export interface SectionVersion {
  stage: StageId;
  version: number;
  generation: number;
  restoredFrom: number | null;
  hash: string;
  createdAt: string;
  output?: JsonObject;
}

export interface UploadedFile {
  fileId: string;
  name: string;
  bytes: number;
  mediaType: string;
  sha256: string;
}

// -- pipelines ---------------------------------------------------------------

/// The draft-7 subset that sections are described in, plus `x-render`.
export interface Schema {
  $ref?: string;
  definitions?: Record<string, Schema>;
  type?: string | string[];
  title?: string;
  description?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  items?: Schema;
  enum?: Json[];
  anyOf?: Schema[];
  maximum?: number;
  "x-render"?: string | JsonObject;
}

export interface PipelineStage {
  id: StageId;
  name: string;
  field: string;
  reportKey: string;
  kind: "model" | "computed";
  needs: StageId[];
  prefers: StageId[];
  schema: Schema;
}

export interface Pipeline {
  reportType: string;
  name: string;
  version: number;
  confidenceAnchors?: StageId[];
  stages: PipelineStage[];
}

// -- the server itself -------------------------------------------------------

export interface ServerVersion {
  name: string;
  version: string;
  /// Whether new reports are written by the demo provider.
  demo?: boolean;
}

export interface Me {
  user: string;
  role: string;
}

/// Of openapi.json only what is used.
export interface Description {
  paths: Record<string, Record<string, Operation>>;
}

export interface Operation {
  summary?: string;
  tags?: string[];
  deprecated?: boolean;
}

// -- administration ----------------------------------------------------------

export interface RunningStage {
  stage: StageId;
  attempt: number;
  detail: StageDetail | null;
  startedAt: string | null;
}

export interface RunningJob {
  jobId: string;
  companyName: string;
  user: string;
  progress: number;
  startedAt: string | null;
  stages: RunningStage[];
}

export interface ProviderGate {
  model: string | null;
  limit: number;
  running: number;
  waiting: number;
  heldUntil: string | null;
}

export interface Limits {
  /// 0: no limit.
  maxRunningJobs: number;
  /// Nothing when no gate holds calls back.
  providerMaxConcurrency: number | null;
}

export interface Overview {
  version: string;
  demo: boolean;
  startedAt: string;
  uptimeMs: number;
  draining: boolean;
  connections: { sockets: number; streams: number };
  queue: { paused: boolean; waiting: number; running: number };
  limits: Limits;
  running: RunningJob[];
  providers: ProviderGate[];
  store: {
    writable: boolean;
    epoch: string;
    groups: number;
    commits: number;
    lastCommitMs: number | null;
  };
  bulkRerun: {
    waiting: number;
    underWay: number;
    accepted: number;
    refused: { jobId: string; problem: Problem }[];
  };
}

export interface BulkFilter {
  status?: JobStatusName;
  errorClass?: string;
  from?: string;
  to?: string;
}

export interface BulkRerunRequest {
  jobIds?: string[];
  filter?: BulkFilter;
  sections: StageId[] | "failed";
  cascade?: "none" | "blocked" | "stale";
  dryRun?: boolean;
}

export interface BulkRerun {
  dryRun: boolean;
  jobs: { jobId: string; sections: StageId[] }[];
  skipped: {
    jobId: string;
    reason: "not_found" | "job_active" | "unknown_stage" | "nothing_failed";
  }[];
}

export interface JobCheck {
  jobId: string;
  events: number;
  agrees: boolean;
  differences: { at: string; stored: Json; folded: Json }[];
}

export interface CheckPage {
  checked: number;
  items: JobCheck[];
  nextCursor: string | null;
}

export interface AuditEntry {
  at: string;
  by: string;
  action: string;
  target: string | null;
  detail: JsonObject;
}

export interface AuditPage {
  items: AuditEntry[];
  nextCursor: string | null;
}

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
