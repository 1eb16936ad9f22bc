/// How many of its chances a stage has used. Attempts that a crash or a
/// shutdown ended have a number, but were no chance.
import type { StageState } from "../protocol/http";

type Counted = Pick<StageState, "status" | "attempts" | "maxAttempts" | "lostAttempts">;

/// None where every attempt was lost. A stage that goes on is in its first try
/// at least.
export function triesOf({ status, attempts, lostAttempts }: Counted): number {
  return Math.max(status === "running" ? 1 : 0, attempts - lostAttempts);
}

/// "3 of 3, one more was lost to a restart"; empty before the first attempt.
export function triesText(stage: Counted): string {
  if (stage.attempts === 0) return "";
  const tries = `${triesOf(stage)} of ${stage.maxAttempts}`;
  return [tries, lostText(stage)].filter(Boolean).join(", ");
}

/// "one more was lost to a restart"; empty when none was.
export function lostText(stage: Counted): string {
  const { lostAttempts } = stage;
  if (lostAttempts === 0) return "";
  const more = triesOf(stage) > 0 ? " more" : "";
  return lostAttempts === 1
    ? `one${more} was lost to a restart`
    : `${lostAttempts}${more} were lost to restarts`;
}
