/// What is missing from a report and why, root causes first.
import { failureNote, failuresOf, rerunOf, type Failure } from "../../job/failures";
import { plural } from "../../ui/format";
import { isTerminal } from "../../live/job_events";
import type { JobStatus, StageState } from "../../protocol/http";
import { RerunButton } from "./rerun_dialog";

interface Props {
  job: JobStatus;
  hrefOf(stage: string): string;
}

export function ErrorBanner({ job, hrefOf }: Props) {
  const failures = failuresOf(job.stages);
  if (failures.length === 0) return null;
  const failed = job.stages.filter((stage) => job.failedSections.includes(stage.stage));
  const missing = failed.filter(({ version }) => version === 0).length;
  const isAll = ({ blocked }: Failure) => blocked.length === job.stages.length - 1;
  const link = (stage: StageState) => (
    <a key={stage.stage} href={hrefOf(stage.stage)}>
      {stage.name}
    </a>
  );
  return (
    <section class="banner error-banner" aria-labelledby="missing-title">
      <div>
        <h2 id="missing-title">{titleOf(missing, failed.length - missing)}</h2>
        <ul>
          {failures.map((failure) => (
            <li key={failure.root.stage}>
              {link(failure.root)} {causeText(failure)}
              {isAll(failure) ? "all sections" : joined(failure.blocked.map(link))}.
            </li>
          ))}
        </ul>
      </div>
      {isTerminal(job.status) && (
        <RerunButton
          job={job}
          sections={rerunOf(failures)}
          label={labelOf(missing, failed.length)}
          prominent
        />
      )}
    </section>
  );
}

/// What a rerun could not renew is still there as it was.
function titleOf(missing: number, kept: number): string {
  return [
    missing > 0 ? `${plural(missing, "section")} missing` : "",
    kept > 0 ? `${plural(kept, "section")} not renewed, the version before stays` : "",
  ]
    .filter(Boolean)
    .join(", ");
}

function labelOf(missing: number, failed: number): string {
  if (failed === 1) return "Rerun section";
  return missing === failed ? "Rerun missing sections" : "Rerun failed sections";
}

function causeText({ root, isResolved, blocked }: Failure): string {
  if (isResolved) return "has completed since, but it had blocked ";
  const note = failureNote(root);
  const text = note ? `failed (${note})` : "failed";
  return blocked.length > 0 ? `${text} and blocks ` : text;
}

function joined<T>(links: T[]): (T | string)[] {
  return links.flatMap((link, i) => {
    if (i === 0) return [link];
    return [i === links.length - 1 ? " and " : ", ", link];
  });
}

