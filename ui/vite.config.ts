/// <reference types="vitest/config" />
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Where `npm run dev` passes API calls on to. */
const server = process.env["FOUREYES_SERVER"] ?? "http://localhost:8080";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: { proxy: { "/api": { target: server, changeOrigin: true } } },
  build: {
    outDir: "target/classes/static",
    emptyOutDir: true,
    // The oldest browsers with CSS light-dark().
    target: ["chrome123", "firefox120", "safari17.5"],
    chunkSizeWarningLimit: 300,
  },
  test: {
    environment: "jsdom",
    setupFiles: "src/test/setup.ts",
    restoreMocks: true,
    testTimeout: 60_000,
    css: false,
  },
});
