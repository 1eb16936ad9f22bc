/// What is said over HTTP: made from config/openapi.json by `npm run protocol`.
/// Change it there; what is changed here is lost.
import type { Json, JsonObject } from "./json";

/// Opaque; sorts by creation.
export type JobId = string;

/// As the pipeline names it, such as foundation or section_4.
export type StageId = string;

/// The last four are final until a rerun.
export type JobStatusName = "queued" | "running" | "completed" | "completed_with_errors" | "failed" | "cancelled";

export type StageStatusName = "pending" | "running" | "completed" | "failed" | "cancelled";

export type Confidence = "HIGH" | "MEDIUM" | "LOW" | "UNKNOWN";

/// Over how many of the model sections, foundation apart, the overall confidence is
/// taken.
export interface Coverage {
  /// Completed and rated.
  have: number;
  of: number;
}

/// How far back research looks; ends on the day the job was created.
export type TimeHorizon = "6m" | "1y" | "2y" | "3y";

/// What kind of failure it was, which decides whether it is tried again.
export type ErrorClass =
  | "transient"
  | "throttled"
  | "truncated"
  | "malformed"
  | "schema_violation"
  | "refusal"
  | "auth"
  | "billing"
  | "not_found"
  | "invalid_request"
  | "internal"
  | "budget"
  | "crash"
  | "drained"
  | "blocked";

/// Why a running stage is not asking a model at this moment.
export type StageDetail = "retry_wait" | "throttled" | "waiting";

export type AttemptOutcome = "completed" | "failed" | "crashed" | "drained" | "cancelled";

/// What runs besides: nothing, what the requested stages blocked, or also what builds
/// on them.
export type Cascade = "none" | "blocked" | "stale";

/// Why a stage runs in a rerun.
export type RerunReason = "requested" | "failed_dependency" | "blocked" | "stale" | "computed";

export interface Tokens {
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite: number;
}

/// RFC 9457.
export interface Problem {
  type: string;
  title: string;
  status: number;
  /// What happened, and what to do.
  detail: string;
  /// One of a fixed list; decide by it, not by the text.
  code:
    | "malformed_json"
    | "bad_request"
    | "unauthenticated"
    | "forbidden"
    | "not_found"
    | "method_not_allowed"
    | "timeout"
    | "too_large"
    | "uri_too_long"
    | "unsupported_media_type"
    | "upgrade_required"
    | "headers_too_large"
    | "job_active"
    | "not_cancellable"
    | "not_queued"
    | "plan_changed"
    | "report_not_available"
    | "idempotency_in_flight"
    | "invalid_field"
    | "unknown_stage"
    | "idempotency_mismatch"
    | "rate_limited"
    | "draining"
    | "queue_full"
    | "storage_busy"
    | "internal"
    | "format_unavailable"
    | "storage_full";
  /// Every field that is not valid.
  errors?: {
    /// JSON pointer into the body.
    pointer: string;
    detail: string;
  }[];
  /// Of checkReadiness: everything that is not in order.
  reasons?: string[];
  /// Joins the answer with the server's log; also in X-Request-Id.
  traceId: string;
}

export interface ResearchRequest {
  /// Holds a letter or a digit of some script. Characters that leave no trace, such as
  /// zero-width spaces, are taken out.
  companyName: string;
  /// Holds a letter or a digit of some script.
  geography?: string;
  focusAreas?: string[];
  userFiles?: string[];
  reportType?: string;
  tags?: string[];
  /// What the analyst knows already; never followed as instructions.
  userContext?: string;
  timeHorizon?: TimeHorizon;
  /// Higher goes first.
  priority?: number;
  /// Cap on what one generation may cost.
  budgetUsd?: number;
}

export interface Accepted {
  jobId: JobId;
  status: "queued";
  queuePosition: number;
  message: string;
}

export interface JobStatus {
  id: JobId;
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
  /// In seconds.
  estimatedTimeRemaining: number | null;
  error: string | null;
  overallConfidence: Confidence;
  confidenceCoverage: Coverage;
  /// Stages above whose lowest level the overall confidence never stands.
  confidenceAnchors: StageId[];
  /// 1, and one more with each rerun.
  generation: number;
  revision: number;
  /// Number of the newest event.
  lastSeq: number;
  createdAt: string;
  queuedAt: string;
  startedAt: string | null;
  completedAt: string | null;
  updatedAt: string;
  tokens: Tokens;
  costUsd: number;
  /// In the order of the pipeline.
  stages: StageState[];
}

export interface StageState {
  stage: StageId;
  name: string;
  /// Its name in the report.
  field: string;
  kind: "model" | "computed";
  status: StageStatusName;
  detail: StageDetail | null;
  /// Its prompt or model has changed since.
  outdated: boolean;
  needs: StageId[];
  prefers: StageId[];
  attempts: number;
  maxAttempts: number;
  /// Of `attempts`, those that a crash or a shutdown ended, the crash that failed the
  /// stage included: they took a number, but do not count against `maxAttempts`.
  lostAttempts: number;
  nextAttemptAt: string | null;
  lastError: string | null;
  errorClass: ErrorClass | null;
  blockedBy: StageId | null;
  rootCause: StageId | null;
  /// Something it was made from has changed since.
  stale: boolean;
  confidence: Confidence | null;
  sourcesUsed: string[];
  /// 0 before the first output.
  version: number;
  startedAt: string | null;
  completedAt: string | null;
  /// In milliseconds.
  duration: number | null;
  tokens: Tokens;
  costUsd: number;
}

export interface JobSummary {
  id: JobId;
  /// Whether a demonstration provider wrote the sections.
  demo: boolean;
  reportType: string;
  companyName: string;
  geography: string;
  tags: string[];
  status: JobStatusName;
  /// Share of sections that have ended well.
  progress: number;
  currentStage: StageId | null;
  failedSections: StageId[];
  /// 1 for the job that starts next; null once it has left the queue.
  queuePosition: number | null;
  overallConfidence: Confidence;
  confidenceCoverage: Coverage;
  costUsd: number;
  createdAt: string;
  queuedAt: string;
  startedAt: string | null;
  completedAt: string | null;
  /// Grows by one with every durable change; the ETag.
  revision: number;
}

export interface JobPage {
  items: JobSummary[];
  /// Null on the last page.
  nextCursor: string | null;
}

export interface SourceReference {
  id: string;
  citation: string;
  url?: string | null;
  type: string;
  date: string;
}

export interface CatalogSource {
  id: string;
  citation: string;
  url?: string | null;
  type: string;
  date: string;
  sectionsUsedIn: StageId[];
}

/// What the section's own schema describes, see showPipeline; null while there is none.
export type SectionOutput = JsonObject | null;

/// The newest version of a section that has no output now.
export interface PreviousVersion {
  version: number;
  completedAt: string;
  confidence: Confidence;
  output: SectionOutput;
}

export interface ReportSection {
  stage: StageId;
  name: string;
  field: string;
  status: StageStatusName;
  lastError: string | null;
  stale: boolean;
  confidence: Confidence | null;
  output: SectionOutput;
  /// While `output` is null: the newest version there was, so that a rerun takes
  /// nothing away from the reader. A restore makes it the output again.
  previous: PreviousVersion | null;
  /// Of the output, or of `previous` while there is none.
  sources: SourceReference[];
  completedAt: string | null;
  version: number;
}

/// One member for each stage of the pipeline, by its report key, beside those named
/// here.
export interface Report {
  id: JobId;
  status: JobStatusName;
  foundation: SectionOutput;
  sections: ReportSection[];
  sourceCatalog: CatalogSource[];
  warnings: {
    code: string;
    stage: StageId;
    detail: string;
  }[];
  metadata: ReportMetadata;
}

export interface ReportMetadata {
  demo: boolean;
  companyName: string;
  geography: string;
  /// When the job was completed.
  generatedDate: string | null;
  sectionsCompleted: StageId[];
  sectionsFailed: StageId[];
  overallConfidence: Confidence;
  confidenceCoverage: Coverage;
  costUsd: number;
  tokens: Tokens;
  sourceTracking: {
    baseSourceCount: number;
    /// Ids of sources by stage.
    sectionSources: Record<string, string[]>;
    /// Direct quotes by source.
    quoteSources: Record<string, number>;
  };
}

export type EventName =
  | "job.queued"
  | "job.started"
  | "job.updated"
  | "job.rerun"
  | "job.cancelled"
  | "job.finished"
  | "stage.reset"
  | "stage.started"
  | "stage.retrying"
  | "stage.completed"
  | "stage.failed"
  | "stage.cancelled"
  | "stage.stale"
  | "stage.fresh"
  | "stage.restored"
  | "stage.usage";

/// Which event it is, and what it carries.
export type EventBody =
  /// At creation only; the first event of every job.
  | {
      event: "job.queued";
      data: {
        reportType: string;
        companyName: string;
        geography: string;
        focusAreas: string[];
        userFiles: string[];
        userContext: string;
        timeHorizon: TimeHorizon;
        tags: string[];
        priority: number;
        budgetUsd: number | null;
        demo: boolean;
        user: string;
      };
    }
  /// The queue let the job run.
  | {
      event: "job.started";
      data: Record<string, never>;
    }
  /// A client changed what may be changed; absent fields stay as they are.
  | {
      event: "job.updated";
      data: {
        tags?: string[];
        priority?: number;
        /// Null: no cap any more.
        budgetUsd?: number | null;
      };
    }
  /// A rerun was accepted; a `stage.reset` follows for each stage that runs.
  | {
      event: "job.rerun";
      data: {
        sections: StageId[];
        recomputed: StageId[];
        cascade: Cascade;
        reason: string;
        by: string;
        budgetUsd?: number;
      };
    }
  /// A client cancelled the job.
  | {
      event: "job.cancelled";
      data: Record<string, never>;
    }
  /// The job has come to an end, whichever it is.
  | {
      event: "job.finished";
      data: {
        status: JobStatusName;
      };
    }
  /// A rerun put the stage back to pending.
  | {
      event: "stage.reset";
      stage: StageId;
      data: Record<string, never>;
    }
  /// An attempt began.
  | {
      event: "stage.started";
      stage: StageId;
      data: {
        attempt: number;
      };
    }
  /// An attempt failed, crashed or was ended by a shutdown; another follows.
  | {
      event: "stage.retrying";
      stage: StageId;
      data: {
        attempt: number;
        errorClass: ErrorClass;
        error: string;
        nextAttemptAt: string;
        tokens: Tokens;
        costUsd: number;
      };
    }
  /// The stage has a new output.
  | {
      event: "stage.completed";
      stage: StageId;
      data: {
        confidence: Confidence;
        sourcesUsed: string[];
        tokens: Tokens;
        costUsd: number;
        durationMs: number;
        outputHash: string;
        version: number;
        /// Hash of what the prompt was made from; computed sections have none.
        recipe?: string;
      };
    }
  /// The stage has failed for good in this generation.
  | {
      event: "stage.failed";
      stage: StageId;
      data: {
        error: string;
        errorClass: ErrorClass;
        blockedBy?: StageId;
        rootCause?: StageId;
        tokens: Tokens;
        costUsd: number;
      };
    }
  /// The stage was ended with its job.
  | {
      event: "stage.cancelled";
      stage: StageId;
      data: {
        tokens: Tokens;
        costUsd: number;
      };
    }
  /// An output that the stage was made from has changed.
  | {
      event: "stage.stale";
      stage: StageId;
      data: {
        because: StageId;
      };
    }
  /// What made the stage stale is undone.
  | {
      event: "stage.fresh";
      stage: StageId;
      data: Record<string, never>;
    }
  /// An old output became the newest version.
  | {
      event: "stage.restored";
      stage: StageId;
      data: {
        version: number;
        restoredFrom: number;
        outputHash: string;
        confidence: Confidence;
        sourcesUsed: string[];
        /// Hashes of the outputs it was made from, by stage.
        inputs: Record<string, string>;
        /// Hash of what the prompt was made from; computed sections have none.
        recipe?: string;
      };
    }
  /// A result came too late to count, but its tokens do.
  | {
      event: "stage.usage";
      stage: StageId;
      data: {
        tokens: Tokens;
        costUsd: number;
      };
    };

export type JobEvent = {
  jobId: JobId;
  /// 1, 2, 3, … without gaps over the job's whole life.
  seq: number;
  ts: string;
  generation: number;
  stage?: StageId;
  attempt?: number;
} & EventBody;

export interface EventPage {
  items: JobEvent[];
  /// Of the job, not of the page.
  lastSeq: number;
}

export interface Attempt {
  stage: StageId;
  generation: number;
  attempt: number;
  outcome: AttemptOutcome;
  errorClass: ErrorClass | null;
  error: string | null;
  model: string | null;
  /// As the provider named it.
  stopReason: string | null;
  /// Sent to the provider.
  calls: number;
  startedAt: string;
  completedAt: string;
  durationMs: number;
  tokens: Tokens;
  costUsd: number;
}

export interface AttemptList {
  items: Attempt[];
}

export type NoFields = Record<string, never>;

export interface RerunRequest {
  /// Foundation included.
  sections: StageId[];
  reason?: string;
  cascade?: Cascade;
  /// Of the plan that was shown: 409 `plan_changed` when it is not this one any more.
  planVersion?: string;
  /// Cap on what one generation may cost.
  budgetUsd?: number;
}

export interface RegenerateRequest {
  sections: StageId[];
  reason?: string;
}

export interface RerunAccepted {
  jobId: JobId;
  status: "queued";
  /// What runs again by request or need.
  sections: StageId[];
  /// Computed stages that follow.
  recomputed: StageId[];
  /// Completed stages that used an output that is made anew.
  stale: StageId[];
  generation: number;
  message: string;
}

export interface RegenerateAccepted {
  jobId: JobId;
  status: "queued";
  /// What runs again by request or need.
  sections: StageId[];
  /// Computed stages that follow.
  recomputed: StageId[];
  /// Completed stages that used an output that is made anew.
  stale: StageId[];
  generation: number;
  message: string;
  sectionsToRegenerate: StageId[];
}

export interface Plan {
  /// Goes into the rerun that should do exactly this.
  planVersion: string;
  /// In the order of the pipeline.
  stages: {
    stage: StageId;
    name: string;
    reason: RerunReason;
  }[];
  /// Completed stages that do not run, and were made from an output of one that does,
  /// or while it had none.
  stale: StageId[];
  /// What has no output even when all that runs completes. `because` names the stage
  /// whose failure or cancellation it is: itself, or one that it needs, directly or
  /// through others.
  missing: {
    stage: StageId;
    because: StageId;
  }[];
  /// From history; null without any.
  estimate:
    | {
        tokens: Tokens;
        costUsd: number;
        durationMs: number;
      }
    | null;
}

export interface Cancelled {
  jobId: JobId;
  status: "cancelled";
}

export interface JobUpdate {
  tags?: string[];
  priority?: number;
  /// Cap on what one generation may cost; null: none.
  budgetUsd?: number | null;
}

export interface Version {
  stage: StageId;
  version: number;
  generation: number;
  /// The version whose text this is.
  restoredFrom: number | null;
  /// Of the output.
  hash: string;
  createdAt: string;
  output?: SectionOutput;
}

export interface VersionList {
  items: Version[];
}

export interface Restored {
  jobId: JobId;
  stage: StageId;
  version: number;
  status: JobStatusName;
}

export interface PipelineStage {
  id: StageId;
  name: string;
  field: string;
  /// Its member of a Report.
  reportKey: string;
  kind: "model" | "computed";
  needs: StageId[];
  prefers: StageId[];
  maxAttempts: number;
  /// Whether the report can be read once this stage has completed.
  foundation: boolean;
  /// JSON Schema of the output, in the draft-7 subset; only where one pipeline is
  /// shown.
  schema?: JsonObject | null;
}

export interface Pipeline {
  reportType: string;
  name: string;
  version: number;
  confidenceAnchors: StageId[];
  stages: PipelineStage[];
}

export interface PipelineList {
  items: Pipeline[];
}

export interface QueueState {
  paused: boolean;
  waiting: number;
  running: number;
}

export interface Limits {
  /// 0: no limit.
  maxRunningJobs: number;
  /// Calls to the model at once; null when nothing limits them.
  providerMaxConcurrency: number | null;
}

export interface LimitsRequest {
  /// 0: no limit.
  maxRunningJobs?: number;
  providerMaxConcurrency?: number;
}

export interface Started {
  jobId: JobId;
  status: "running";
}

export interface BulkRerunRequest {
  jobIds?: JobId[];
  filter?: {
    status?: "completed" | "completed_with_errors" | "failed" | "cancelled";
    /// Jobs with a failed stage of this class.
    errorClass?: ErrorClass;
    /// `completedAt` from here on.
    from?: string;
    /// `completedAt` up to here.
    to?: string;
  };
  /// `failed`: of each job those that have failed.
  sections: StageId[] | "failed";
  cascade?: Cascade;
  dryRun?: boolean;
}

export interface BulkRerun {
  dryRun: boolean;
  jobs: {
    jobId: JobId;
    sections: StageId[];
  }[];
  skipped: ({
    jobId: JobId;
    reason: "not_found" | "job_active" | "unknown_stage" | "nothing_failed";
  })[];
}

/// Of the bulk rerun that is under way, or of the last one.
export interface BulkProgress {
  waiting: number;
  underWay: number;
  accepted: number;
  /// The last of them.
  refused: {
    jobId: JobId;
    problem: Problem;
  }[];
}

export interface RunningStage {
  stage: StageId;
  attempt: number;
  detail: StageDetail | null;
  startedAt: string | null;
}

export interface RunningJob {
  jobId: JobId;
  companyName: string;
  user: string;
  progress: number;
  startedAt: string | null;
  stages: RunningStage[];
}

/// What holds calls to one model back.
export interface ProviderGate {
  model: string | null;
  limit: number;
  running: number;
  waiting: number;
  /// No call goes out before, as the provider is busy.
  heldUntil: string | null;
}

export interface StoreFigures {
  writable: boolean;
  /// Names the database file.
  epoch: string;
  /// Disk commits since the start.
  groups: number;
  /// Transactions of jobs since the start.
  commits: number;
  lastCommitMs: number | null;
}

export interface Overview {
  version: string;
  demo: boolean;
  startedAt: string;
  uptimeMs: number;
  draining: boolean;
  /// Clients that follow what happens, now.
  connections: {
    sockets: number;
    streams: number;
  };
  queue: QueueState;
  limits: Limits;
  /// The oldest, at most 50; `queue.running` counts all.
  running: RunningJob[];
  providers: ProviderGate[];
  store: StoreFigures;
  bulkRerun: BulkProgress;
}

export interface Difference {
  /// Into the job's state.
  at: string;
  stored: Json;
  /// What the events add up to.
  folded: Json;
}

export interface JobCheck {
  jobId: JobId;
  /// How many were folded.
  events: number;
  agrees: boolean;
  differences: Difference[];
}

export interface CheckPage {
  checked: number;
  items: JobCheck[];
  /// Null on the last page.
  nextCursor: string | null;
}

export interface AuditEntry {
  at: string;
  by: string;
  /// An operationId.
  action: string;
  /// A job id.
  target: string | null;
  /// What was asked for and what came of it.
  detail: JsonObject;
}

export interface AuditPage {
  items: AuditEntry[];
  /// Null on the last page.
  nextCursor: string | null;
}

export interface Me {
  user: string;
  role: "analyst" | "admin";
}

export interface ServerVersion {
  name: "dossier";
  version: string;
  /// Whether a demonstration provider writes the sections.
  demo: boolean;
}

export interface Health {
  status: "ok";
}

export interface Readiness {
  status: "ready";
}

/// What each operation answers when it is done, by method and path.
export interface Answers {
  "POST /api/research/generate": Accepted;
  "GET /api/research": JobPage;
  "GET /api/research/jobs/{id}": JobStatus;
  "GET /api/research/{id}": Report;
  "PATCH /api/research/{id}": JobStatus;
  "DELETE /api/research/{id}": null;
  "GET /api/research/{id}/events": EventPage;
  "GET /api/research/{id}/attempts": AttemptList;
  "POST /api/research/{id}/rerun": Plan | RerunAccepted;
  "POST /api/research/{id}/regenerate": RegenerateAccepted;
  "POST /api/research/{id}/cancel": Cancelled;
  "GET /api/research/{id}/sections/{stage}/versions": VersionList;
  "GET /api/research/{id}/sections/{stage}/versions/{n}": Version;
  "POST /api/research/{id}/sections/{stage}/versions/{n}/restore": Restored;
  "GET /api/pipelines": PipelineList;
  "GET /api/pipelines/{reportType}": Pipeline;
  "GET /api/admin/overview": Overview;
  "POST /api/admin/queue/pause": QueueState;
  "POST /api/admin/queue/resume": QueueState;
  "PUT /api/admin/queue/limits": Limits;
  "POST /api/admin/queue/start/{id}": Started;
  "POST /api/admin/rerun": BulkRerun;
  "GET /api/admin/check": CheckPage;
  "GET /api/admin/check/{id}": JobCheck;
  "GET /api/admin/audit": AuditPage;
  "GET /api/me": Me;
  "GET /api/version": ServerVersion;
  "GET /healthz": Health;
  "GET /readyz": Readiness;
  "GET /openapi.json": JsonObject;
  "GET /asyncapi.json": JsonObject;
}

/// What each operation is told in its body.
export interface Bodies {
  "POST /api/research/generate": ResearchRequest;
  "PATCH /api/research/{id}": JobUpdate;
  "POST /api/research/{id}/rerun": RerunRequest;
  "POST /api/research/{id}/regenerate": RegenerateRequest;
  "POST /api/research/{id}/cancel": NoFields;
  "POST /api/research/{id}/sections/{stage}/versions/{n}/restore": NoFields;
  "POST /api/admin/queue/pause": NoFields;
  "POST /api/admin/queue/resume": NoFields;
  "PUT /api/admin/queue/limits": LimitsRequest;
  "POST /api/admin/queue/start/{id}": NoFields;
  "POST /api/admin/rerun": BulkRerunRequest;
}
