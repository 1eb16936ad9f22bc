/// A source's address. Models write addresses, so only http(s) is a link.
import { humanize } from "../format";

export function SourceLink({ url }: { url: string | null | undefined }) {
  const safe = safeUrl(url);
  if (!safe) return <span class="unverified">Unverified, no link</span>;
  return (
    <a href={safe.href} target="_blank" rel="noopener noreferrer nofollow">
      {safe.hostname}
      <span class="visually-hidden"> (opens in a new tab)</span>
    </a>
  );
}

export function safeUrl(url: string | null | undefined): URL | null {
  if (!url) return null;
  try {
    const parsed = new URL(url);
    return parsed.protocol === "https:" || parsed.protocol === "http:" ? parsed : null;
  } catch {
    return null; // no address at all
  }
}

export function sourceTypeText(type: string): string {
  return humanize(type);
}
