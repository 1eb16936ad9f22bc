/// A source's address, opened apart from the report.
import { humanize } from "../../ui/format";
import { safeUrl } from "../../ui/safe_url";

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

export function sourceTypeText(type: string): string {
  return humanize(type);
}
