/// Before anything was made.
import { test } from "node:test";
import { assertAccessible, openWorld } from "./world.mjs";

const world = openWorld({ seeded: false });

test("an empty list leads to the first report", async () => {
  const page = await world.visit("/");
  await page.getByRole("link", { name: "Make the first report" }).waitFor();
  await assertAccessible(page);
  await page.getByRole("link", { name: "Make the first report" }).click();
  await page.getByRole("heading", { name: "New report" }).waitFor();
  await page.context().close();
});
