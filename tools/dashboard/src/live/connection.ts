/// The one socket. It keeps its subscriptions over reconnects and asks for
/// each job from where its reader stands.
///
///   connecting --hello--> live --lost--> reconnecting --grace over--> stale
///                          ^------------------hello-----------------'
///   any --4401, 4403--> refused
import { parseFrame, type LiveFrame } from "./frames";
import type { ClientFrame, ServerFrame } from "../protocol/socket";

export type Link =
  | { state: "connecting" }
  | { state: "live" }
  | { state: "reconnecting"; since: number }
  | { state: "stale"; since: number }
  | { state: "refused"; code: number };

/// One who follows a job. `position` says from where to resume; nothing asks
/// for a snapshot.
export interface JobReader {
  jobId: string;
  position(): { sinceSeq: number; epoch: string } | null;
  onFrame(frame: LiveFrame): void;
}

export interface FeedReader {
  onFrame(frame: LiveFrame): void;
}

/// What the connection needs of a browser, so that tests can stand in for it.
export interface Environment {
  openSocket(): WebSocket;
  now(): number;
  random(): number;
  after(delayMs: number, run: () => void): number;
  cancel(timer: number): void;
}

export interface Connection {
  followJob(reader: JobReader): () => void;
  followFeed(reader: FeedReader): () => void;
  /// Ask again for a job whose events have a hole.
  resume(jobId: string): void;
  /// Ask for all that is known of a job, text included.
  refresh(jobId: string): void;
  /// The network may be back: do not wait for the next try.
  retryNow(): void;
  close(): void;
}

const firstDelayMs = 500;
const longestDelayMs = 15_000;
/// A reconnect this quick is not worth a word about old data.
const graceMs = 8_000;
const pingEveryMs = 20_000;
const pongWithinMs = 10_000;

export function openConnection(
  environment: Environment,
  onLink: (link: Link) => void,
): Connection {
  const jobs = new Map<string, Set<JobReader>>();
  const feeds = new Set<FeedReader>();
  let socket: WebSocket | null = null;
  let isLive = false;
  let isClosed = false;
  let failures = 0;
  let askedDelayMs = 0;
  let lostAt: number | null = null;
  const timers = { retry: 0, stale: 0, ping: 0, pong: 0 };

  // -- life cycle ------------------------------------------------------------

  function connect(): void {
    stop("retry");
    if (isClosed || socket) return;
    const opened = environment.openSocket();
    socket = opened;
    opened.onmessage = (message: MessageEvent<unknown>) => {
      const frame =
        typeof message.data === "string" ? parseFrame(message.data) : undefined;
      if (socket === opened && frame) onFrame(frame);
    };
    opened.onclose = (closed) => onClose(opened, closed.code);
  }

  function onHello(): void {
    isLive = true;
    failures = 0;
    askedDelayMs = 0;
    lostAt = null;
    stop("stale");
    onLink({ state: "live" });
    if (feeds.size) send({ type: "subscribe", feed: "jobs" });
    for (const jobId of jobs.keys()) subscribe(jobId);
    start("ping", pingEveryMs, ping);
  }

  function onClose(closed: WebSocket, code: number): void {
    if (socket !== closed) return;
    socket = null;
    isLive = false;
    stop("ping");
    stop("pong");
    if (isClosed) return;
    if (code === 4401 || code === 4403) {
      onLink({ state: "refused", code });
      return;
    }
    if (lostAt === null) {
      const since = environment.now();
      lostAt = since;
      onLink({ state: "reconnecting", since });
      start("stale", graceMs, () => onLink({ state: "stale", since }));
    }
    start("retry", nextDelay(), connect);
  }

  function nextDelay(): number {
    const backoff = Math.min(longestDelayMs, firstDelayMs * 2 ** failures);
    failures += 1;
    return Math.max(askedDelayMs, backoff * (0.5 + environment.random() / 2));
  }

  // -- frames ----------------------------------------------------------------

  function onFrame(frame: ServerFrame): void {
    stop("pong");
    switch (frame.type) {
      case "hello":
        return onHello();
      case "bye":
        askedDelayMs = frame.retryAfterMs;
        return;
      case "batch":
        return frame.items.forEach(deliver);
      case "pong":
      case "unsubscribed":
      case "admin":
        return;
      default:
        return deliver(frame);
    }
  }

  function deliver(frame: LiveFrame): void {
    if (frame.type === "jobs" || frame.type === "job") {
      feeds.forEach((reader) => reader.onFrame(frame));
      return;
    }
    if (frame.type === "job_removed") {
      feeds.forEach((reader) => reader.onFrame(frame));
    }
    if (frame.jobId === undefined) return; // concerns no job anybody follows
    jobs.get(frame.jobId)?.forEach((reader) => reader.onFrame(frame));
  }

  function send(frame: ClientFrame): void {
    if (isLive) socket?.send(JSON.stringify(frame));
  }

  /// The reader who knows least decides: the others skip what they have.
  function subscribe(jobId: string): void {
    const positions = [...(jobs.get(jobId) ?? [])].map((r) => r.position());
    const known = positions.filter((position) => position !== null);
    const oldest =
      known.length === positions.length
        ? known.sort((a, b) => a.sinceSeq - b.sinceSeq)[0]
        : undefined;
    send({ type: "subscribe", jobId, ...oldest, deltas: true, batch: true });
  }

  function refresh(jobId: string): void {
    send({ type: "subscribe", jobId, deltas: true, batch: true });
  }

  function ping(): void {
    send({ type: "ping" });
    // A dead network closes nothing by itself.
    start("pong", pongWithinMs, () => {
      const dead = socket;
      if (!dead) return;
      onClose(dead, 1006);
      dead.close();
    });
    start("ping", pingEveryMs, ping);
  }

  function start(name: keyof typeof timers, ms: number, run: () => void): void {
    stop(name);
    timers[name] = environment.after(ms, run);
  }

  function stop(name: keyof typeof timers): void {
    if (timers[name]) environment.cancel(timers[name]);
    timers[name] = 0;
  }

  // -- readers ---------------------------------------------------------------

  onLink({ state: "connecting" });
  connect();
  return {
    followJob(reader) {
      const readers = jobs.get(reader.jobId) ?? new Set();
      jobs.set(reader.jobId, readers.add(reader));
      subscribe(reader.jobId);
      return () => {
        readers.delete(reader);
        if (readers.size || jobs.get(reader.jobId) !== readers) return;
        jobs.delete(reader.jobId);
        send({ type: "unsubscribe", jobId: reader.jobId });
      };
    },
    followFeed(reader) {
      feeds.add(reader);
      send({ type: "subscribe", feed: "jobs" });
      return () => {
        feeds.delete(reader);
        if (feeds.size === 0) send({ type: "unsubscribe", feed: "jobs" });
      };
    },
    resume: subscribe,
    refresh,
    retryNow() {
      if (!socket) connect();
    },
    close() {
      isClosed = true;
      (["retry", "stale", "ping", "pong"] as const).forEach(stop);
      socket?.close();
    },
  };
}
