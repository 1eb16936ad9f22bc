/// Runs the browser tests against the real programs, two files at once;
/// needs `npm run build`, Chromium and the built engine (see programs.mjs).
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL(".", import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith(".test.mjs"));
const options = ["--test", "--test-concurrency=2", "--test-reporter=spec", "--test-timeout=900000"];
const args = [...options, ...process.argv.slice(2), ...files.map((name) => folder + name)];
process.exitCode = spawnSync(process.execPath, args, { stdio: "inherit" }).status ?? 1;
