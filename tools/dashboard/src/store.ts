/// Joins the socket and HTTP to what the pages show: one connection for the
/// page, one state a watched job, one cache of pipelines.
import { signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { api, problemOf } from "./api";
import { openConnection, type Connection, type Link } from "./connection";
import { reduceJob, unknownJob, type JobAction, type JobState } from "./job_state";
import type { LiveFrame, Pipeline } from "./protocol";

export const link = signal<Link>({ state: "connecting" });
/// Seconds pass for countdowns and ages only; no state hangs on it.
export const now = signal(Date.now());

let connection: Connection | null = null;

export function startStore(): void {
  connection = openConnection(
    {
      openSocket: () => new WebSocket(socketUrl(), "dossier.v1"),
      now: Date.now,
      random: Math.random,
      after: (ms, run) => window.setTimeout(run, ms),
      cancel: (timer) => window.clearTimeout(timer),
    },
    (next) => {
      link.value = next;
      if (next.state === "live") pipelines.forEach(readPipeline);
    },
  );
  window.addEventListener("online", () => connection?.retryNow());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") connection?.retryNow();
  });
  window.setInterval(() => (now.value = Date.now()), 1000);
}

function socketUrl(): string {
  const url = new URL("/ws", window.location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

// -- one job -----------------------------------------------------------------

/// Text arrives up to 20 times a second a stage; people read more slowly.
const textEveryMs = 80;
/// Events come in bursts; one look at queue position and estimate is enough.
const refetchAfterMs = 400;

export interface Watch {
  state: ReadonlySignal<JobState>;
  stop(): void;
}

export function watchJob(jobId: string): Watch {
  const state = signal(unknownJob);
  let waiting: LiveFrame[] = [];
  let flushTimer = 0;
  let fetchTimer = 0;
  let isStopped = false;

  function apply(actions: JobAction[]): void {
    const before = state.value;
    const after = actions.reduce(reduceJob, before);
    state.value = after;
    if (after.behind && !before.behind) connection?.resume(jobId);
    if (after.seq !== before.seq) fetchSoon();
  }

  function flush(): void {
    flushTimer = 0;
    const frames = waiting;
    waiting = [];
    apply(frames);
  }

  function fetchSoon(): void {
    window.clearTimeout(fetchTimer);
    fetchTimer = window.setTimeout(() => void fetchJob(), refetchAfterMs);
  }

  async function fetchJob(): Promise<void> {
    try {
      const job = await api.job(jobId);
      if (!isStopped) apply([{ type: "fetched", job }]);
    } catch (error) {
      const problem = problemOf(error);
      if (!isStopped) apply([{ type: "error", jobId, problem }]);
    }
  }

  void fetchJob();
  const unfollow = connection?.followJob({
    jobId,
    position() {
      const { followed, seq, epoch } = state.peek();
      return followed && epoch !== null ? { sinceSeq: seq, epoch } : null;
    },
    onFrame(frame) {
      waiting.push(frame);
      const delay = frame.type === "delta" ? textEveryMs : 0;
      if (flushTimer && delay > 0) return;
      window.clearTimeout(flushTimer);
      flushTimer = window.setTimeout(flush, delay);
    },
  });
  return {
    state,
    stop() {
      isStopped = true;
      window.clearTimeout(flushTimer);
      window.clearTimeout(fetchTimer);
      unfollow?.();
    },
  };
}

export function followFeed(onFrame: (frame: LiveFrame) => void): () => void {
  return connection?.followFeed({ onFrame }) ?? (() => undefined);
}

// -- pipelines ---------------------------------------------------------------

const pipelines = new Map<string, Signal<Pipeline | null>>();

/// Nothing until it has come; a report without it is shown by its keys alone.
export function pipelineOf(reportType: string): ReadonlySignal<Pipeline | null> {
  const known = pipelines.get(reportType);
  if (known) return known;
  const fresh = signal<Pipeline | null>(null);
  pipelines.set(reportType, fresh);
  readPipeline(fresh, reportType);
  return fresh;
}

function readPipeline(held: Signal<Pipeline | null>, reportType: string): void {
  if (held.peek()) return;
  api.pipeline(reportType).then(
    (pipeline) => (held.value = pipeline),
    () => undefined, // asked again when the connection is next live
  );
}
