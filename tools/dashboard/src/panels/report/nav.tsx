/// The sections of a report and how each stands; a menu on a small screen.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { formatCount } from "../../ui/format";
import { isFoundation } from "../../live/job_events";
import type { JobStatus } from "../../protocol/http";
import { StatusIcon, stageText, stageTone } from "../parts/status_mark";

interface Props {
  job: JobStatus;
  sourceCount: number;
}

export function ReportNav({ job, sourceCount }: Props) {
  const current = useSignal("");
  const isOpen = useSignal(false);
  const sections = job.stages.filter((stage) => !isFoundation(stage));
  const ids = [...sections.map((s) => s.stage), "sources", "foundation"];
  useEffect(() => followReading(ids, (id) => (current.value = id)), [ids.join()]);
  const isCurrent = (id: string) => (current.value === id ? "location" : undefined);
  return (
    <nav class="report-nav" aria-label="Sections">
      <button
        type="button"
        class="nav-toggle"
        aria-expanded={isOpen.value}
        onClick={() => (isOpen.value = !isOpen.value)}
      >
        Sections
      </button>
      <ol class={isOpen.value ? "open" : undefined} onClick={() => (isOpen.value = false)}>
        {sections.map((stage) => (
          <li key={stage.stage}>
            <a href={`#${stage.stage}`} aria-current={isCurrent(stage.stage)}>
              <StatusIcon tone={stageTone(stage)} />
              <span>{stage.name}</span>
              {stage.status !== "completed" && (
                <span class="nav-note">{stageText(stage)}</span>
              )}
              {stage.status === "completed" && stage.stale && <span class="nav-note">Stale</span>}
              {stage.status === "completed" && !stage.stale && stage.outdated && (
                <span class="nav-note">Outdated</span>
              )}
            </a>
          </li>
        ))}
        <li class="apart">
          <a href="#sources" aria-current={isCurrent("sources")}>
            <span>Sources</span>
            <span class="nav-note">{formatCount(sourceCount)}</span>
          </a>
        </li>
        <li>
          <a href="#foundation" aria-current={isCurrent("foundation")}>
            <span>Foundation</span>
          </a>
        </li>
      </ol>
    </nav>
  );
}

/// Below the bars on top, above the lower half of the window.
const readingArea = "-130px 0px -55% 0px";

/// Tells which part stands at the top of the window.
function followReading(ids: string[], onRead: (id: string) => void): () => void {
  const seen = new Set<string>();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) seen.add(target.id);
        else seen.delete(target.id);
      }
      const first = ids.find((id) => seen.has(id));
      if (first) onRead(first);
    },
    { rootMargin: readingArea },
  );
  for (const id of ids) {
    const part = document.getElementById(id);
    if (part) observer.observe(part);
  }
  return () => observer.disconnect();
}
