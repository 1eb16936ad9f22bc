/// HTTP: one function a route. A refusal is thrown as ApiError with the
/// server's problem; no connection at all is a problem of code `unreachable`.
import type { ShownProblem } from "./problems";
import type {
  Accepted,
  AttemptList,
  AuditPage,
  BulkRerun,
  BulkRerunRequest,
  CheckPage,
  EventPage,
  JobPage,
  JobStatus,
  JobUpdate,
  Limits,
  LimitsRequest,
  Me,
  Overview,
  Pipeline,
  Plan,
  Problem,
  Report,
  RerunAccepted,
  RerunRequest,
  ResearchRequest,
  ServerVersion,
  StageId,
  Version,
  VersionList,
} from "../protocol/http";
import type { Description } from "../protocol/schema";

export class ApiError extends Error {
  constructor(readonly problem: ShownProblem) {
    super(problem.detail ?? problem.title);
  }
}

/// Of a route that no server offers yet.
export interface UploadedFile {
  fileId: string;
  name: string;
  bytes: number;
  mediaType: string;
  sha256: string;
}

/// For administrators; everything that changes something is audited.
export const admin = {
  overview: () => get<Overview>("/api/admin/overview"),
  pause: () => post<unknown>("/api/admin/queue/pause", {}),
  resume: () => post<unknown>("/api/admin/queue/resume", {}),
  start: (id: string) => post<unknown>(`/api/admin/queue/start/${encode(id)}`, {}),
  limit: (limits: LimitsRequest) => write<Limits>("PUT", "/api/admin/queue/limits", limits),
  rerun: (request: BulkRerunRequest) => post<BulkRerun>("/api/admin/rerun", request),
  check: (cursor: string | null) => get<CheckPage>(`/api/admin/check${after(cursor)}`),
  audit: (cursor: string | null) => get<AuditPage>(`/api/admin/audit${after(cursor)}`),
};

export const api = {
  me: () => get<Me>("/api/me"),
  version: () => get<ServerVersion>("/api/version"),
  description: () => get<Description>("/openapi.json"),
  attempts: (id: string) =>
    get<AttemptList>(`/api/research/${encode(id)}/attempts`),
  events: (id: string, after: number) =>
    get<EventPage>(`/api/research/${encode(id)}/events?after=${after}&limit=1000`),
  job: (id: string) => get<JobStatus>(`/api/research/jobs/${encode(id)}`),
  report: (id: string) => get<Report>(`/api/research/${encode(id)}`),
  list: (query: URLSearchParams) => get<JobPage>(`/api/research?${query}`),
  pipeline: (type: string) => get<Pipeline>(`/api/pipelines/${encode(type)}`),
  generate: (request: ResearchRequest, key: string) =>
    post<Accepted>("/api/research/generate", request, key),
  rerunPlan: (id: string, request: RerunRequest) =>
    post<Plan>(`/api/research/${encode(id)}/rerun?dryRun=true`, request),
  rerun: (id: string, request: RerunRequest, key: string) =>
    post<RerunAccepted>(`/api/research/${encode(id)}/rerun`, request, key),
  cancel: (id: string) => post<unknown>(`/api/research/${encode(id)}/cancel`, {}),
  remove: (id: string) => send<unknown>(`/api/research/${encode(id)}`, { method: "DELETE" }),
  change: (id: string, change: JobUpdate) =>
    write<JobStatus>("PATCH", `/api/research/${encode(id)}`, change),
  versions: (id: string, stage: StageId) =>
    get<VersionList>(versionsOf(id, stage)),
  sectionVersion: (id: string, stage: StageId, n: number) =>
    get<Version>(`${versionsOf(id, stage)}/${n}`),
  restore: (id: string, stage: StageId, n: number) =>
    post<unknown>(`${versionsOf(id, stage)}/${n}/restore`, {}),
  upload: (file: File) =>
    send<UploadedFile>(`/api/files?name=${encode(file.name)}`, {
      method: "POST",
      body: file,
      headers: { "Content-Type": file.type || "application/octet-stream" },
    }),
};

function versionsOf(id: string, stage: StageId): string {
  return `/api/research/${encode(id)}/sections/${encode(stage)}/versions`;
}

/// Repeating a request with its key cannot do the thing twice.
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function problemOf(error: unknown): ShownProblem {
  if (error instanceof ApiError) return error.problem;
  const title = error instanceof Error ? error.message : String(error);
  return { title, status: 0, code: "unexpected" };
}

function get<T>(path: string): Promise<T> {
  return send<T>(path, {});
}

function post<T>(path: string, body: unknown, key?: string): Promise<T> {
  return write<T>("POST", path, body, key);
}

function write<T>(method: string, path: string, body: unknown, key?: string): Promise<T> {
  return send<T>(path, {
    method,
    body: JSON.stringify(body),
    headers: {
      "Content-Type": "application/json",
      ...(key ? { "Idempotency-Key": key } : {}),
    },
  });
}

async function send<T>(path: string, init: RequestInit): Promise<T> {
  const response = await fetch(path, init).catch(() => {
    throw new ApiError({
      title: "The server cannot be reached.",
      status: 0,
      code: "unreachable",
    });
  });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw new ApiError(toProblem(body, response));
  return body as T;
}

function toProblem(body: unknown, response: Response): ShownProblem {
  const said = (typeof body === "object" && body !== null ? body : {}) as Partial<Problem>;
  return {
    ...said,
    title: said.title ?? `The server answered ${response.status}.`,
    status: response.status,
    code: said.code ?? "unknown",
  };
}

function after(cursor: string | null): string {
  return cursor === null ? "" : `?cursor=${encode(cursor)}`;
}

function encode(part: string): string {
  return encodeURIComponent(part);
}
