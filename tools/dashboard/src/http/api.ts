/// HTTP: one function an operation, with the types of the contract. A refusal
/// is thrown as ApiError with the server's problem; no connection at all is a
/// problem of code `unreachable`.
import type { ShownProblem } from "./problems";
import type {
  Answers,
  Bodies,
  BulkRerunRequest,
  JobUpdate,
  LimitsRequest,
  Plan,
  Problem,
  RerunAccepted,
  RerunRequest,
  ResearchRequest,
  StageId,
} from "../protocol/http";
import type { Description } from "../protocol/schema";

export class ApiError extends Error {
  constructor(readonly problem: ShownProblem) {
    super(problem.detail ?? problem.title);
  }
}

/// An operation of the contract, such as "GET /api/me".
export type Route = keyof Answers;

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
  overview: () => ask("GET /api/admin/overview", {}),
  pause: () => ask("POST /api/admin/queue/pause", {}, { body: {} }),
  resume: () => ask("POST /api/admin/queue/resume", {}, { body: {} }),
  start: (id: string) => ask("POST /api/admin/queue/start/{id}", { id }, { body: {} }),
  limit: (limits: LimitsRequest) => ask("PUT /api/admin/queue/limits", {}, { body: limits }),
  rerun: (request: BulkRerunRequest) => ask("POST /api/admin/rerun", {}, { body: request }),
  check: (cursor: string | null) => ask("GET /api/admin/check", {}, after(cursor)),
  audit: (cursor: string | null) => ask("GET /api/admin/audit", {}, after(cursor)),
};

export const api = {
  me: () => ask("GET /api/me", {}),
  version: () => ask("GET /api/version", {}),
  description: async () => (await ask("GET /openapi.json", {})) as unknown as Description,
  attempts: (id: string) => ask("GET /api/research/{id}/attempts", { id }),
  events: (id: string, after: number) =>
    ask("GET /api/research/{id}/events", { id }, { query: { after: String(after), limit: "1000" } }),
  job: (id: string) => ask("GET /api/research/jobs/{id}", { id }),
  report: (id: string) => ask("GET /api/research/{id}", { id }),
  list: (query: URLSearchParams) => ask("GET /api/research", {}, { query }),
  pipeline: (reportType: string) => ask("GET /api/pipelines/{reportType}", { reportType }),
  generate: (request: ResearchRequest, key: string) =>
    ask("POST /api/research/generate", {}, { body: request, key }),
  rerunPlan: (id: string, request: RerunRequest) =>
    ask("POST /api/research/{id}/rerun", { id }, { query: { dryRun: "true" }, body: request }) as Promise<Plan>,
  rerun: (id: string, request: RerunRequest, key: string) =>
    ask("POST /api/research/{id}/rerun", { id }, { body: request, key }) as Promise<RerunAccepted>,
  cancel: (id: string) => ask("POST /api/research/{id}/cancel", { id }, { body: {} }),
  remove: (id: string) => ask("DELETE /api/research/{id}", { id }),
  change: (id: string, change: JobUpdate) => ask("PATCH /api/research/{id}", { id }, { body: change }),
  versions: (id: string, stage: StageId) =>
    ask("GET /api/research/{id}/sections/{stage}/versions", { id, stage }),
  sectionVersion: (id: string, stage: StageId, n: number) =>
    ask("GET /api/research/{id}/sections/{stage}/versions/{n}", { id, stage, n }),
  restore: (id: string, stage: StageId, n: number) =>
    ask("POST /api/research/{id}/sections/{stage}/versions/{n}/restore", { id, stage, n }, { body: {} }),
  upload: (file: File) =>
    send<UploadedFile>(`/api/files?name=${encode(file.name)}`, {
      method: "POST",
      body: file,
      headers: { "Content-Type": file.type || "application/octet-stream" },
    }),
};

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

/// The names in braces of a path.
type NamesIn<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;

interface Details<R extends Route> {
  query?: URLSearchParams | Record<string, string>;
  body?: R extends keyof Bodies ? Bodies[R] : never;
  key?: string;
}

function ask<R extends Route>(
  route: R,
  names: Record<NamesIn<R>, string | number>,
  { query, body, key }: Details<R> = {},
): Promise<Answers[R]> {
  const [method, template = ""] = route.split(" ");
  const values: Record<string, string | number> = names;
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => encode(String(values[name])));
  const search = query ? `?${new URLSearchParams(query)}` : "";
  const content = body && {
    body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", ...(key ? { "Idempotency-Key": key } : {}) },
  };
  return send(path + search, { method, ...content });
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

function after(cursor: string | null): { query?: Record<string, string> } {
  return cursor === null ? {} : { query: { cursor } };
}

function encode(part: string): string {
  return encodeURIComponent(part);
}
