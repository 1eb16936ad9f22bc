/// Starts the dashboard.
import { render } from "preact";
import { App } from "./app";
import { startRouting } from "./router";
import { startStore } from "./store";
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
import { startTheme } from "./theme";

startTheme();
startRouting();
startStore();
const root = document.getElementById("app");
if (root) render(<App />, root);
