/// Above a version that stays readable while there is no newer one: which it
/// is, what became of the newer one, and what can be done.
import { howItFailed } from "../../job/failures";
import { formatMoment } from "../../ui/format";
import type { JobStatus, PreviousVersion, StageState } from "../../protocol/http";
import { KeepButton } from "./keep_button";
import { RerunButton } from "../parts/rerun_dialog";
import { stageTone, StatusIcon } from "../parts/status_mark";
import { VersionsButton } from "../parts/versions_dialog";

interface Props {
  job: JobStatus;
  stage: StageState;
  previous: PreviousVersion;
}

export function PreviousStrip({ job, stage, previous }: Props) {
  const isAwaited = stage.status === "pending" || stage.status === "running";
  return (
    <div class={`strip ${stage.status}`} role="status">
      <p class="strip-head">
        <StatusIcon tone={stageTone(stage)} />
        <span>
          <strong>Version {previous.version}</strong> of {formatMoment(previous.completedAt)}.{" "}
          <Newer job={job} stage={stage} />
        </span>
      </p>
      {stage.status === "failed" && !stage.rootCause && stage.lastError && (
        <p class="error-text">{stage.lastError}</p>
      )}
      {isAwaited ? (
        <p class="on-screen">
          <a href={`/jobs/${job.id}?stage=${stage.stage}`}>
            {stage.status === "running" ? "Watch it being written" : "See what it waits for"}
          </a>
        </p>
      ) : (
        <div class="actions">
          <KeepButton job={job} stage={stage} version={previous.version} />
          <RerunButton job={job} stage={stage} prominent={false} />
          {stage.version > 1 && <VersionsButton job={job} stage={stage} />}
        </div>
      )}
    </div>
  );
}

function Newer({ job, stage }: { job: JobStatus; stage: StageState }) {
  switch (stage.status) {
    case "pending":
      return <>A newer one is to be written.</>;
    case "running":
      return <>A newer one is being written.</>;
    case "cancelled":
      return <>A newer one was cancelled before it was complete.</>;
    case "completed":
      return <>A newer one is there.</>;
    case "failed":
      break;
  }
  if (!stage.rootCause) return <>A newer one failed {howItFailed(stage)}.</>;
  const root = job.stages.find(({ stage: id }) => id === stage.rootCause);
  return (
    <>
      A newer one was not written, as <a href={`#${stage.rootCause}`}>{root?.name ?? stage.rootCause}</a> failed
      and it builds on that.
    </>
  );
}
