/// Builds the dashboard into dist, which is committed. `npm run dev` passes
/// /api and /ws on to a server on its default port, or to DOSSIER_URL.
import { defineConfig } from "vitest/config";

const server = process.env["DOSSIER_URL"] ?? "http://127.0.0.1:8080";

export default defineConfig({
  build: {
    target: "es2022",
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: {
    proxy: {
      "/api": server,
      "/ws": { target: server, ws: true },
    },
  },
  test: { include: ["tests/unit/**/*.test.{ts,mjs}"] },
});
