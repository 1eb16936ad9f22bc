/// A notice of the browser when the job ends, for one who looks elsewhere.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { jobStatusText } from "../../ui/format";
import { isTerminal } from "../../live/job_events";
import type { JobStatus } from "../../protocol/http";

type NoticeRequest = "none" | "wanted" | "denied";

export function NotifyButton({ job }: { job: JobStatus }) {
  const request = useSignal<NoticeRequest>("none");
  const wasOver = useRef(isTerminal(job.status));
  const over = isTerminal(job.status);
  useEffect(() => {
    if (over && !wasOver.current && request.value === "wanted") notify(job);
    wasOver.current = over;
  }, [over]);
  if (over || !("Notification" in window)) return null;

  async function ask(): Promise<void> {
    if (request.value === "wanted") {
      request.value = "none";
      return;
    }
    const answer = await Notification.requestPermission();
    request.value = answer === "granted" ? "wanted" : "denied";
  }

  return (
    <button
      type="button"
      aria-pressed={request.value === "wanted"}
      disabled={request.value === "denied"}
      title={request.value === "denied" ? "This browser does not allow notices from here" : undefined}
      onClick={() => void ask()}
    >
      Notify me
    </button>
  );
}

function notify(job: JobStatus): void {
  try {
    const body = jobStatusText[job.status];
    const notice = new Notification(job.companyName, { body, tag: job.id });
    notice.onclick = () => window.focus();
  } catch (error) {
    // Some phones offer notices to service workers alone.
    console.warn("no notice could be shown", error);
  }
}
