// Bundles the pages' script, styles, fonts and pictures into the package's static files.
//
//     node build.mjs           once, small
//     node build.mjs --watch   again at every change, with source maps
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const watch = process.argv.includes("--watch");

// What the design systems say about their own insides is not for us.
const logger = {
  warn: (message, { stack }) => stack?.includes("node_modules") || console.warn(`${message}\n${stack ?? ""}`),
};

// esbuild resolves url(…) and @import of the CSS that sass makes, from the folder of the SCSS file.
const scss = {
  name: "scss",
  setup(build) {
    build.onLoad({ filter: /\.scss$/ }, async ({ path }) => {
      const { css, loadedUrls } = await sass.compileAsync(path, { loadPaths: [modules, here], logger });
      return {
        contents: css,
        loader: "css",
        resolveDir: dirname(path),
        watchFiles: loadedUrls.map((url) => fileURLToPath(url)),
      };
    });
    // Pictures of the two design systems, which know them by the path of a web server.
    build.onResolve({ filter: /^\/assets\/images\// }, ({ path }) => {
      const folder = path.includes("/moj-") || path.includes("icon-")
        ? "@ministryofjustice/frontend/moj"
        : "govuk-frontend/dist/govuk";
      return { path: join(modules, folder, path) };
    });
  },
};

const options = {
  absWorkingDir: here,
  entryPoints: [
    { in: "src/main.ts", out: "main" },
    { in: "src/service-worker.ts", out: "service-worker" },
    { in: "src/admin.ts", out: "admin" },
    { in: "src/floor.ts", out: "floor" },
    { in: "src/phone/phone.ts", out: "phone" },
    { in: "styles/main.scss", out: "main" },
    { in: "styles/admin.scss", out: "admin" },
    { in: "styles/floor.scss", out: "floor" },
  ],
  outdir: join(here, "../src/sunwai/web/static/build"),
  bundle: true,
  format: "esm",
  target: ["es2020", "chrome87", "firefox78", "safari15"],
  minify: !watch,
  sourcemap: watch && "linked",
  legalComments: "none",
  loader: { ".woff2": "file", ".svg": "file", ".png": "file" },
  assetNames: "[name]-[hash]",
  plugins: [scss],
  logLevel: "info",
};

if (watch) {
  await (await esbuild.context(options)).watch();
} else {
  const { outputFiles } = await esbuild.build({ ...options, write: false });
  // Only now: a build that fails leaves the last good one where it is.
  rmSync(options.outdir, { recursive: true, force: true });
  mkdirSync(options.outdir, { recursive: true });
  for (const { path, contents } of outputFiles) write(path, contents);
}

// With the compressed copies that the server sends to a browser that can read them.
function write(path, contents) {
  writeFileSync(path, contents);
  if (!/\.(css|js|svg)$/.test(path)) return;
  writeFileSync(`${path}.br`, brotliCompressSync(contents));
  writeFileSync(`${path}.gz`, gzipSync(contents, { level: 9 }));
}
