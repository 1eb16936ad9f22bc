/// A browser, a fixture server, and what every page must keep to.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before } from "node:test";
import { chromium } from "playwright-core";
import { startFixture } from "../fixture_server.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const flags = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

export const wide = { width: 1360, height: 900 };
export const phone = { width: 390, height: 844 };

/// One browser and one fixture server for the tests of a file.
export function openWorld(options = {}) {
  return openWorldOf(() => startFixture({ speed: 12, ...options }));
}

/// One browser and one server, which has a `url` and can `close`. `expects`
/// are complaints of the console that a test provokes.
export function openWorldOf(startServer, { expects = [] } = {}) {
  const world = { complaints: [], expects };
  before(async () => {
    world.server = await startServer();
    const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
    world.browser = await chromium.launch({ executablePath, args: flags });
  });
  after(async () => {
    await world.browser?.close();
    await world.server?.close();
    assert.deepEqual(world.complaints, [], "the console stays silent");
  });
  world.visit = (path, how) => visit(world, path, how);
  return world;
}

async function visit({ browser, server, complaints, expects }, path, { size = wide, dark = false } = {}) {
  const colorScheme = dark ? "dark" : "light";
  const context = await browser.newContext({ viewport: size, colorScheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  page.on("pageerror", (error) => complaints.push(`${path}: ${error.message}`));
  page.on("console", (message) => {
    const isExpected = ["Failed to load resource", ...expects].some((start) => message.text().startsWith(start));
    if (message.type() === "error" && !isExpected) complaints.push(`${path}: ${message.text()}`);
  });
  await page.goto(server.url + path);
  return page;
}

export async function assertAccessible(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((n) => n.target).join(" ")}`);
  assert.deepEqual(found, []);
}

export async function assertFits(page) {
  const { content, window } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    window: document.documentElement.clientWidth,
  }));
  assert.ok(content <= window, `${content} px of content in ${window} px`);
}

/// A job that stays queued until it is released, so that no page comes late.
export function heldJob(server, companyName, script, how = {}) {
  let release;
  const after = new Promise((go) => (release = go));
  const { job } = server.add({ companyName, geography: "Germany" }, script, { ...how, after });
  job.letStart = release;
  return { job, release };
}

export function jobNamed(server, name) {
  const job = [...server.jobs.values()].find(({ state }) => state.companyName === name);
  assert.ok(job, `no job named ${name}`);
  return job;
}

export async function sees(page, text) {
  await page.getByText(text).first().waitFor();
}
