/// Where the bars of a run go. Time counts from the start of the run; the wait
/// in the queue stands before it and never takes more than a fifth.
import { attemptsOf, type History, type Run, type StageAttempt } from "../live/attempts";
import type { StageId } from "../protocol/http";

/// Left edge and width, in percent of the track.
export interface Span {
  left: number;
  width: number;
}

export interface TimelineBar extends Span {
  attempt: StageAttempt;
}

export interface Timeline {
  /// How long the run waited, and where that is drawn; nothing if not at all.
  queue: { waitedMs: number; span: Span } | null;
  ticks: { left: number; ms: number }[];
  /// As they started; what has not comes last.
  rows: { stage: StageId; bars: TimelineBar[]; waits: Span[] }[];
}

const longestQueueShare = 0.2;
const mostTicks = 6;
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const steps = [
  second, 2 * second, 5 * second, 10 * second, 20 * second, 30 * second,
  minute, 2 * minute, 5 * minute, 10 * minute, 20 * minute, 30 * minute,
  hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, 24 * hour,
];
/// Shorter waits are the time it takes to say hello.
const leastWaitMs = 100;

export function layoutTimeline(
  history: History,
  run: Run,
  stages: StageId[],
  now: number,
  /// Stages that wait to be tried again.
  waiting: ReadonlySet<StageId> = new Set(),
): Timeline {
  const rows = stages
    .map((stage) => ({
      stage,
      attempts: attemptsOf(history, stage).filter((a) => a.generation === run.generation),
    }))
    .toSorted((a, b) => firstStart(a.attempts) - firstStart(b.attempts));
  const all = rows.flatMap(({ attempts }) => attempts);
  const from = Math.min(...all.map((a) => a.startedAt), run.startedAt ?? Infinity);
  if (!Number.isFinite(from)) return inQueue(run, stages, now);
  const isTerminal = run.endedAt !== null;
  const ends = all.map((a) => a.endedAt ?? now);
  const until = Math.max(from + second, ...ends, isTerminal ? from : now);
  const waitedMs = run.queuedAt === null ? 0 : Math.max(0, from - run.queuedAt);
  const isWorthShowing = waitedMs >= leastWaitMs;
  const share = isWorthShowing ? queueShare(waitedMs, until - from) : 0;
  const at = (time: number) => 100 * (share + ((1 - share) * (time - from)) / (until - from));
  const span = (a: number, b: number): Span => ({ left: at(a), width: at(Math.max(a, b)) - at(a) });
  return {
    queue: isWorthShowing ? { waitedMs, span: { left: 0, width: 100 * share } } : null,
    ticks: ticksUpTo(until - from).map((ms) => ({ left: at(from + ms), ms })),
    rows: rows.map(({ stage, attempts }) => ({
      stage,
      bars: attempts.map((attempt) => ({ attempt, ...span(attempt.startedAt, attempt.endedAt ?? now) })),
      waits: attempts.flatMap(({ endedAt }, i) => {
        const next = attempts[i + 1]?.startedAt ?? (waiting.has(stage) && !isTerminal ? now : null);
        return endedAt === null || next === null ? [] : [span(endedAt, next)];
      }),
    })),
  };
}

/// Not infinity: the difference of two is no number.
function firstStart(attempts: StageAttempt[]): number {
  return attempts[0]?.startedAt ?? Number.MAX_VALUE;
}

function inQueue(run: Run, stages: StageId[], now: number): Timeline {
  const queue =
    run.queuedAt === null || run.endedAt !== null
      ? null
      : { waitedMs: Math.max(0, now - run.queuedAt), span: { left: 0, width: 100 } };
  return { queue, ticks: [], rows: stages.map((stage) => ({ stage, bars: [], waits: [] })) };
}

function queueShare(waitedMs: number, workedMs: number): number {
  return Math.min(longestQueueShare, waitedMs / (waitedMs + workedMs));
}

export function ticksUpTo(lengthMs: number): number[] {
  const step = steps.find((each) => lengthMs / each <= mostTicks) ?? Math.ceil(lengthMs / mostTicks);
  const count = Math.floor(lengthMs / step);
  return Array.from({ length: count + 1 }, (_, i) => i * step);
}
