/// The report: typed content, citations, what is missing, rerun.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assertAccessible, heldJob, jobNamed, openWorld, phone, sees } from "./world.mjs";

const world = openWorld();
const reportOf = (name) => `/reports/${jobNamed(world.server, name).state.id}`;

describe("a report", () => {
  test("shows every section of its pipeline from its schema", async () => {
    const page = await world.visit(reportOf("Veltron"));
    await sees(page, "Key figures");
    const job = jobNamed(world.server, "Veltron");
    const titles = await page.locator(".report-section > header > h2").allInnerTexts();
    const names = job.state.stages.slice(1).map((stage) => stage.name);
    assert.deepEqual(titles, [...names, "Sources", "Foundation"]);
    await page.locator(".report-head").getByText("Medium confidence over 9 of 9 rated sections").waitFor();
    const margin = page.locator("#section_2 tr", { hasText: "EBITDA Margin (%)" });
    assert.deepEqual(await margin.locator("td").allInnerTexts(), ["21.8%", "19.2%", "S1S6"]);
    const peers = await page.locator("#section_6 table.kpi th[scope=col]").allInnerTexts();
    assert.deepEqual(peers.slice(1, 5), ["Veltron AG", "Veltron SE", "Arcadia Process", "Miyano Flow"]);
    const unknown = page.locator("#section_6 tr", { hasText: "Miyano Flow" }).locator("td").last();
    assert.equal(await unknown.innerText(), "not disclosed");
    await page.context().close();
  });

  test("opens a card for a citation, which leads on and closes", async () => {
    const page = await world.visit(reportOf("Veltron"));
    const citation = page.locator("#section_2 .citation").first();
    await citation.focus();
    await page.keyboard.press("Enter");
    const card = page.getByRole("dialog", { name: "Source S1" });
    await card.getByText("Annual Report 2025").waitFor();
    await card.getByRole("link", { name: "Executive Summary" }).waitFor();
    await page.keyboard.press("Escape");
    await card.waitFor({ state: "detached" });
    assert.ok(await citation.evaluate((link) => link === document.activeElement));
    await citation.click();
    await card.getByRole("link", { name: "Show in the source list" }).click();
    await page.waitForURL(/#source-S1$/);
    await page.context().close();
  });

  test("shows a model's text as text", async () => {
    const name = "<img src=x onerror=document.title='broken'>";
    const { played } = world.server.add({ companyName: name }, "smooth", { speed: Infinity });
    await played;
    const page = await world.visit(reportOf(name));
    await page.getByRole("heading", { name }).waitFor();
    await page.locator("#section_3").getByText(`${name} AG makes`).waitFor();
    assert.equal(await page.locator("main img").count(), 0);
    assert.match(await page.title(), /report · Dossier$/);
    await page.context().close();
  });

  test("opens while it is being written and grows by itself", async () => {
    const { job, release } = heldJob(world.server, "Growing", "smooth");
    const page = await world.visit(`/reports/${job.state.id}`);
    await sees(page, "The report opens as soon as");
    release();
    await page.locator("#section_8").getByText("Operations").waitFor({ timeout: 60_000 });
    await page.locator("#section_1 .missing").waitFor();
    const rerun = page.locator("#section_8").getByRole("button", { name: "Rerun" });
    assert.ok(await rerun.isDisabled());
    await page.locator("#section_1 .findings").waitFor({ timeout: 60_000 });
    await page.context().close();
  });

  test("that could not be read is read again once the server is back", async () => {
    const page = await world.visit("/");
    await page.route("**/api/research/job-*", (route) => route.abort());
    await page.getByRole("link", { name: "Veltron" }).click();
    await sees(page, "The server cannot be reached.");
    await page.unroute("**/api/research/job-*");
    world.server.dropSockets();
    await sees(page, "Key figures");
    await page.context().close();
  });

  test("on a phone has its sections in a menu", async () => {
    const page = await world.visit(reportOf("Veltron"), { size: phone });
    await page.getByRole("button", { name: "Sections" }).click();
    await page.getByRole("navigation", { name: "Sections" }).getByRole("link", { name: "Trends" }).click();
    await page.waitForURL(/#section_5$/);
    assert.equal(await page.getByRole("link", { name: "Appendix" }).count(), 0);
    await page.context().close();
  });
});

describe("a rerun", () => {
  test("is planned before the eyes, refused when planned on old ground", async () => {
    const page = await world.visit(reportOf("Halden Instruments"));
    await page.getByRole("button", { name: "Rerun missing sections" }).click();
    const dialog = page.getByRole("dialog");
    await sees(dialog, "Segment Analysis, SKU Opportunities and Conversation Starters will be out of date");
    const plan = await dialog.locator(".plan li strong").allInnerTexts();
    assert.deepEqual(plan, ["Executive Summary", "Financial Snapshot", "Peer Benchmarking", "Appendix"]);
    assert.equal(await dialog.getByText("Everything else stays as it is").count(), 0);
    jobNamed(world.server, "Halden Instruments").state.revision += 1;
    await dialog.getByRole("button", { name: "Run 4 stages" }).click();
    await sees(dialog, "The job has changed meanwhile");
    await page.context().close();
  });

  test("mends what failed, and marks what built on the old text", async () => {
    const page = await world.visit(reportOf("Halden Instruments"));
    await page.locator("#section_2").getByText("The connection to the model was closed").waitFor();
    await page.getByRole("button", { name: "Rerun missing sections" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Run 4 stages" }).click();
    await page.locator("#section_2 .missing").getByText(/Pending|Running/).waitFor();
    assert.ok(await page.locator("#section_3").getByRole("button", { name: "Rerun" }).isDisabled());
    await page.locator("#section_2 table.kpi").waitFor({ timeout: 60_000 });
    await page.locator(".error-banner").waitFor({ state: "detached" });
    await page.locator("#section_4").getByText("Stale: written without Financial Snapshot").waitFor({ timeout: 60_000 });
    await page.context().close();
  });

  test("can take with it what builds on it", async () => {
    const page = await world.visit(reportOf("Veltron"));
    await page.locator("#section_2").getByRole("button", { name: "Rerun" }).click();
    const dialog = page.getByRole("dialog");
    await sees(dialog, "21,000 tokens");
    await dialog.getByRole("checkbox").check();
    await dialog.locator(".plan").getByText("builds on what changes").first().waitFor();
    await assertAccessible(page);
    await dialog.getByRole("button", { name: "Not now" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.context().close();
  });
});

describe("versions of a section", () => {
  test("are compared word by word, and an old one is restored", async () => {
    const { job, played } = world.server.add({ companyName: "Versioned" }, "smooth", { speed: Infinity });
    await played;
    const page = await world.visit(`/reports/${job.state.id}`);
    const section = page.locator("#section_3");
    await section.getByRole("button", { name: "Rerun" }).click();
    await page.getByRole("dialog").getByRole("button", { name: /^Run / }).click();
    await section.getByText("One site was added.").waitFor({ timeout: 60_000 });
    await section.getByRole("button", { name: "Versions" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.locator("ins").waitFor();
    const added = await dialog.locator("ins").allInnerTexts();
    assert.deepEqual(added.map((text) => text.trim()), ["One site was added."]);
    assert.equal(await dialog.locator("del").count(), 0);
    await assertAccessible(page);
    await page.locator(".report-head").getByText("Running").waitFor({ state: "detached", timeout: 60_000 });
    await dialog.getByRole("button", { name: "Restore version 1" }).click();
    await sees(dialog, "It becomes the newest version.");
    await dialog.getByRole("button", { name: "Restore version 1" }).click();
    await dialog.waitFor({ state: "detached" });
    await section.getByText("One site was added.").waitFor({ state: "detached" });
    await section.getByRole("button", { name: "Versions" }).click();
    await sees(dialog, "restored from version 1");
    await page.context().close();
  });
});
