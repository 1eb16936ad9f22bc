/// Every page in every dress: reads aloud, fits, says that it is a demo.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assertAccessible, assertFits, jobNamed, openWorld, phone, sees, wide } from "./world.mjs";

const world = openWorld();
const pathsOf = {
  "the list": () => ["/", "Halden Instruments"],
  "a new report": () => ["/new", "Generate report"],
  "a job with errors": () => [`/jobs/${jobNamed(world.server, "Halden Instruments").state.id}`, "3 sections missing"],
  "a failed job": () => [`/jobs/${jobNamed(world.server, "Nordlicht Pumpen").state.id}`, "and blocks"],
  "a report": () => [`/reports/${jobNamed(world.server, "Veltron").state.id}`, "Key figures"],
  "a report with errors": () => [`/reports/${jobNamed(world.server, "Halden Instruments").state.id}`, "3 sections missing"],
  "a report that cannot be": () => [`/reports/${jobNamed(world.server, "Nordlicht Pumpen").state.id}`, "could not be made"],
  administration: () => ["/admin", "Check every job"],
  "the API": () => ["/docs", "GET /api/research"],
  "no page": () => ["/nowhere/at/all", "Nothing here"],
};

for (const [name, pathOf] of Object.entries(pathsOf)) {
  for (const [dress, how] of Object.entries({ wide: { size: wide }, phone: { size: phone }, dark: { size: wide, dark: true } })) {
    test(`${name} is accessible and fits, ${dress}`, async () => {
      const [path, text] = pathOf();
      const page = await world.visit(path, how);
      await sees(page, text);
      await assertAccessible(page);
      await assertFits(page);
      await page.context().close();
    });
  }
}

describe("a demo", () => {
  for (const name of ["a job with errors", "a report", "a report with errors", "a report that cannot be"]) {
    test(`is named on ${name}`, async () => {
      const page = await world.visit(pathsOf[name]()[0]);
      await sees(page, "Demo report.");
      await page.context().close();
    });
  }

  test("is named before a report is asked for", async () => {
    const page = await world.visit("/new");
    await sees(page, "Demo mode.");
    await page.context().close();
  });

  test("is named on its line of the list", async () => {
    const page = await world.visit("/");
    await sees(page, "Halden Instruments");
    assert.equal(await page.locator(".research-row .demo").count(), world.server.jobs.size);
    await page.context().close();
  });
});

test("a name without spaces breaks rather than widen the page", async () => {
  const name = "Donaudampfschifffahrtsgesellschaft".repeat(3);
  const { job, played } = world.server.add({ companyName: name }, "smooth", { speed: Infinity });
  await played;
  for (const path of ["/", `/jobs/${job.state.id}`, `/reports/${job.state.id}`]) {
    const page = await world.visit(path, { size: phone });
    await sees(page, name);
    await assertFits(page);
    await page.context().close();
  }
});

describe("an unknown address", () => {
  test("is a real page, also for a job or report nobody has", async () => {
    for (const path of ["/nowhere", "/jobs/none", "/reports/none"]) {
      const page = await world.visit(path);
      await sees(page, "Nothing here");
      await page.getByRole("link", { name: "All research" }).click();
      await page.getByRole("heading", { name: "Research" }).waitFor();
      await page.context().close();
    }
  });
});

describe("keys", () => {
  test("are explained, lead to what failed and plan its rerun", async () => {
    const page = await world.visit(pathsOf["a report with errors"]()[0]);
    await sees(page, "3 sections missing");
    await page.keyboard.press("?");
    await sees(page.getByRole("dialog"), "Plan a rerun of it");
    await assertAccessible(page);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.keyboard.press("e");
    await page.keyboard.press("Enter");
    await page.waitForURL(/#section_2$/);
    await page.keyboard.press("r");
    await page.getByRole("dialog", { name: "Rerun Financial Snapshot" }).waitFor();
    await page.keyboard.press("Escape");
    await page.goto(world.server.url + pathsOf["the list"]()[0]);
    await sees(page, "Halden Instruments");
    await page.keyboard.press("e");
    await page.keyboard.press("Enter");
    await page.waitForURL(/status=completed_with_errors/);
    await page.context().close();
  });
});
