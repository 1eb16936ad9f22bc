/// When everything ran: the wait in the queue hatched, each attempt a bar of
/// its own, what still runs up to now. One run at a time: a rerun of today
/// beside a run of last week would show neither.
import { useSignal } from "@preact/signals";
import type { History, Run, StageAttempt } from "../../live/attempts";
import { formatDuration, formatMoment, formatSpent, plural } from "../../ui/format";
import type { JobStatus, StageState } from "../../protocol/http";
import { now } from "../../live/store";
import { layoutTimeline, type Span, type Timeline as Layout } from "../../job/timeline_layout";
import { outcomeText } from "./attempt_list";
import { stageText } from "../parts/status_mark";

interface Props {
  job: JobStatus;
  history: History;
  chosen: string;
  onChoose(stage: string): void;
}

export function Timeline({ job, history, chosen, onChoose }: Props) {
  const picked = useSignal(0); // 0: the latest
  const generation = picked.value || job.generation;
  const run = history.runs[generation];
  if (!run) return null;
  const isLatest = generation === job.generation;
  const waiting = job.stages.filter((s) => isLatest && s.detail === "retry_wait");
  const layout = layoutTimeline(history, run, idsOf(job.stages), now.value, new Set(idsOf(waiting)));
  return (
    <section class="timeline" aria-labelledby="timeline-title">
      <header>
        <h2 id="timeline-title">Timeline</h2>
        {job.generation > 1 && (
          <label>
            <span class="visually-hidden">Run</span>
            <select
              value={generation}
              onChange={(event) => (picked.value = Number(event.currentTarget.value))}
            >
              {runsOf(history, job).map((each) => (
                <option key={each.generation} value={each.generation}>
                  {runName(each, job.generation)}
                </option>
              ))}
            </select>
          </label>
        )}
      </header>
      <div class="timeline-rows">
        <Axis layout={layout} />
        {layout.queue && <QueueRow queue={layout.queue} />}
        <ol>
          {layout.rows.map((row) => {
            const stage = job.stages.find((s) => s.stage === row.stage);
            // A rerun leaves most stages alone: they have no place in it.
            const isPart = row.bars.length > 0 || (isLatest && stage?.status !== "completed");
            if (!stage || !isPart) return null;
            return (
              <Row
                key={row.stage}
                stage={stage}
                row={row}
                isChosen={row.stage === chosen}
                onChoose={onChoose}
              />
            );
          })}
        </ol>
      </div>
    </section>
  );
}

function idsOf(stages: StageState[]): string[] {
  return stages.map(({ stage }) => stage);
}

function runsOf(history: History, job: JobStatus): Run[] {
  return Object.values(history.runs)
    .filter((run) => run.generation <= job.generation)
    .toSorted((a, b) => b.generation - a.generation);
}

function runName({ generation, queuedAt, startedAt }: Run, last: number): string {
  const at = startedAt ?? queuedAt;
  const when = at === null ? "" : `, ${formatMoment(new Date(at).toISOString())}`;
  return `Run ${generation} of ${last}${when}`;
}

/// Further right a tick's text would leave the track.
const roomForText = 90;

function Axis({ layout }: { layout: Layout }) {
  return (
    <div class="timeline-axis" aria-hidden="true">
      {layout.ticks.map(({ left, ms }) => (
        <span key={ms} style={{ left: percent(left) }}>
          {left < roomForText && (ms === 0 ? "0" : axisTime(ms))}
        </span>
      ))}
    </div>
  );
}

/// Ticks are whole: "1 h", not "1 h 0 min".
function axisTime(ms: number): string {
  return formatDuration(ms).replace(/ 0 (s|min)$/, "");
}

function QueueRow({ queue }: { queue: NonNullable<Layout["queue"]> }) {
  return (
    <div class="timeline-row">
      <span class="timeline-name muted">In the queue</span>
      <span class="timeline-track" aria-hidden="true">
        <i class="bar queued" style={boxOf(queue.span)} />
      </span>
      <span class="timeline-note">{formatSpent(queue.waitedMs)}</span>
    </div>
  );
}

interface RowProps {
  stage: StageState;
  row: Layout["rows"][number];
  isChosen: boolean;
  onChoose(stage: string): void;
}

function Row({ stage, row, isChosen, onChoose }: RowProps) {
  const attempts = row.bars.map(({ attempt }) => attempt);
  return (
    <li>
      <button
        type="button"
        class="timeline-row"
        aria-pressed={isChosen}
        onClick={() => onChoose(stage.stage)}
      >
        <span class="timeline-name">{stage.name}</span>
        <span class="timeline-track">
          {row.waits.map((wait, i) => (
            <i key={`wait ${i}`} class="wait" style={boxOf(wait)} />
          ))}
          {row.bars.map(({ attempt, left, width }) => (
            <i
              key={attempt.attempt}
              class={`bar outcome-${attempt.outcome}`}
              style={boxOf({ left, width })}
              title={`Attempt ${attempt.attempt} ${outcomeText(attempt)}, ${lengthOf(attempt)}`}
            />
          ))}
        </span>
        <span class="timeline-note">{noteOf(attempts, stage)}</span>
      </button>
    </li>
  );
}

function noteOf(attempts: StageAttempt[], stage: StageState): string {
  const first = attempts[0];
  const last = attempts.at(-1);
  if (!first || !last) return stageText(stage);
  const tries = attempts.length > 1 ? `${plural(attempts.length, "attempt")}, ` : "";
  if (last.endedAt === null) return `${tries}${formatDuration(now.value - first.startedAt)}`;
  return `${tries}${formatSpent(last.endedAt - first.startedAt)}`;
}

function lengthOf({ startedAt, endedAt }: StageAttempt): string {
  return endedAt === null ? formatDuration(now.value - startedAt) : formatSpent(endedAt - startedAt);
}

function boxOf({ left, width }: Span) {
  return { left: percent(left), width: percent(width) };
}

function percent(value: number): string {
  return `${value.toFixed(3)}%`;
}
