// Bundles the extension; with --tests, what `node --test` runs: vscode is there in an editor alone, so the tests
// bring their own.
import { readdirSync } from "node:fs";
import { build } from "esbuild";

const options = { bundle: true, platform: "node", target: "node20", format: "cjs", logLevel: "warning" };

if (process.argv.includes("--tests")) {
  await build({
    ...options,
    entryPoints: readdirSync("test").filter((name) => name.endsWith(".test.ts")).map((name) => `test/${name}`),
    outdir: "dist/test",
    alias: { vscode: "./test/vscode.ts", "vscode-languageclient/node": "./test/languageclient.ts" },
  });
} else {
  await build({
    ...options,
    entryPoints: ["src/extension.ts"],
    outfile: "dist/extension.js",
    external: ["vscode"],
    minify: true,
  });
}
