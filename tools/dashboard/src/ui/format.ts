/// How numbers, times and names are written. Pure; the locale is fixed so
/// that a page reads the same for everyone and in tests.
import type { JobStatusName, StageDetail, StageStatusName, Tokens } from "../protocol/http";

const locale = "en-GB";
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const upToTwo = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
const short = new Intl.NumberFormat(locale, {
  notation: "compact",
  maximumFractionDigits: 1,
});

export function formatCount(value: number): string {
  return whole.format(value);
}

export function formatNumber(value: number, decimals?: number): string {
  if (decimals === undefined) return upToTwo.format(value);
  return value.toLocaleString(locale, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}

export function formatTokens(tokens: Tokens): string {
  return short.format(sumTokens(tokens));
}

export function sumTokens({ input, output, cacheRead, cacheWrite }: Tokens): number {
  return input + output + cacheRead + cacheWrite;
}

export function formatCost(usd: number): string {
  if (usd > 0 && usd < 0.01) return "< $0.01";
  return `$${usd.toFixed(2)}`;
}

/// Large sums in words: $12.4 bn.
export function formatMoney(usd: number): string {
  const size = Math.abs(usd);
  if (size >= 1e9) return `$${upToTwo.format(usd / 1e9)} bn`;
  if (size >= 1e6) return `$${upToTwo.format(usd / 1e6)} m`;
  return `$${upToTwo.format(usd)}`;
}

export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/// How long something took that is over: short times more exactly.
export function formatSpent(ms: number): string {
  if (ms >= 9950) return formatDuration(ms);
  return ms < 50 ? "< 0.1 s" : `${(ms / 1000).toFixed(1)} s`;
}

/// An estimate claims no more precision than it has.
export function formatRemaining(seconds: number): string {
  if (seconds < 50) return "less than a minute left";
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `about ${minutes} min left`;
  return `about ${Math.round(minutes / 60)} h left`;
}

export function formatTime(time: string | number): string {
  return new Date(time).toLocaleTimeString(locale);
}

export function formatDay(time: string): string {
  return new Date(time).toLocaleDateString(locale, {
    day: "numeric",
    month: "short",
    year: "numeric",
  });
}

export function formatMoment(time: string): string {
  return new Date(time).toLocaleString(locale, {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
}

export function formatAge(time: string, now: number): string {
  const minutes = Math.floor((now - Date.parse(time)) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ago`;
  return formatDay(time);
}

/// `global_revenue_usd` as a reader would say it.
export function humanize(key: string): string {
  const words = key
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/// "A, B and C"
export function enumerate(words: string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

export const jobStatusText: Record<JobStatusName, string> = {
  queued: "Queued",
  running: "Running",
  completed: "Completed",
  completed_with_errors: "Completed with errors",
  failed: "Failed",
  cancelled: "Cancelled",
};

export const stageStatusText: Record<StageStatusName, string> = {
  pending: "Pending",
  running: "Running",
  completed: "Completed",
  failed: "Failed",
  cancelled: "Cancelled",
};

export const detailText: Record<StageDetail, string> = {
  retry_wait: "Waiting to retry",
  throttled: "Provider is busy",
  waiting: "Waiting for a free slot",
};
