/// Every attempt of one stage: how it ended, how long it took, what it cost.
import type { StageAttempt } from "../../live/attempts";
import { errorClassText } from "../../job/failures";
import { formatCost, formatDuration, formatSpent, formatTime, formatTokens } from "../../ui/format";
import { now } from "../../live/store";

interface Props {
  attempts: StageAttempt[];
  runs: number;
  /// Shown elsewhere already.
  lastError: string | null;
}

/// One attempt alone needs no list: the facts above say it all.
export function AttemptList({ attempts, runs, lastError }: Props) {
  if (attempts.length < 2) return null;
  const models = new Set(attempts.map(({ model }) => model));
  return (
    <section class="attempts" aria-labelledby="attempts-title">
      <h3 id="attempts-title">Attempts</h3>
      <ol>
        {attempts.toReversed().map((attempt) => (
          <li key={`${attempt.generation} ${attempt.attempt}`} class={`outcome-${attempt.outcome}`}>
            <p>
              <strong>
                {runs > 1 && `Run ${attempt.generation}, attempt `}
                {runs > 1 ? attempt.attempt : `Attempt ${attempt.attempt}`}
              </strong>{" "}
              {outcomeText(attempt)}
            </p>
            <p class="small muted">{factsOf(attempt, models.size > 1).join(" · ")}</p>
            {attempt.error && attempt.error !== lastError && <p class="error-text">{attempt.error}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}

export function outcomeText({ outcome, errorClass }: StageAttempt): string {
  switch (outcome) {
    case "running":
      return "is running";
    case "completed":
      return "completed";
    case "cancelled":
      return "was cancelled";
    case "crashed":
      return "ended when the server stopped";
    case "drained":
      return "was aborted as the server shut down";
    case "failed":
      return errorClass ? `failed: ${errorClassText(errorClass)}` : "failed";
  }
}

function factsOf(attempt: StageAttempt, withModel: boolean): string[] {
  const { startedAt, endedAt, tokens, costUsd, calls, model } = attempt;
  const spent =
    endedAt === null ? formatDuration(now.value - startedAt) : formatSpent(endedAt - startedAt);
  return [
    formatTime(startedAt),
    spent,
    tokens ? `${formatTokens(tokens)} tokens` : "",
    endedAt === null ? "" : formatCost(costUsd),
    calls !== null && calls > 1 ? `${calls} calls` : "",
    (withModel && model) || "",
  ].filter(Boolean);
}
