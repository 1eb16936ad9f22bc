/// Sections that something they draw on has overtaken, and one way to update
/// them all. What that takes is asked for beforehand.
import { api } from "../../http/api";
import { lacks } from "../../http/features";
import { enumerate, formatCost, formatSpent, plural } from "../../ui/format";
import type { JobStatus, StageState } from "../../protocol/http";
import { staleGroups } from "../../job/stale_causes";
import { RerunButton } from "./rerun_dialog";
import { useAnswer } from "./use_request";

interface Props {
  job: JobStatus;
  hrefOf(stage: string): string;
}

export function StaleBanner({ job, hrefOf }: Props) {
  const groups = staleGroups(job);
  const stages = groups.flatMap((group) => group.stages);
  if (stages.length === 0) return null;
  return (
    <section class="banner stale-banner" aria-labelledby="stale-title">
      <div>
        <h2 id="stale-title">{plural(stages.length, "section is", "sections are")} out of date</h2>
        <ul>
          {groups.map(({ how, stages: some }) => (
            <li key={how}>
              <Links stages={some} hrefOf={hrefOf} /> {some.length === 1 ? "was" : "were"} {how}.
            </li>
          ))}
        </ul>
      </div>
      {!lacks("POST /api/research/{id}/rerun") && <Update job={job} stages={stages} />}
    </section>
  );
}

function Links({ stages, hrefOf }: { stages: StageState[]; hrefOf(stage: string): string }) {
  const last = stages.length - 1;
  return (
    <>
      {stages.map(({ stage, name }, i) => (
        <span key={stage}>
          {i > 0 && (i === last ? " and " : ", ")}
          <a href={hrefOf(stage)}>{name}</a>
        </span>
      ))}
    </>
  );
}

/// What builds on them in turn is updated with them, or one update would lead
/// to the next.
function Update({ job, stages }: { job: JobStatus; stages: StageState[] }) {
  const sections = stages.map(({ stage }) => stage);
  const { value: plan } = useAnswer(`${job.lastSeq} ${sections.join()}`, () =>
    api.rerunPlan(job.id, { sections, cascade: "stale" }),
  );
  const more = (plan?.stages ?? []).filter(({ stage, reason }) => reason !== "computed" && !sections.includes(stage));
  return (
    <div class="banner-end">
      <RerunButton
        job={job}
        sections={sections}
        label={`Update ${plural(stages.length, "section")}`}
        title={`Update ${plural(stages.length, "section")}`}
        takesStale
        prominent={job.failedSections.length === 0}
      />
      {plan?.estimate && (
        <span class="small muted">
          About {formatSpent(plan.estimate.durationMs)}, {formatCost(plan.estimate.costUsd)}
          {more.length > 0 && `, with ${enumerate(more.map(({ name }) => name))}`}
        </span>
      )}
    </div>
  );
}
