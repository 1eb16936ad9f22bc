/// The facts behind the report, after all that is built on them.
import { isFoundation } from "../../live/job_events";
import type { JobStatus, Pipeline, Report } from "../../protocol/http";
import { schemaOf, shapeOf } from "../../report/schema_shape";
import { RerunButton } from "../parts/rerun_dialog";
import { SectionBody } from "./section_body";
import { VersionsButton } from "../parts/versions_dialog";

interface Props {
  job: JobStatus;
  report: Report;
  pipeline: Pipeline | null;
}

export function FoundationSection({ job, report, pipeline }: Props) {
  const stage = job.stages.find(isFoundation);
  if (!stage) return null;
  // Its catalogue stands above, with what uses it.
  const { source_catalog: _, ...facts } = report.foundation ?? {};
  return (
    <section class="report-section" id="foundation" aria-labelledby="foundation-title">
      <header>
        <h2 id="foundation-title">{stage.name}</h2>
        <div class="actions">
          <VersionsButton job={job} stage={stage} />
          <RerunButton job={job} stage={stage} />
        </div>
      </header>
      <p class="muted">The facts and segments that every section builds on.</p>
      <SectionBody title={stage.name} output={facts} shape={shapeOf(schemaOf(pipeline, stage.stage))} />
    </section>
  );
}
