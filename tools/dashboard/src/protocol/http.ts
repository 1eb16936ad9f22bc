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
  /// Of the attempts those that a crash or a shutdown ended.
  lostAttempts: number;
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
  confidenceCoverage: Coverage;
  /// Stages above whose level the overall confidence never stands.
  confidenceAnchors: StageId[];
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

/// The newest version of a section that has no output now.
export interface PreviousVersion {
  version: number;
  completedAt: string;
  confidence: Confidence | null;
  output: JsonObject | null;
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
  previous: PreviousVersion | null;
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
    confidenceCoverage: Coverage;
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
  /// What stays without output, and the stage whose failure it is.
  missing: { stage: StageId; because: StageId }[];
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
