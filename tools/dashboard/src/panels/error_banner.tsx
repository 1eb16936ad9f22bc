/// What is missing from a report and why, root causes first.
import { failureNote, failuresOf, rerunOf, type Failure } from "../failures";
import { plural } from "../format";
import { isOver } from "../job_events";
import type { JobStatus, StageState } from "../protocol";
import { RerunButton } from "./rerun_dialog";

interface Props {
  job: JobStatus;
  hrefOf(stage: string): string;
}

export function ErrorBanner({ job, hrefOf }: Props) {
  const failures = failuresOf(job.stages);
  if (failures.length === 0) return null;
  const missing = job.failedSections.length;
  const isAll = ({ blocked }: Failure) => blocked.length === job.stages.length - 1;
  const link = (stage: StageState) => (
    <a key={stage.stage} href={hrefOf(stage.stage)}>
      {stage.name}
    </a>
  );
  return (
    <section class="error-banner" aria-labelledby="missing-title">
      <div>
        <h2 id="missing-title">{plural(missing, "section")} missing</h2>
        <ul>
          {failures.map((failure) => (
            <li key={failure.root.stage}>
              {link(failure.root)} {causeText(failure)}
              {isAll(failure) ? "all sections" : joined(failure.blocked.map(link))}.
            </li>
          ))}
        </ul>
      </div>
      {isOver(job.status) && (
        <RerunButton
          job={job}
          sections={rerunOf(failures)}
          label={missing === 1 ? "Rerun section" : "Rerun missing sections"}
          prominent
        />
      )}
    </section>
  );
}

function causeText({ root, isMended, blocked }: Failure): string {
  if (isMended) return "has completed since, but it had blocked ";
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

