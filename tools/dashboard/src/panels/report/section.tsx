/// One section of a report: what it says, or why it is missing.
import { howItFailed } from "../../job/failures";
import { enumerate } from "../../ui/format";
import { isTerminal } from "../../live/job_events";
import type { JobStatus, PreviousVersion, Report, ReportSection, StageState } from "../../protocol/http";
import type { JsonObject } from "../../protocol/json";
import type { Schema } from "../../protocol/schema";
import { shapeOf, isObject } from "../../report/schema_shape";
import { absentInputs, howItWasWritten } from "../../job/stale_causes";
import { PreviousStrip } from "./previous_strip";
import { RerunButton } from "../parts/rerun_dialog";
import { SectionBody } from "./section_body";
import { ConfidenceMark, StageMark } from "../parts/status_mark";
import { VersionsButton } from "../parts/versions_dialog";

interface Props {
  job: JobStatus;
  stage: StageState;
  section: ReportSection | undefined;
  schema: Schema | undefined;
  warnings: Report["warnings"];
}

export function ReportSectionView({ job, stage, section, schema, warnings }: Props) {
  const isDone = stage.status === "completed";
  const kept = isDone ? null : keptVersion(section);
  const output = isDone ? (section?.output ?? section?.previous?.output ?? null) : (kept?.output ?? null);
  const titleId = `${stage.stage}-title`;
  return (
    <section class="report-section" id={stage.stage} aria-labelledby={titleId} data-step tabIndex={-1}>
      <header>
        <h2 id={titleId}>{stage.name}</h2>
        {isDone && (
          <div class="actions">
            <VersionsButton job={job} stage={stage} />
            <RerunButton job={job} stage={stage} />
          </div>
        )}
      </header>
      {kept && <PreviousStrip job={job} stage={stage} previous={kept} />}
      {!isDone && !kept && <Missing job={job} stage={stage} />}
      {output && <Assessment output={output} job={job} stage={stage} />}
      {output && <SectionBody title={stage.name} output={output} shape={shapeOf(schema)} />}
      {isDone && output && warnings.length > 0 && <Warnings warnings={warnings} />}
    </section>
  );
}

/// What stays readable while there is no newer text. The stream is ahead of the
/// report: what that calls the output may have been reset since.
function keptVersion(section: ReportSection | undefined): PreviousVersion | null {
  if (!section) return null;
  const { previous, output, version, completedAt, confidence } = section;
  if (previous) return previous;
  return output && completedAt && confidence ? { version, completedAt, confidence, output } : null;
}

/// How far it can be trusted, before it is read.
function Assessment({ output, job, stage }: { output: JsonObject; job: JobStatus; stage: StageState }) {
  const said = output["confidence"];
  const level = isObject(said) ? said["level"] : said;
  const reason = isObject(said) ? said["reason"] : null;
  const absent = absentInputs(stage, job.stages);
  return (
    <div class="standing">
      {(level === "HIGH" || level === "MEDIUM" || level === "LOW") && <ConfidenceMark level={level} />}
      {typeof reason === "string" && <span class="muted">{reason}</span>}
      {stage.stale && (
        <span class="stale-badge" title="A section it draws on has changed since it was written">
          Stale: {howItWasWritten(stage, job.stages)}
        </span>
      )}
      {!stage.stale && absent.length > 0 && (
        <span class="muted">Written without {enumerate(absent.map(({ name }) => name))}</span>
      )}
      {stage.outdated && (
        <span class="outdated-badge" title="Its prompt or the model has changed since it was written">
          Outdated: written with another prompt or model
        </span>
      )}
    </div>
  );
}

function Missing({ job, stage }: { job: JobStatus; stage: StageState }) {
  if (stage.status === "pending" || stage.status === "running") {
    return (
      <div class="missing">
        <p>
          <StageMark stage={stage} />
        </p>
        <p>
          <a href={`/jobs/${job.id}?stage=${stage.stage}`}>
            {stage.status === "running" ? "Watch it being written" : "See what it waits for"}
          </a>
        </p>
      </div>
    );
  }
  return (
    <div class={`missing ${stage.status}`}>
      <p class="missing-how">
        <StageMark stage={stage} />
        {stage.attempts > 0 && stage.status === "failed" && (
          <span class="muted">{howItFailed(stage)}</span>
        )}
      </p>
      {stage.rootCause ? (
        <p>
          Not written, as <a href={`#${stage.rootCause}`}>{nameOf(job, stage.rootCause)}</a> failed
          and it builds on that.
        </p>
      ) : (
        stage.lastError && <p class="error-text">{stage.lastError}</p>
      )}
      <div class="actions">
        <RerunButton job={job} stage={stage} prominent={isTerminal(job.status)} />
        <VersionsButton job={job} stage={stage} />
      </div>
    </div>
  );
}

function nameOf(job: JobStatus, id: string): string {
  return job.stages.find((stage) => stage.stage === id)?.name ?? id;
}

function Warnings({ warnings }: { warnings: Report["warnings"] }) {
  return (
    <details class="warnings">
      <summary>
        {warnings.length === 1 ? "One remark" : `${warnings.length} remarks`} from the checks
      </summary>
      <ul>
        {warnings.map((warning, i) => (
          <li key={i}>{warning.detail}</li>
        ))}
      </ul>
    </details>
  );
}
