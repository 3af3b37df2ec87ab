// The extension in a stand-in for an editor, with the real program: `dockfix` on the PATH.
import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { activate, deactivate } from "../src/extension";
import { LanguageClient } from "./languageclient";
import { editor } from "./vscode";

interface Diagnostic {
  readonly code: string;
}

const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const properties: Record<string, { default: unknown }> = manifest.contributes.configuration.properties;

let directory: string;

const started = () => LanguageClient.all.at(-1)!;
const change = (setting: string) =>
  editor.settingsChanged.fire({ affectsConfiguration: (section) => section === setting });
const restart = () => editor.registered.get("dockfix.restart")!();

/** A program that says something and ends. */
function script(text: string): string {
  const path = join(directory, "program");
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

function diagnosticsOf(client: LanguageClient, uri: string, text: string): Promise<Diagnostic[]> {
  return new Promise((resolve) => {
    client.connection.onNotification("textDocument/publishDiagnostics", (found) => resolve(found.diagnostics));
    const textDocument = { uri, languageId: "dockerfile", version: 1, text };
    void client.connection.sendNotification("textDocument/didOpen", { textDocument });
  });
}

before(async () => {
  for (const [name, { default: value }] of Object.entries(properties)) {
    editor.defaults[name] = value;
  }
  await activate({ subscriptions: [] as unknown[] } as never);
});

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "dockfix-"));
  Object.assign(editor, { settings: {}, folders: [], isTrusted: true, answer: undefined });
  for (const list of [editor.shown, editor.executed, editor.opened]) {
    list.length = 0;
  }
});

afterEach(() => rmSync(directory, { recursive: true }));

after(deactivate);

test("the server answers for files and for texts not saved yet", async () => {
  await restart();
  for (const uri of [`file://${directory}/Dockerfile`, "untitled:Untitled-1"]) {
    const found = await diagnosticsOf(started(), uri, "FROM debian:12\nRUN apt-get install curl\n");
    assert.ok(found.some(({ code }) => code === "DL3014"), JSON.stringify(found));
  }
  assert.deepEqual(editor.shown, []);
  assert.deepEqual(started().options.documentSelector, [
    { language: "dockerfile", scheme: "file" },
    { language: "dockerfile", scheme: "untitled" },
  ]);
});

test("restarting ends one server and starts another", async () => {
  await restart();
  const first = started();
  assert.ok(first.needsStop());
  await restart();
  assert.ok(!first.needsStop());
  assert.ok(started().needsStop());
  assert.notEqual(started(), first);
});

test("two restarts at once leave one server", async () => {
  const known = LanguageClient.all.length;
  await Promise.all([restart(), restart()]);
  assert.deepEqual(LanguageClient.all.slice(known).map((client) => client.needsStop()), [false, true]);
});

test("settings take effect when they change", async () => {
  await restart();
  const known = LanguageClient.all.length;
  await change("editor.fontSize");
  assert.equal(LanguageClient.all.length, known);
  editor.settings["dockfix.arguments"] = ["--isolated"];
  await change("dockfix.arguments");
  assert.deepEqual(started().server.args, ["lsp", "--isolated"]);
  await change("dockfix.path");
  assert.equal(LanguageClient.all.length, known + 2);
});

test("nothing of a workspace that is not trusted is run", async () => {
  editor.folders = [{ uri: { scheme: "file", fsPath: directory } }];
  editor.isTrusted = false;
  await restart();
  assert.deepEqual(started().server.args, ["lsp", "--isolated"]);
  assert.equal(started().server.options?.cwd, homedir());
  const settings = join(directory, "dockfix.toml");
  writeFileSync(settings, "");
  editor.settings["dockfix.arguments"] = ["--config", settings];
  await restart();
  assert.deepEqual(started().server.args, ["lsp", "--config", settings]);
  editor.settings = {};
  editor.isTrusted = true;
  await editor.trustGranted.fire();
  assert.deepEqual(started().server.args, ["lsp"]);
  assert.equal(started().server.options?.cwd, directory);
});

test("the program may be in the workspace", async () => {
  editor.folders = [
    { uri: { scheme: "vscode-vfs", fsPath: "/elsewhere" } },
    { uri: { scheme: "file", fsPath: directory } },
  ];
  editor.settings["dockfix.path"] = "${workspaceFolder}/program";
  script('exec dockfix "$@"');
  await restart();
  assert.deepEqual(editor.shown, []);
  assert.equal(started().server.command, join(directory, "program"));
});

test("a program that is not there", async () => {
  const known = LanguageClient.all.length;
  editor.settings["dockfix.path"] = "~/no-such-program";
  await restart();
  assert.match(editor.shown.join(), /“.*no-such-program” was not found.*pip install 'dockfix\[lsp\]'.*dockfix\.path/);
  assert.ok(editor.shown.join().includes(join(homedir(), "no-such-program")));
  assert.equal(LanguageClient.all.length, known);
});

test("a program without its extra, or another one", async () => {
  const said = "the language server needs pygls: pip install 'dockfix[lsp]'";
  editor.settings["dockfix.path"] = script(`echo "dockfix: ${said}" >&2; exit 2`);
  await restart();
  editor.settings["dockfix.path"] = script("exit 7");
  await restart();
  assert.deepEqual(editor.shown, [
    `dockfix cannot check Dockerfiles: ${said}`,
    `dockfix cannot check Dockerfiles: “${join(directory, "program")} lsp” ended with status 7`,
  ]);
});

test("what is shown leads to the settings and to the documentation", async () => {
  editor.settings["dockfix.path"] = script("exit 7");
  editor.answer = "Open Settings";
  await restart();
  editor.answer = "How to Install";
  await restart();
  assert.deepEqual(editor.executed, [["workbench.action.openSettings", "dockfix.path"]]);
  assert.deepEqual(editor.opened.map((uri) => uri.split("#")[0]), [manifest.homepage]);
});

test("the settings of package.json are those that are read", () => {
  // vscode-languageclient reads the trace itself.
  assert.deepEqual([...editor.asked, "dockfix.trace.server"].sort(), Object.keys(properties).sort());
  assert.deepEqual(
    [...editor.registered.keys()],
    manifest.contributes.commands.map(({ command }: { command: string }) => command),
  );
});
