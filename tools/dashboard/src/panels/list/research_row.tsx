/// One line of the research list.
import { formatAge, formatCost, formatMoment, plural } from "../../ui/format";
import { isTerminal } from "../../live/job_events";
import type { JobSummary } from "../../protocol/http";
import { now } from "../../live/store";
import { ConfidenceMark, JobMark } from "../parts/status_mark";

export function ResearchRow({ item }: { item: JobSummary }) {
  const over = isTerminal(item.status);
  const hasReport = item.status === "completed" || item.status === "completed_with_errors";
  const target = hasReport ? `/reports/${item.id}` : `/jobs/${item.id}`;
  return (
    <li class="research-row">
      <div class="research-name">
        <a href={target} data-step>
          {item.companyName}
        </a>
        <span class="muted">{item.geography}</span>
        {item.demo && <span class="tag demo">Demo</span>}
        {item.tags.map((tag) => (
          <span key={tag} class="tag">
            {tag}
          </span>
        ))}
      </div>
      <div class="research-status">
        <JobMark status={item.status} />
        {item.status === "running" && (
          <progress value={item.progress} aria-label={`Progress of ${item.companyName}`} />
        )}
        {note(item) && <span class="small muted">{note(item)}</span>}
      </div>
      <div class="research-confidence">
        {over && <ConfidenceMark level={item.overallConfidence} coverage={item.confidenceCoverage} />}
      </div>
      <div class="research-cost number">{formatCost(item.costUsd)}</div>
      <time class="research-age muted" dateTime={item.createdAt} title={formatMoment(item.createdAt)}>
        {formatAge(item.createdAt, now.value)}
      </time>
    </li>
  );
}

function note(item: JobSummary): string {
  if (item.status === "running") return `${Math.round(item.progress * 100)} %`;
  if (item.status === "queued" && item.queuePosition !== null) {
    return `place ${item.queuePosition}`;
  }
  const failed = item.failedSections.length;
  // An earlier version may still be there: failed is not missing.
  return failed > 0 ? `${plural(failed, "section")} failed` : "";
}
