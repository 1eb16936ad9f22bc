/// What the job is, how far it is, and what can be done with it.
import {
  formatCost,
  formatDay,
  formatDuration,
  formatRemaining,
  formatSpent,
  formatTokens,
} from "../../ui/format";
import { isFoundation, isTerminal } from "../../live/job_events";
import type { JobStatus } from "../../protocol/http";
import { now } from "../../live/store";
import { JobActions } from "./actions";
import { NotifyButton } from "./notify_button";
import { ConfidenceMark, JobMark, stageText, stageTone } from "../parts/status_mark";

export function JobHeader({ job }: { job: JobStatus }) {
  const foundation = job.stages.find(isFoundation);
  const isReadable = foundation?.status === "completed";
  return (
    <header class="job-head">
      <div class="page-head">
        <div>
          <p class="eyebrow">
            {job.geography} · {formatDay(job.createdAt)}
          </p>
          <h1>{job.companyName}</h1>
          {job.tags.length > 0 && (
            <p class="tags">
              {job.tags.map((tag) => (
                <a key={tag} class="tag" href={`/?tag=${encodeURIComponent(tag)}`}>
                  {tag}
                </a>
              ))}
            </p>
          )}
        </div>
        <div class="actions">
          <NotifyButton job={job} />
          <JobActions job={job} />
          {isReadable && (
            <a class="button primary" href={`/reports/${job.id}`}>
              {job.status.startsWith("completed") ? "Read report" : "Read report so far"}
            </a>
          )}
        </div>
      </div>
      <Progress job={job} />
      <dl class="facts">
        <div>
          <dt>Status</dt>
          <dd>
            <JobMark status={job.status} />
          </dd>
        </div>
        <div>
          <dt>Stages</dt>
          <dd>{stagesText(job)}</dd>
        </div>
        <div>
          <dt>{isTerminal(job.status) ? "Time taken" : "Time"}</dt>
          <dd>{timeText(job)}</dd>
        </div>
        <div>
          <dt>Cost</dt>
          <dd>
            {formatCost(job.costUsd)}
            {job.budgetUsd !== null && <span class="muted"> of {formatCost(job.budgetUsd)}</span>}
          </dd>
        </div>
        <div>
          <dt>Tokens</dt>
          <dd>{formatTokens(job.tokens)}</dd>
        </div>
        {job.priority !== 0 && (
          <div>
            <dt>Priority</dt>
            <dd>{job.priority}</dd>
          </div>
        )}
        {job.overallConfidence !== "UNKNOWN" && (
          <div>
            <dt>Overall</dt>
            <dd>
              <ConfidenceMark level={job.overallConfidence} coverage={job.confidenceCoverage} />
            </dd>
          </div>
        )}
      </dl>
    </header>
  );
}

function Progress({ job }: { job: JobStatus }) {
  const percent = Math.round(job.progress * 100);
  return (
    <div
      class="progress"
      role="progressbar"
      aria-label="Progress"
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      {job.stages.map((stage) => (
        <span
          key={stage.stage}
          class={`fill-${stageTone(stage)}`}
          title={`${stage.name}: ${stageText(stage)}`}
        />
      ))}
    </div>
  );
}

function stagesText(job: JobStatus): string {
  const completed = job.stages.filter((stage) => stage.status === "completed").length;
  const failed = job.stages.filter((stage) => stage.status === "failed").length;
  const running = job.runningStages.length;
  return [
    `${completed} of ${job.stages.length} completed`,
    running > 0 ? `${running} running` : "",
    failed > 0 ? `${failed} failed` : "",
  ]
    .filter(Boolean)
    .join(", ");
}

function timeText(job: JobStatus): string {
  if (job.status === "queued") {
    return job.queuePosition === null ? "Waiting" : `Place ${job.queuePosition} in the queue`;
  }
  if (job.startedAt === null) return "–";
  const start = Date.parse(job.startedAt);
  if (job.completedAt) return formatSpent(Date.parse(job.completedAt) - start);
  const spent = formatDuration(now.value - start);
  if (isTerminal(job.status) || job.estimatedTimeRemaining === null) return spent;
  return `${spent}, ${formatRemaining(job.estimatedTimeRemaining)}`;
}
