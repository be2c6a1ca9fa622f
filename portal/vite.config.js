// Builds GraphiQL into dist/graphiql, from where build.rs takes it into the program. Every file is kept compressed: the
// program hands it out like that, and it is a third as large.
import { readFileSync, readdirSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { constants, gzipSync } from "node:zlib";
import { defineConfig } from "vite";

const FOLDER = fileURLToPath(new URL("dist/graphiql", import.meta.url));

function compressed() {
  return {
    name: "compressed",
    apply: "build",
    closeBundle() {
      const files = readdirSync(FOLDER, { recursive: true, withFileTypes: true });
      for (const file of files.filter((file) => file.isFile() && !file.name.endsWith(".gz"))) {
        const path = join(file.parentPath ?? file.path, file.name);
        writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: constants.Z_BEST_COMPRESSION }));
        unlinkSync(path);
      }
    },
  };
}

export default defineConfig({
  base: "/portal/graphiql/",
  worker: { format: "es" },
  plugins: [compressed()],
  build: {
    outDir: FOLDER,
    emptyOutDir: true,
    chunkSizeWarningLimit: 8192,
    // Small files would become data: addresses, which the page's policy forbids.
    assetsInlineLimit: 0,
    rollupOptions: {
      external: ["/portal/rates-day.js"],
      input: fileURLToPath(new URL("graphiql.html", import.meta.url)),
      // Dozens of notes on words for React's server side, which is not used here.
      onwarn: (warning, warn) => warning.code === "MODULE_LEVEL_DIRECTIVE" || warn(warning),
    },
  },
});
