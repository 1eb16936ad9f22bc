/// The report: everything that is there, and plainly what is not.
import { useEffect } from "preact/hooks";
import { offers } from "../../http/features";
import { formatDay, formatMoment, plural } from "../../ui/format";
import { isFoundation, isTerminal } from "../../live/job_events";
import type { CatalogSource, JobStatus, Report } from "../../protocol/http";
import { schemaOf } from "../../report/schema_shape";
import { pipelineOf } from "../../live/store";
import { CitationCard, CitationScope } from "./citation";
import { ErrorBanner } from "../parts/error_banner";
import { KeepButton } from "./keep_button";
import { FoundationSection } from "./foundation_section";
import { NotFound } from "../parts/not_found";
import { DemoNote, Loading, ProblemNote } from "../parts/notes";
import { ReportNav } from "./nav";
import { ReportSectionView } from "./section";
import { StaleBanner } from "../parts/stale_banner";
import { SourceList } from "./source_list";
import { ConfidenceMark, JobMark } from "../parts/status_mark";
import { useJob } from "../parts/use_job";
import { isReadable, useReport } from "../parts/use_report";
import { VersionsButton } from "../parts/versions_dialog";

export function ReportPage({ id }: { id: string }) {
  const state = useJob(id);
  const { report, problem } = useReport(state);
  const { job, problem: jobProblem, removed } = state.value;
  const title = job ? `${job.companyName} report · Dossier` : "Dossier";
  useEffect(() => void (document.title = title), [title]);
  // Sections have their height once their schemas are there.
  const isTyped = job !== null && pipelineOf(job.reportType).value !== null;
  useEffect(() => {
    if (report) scrollToHash();
  }, [report !== null, isTyped]);

  if (removed) return <NotFound reason="This report has been deleted." />;
  if (!job && jobProblem?.status === 404) {
    return <NotFound reason={`There is no report ${id}.`} />;
  }
  if (!job) {
    return (
      <div class="page">
        {jobProblem ? <ProblemNote problem={jobProblem} /> : <Loading subject="the report" />}
      </div>
    );
  }
  if (!isReadable(job)) return <NoReportYet job={job} />;
  if (!report) {
    return (
      <div class="page">
        {problem ? <ProblemNote problem={problem} /> : <Loading subject="the report" />}
      </div>
    );
  }
  return <Loaded job={job} report={report} />;
}

function Loaded({ job, report }: { job: JobStatus; report: Report }) {
  const pipeline = pipelineOf(job.reportType).value;
  const stages = job.stages.filter((stage) => !isFoundation(stage));
  return (
    <CitationScope sources={report.sourceCatalog} stages={job.stages}>
      <div class="report">
        <ReportNav job={job} sourceCount={report.sourceCatalog.length} />
        <article class="report-body">
          {report.metadata.demo && <DemoNote />}
          <Head job={job} report={report} />
          <ErrorBanner job={job} hrefOf={(stage) => `#${stage}`} />
          <StaleBanner job={job} hrefOf={(stage) => `#${stage}`} />
          {stages.map((stage) => (
            <ReportSectionView
              key={stage.stage}
              job={job}
              stage={stage}
              section={report.sections.find((s) => s.stage === stage.stage)}
              schema={schemaOf(pipeline, stage.stage)}
              warnings={report.warnings.filter((w) => w.stage === stage.stage)}
            />
          ))}
          <SourceList sources={report.sourceCatalog} />
          <FoundationSection job={job} report={report} pipeline={pipeline} />
        </article>
        <CitationCard />
      </div>
    </CitationScope>
  );
}

function Head({ job, report }: { job: JobStatus; report: Report }) {
  const { generatedDate, overallConfidence, confidenceCoverage } = report.metadata;
  return (
    <header class="report-head">
      <p class="eyebrow">Company intelligence report</p>
      <h1>{report.metadata.companyName}</h1>
      <p class="report-line">
        <span>{report.metadata.geography}</span>
        <span>
          {generatedDate ? (
            <time dateTime={generatedDate} title={formatMoment(generatedDate)}>
              {formatDay(generatedDate)}
            </time>
          ) : (
            "In progress"
          )}
        </span>
        <span>{sourcesText(report.sourceCatalog)}</span>
        <ConfidenceMark level={overallConfidence} coverage={confidenceCoverage} />
      </p>
      <p class="report-line">
        {job.status !== "completed" && <JobMark status={job.status} />}
        <a href={`/jobs/${job.id}`}>{isTerminal(job.status) ? "How it was made" : "Watch it being written"}</a>
        {isTerminal(job.status) && offers("GET /api/research/{id}/export") && <Exports id={job.id} />}
      </p>
    </header>
  );
}

function Exports({ id }: { id: string }) {
  return (
    <span class="exports">
      Download{" "}
      {["md", "html", "json"].map((format) => (
        <a key={format} href={`/api/research/${encodeURIComponent(id)}/export?format=${format}`} download>
          {formatNames[format]}
        </a>
      ))}
    </span>
  );
}

const formatNames: Record<string, string> = { md: "Markdown", html: "HTML", json: "JSON" };

function sourcesText(sources: CatalogSource[]): string {
  return plural(sources.length, "source");
}

function NoReportYet({ job }: { job: JobStatus }) {
  const foundation = job.stages.find(isFoundation);
  const kept = foundation?.version ?? 0;
  return (
    <div class="page narrow message-page">
      {job.demo && <DemoNote />}
      <p class="eyebrow">{job.geography}</p>
      <h1>{job.companyName}</h1>
      <p>
        <JobMark status={job.status} />
      </p>
      <p>{whyClosed(job, kept)}</p>
      <div class="actions">
        {foundation && isTerminal(job.status) && kept > 0 && (
          <KeepButton job={job} stage={foundation} version={kept} />
        )}
        <a class={`button ${kept > 0 ? "" : "primary"}`} href={`/jobs/${job.id}`}>
          {isTerminal(job.status) ? "See what happened" : "Watch it being written"}
        </a>
        {foundation && <VersionsButton job={job} stage={foundation} />}
      </div>
    </div>
  );
}

/// `kept` is the newest version of its foundation, 0 without one.
function whyClosed(job: JobStatus, kept: number): string {
  if (!isTerminal(job.status)) return "The report opens as soon as its foundation is completed.";
  if (kept === 0) return "The foundation could not be made, so there is no report. The job page says why.";
  return `The foundation could not be renewed, so the report is closed. Its version ${kept} is kept, and so are the sections that were there: keep it, and the report opens again.`;
}

/// The address may name a section that was not there when the page loaded.
function scrollToHash(): void {
  const id = window.location.hash.slice(1);
  if (id) document.getElementById(id)?.scrollIntoView({ behavior: "instant" });
}
