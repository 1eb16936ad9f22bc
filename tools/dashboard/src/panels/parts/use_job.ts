/// A job's live state for as long as a panel shows it.
import type { ReadonlySignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { JobState } from "../../live/job_state";
import { watchJob } from "../../live/store";

export function useJob(id: string, wants = { history: false }): ReadonlySignal<JobState> {
  const watch = useMemo(() => watchJob(id, wants), [id]);
  useEffect(() => watch.stop, [watch]);
  return watch.state;
}
