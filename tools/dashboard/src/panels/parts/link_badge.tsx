/// Whether what is shown is current: live, reconnecting, or stale since when.
import { formatTime } from "../../ui/format";
import { link } from "../../live/store";

export function LinkBadge() {
  const { tone, text } = describe();
  return (
    <span class={`link-badge ${tone}`} role="status">
      <span class="dot" aria-hidden="true" />
      <span class="link-text">{text}</span>
    </span>
  );
}

function describe(): { tone: string; text: string } {
  const now = link.value;
  switch (now.state) {
    case "connecting":
      return { tone: "waiting", text: "Connecting" };
    case "live":
      return { tone: "live", text: "Live" };
    case "reconnecting":
      return { tone: "waiting", text: "Reconnecting" };
    case "stale":
      return { tone: "stale", text: `Stale since ${formatTime(now.since)}` };
    case "refused":
      return {
        tone: "stale",
        text: now.code === 4401 ? "Not signed in" : "Not allowed",
      };
  }
}
