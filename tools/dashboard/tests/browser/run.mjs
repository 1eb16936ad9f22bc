/// Runs the browser tests one file after the other; needs `npm run build` and
/// Chromium (CHROMIUM names another than Debian's).
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL(".", import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith(".test.mjs"));
const options = ["--test", "--test-concurrency=1", "--test-reporter=spec", "--test-timeout=900000"];
const args = [...options, ...files.map((name) => folder + name)];
process.exitCode = spawnSync(process.execPath, args, { stdio: "inherit" }).status ?? 1;
