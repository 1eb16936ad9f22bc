/// The list and the form: what is asked for stays in the address, what
/// happens elsewhere shows by itself.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openWorld, sees } from "./world.mjs";

const world = openWorld();
const rows = (page) => page.locator(".research-row");

describe("the list", () => {
  test("keeps its filter in the address, over a reload", async () => {
    const page = await world.visit("/");
    await page.getByRole("button", { name: "Errors" }).click();
    await page.waitForURL(/status=completed_with_errors%2Cfailed/);
    await page.reload();
    await sees(page, "Nordlicht Pumpen");
    assert.equal(await rows(page).count(), 2);
    assert.equal(await page.getByRole("button", { name: "Errors" }).getAttribute("aria-pressed"), "true");
    await page.context().close();
  });

  test("searches as one types, and says when nothing fits", async () => {
    const page = await world.visit("/");
    await sees(page, "Veltron");
    await page.keyboard.press("/");
    await page.keyboard.type("nordl");
    await page.waitForURL(/q=nordl/);
    await page.getByText("Veltron").waitFor({ state: "detached" });
    assert.equal(await rows(page).count(), 1);
    await page.getByRole("searchbox").fill("no such company");
    await sees(page, "Nothing matches");
    await page.getByRole("button", { name: "Show all" }).click();
    await sees(page, "Veltron");
    assert.equal(await page.getByRole("searchbox").inputValue(), "");
    await page.context().close();
  });

  test("follows jobs that others start", async () => {
    const page = await world.visit("/");
    await sees(page, "Veltron");
    world.server.add({ companyName: "Zephyr Valves", geography: "France" }, "smooth");
    const row = rows(page).filter({ hasText: "Zephyr Valves" });
    await row.getByText("Running").waitFor();
    await row.getByText("Completed").waitFor({ timeout: 60_000 });
    await page.context().close();
  });

  test("is walked with j and k and opened with Enter", async () => {
    const page = await world.visit("/?status=completed_with_errors,failed");
    await sees(page, "Nordlicht Pumpen");
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("k");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Halden Instruments" }).waitFor();
    await page.context().close();
  });
});

describe("a new report", () => {
  test("names every bad field beside the field", async () => {
    const page = await world.visit("/new");
    await page.getByLabel("Budget (USD)").fill("much");
    await page.getByRole("button", { name: "Generate report" }).click();
    await sees(page, "Must be a number above 0.");
    const company = page.getByRole("textbox", { name: "Company" });
    assert.equal(await company.getAttribute("aria-invalid"), "true");
    assert.match(await company.getAttribute("aria-describedby"), /companyName-error/);
    assert.equal(await page.evaluate(() => document.activeElement.id), "companyName");
    await page.context().close();
  });

  test("says when there is one on the same company and geography", async () => {
    const page = await world.visit("/new");
    await page.getByRole("textbox", { name: "Company" }).fill("veltron ");
    await page.getByLabel("Geography").fill("Germany");
    await page.getByLabel("Geography").blur();
    await sees(page, "exists already");
    await page.context().close();
  });

  test("leads to its job, whose address survives a reload", async () => {
    const page = await world.visit("/new");
    await page.getByRole("textbox", { name: "Company" }).fill("Quint Works");
    await page.getByRole("button", { name: "Generate report" }).click();
    await page.waitForURL(/\/jobs\/job-/);
    await page.getByRole("heading", { name: "Quint Works" }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "Quint Works" }).waitFor();
    await page.context().close();
  });
});
