/// Joins the socket and HTTP to what the pages show: one connection for the
/// page, one state a watched job, one cache of pipelines.
import { signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { api, problemOf } from "../http/api";
import { lacksPast } from "./attempts";
import { openConnection, type Connection, type Link } from "./connection";
import { readFeatures } from "../http/features";
import { reduceJob, unknownJob, type JobAction, type JobState } from "./job_state";
import type { LiveFrame } from "./frames";
import type { Pipeline } from "../protocol/http";

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
      if (next.state !== "live") return;
      pipelines.forEach(readPipeline);
      readFeatures();
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

/// Text is dropped where a client is slow: do not ask it to read more often.
const refreshAfterMs = 3000;
/// Enough for every event of a job that was rerun some hundred times.
const mostPages = 20;

export interface Watch {
  state: ReadonlySignal<JobState>;
  stop(): void;
}

/// With `history`, also the attempts made before the stream was followed.
export function watchJob(jobId: string, wants: { history: boolean }): Watch {
  const state = signal(unknownJob);
  let waiting: LiveFrame[] = [];
  let flushTimer = 0;
  let fetchTimer = 0;
  let refreshTimer = 0;
  let isStopped = false;

  function apply(actions: JobAction[]): void {
    const before = state.value;
    const after = actions.reduce(reduceJob, before);
    state.value = after;
    if (after.behind && !before.behind) connection?.resume(jobId);
    if (after.gaps > before.gaps) refreshSoon();
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

  function refreshSoon(): void {
    if (refreshTimer) return;
    refreshTimer = window.setTimeout(() => {
      refreshTimer = 0;
      connection?.refresh(jobId);
    }, refreshAfterMs);
  }

  async function fetchJob(): Promise<void> {
    try {
      const job = await api.job(jobId);
      if (isStopped) return;
      apply([{ type: "fetched", job }]);
      if (wants.history) await fetchHistory();
    } catch (error) {
      const problem = problemOf(error);
      if (!isStopped) apply([{ type: "refused", problem }]);
    }
  }

  async function fetchHistory(): Promise<void> {
    const { items } = await api.attempts(jobId);
    if (isStopped) return;
    apply([{ type: "attempts", items }]);
    const { job, history } = state.peek();
    if (job && lacksPast(history, job)) await fetchPast();
  }

  async function fetchPast(): Promise<void> {
    let after = 0;
    for (let page = 0; page < mostPages && !isStopped; page += 1) {
      const { items, lastSeq } = await api.events(jobId, after);
      apply([{ type: "past", items }]);
      after = items.at(-1)?.seq ?? lastSeq;
      if (after >= lastSeq) return;
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
      window.clearTimeout(refreshTimer);
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
