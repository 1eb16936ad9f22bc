/// Jobs under way, and what each of their stages is at.
import { detailText, formatDuration } from "../../ui/format";
import type { Overview, RunningStage } from "../../protocol/http";
import { now, pipelineOf } from "../../live/store";

export function AdminRunning({ overview }: { overview: Overview }) {
  const { running, queue } = overview;
  // Most jobs are of this type; of others the stages are shown by their ids.
  const stages = pipelineOf("company_intelligence").value?.stages ?? [];
  const nameOf = (id: string) => stages.find((stage) => stage.id === id)?.name ?? id;
  return (
    <section aria-labelledby="running-title">
      <header>
        <h2 id="running-title">Running</h2>
      </header>
      {running.length === 0 && <p class="muted">Nothing runs.</p>}
      <ul class="admin-list">
        {running.map((job) => (
          <li key={job.jobId}>
            <a href={`/jobs/${job.jobId}`}>{job.companyName}</a>
            <span class="admin-stages">
              {job.stages.map((stage) => (
                <span key={stage.stage} class={stage.detail ? "tone-warned" : "muted"}>
                  {nameOf(stage.stage)}: {stageText(stage)}
                </span>
              ))}
            </span>
            <span class="admin-end">
              <progress value={job.progress} aria-label={`Progress of ${job.companyName}`} />
              <span class="small muted">{sinceText(job.startedAt)}</span>
            </span>
          </li>
        ))}
      </ul>
      {queue.running > running.length && (
        <p class="small muted">The oldest {running.length} of {queue.running}.</p>
      )}
    </section>
  );
}

function stageText({ attempt, detail, startedAt }: RunningStage): string {
  const tries = attempt > 1 ? `attempt ${attempt}` : "";
  const state = detail ? detailText[detail].toLowerCase() : "";
  return [tries, state, sinceText(startedAt)].filter(Boolean).join(", ");
}

function sinceText(time: string | null): string {
  return time === null ? "" : formatDuration(now.value - Date.parse(time));
}
