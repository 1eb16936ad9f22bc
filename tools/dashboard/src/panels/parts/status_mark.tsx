/// A status in words, shape and colour together, so that none is needed alone.
import { coverageText } from "../../job/confidence";
import { detailText, jobStatusText, stageStatusText } from "../../ui/format";
import type { Confidence, Coverage, JobStatusName, StageState } from "../../protocol/http";

export type Tone =
  | "pending"
  | "running"
  | "retrying"
  | "completed"
  | "warned"
  | "failed"
  | "cancelled";

export function JobMark({ status }: { status: JobStatusName }) {
  return (
    <span class={`mark tone-${jobTones[status]}`}>
      <StatusIcon tone={jobTones[status]} />
      {jobStatusText[status]}
    </span>
  );
}

export function StageMark({ stage }: { stage: StageState }) {
  const tone = stageTone(stage);
  return (
    <span class={`mark tone-${tone}`}>
      <StatusIcon tone={tone} />
      {stageText(stage)}
    </span>
  );
}

/// Of a whole report, with its coverage.
export function ConfidenceMark({ level, coverage }: { level: Confidence | null; coverage?: Coverage }) {
  if (level === null || level === "UNKNOWN") return null;
  const text = level.charAt(0) + level.slice(1).toLowerCase();
  return (
    <span class={`confidence level-${level.toLowerCase()}`}>
      <span class="bars" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <span>
        {text} confidence
        {coverage && <span class="coverage"> {coverageText(coverage)}</span>}
      </span>
    </span>
  );
}

export function stageTone(stage: StageState): Tone {
  if (stage.status === "completed" && stage.stale) return "warned";
  return stage.status === "running" && stage.detail ? "retrying" : stage.status;
}

export function stageText(stage: StageState): string {
  if (stage.status === "running" && stage.detail) return detailText[stage.detail];
  if (stage.errorClass === "blocked") return "Blocked";
  if (stage.status === "completed" && stage.stale) return "Completed, stale";
  return stageStatusText[stage.status];
}

const jobTones: Record<JobStatusName, Tone> = {
  queued: "pending",
  running: "running",
  completed: "completed",
  completed_with_errors: "warned",
  failed: "failed",
  cancelled: "cancelled",
};

export function StatusIcon({ tone }: { tone: Tone }) {
  return (
    <svg class={`status-icon icon-${tone}`} viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="6.25" />
      {iconPaths[tone].map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  );
}

const iconPaths: Record<Tone, string[]> = {
  pending: [],
  running: ["M8 1.75a6.25 6.25 0 0 1 6.25 6.25"],
  retrying: ["M8 4.5v3.8l2.4 1.6"],
  completed: ["M5 8.3l2.1 2.1L11.2 6"],
  warned: ["M8 4.4v4.4", "M8 11.1v.3"],
  failed: ["M5.7 5.7l4.6 4.6", "M10.3 5.7l-4.6 4.6"],
  cancelled: ["M4.8 8h6.4"],
};
