/// A job's report, read again when the stream says that a section changed.
import { useComputed, useSignal, useSignalEffect, type ReadonlySignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { api, problemOf } from "../../http/api";
import { isFoundation } from "../../live/job_events";
import type { JobState } from "../../live/job_state";
import type { ShownProblem } from "../../http/problems";
import type { JobStatus, Report } from "../../protocol/http";
import { link } from "../../live/store";

export interface ReportState {
  report: Report | null;
  problem: ShownProblem | null;
}

/// Outcomes of one moment come as several events; one read is enough.
const readAfterMs = 250;

export function useReport(state: ReadonlySignal<JobState>): ReportState {
  const held = useSignal<ReportState>({ report: null, problem: null });
  const edition = useComputed(() => editionOf(state.value.job));
  const isLive = useComputed(() => link.value.state === "live");
  const asked = useRef(0);

  async function read(id: string): Promise<void> {
    const turn = ++asked.current;
    try {
      const report = await api.report(id);
      if (turn === asked.current) held.value = { report, problem: null };
    } catch (error) {
      if (turn !== asked.current) return;
      held.value = { ...held.peek(), problem: problemOf(error) };
    }
  }

  useSignalEffect(() => {
    const isThere = edition.value !== "";
    void isLive.value; // what failed while the server was away is read again
    const id = state.peek().job?.id;
    if (!id || !isThere) return;
    const delay = held.peek().report ? readAfterMs : 0;
    const timer = window.setTimeout(() => void read(id), delay);
    return () => window.clearTimeout(timer);
  });
  return held.value;
}

/// Changes with everything a report shows; empty while there is no report.
function editionOf(job: JobStatus | null): string {
  if (!job || !isReadable(job)) return "";
  return job.stages
    .map((s) => [s.stage, s.status, s.version, s.stale, s.lastError].join(" "))
    .concat(job.status)
    .join("|");
}

export function isReadable(job: JobStatus): boolean {
  return job.stages.some((s) => isFoundation(s) && s.status === "completed");
}
