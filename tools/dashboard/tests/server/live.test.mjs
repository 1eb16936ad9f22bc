/// A report is watched while the real server writes it, and whatever happens
/// to the page, the wire or the server, the page goes on where it was.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { openWorldOf, sees } from "../browser/world.mjs";
import { startServer, startServerWithSim } from "./programs.mjs";
import { followText, recordFrames, startProxy } from "./network.mjs";

const lostSocket = "WebSocket connection to";
const longMs = 120_000;
const headMark = (page, text) => page.locator(".job-head .mark", { hasText: text });
const jobIdOf = (page) => new URL(page.url()).pathname.split("/").at(-1);
const rawText = (page) => page.locator(".stream-text pre").innerText();

async function makeReport(page, company) {
  await page.getByRole("textbox", { name: "Company" }).fill(company);
  await page.getByLabel("Geography").fill("Germany");
  await page.getByRole("button", { name: "Generate report" }).click();
  await page.waitForURL(/\/jobs\/\w+/);
  return jobIdOf(page);
}

/// Shows what a stage writes as it comes over the wire.
async function showRawText(page, stageName, atLeast) {
  const box = page.locator(".stage-box.tone-running", { hasText: stageName });
  await box.click({ timeout: longMs });
  await page.getByRole("button", { name: "Raw stream" }).click();
  await waitForText(page, atLeast);
}

function waitForText(page, atLeast) {
  return page.waitForFunction(
    (length) => (document.querySelector(".stream-text pre")?.textContent.length ?? 0) > length,
    atLeast,
    { timeout: longMs },
  );
}

describe("with the demo provider", () => {
  const world = openWorldOf(() => startServer({ settings: ["demo.profile=fast"] }));

  test("a report is asked for, watched and read", async () => {
    const page = await world.visit("/");
    await page.getByRole("link", { name: "Make the first report" }).click();
    const id = await makeReport(page, "Northwind Instruments");
    await page.locator(".stream-text").getByText("Northwind").first().waitFor({ timeout: longMs });
    await sees(page, "Demo report.");
    await headMark(page, "Completed").waitFor({ timeout: longMs });
    assert.equal(await page.locator(".stage-box.tone-completed").count(), 11);
    assert.equal(await page.getByRole("progressbar").getAttribute("aria-valuenow"), "100");
    await page.getByRole("link", { name: "Read report" }).click();
    await page.waitForURL(`**/reports/${id}`);
    await page.locator("#section_2 table.kpi").waitFor();
    const { sections, sourceCatalog } = await world.server.api(`/api/research/${id}`);
    const titles = await page.locator(".report-section > header > h2").allInnerTexts();
    const names = sections.filter(({ field }) => field !== "foundation").map(({ name }) => name);
    assert.deepEqual(titles, [...names, "Sources", "Foundation"]);
    assert.equal(await page.locator(".sources > li").count(), sourceCatalog.length);
    await page.context().close();
  });

  test("the list follows a job that somebody else started", async () => {
    const page = await world.visit("/");
    await page.locator(".link-badge", { hasText: "Live" }).waitFor();
    await world.server.api("/api/research/generate", { companyName: "Elsewhere Valves" });
    const row = page.locator(".research-row", { hasText: "Elsewhere Valves" });
    await row.getByText("Running").waitFor();
    await row.getByText("Completed").waitFor({ timeout: longMs });
    await page.context().close();
  });

  test("a bad field is named beside it, in the server's words", async () => {
    const page = await world.visit("/new");
    await page.getByRole("button", { name: "Generate report" }).click();
    const company = page.getByRole("textbox", { name: "Company" });
    await page.locator("#companyName-error").waitFor();
    assert.equal(await company.getAttribute("aria-invalid"), "true");
    await page.context().close();
  });
});

describe("a job under way", () => {
  let proxy;
  const rules = [
    { company: "Reloaded Pumps", stage: "foundation", fault: "slow:tps=100" },
    { company: "Cutoff Turbines", stage: "section_3", fault: "slow:tps=100" },
    { company: "Crashed Compressors", stage: "section_3", fault: "slow:tps=400" },
  ];
  const world = openWorldOf(() => startServerWithSim({ rules }), { expects: [lostSocket] });
  before(async () => (proxy = await startProxy(world.server.url)));
  after(() => proxy.close());

  async function start(companyName) {
    const { jobId } = await world.server.api("/api/research/generate", { companyName });
    return jobId;
  }

  test("is there again after a reload, with the text from its beginning", async () => {
    const id = await start("Reloaded Pumps");
    const heard = await followText(world.server.url, id);
    const page = await world.visit(`/jobs/${id}`);
    await showRawText(page, "Foundation", 800);
    await page.reload();
    await showRawText(page, "Foundation", 800);
    const text = await rawText(page);
    await headMark(page, "Completed").waitFor({ timeout: longMs });
    assert.ok(heard.textOf("foundation").startsWith(text), "the text is what was written, from its first byte");
    heard.close();
    await page.context().close();
  });

  test("goes on over a lost connection: no event and no text is lost or doubled", async () => {
    const id = await start("Cutoff Turbines");
    const heard = await followText(world.server.url, id);
    const page = await world.visit("/new");
    const frames = recordFrames(page);
    await page.goto(`${proxy.url}/jobs/${id}`);
    await showRawText(page, "Company Overview", 300);
    const before = await rawText(page);
    proxy.disconnect();
    await page.locator(".link-badge", { hasText: "Reconnecting" }).waitFor();
    await heard.grows("section_3", 300, longMs);
    proxy.restore();
    await page.locator(".link-badge", { hasText: "Live" }).waitFor({ timeout: longMs });
    await waitForText(page, before.length + 300);
    const text = await rawText(page);
    assert.equal(await page.getByText("The beginning is not shown").count(), 0);
    await headMark(page, "Completed").waitFor({ timeout: longMs });
    assert.ok(heard.textOf("section_3").startsWith(text), "the text has no hole");
    assertDense(frames.filter(({ jobId }) => jobId === id), await world.server.api(`/api/research/jobs/${id}`));
    heard.close();
    await page.context().close();
  });

  test("goes on by itself when the server died and came back", async () => {
    const id = await start("Crashed Compressors");
    const page = await world.visit(`/jobs/${id}`);
    await page.locator(".stage-box.tone-completed", { hasText: "Foundation" }).waitFor({ timeout: longMs });
    await page.locator(".stream-text").waitFor({ timeout: longMs });
    await world.server.crash();
    await page.locator(".link-badge", { hasText: "Reconnecting" }).waitFor();
    await world.server.start();
    await page.locator(".link-badge", { hasText: "Live" }).waitFor({ timeout: longMs });
    await headMark(page, "Completed").waitFor({ timeout: longMs });
    assert.equal(await page.locator(".stage-box.tone-completed").count(), 11);
    const row = page.locator("button.timeline-row", { hasText: "Company Overview" });
    await row.locator(".bar.outcome-crashed + .bar.outcome-completed").waitFor();
    const job = await world.server.api(`/api/research/jobs/${id}`);
    assert.equal(job.stages[0].attempts, 1, "what was completed did not run again");
    assert.ok(job.stages.some(({ attempts }) => attempts > 1), "what ran was tried again");
    await page.context().close();
  });

  test("that is asked for twice by a lost answer is made once", async () => {
    const page = await world.visit("/");
    await page.goto(`${proxy.url}/new`);
    await page.route("**/api/research/generate", async (route) => {
      await route.fetch();
      await route.abort();
    }, { times: 1 });
    await page.getByRole("textbox", { name: "Company" }).fill("Lost Answer Ltd");
    await page.getByRole("button", { name: "Generate report" }).click();
    await sees(page, "The server cannot be reached.");
    await page.getByRole("button", { name: "Generate report" }).click();
    await page.waitForURL(/\/jobs\/\w+/);
    const { items } = await world.server.api("/api/research?q=Lost%20Answer");
    const twins = items.filter(({ companyName }) => companyName === "Lost Answer Ltd");
    assert.deepEqual(twins.map(({ id }) => id), [jobIdOf(page)]);
    await page.context().close();
  });
});

/// Over all sockets of the page: each event once, none left out.
function assertDense(frames, job) {
  const start = frames.find(({ type }) => type === "snapshot").seq;
  const seqs = frames.filter(({ type }) => type === "event").map(({ seq }) => seq);
  const expected = Array.from({ length: job.lastSeq - start }, (_, i) => start + 1 + i);
  assert.deepEqual(seqs, expected);
  const resumed = frames.filter(({ type }) => type === "subscribed").map(({ recovered }) => recovered);
  assert.ok(resumed.slice(1).includes(true), "the second socket resumed by sequence");
}
