/// How many of its chances a stage has used. Attempts that a crash or a
/// shutdown ended have a number, but were no chance.
import type { StageState } from "../protocol/http";

type Counted = Pick<StageState, "attempts" | "maxAttempts" | "lostAttempts">;

export function triesOf({ attempts, lostAttempts }: Counted): number {
  return Math.max(1, attempts - lostAttempts);
}

/// "3 of 3, one more was lost to a restart"; empty before the first attempt.
export function triesText(stage: Counted): string {
  if (stage.attempts === 0) return "";
  const tries = `${triesOf(stage)} of ${stage.maxAttempts}`;
  return [tries, lostText(stage)].filter(Boolean).join(", ");
}

/// "one more was lost to a restart"; empty when none was.
export function lostText({ lostAttempts }: Counted): string {
  if (lostAttempts === 0) return "";
  return lostAttempts === 1
    ? "one more was lost to a restart"
    : `${lostAttempts} more were lost to restarts`;
}
