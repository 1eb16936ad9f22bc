/// The frame around every page, and which page it is.
import { useEffect } from "preact/hooks";
import { me, offers } from "./http/features";
import { AdminPage } from "./panels/admin/page";
import { Dialog } from "./panels/parts/dialog";
import { DocsPage } from "./panels/docs_page";
import { JobPage } from "./panels/job/page";
import { LinkBadge } from "./panels/parts/link_badge";
import { NewResearch } from "./panels/list/new_research";
import { NotFound } from "./panels/parts/not_found";
import { ReportPage } from "./panels/report/page";
import { ResearchList } from "./panels/list/research_list";
import { route } from "./ui/router";
import { isHelpOpen, shortcuts, startShortcuts } from "./ui/shortcuts";
import { nextTheme, theme } from "./ui/theme";

export function App() {
  useEffect(startShortcuts, []);
  const { page } = route.value;
  return (
    <>
      <a class="skip" href="#content">
        Skip to content
      </a>
      <header class="shell">
        <div class="shell-inner">
          <a class="brand" href="/">
            <svg viewBox="0 0 20 20" aria-hidden="true">
              <rect width="20" height="20" rx="5" class="brand-tile" />
              <path d="M6 5h5.5L15 8.5V15H6z" class="brand-sheet" />
            </svg>
            Dossier
          </a>
          <nav aria-label="Main">
            <a href="/" aria-current={page === "list" ? "page" : undefined}>
              Research
            </a>
            <a href="/new" aria-current={page === "new" ? "page" : undefined}>
              New report
            </a>
            {isAdmin() && (
              <a href="/admin" aria-current={page === "admin" ? "page" : undefined}>
                Admin
              </a>
            )}
          </nav>
          <div class="shell-end">
            <LinkBadge />
            <button class="quiet help-button" type="button" onClick={() => (isHelpOpen.value = true)}>
              Keys
            </button>
            <button class="quiet" type="button" onClick={nextTheme}>
              <span class="visually-hidden">Colours: </span>
              {themeText[theme.value]}
            </button>
          </div>
        </div>
      </header>
      {isHelpOpen.value && <Help />}
      <main id="content" tabIndex={-1}>
        <Page />
      </main>
    </>
  );
}

function Help() {
  return (
    <Dialog title="Keys" wide={false} onClose={() => (isHelpOpen.value = false)}>
      {(close) => (
        <>
          <dl class="keys">
            {shortcuts.map(({ key, text }) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
          <p class="small">
            For programs there is the{" "}
            <a href="/docs" onClick={close}>
              API
            </a>
            .
          </p>
          <div class="dialog-end">
            <button type="button" onClick={close}>
              Close
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}

const themeText = { system: "Auto", light: "Light", dark: "Dark" };

function isAdmin(): boolean {
  return me.value?.role === "admin" && offers("GET /api/admin/overview");
}

function Page() {
  const here = route.value;
  switch (here.page) {
    case "list":
      return <ResearchList />;
    case "new":
      return <NewResearch />;
    case "admin":
      return <AdminPage />;
    case "docs":
      return <DocsPage />;
    case "job":
      return <JobPage key={here.id} id={here.id} />;
    case "report":
      return <ReportPage key={here.id} id={here.id} />;
    case "unknown":
      return <NotFound reason={`There is no page at ${here.path}.`} />;
  }
}
