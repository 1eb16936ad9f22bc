/// What failed and what it took with it, root causes first.
import type { ErrorClass, StageState } from "../protocol/http";
import { lostText, triesOf, triesText } from "./tries";

export interface Failure {
  root: StageState;
  /// The root has completed since, its dependents were not run again.
  isResolved: boolean;
  blocked: StageState[];
}

export function failuresOf(stages: StageState[]): Failure[] {
  const failed = stages.filter((stage) => stage.status === "failed");
  const isRoot = (stage: StageState) => stage.rootCause === null;
  const rootIds = new Set([
    ...failed.filter(isRoot).map((stage) => stage.stage),
    ...failed.flatMap((stage) => stage.rootCause ?? []),
  ]);
  return stages
    .filter((stage) => rootIds.has(stage.stage))
    .map((root) => ({
      root,
      isResolved: root.status !== "failed",
      blocked: failed.filter((stage) => stage.rootCause === root.stage),
    }));
}

/// The stages to ask for so that all of these are made again.
export function rerunOf(failures: Failure[]): string[] {
  return failures.flatMap(({ root, isResolved, blocked }) =>
    isResolved ? blocked.map((stage) => stage.stage) : [root.stage],
  );
}

/// "3 of 3: timeout"
export function failureNote(stage: StageState): string {
  return [triesText(stage), errorClassText(stage.errorClass)].filter(Boolean).join(": ");
}

/// Some failures are final: another attempt would end the same way.
export function howItFailed(stage: StageState): string {
  const why = errorClassText(stage.errorClass);
  if (triesOf(stage) === 0) return `with ${stage.lostAttempts} tries lost to restarts: ${why}`;
  return `${[lastTry(stage), lostText(stage)].filter(Boolean).join(", ")}: ${why}`;
}

function lastTry(stage: StageState): string {
  const tries = triesOf(stage);
  return tries >= stage.maxAttempts ? `after ${tries} of ${stage.maxAttempts} tries` : `in try ${tries}, not tried again`;
}

const classTexts: Record<ErrorClass, string> = {
  transient: "temporary failure",
  throttled: "provider stayed busy",
  truncated: "answer too long",
  malformed: "unreadable answer",
  schema_violation: "answer did not fit the schema",
  refusal: "refused by the model",
  auth: "provider rejected the key",
  billing: "provider account out of funds",
  not_found: "model not found",
  invalid_request: "request rejected",
  internal: "internal error",
  budget: "budget used up",
  crash: "server stopped during the attempt",
  drained: "server was shut down",
  blocked: "blocked",
};

/// Those a stage fails with by itself; blocked ones follow others.
export const errorClasses = (Object.keys(classTexts) as ErrorClass[]).filter((name) => name !== "blocked");

export function errorClassText(errorClass: ErrorClass | null): string {
  if (errorClass === null) return "";
  // A page that is older than its server may meet one it does not know.
  return classTexts[errorClass] ?? errorClass.replaceAll("_", " ");
}
