/// The stage one looks at: how it stands, why, and what it writes.
import type { ComponentChildren } from "preact";
import type { StageAttempt } from "../../live/attempts";
import { errorClassText } from "../../job/failures";
import { formatCost, formatDuration, formatSpent, formatTime, formatTokens } from "../../ui/format";
import { isFoundation, isTerminal } from "../../live/job_events";
import type { StageNote } from "../../live/job_state";
import type { JobStatus, StageState } from "../../protocol/http";
import type { Schema } from "../../protocol/schema";
import { howItWasWritten } from "../../job/stale_causes";
import { now } from "../../live/store";
import type { StageStream } from "../../live/stage_stream";
import { lostText, triesOf } from "../../job/tries";
import { AttemptList } from "./attempt_list";
import { RerunButton } from "../parts/rerun_dialog";
import { inSeconds } from "./stage_graph";
import { ConfidenceMark, StageMark, StatusIcon, stageText, stageTone } from "../parts/status_mark";
import { isReadable } from "../parts/use_report";
import { StreamedText } from "./streamed_text";
import { VersionsButton } from "../parts/versions_dialog";

interface Props {
  job: JobStatus;
  stage: StageState;
  schema: Schema | undefined;
  stream: StageStream | undefined;
  note: StageNote | undefined;
  attempts: StageAttempt[];
}

export function StageDetail({ job, stage, schema, stream, note, attempts }: Props) {
  const anchor = isFoundation(stage) ? "foundation" : stage.stage;
  return (
    <section class="stage-detail" aria-labelledby="stage-title">
      <header>
        <div>
          <h2 id="stage-title">{stage.name}</h2>
          <StageMark stage={stage} />
        </div>
        <div class="actions">
          {stage.version > 0 && isReadable(job) && (
            <a class="button" href={`/reports/${job.id}#${anchor}`}>
              {stage.status === "completed" ? "Read section" : `Read version ${stage.version}`}
            </a>
          )}
          <VersionsButton job={job} stage={stage} />
          {(isTerminal(job.status) || isEnded(stage)) && <RerunButton job={job} stage={stage} />}
        </div>
      </header>
      <Facts stage={stage} note={note} model={attempts.at(-1)?.model ?? null} />
      <Trouble job={job} stage={stage} />
      {stage.status === "completed" && stage.stale && (
        <p class="note warn">Stale: {howItWasWritten(stage, job.stages)}.</p>
      )}
      {stage.status === "running" && (
        <StreamedText stream={stream} schema={schema} isWaiting={stage.detail !== null} />
      )}
      <AttemptList attempts={attempts} runs={job.generation} lastError={stage.lastError} />
      <Relations job={job} stage={stage} />
    </section>
  );
}

function isEnded({ status }: StageState): boolean {
  return status === "completed" || status === "failed" || status === "cancelled";
}

function Facts(props: { stage: StageState; note: StageNote | undefined; model: string | null }) {
  const { stage, note, model } = props;
  const due = stage.nextAttemptAt ?? note?.until ?? null;
  const spent = spentText(stage);
  // What is spent is known once an attempt has ended.
  const isCounted = stage.costUsd > 0 || (stage.attempts > 0 && stage.status !== "running");
  return (
    <dl class="facts">
      {stage.attempts > 0 && (
        <Fact name="Try">
          {triesOf(stage)} of {stage.maxAttempts}
          {stage.lostAttempts > 0 && <span class="muted">, {lostText(stage)}</span>}
        </Fact>
      )}
      {stage.status === "running" && stage.detail && due && (
        <Fact name={stage.detail === "retry_wait" ? "Next try" : "Goes on"}>
          {inSeconds(due)} <span class="muted">({formatTime(due)})</span>
        </Fact>
      )}
      {note?.reason && <Fact name="Reason">{note.reason}</Fact>}
      {spent && <Fact name="Time">{spent}</Fact>}
      {stage.kind === "computed" && <Fact name="Made">Computed, no model call</Fact>}
      {stage.kind === "model" && isCounted && (
        <>
          <Fact name="Tokens">{formatTokens(stage.tokens)}</Fact>
          <Fact name="Cost">{formatCost(stage.costUsd)}</Fact>
        </>
      )}
      {model && stage.kind === "model" && <Fact name="Model">{model}</Fact>}
      {stage.version > 0 && <Fact name="Version">{stage.version}</Fact>}
      {stage.confidence && stage.status === "completed" && (
        <Fact name="Confidence">
          <ConfidenceMark level={stage.confidence} />
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function spentText(stage: StageState): string {
  if (stage.status === "running" && stage.startedAt !== null) {
    return formatDuration(now.value - Date.parse(stage.startedAt));
  }
  return stage.duration === null ? "" : formatSpent(stage.duration);
}

/// A running stage's error is that of its last attempt, and says so.
function Trouble({ job, stage }: { job: JobStatus; stage: StageState }) {
  if (stage.lastError === null) return null;
  const nameOf = (id: string | null) => job.stages.find((s) => s.stage === id)?.name ?? id;
  if (stage.errorClass === "blocked") {
    return (
      <div class="trouble">
        <p>
          Blocked because{" "}
          <a href={`/jobs/${job.id}?stage=${stage.rootCause ?? stage.blockedBy}`}>
            {nameOf(stage.rootCause ?? stage.blockedBy)}
          </a>{" "}
          failed. It was not tried.
        </p>
      </div>
    );
  }
  const failed =
    stage.detail === "retry_wait" ? stage.attempts : Math.max(1, stage.attempts - 1);
  const which = stage.status === "running" ? `Attempt ${failed} failed` : "Failed";
  return (
    <div class="trouble">
      <p>
        <strong>
          {which}: {errorClassText(stage.errorClass)}
        </strong>
      </p>
      <p class="error-text">{stage.lastError}</p>
    </div>
  );
}

/// What it waits for and is built on.
function Relations({ job, stage }: { job: JobStatus; stage: StageState }) {
  const find = (ids: string[]) => ids.flatMap((id) => job.stages.find((s) => s.stage === id) ?? []);
  return (
    <div class="relations">
      <StageLinks title="Needs" job={job} stages={find(stage.needs)} />
      <StageLinks title="Prefers" job={job} stages={find(stage.prefers)} />
    </div>
  );
}

function StageLinks(props: { title: string; job: JobStatus; stages: StageState[] }) {
  const { title, job, stages } = props;
  if (stages.length === 0) return null;
  return (
    <div>
      <h3>{title}</h3>
      <ul>
        {stages.map((s) => (
          <li key={s.stage}>
            <StatusIcon tone={stageTone(s)} />
            <a href={`/jobs/${job.id}?stage=${s.stage}`}>{s.name}</a>
            <span class="visually-hidden">, {stageText(s)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
