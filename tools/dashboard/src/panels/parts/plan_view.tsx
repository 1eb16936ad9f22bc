/// What a rerun will do: what runs and why, what it leaves out of date, what
/// is still missing after it, and what it takes.
import { enumerate, formatCost, formatCount, formatSpent, plural, sumTokens } from "../../ui/format";
import { isFoundation } from "../../live/job_events";
import type { JobStatus, Plan, RerunReason, StageState } from "../../protocol/http";

const reasonText: Record<Exclude<RerunReason, "requested">, string> = {
  failed_dependency: "has to be there first",
  blocked: "was blocked",
  stale: "builds on what changes",
  computed: "is put together anew",
};

export function PlanView({ plan, job }: { plan: Plan; job: JobStatus }) {
  const { stages, stale, missing, estimate } = plan;
  const find = (id: string) => job.stages.find(({ stage }) => stage === id);
  const nameOf = (id: string) => find(id)?.name ?? id;
  const closesReport = job.stages.some((each) => isFoundation(each) && stages.some(({ stage }) => stage === each.stage));
  return (
    <>
      <p>
        {plural(stages.length, "stage")} will run.
        {stale.length === 0 ? " Everything else stays as it is." : " No other text is changed."}
      </p>
      <ol class="plan">
        {stages.map(({ stage, name, reason }) => (
          <li key={stage}>
            <strong>{name}</strong>{" "}
            <span class="muted">{reason === "requested" ? requestedText(find(stage)) : reasonText[reason]}</span>
          </li>
        ))}
      </ol>
      {closesReport && (
        <p class="small">
          The report is closed until the foundation is completed again. Its versions are kept.
        </p>
      )}
      {stale.length > 0 && (
        <p class="small plan-stale">
          {enumerate(stale.map(nameOf))} will be out of date: {stale.length === 1 ? "it was" : "they were"}{" "}
          written from the earlier text, or without it.
        </p>
      )}
      {missing.length > 0 && (
        <div class="small plan-missing">
          <p>Still missing afterwards:</p>
          <ul>
            {missing.map((each) => (
              <li key={each.stage}>
                {nameOf(each.stage)}
                {missingText(each, plan, job)}
              </li>
            ))}
          </ul>
        </div>
      )}
      <p class="small muted">{estimateText(estimate)}</p>
    </>
  );
}

/// A banner's button asks for what failed or is stale; nobody named those.
function requestedText(stage: StageState | undefined): string {
  if (stage?.status === "failed") return "failed";
  if (stage?.status === "cancelled") return "was cancelled";
  return stage?.stale ? "is out of date" : "you asked for it";
}

function missingText({ stage, because }: Plan["missing"][number], plan: Plan, job: JobStatus): string {
  const find = (id: string) => job.stages.find((each) => each.stage === id);
  const how = find(because)?.status === "cancelled" ? "was cancelled" : "failed";
  if (because === stage) return `, which ${how} and is not part of this rerun`;
  const name = find(because)?.name ?? because;
  const isResolved = plan.stages.some((each) => each.stage === because) || find(because)?.status === "completed";
  return isResolved ? `, which ${name} had blocked, and which is not part of this rerun` : `, as ${name} ${how} too`;
}

function estimateText(estimate: Plan["estimate"]): string {
  if (!estimate) return "No estimate yet: nothing comparable has run here.";
  const { tokens, costUsd, durationMs } = estimate;
  return `By experience ${formatSpent(durationMs)}, ${formatCount(sumTokens(tokens))} tokens and ${formatCost(costUsd)}.`;
}
