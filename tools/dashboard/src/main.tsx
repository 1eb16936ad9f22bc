/// Starts the dashboard.
import { render } from "preact";
import { App } from "./app";
import { startRouting } from "./ui/router";
import { startStore } from "./live/store";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/list.css";
import "./styles/form.css";
import "./styles/job.css";
import "./styles/report.css";
import "./styles/section.css";
import "./styles/table.css";
import "./styles/timeline.css";
import "./styles/admin.css";
import "./styles/docs.css";
import { startTheme } from "./ui/theme";

startTheme();
startRouting();
startStore();
const root = document.getElementById("app");
if (root) render(<App />, root);
