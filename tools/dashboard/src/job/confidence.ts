/// How far a whole report can be trusted, by the same rule as the engine's: the
/// mean of its rated sections, never above what its anchors and failures allow.
import type { Confidence, Coverage, JobStatus, StageState } from "../protocol/http";

export function coverageOf(stages: StageState[]): Coverage {
  const sections = stages.filter(isModelSection);
  return { have: sections.filter(isRated).length, of: sections.length };
}

export function overallOf({ stages, confidenceAnchors }: JobStatus): Confidence {
  return lowest([meanOf(stages.filter(isModelSection)), mostAllowed(stages, confidenceAnchors)]);
}

/// "over 8 of 9 rated sections"
export function coverageText({ have, of }: Coverage): string {
  return `over ${have} of ${of} rated sections`;
}

// -- the rule ----------------------------------------------------------------

const ascending: Confidence[] = ["UNKNOWN", "LOW", "MEDIUM", "HIGH"];
const points: Record<Confidence, number> = { HIGH: 9, MEDIUM: 6, LOW: 3, UNKNOWN: 0 };

function lowest(levels: Confidence[]): Confidence {
  return ascending.find((level) => levels.includes(level)) ?? "UNKNOWN";
}

function isModelSection({ field, kind }: StageState): boolean {
  return field !== "foundation" && kind === "model";
}

function isRated({ status, confidence }: StageState): boolean {
  return status === "completed" && points[confidence ?? "UNKNOWN"] > 0;
}

function meanOf(sections: StageState[]): Confidence {
  const rated = sections.filter(isRated);
  if (rated.length === 0) return "UNKNOWN";
  const sum = rated.reduce((total, { confidence }) => total + points[confidence ?? "UNKNOWN"], 0);
  if (sum >= 7.5 * rated.length) return "HIGH";
  return sum >= 5 * rated.length ? "MEDIUM" : "LOW";
}

function mostAllowed(stages: StageState[], anchors: string[]): Confidence {
  const sections = stages.filter(isModelSection);
  const missing = sections.filter(({ status }) => status === "failed" || status === "cancelled").length;
  if (missing > 0 && 3 * missing >= sections.length) return "LOW";
  const pillars = new Set([...anchors, ...stages.flatMap(({ needs }) => needs)]);
  const hasGap = stages.some(({ stage, status }) => status === "failed" && pillars.has(stage));
  const anchored = stages.filter((stage) => anchors.includes(stage.stage) && isRated(stage));
  const levels = anchored.map(({ confidence }) => confidence ?? "UNKNOWN");
  return lowest([...levels, hasGap ? "MEDIUM" : "HIGH"]);
}
