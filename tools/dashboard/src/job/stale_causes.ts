/// Which sections are out of date, and what they were written without. The
/// server judges by hashes; here the times only say which text it was.
import { enumerate } from "../ui/format";
import { isTerminal } from "../live/job_events";
import type { JobStatus, StageState } from "../protocol/http";

export interface StaleGroup {
  stages: StageState[];
  /// "written without Segment Analysis"
  how: string;
}

export function staleStages(stages: StageState[]): StageState[] {
  return stages.filter((stage) => stage.status === "completed" && stage.stale);
}

/// Those of a job that has ended, by what they lack.
export function staleGroups(job: JobStatus): StaleGroup[] {
  if (!isTerminal(job.status)) return [];
  const groups = new Map<string, StageState[]>();
  for (const stage of staleStages(job.stages)) {
    const how = howItWasWritten(stage, job.stages);
    groups.set(how, [...(groups.get(how) ?? []), stage]);
  }
  return [...groups].map(([how, stages]) => ({ how, stages }));
}

export function howItWasWritten(stage: StageState, stages: StageState[]): string {
  const newer = newerInputs(stage, stages);
  const names = (some: StageState[]) => enumerate(some.map(({ name }) => name));
  const absent = newer.filter(({ version }) => version === 1);
  const rewritten = newer.filter(({ version }) => version > 1);
  const parts = [
    absent.length > 0 ? `without ${names(absent)}` : "",
    rewritten.length > 0 ? `before ${names(rewritten)} ${rewritten.length === 1 ? "was" : "were"} rewritten` : "",
  ].filter(Boolean);
  return parts.length > 0 ? `written ${parts.join(", and ")}` : "written from text that has changed since";
}

/// What it could draw on now and could not then. A restored text is newer than
/// what it was written from, so that nothing can be said of it.
function newerInputs({ startedAt, needs, prefers }: StageState, stages: StageState[]): StageState[] {
  if (startedAt === null) return [];
  return stages.filter(
    ({ stage, status, completedAt }) =>
      (needs.includes(stage) || prefers.includes(stage)) &&
      status === "completed" &&
      completedAt !== null &&
      completedAt > startedAt,
  );
}

/// Sections it would have drawn on, of which there never was a text.
export function absentInputs({ status, needs, prefers }: StageState, stages: StageState[]): StageState[] {
  if (status !== "completed") return [];
  return stages.filter(
    ({ stage, status: other, version }) =>
      (needs.includes(stage) || prefers.includes(stage)) &&
      (other === "failed" || other === "cancelled") &&
      version === 0,
  );
}
