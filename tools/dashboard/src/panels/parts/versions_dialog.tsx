/// The versions of a section: what there was, what changed, and the way back.
import { useSignal } from "@preact/signals";
import { api } from "../../http/api";
import { compareOutputs, type Change } from "../../report/compare_outputs";
import { offers } from "../../http/features";
import { formatMoment, plural } from "../../ui/format";
import { isTerminal } from "../../live/job_events";
import type { JobStatus, StageState, Version } from "../../protocol/http";
import { schemaOf, shapeOf, titleAt, type Shape } from "../../report/schema_shape";
import { pipelineOf } from "../../live/store";
import { DialogButton } from "./dialog";
import { Loading, ProblemNote } from "./notes";
import { useAnswer, useRequest } from "./use_request";

export function VersionsButton({ job, stage }: { job: JobStatus; stage: StageState }) {
  if (!offers("GET /api/research/{id}/sections/{stage}/versions")) return null;
  // A failed or blocked rerun leaves what was there before.
  const isWorthIt = stage.version > 1 || (stage.version > 0 && stage.status !== "completed");
  if (!isWorthIt) return null;
  return (
    <DialogButton label="Versions" subject={`of ${stage.name}`} title={`Versions of ${stage.name}`} wide>
      {(close) => <Versions job={job} stage={stage} close={close} />}
    </DialogButton>
  );
}

interface Props {
  job: JobStatus;
  stage: StageState;
  close(): void;
}

function Versions({ job, stage, close }: Props) {
  const { value, problem } = useAnswer(`${stage.version}`, () => api.versions(job.id, stage.stage));
  const items = value?.items.toSorted((a, b) => b.version - a.version) ?? [];
  return (
    <>
      {problem && <ProblemNote problem={problem} />}
      {!value && !problem && <Loading subject="the versions" />}
      {items.length > 0 && <VersionList job={job} stage={stage} items={items} close={close} />}
      <div class="dialog-end">
        <button type="button" onClick={close}>
          Close
        </button>
      </div>
    </>
  );
}

function VersionList(props: Props & { items: Version[] }) {
  const { job, stage, items, close } = props;
  const newest = items[0]?.version ?? 0;
  const before = useSignal(items[1]?.version ?? newest);
  const after = useSignal(newest);
  const current = stage.status === "completed" ? stage.version : 0;
  return (
    <>
      <ul class="versions">
        {items.map((item) => (
          <li key={item.version}>
            <div>
              <strong>Version {item.version}</strong>{" "}
              {item.version === current && <span class="tag good">Current</span>}
              <p class="small muted">{originOf(item)}</p>
            </div>
            {item.version !== current && (
              <Restore job={job} stage={stage} version={item.version} onDone={close} />
            )}
          </li>
        ))}
      </ul>
      {items.length > 1 && (
        <>
          <div class="compare-head">
            <Choice label="Compare" items={items} chosen={before} />
            <Choice label="with" items={items} chosen={after} />
          </div>
          <Comparison job={job} stage={stage} before={before.value} after={after.value} />
        </>
      )}
    </>
  );
}

function originOf({ createdAt, generation, restoredFrom }: Version): string {
  const how = restoredFrom === null ? `run ${generation}` : `restored from version ${restoredFrom}`;
  return `${formatMoment(createdAt)}, ${how}`;
}

function Choice(props: { label: string; items: Version[]; chosen: { value: number } }) {
  const { label, items, chosen } = props;
  return (
    <label>
      {label}
      <select value={chosen.value} onChange={(event) => (chosen.value = Number(event.currentTarget.value))}>
        {items.map(({ version }) => (
          <option key={version} value={version}>
            Version {version}
          </option>
        ))}
      </select>
    </label>
  );
}

// -- restore -----------------------------------------------------------------

function Restore(props: { job: JobStatus; stage: StageState; version: number; onDone(): void }) {
  const { job, stage, version, onDone } = props;
  const isAsked = useSignal(false);
  const { isSending, problem, send } = useRequest();
  if (!offers("POST /api/research/{id}/sections/{stage}/versions/{n}/restore")) return null;
  async function restore(): Promise<void> {
    if (await send(() => api.restore(job.id, stage.stage, version))) onDone();
  }
  if (!isAsked.value) {
    return (
      <button
        type="button"
        disabled={!isTerminal(job.status)}
        title={isTerminal(job.status) ? undefined : "Possible once the job has ended"}
        onClick={() => (isAsked.value = true)}
      >
        Restore<span class="visually-hidden"> version {version}</span>
      </button>
    );
  }
  return (
    <div class="ask" role="group" aria-label={`Restore version ${version}`}>
      <p class="small">
        It becomes the newest version. Nothing is asked of the model; sections that
        build on {stage.name} may be marked stale.
      </p>
      {problem.value && <ProblemNote problem={problem.value} />}
      <div class="actions">
        <button type="button" onClick={() => (isAsked.value = false)}>
          Keep
        </button>
        <button type="button" class="primary" disabled={isSending.value} onClick={() => void restore()}>
          Restore version {version}
        </button>
      </div>
    </div>
  );
}

// -- comparison --------------------------------------------------------------

function Comparison(props: { job: JobStatus; stage: StageState; before: number; after: number }) {
  const { job, stage, before, after } = props;
  const { value, problem } = useAnswer(`${before} ${after}`, () =>
    Promise.all([before, after].map((n) => api.sectionVersion(job.id, stage.stage, n))),
  );
  const schema = schemaOf(pipelineOf(job.reportType).value, stage.stage);
  if (problem) return <ProblemNote problem={problem} />;
  if (!value) return <Loading subject="both versions" />;
  const [old, fresh] = value;
  const changes = compareOutputs(old?.output ?? {}, fresh?.output ?? {});
  return (
    <section class="comparison" aria-label="What changed" tabIndex={0}>
      <p class="small muted" role="status">
        {changes.length === 0
          ? "The two say the same."
          : plural(changes.length, "value differs.", "values differ.")}
      </p>
      <dl>
        {changes.map((change, i) => (
          <ChangeView key={i} change={change} shape={shapeOf(schema)} />
        ))}
      </dl>
    </section>
  );
}

function ChangeView({ change, shape }: { change: Change; shape: Shape }) {
  const { path, position, parts } = change;
  const title = path.map((_, i) => titleAt(shape, path.slice(0, i + 1))).join(" · ");
  return (
    <div>
      <dt>
        {title}
        {position !== null && ` (${position})`}
      </dt>
      <dd>
        {parts.map(({ kind, text }, i) => {
          if (kind === "removed") return <del key={i}>{text}</del>;
          return kind === "added" ? <ins key={i}>{text}</ins> : <span key={i}>{text}</span>;
        })}
      </dd>
    </div>
  );
}
