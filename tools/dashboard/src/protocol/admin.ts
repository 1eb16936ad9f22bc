/// What administrators say to the server and hear from it.
import type { StageId, JobStatusName, StageDetail, Problem, Json, JsonObject } from "./http";

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
