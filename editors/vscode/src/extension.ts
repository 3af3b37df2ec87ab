// Starts `dockfix lsp`, and starts it again where that is asked for.
import * as vscode from "vscode";
import { LanguageClient } from "vscode-languageclient/node";
import { problem } from "./check";
import { program } from "./program";

const DOCUMENTATION = "https://github.com/dockfix/dockfix/blob/main/docs/editors.md#vs-code";
const OPEN_SETTINGS = "Open Settings";
const HOW_TO_INSTALL = "How to Install";

let output: vscode.LogOutputChannel;
let client: LanguageClient | undefined;
/** The last start or stop: each waits for the one before. */
let turn: Promise<void> = Promise.resolve();

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  output = vscode.window.createOutputChannel("dockfix", { log: true });
  context.subscriptions.push(
    output,
    vscode.commands.registerCommand("dockfix.restart", restart),
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
    vscode.workspace.onDidChangeConfiguration((event) =>
      event.affectsConfiguration("dockfix.path") || event.affectsConfiguration("dockfix.arguments")
        ? restart()
        : undefined,
    ),
  );
  await restart();
}

export function deactivate(): Promise<void> {
  return inTurn(stop);
}

function restart(): Promise<void> {
  return inTurn(async () => {
    await stop();
    await start();
  });
}

function inTurn(work: () => Promise<void>): Promise<void> {
  turn = turn.then(work).catch((error: unknown) => complain(String(error)));
  return turn;
}

async function start(): Promise<void> {
  const { command, args, cwd } = program();
  output.info(`starting ${[command, ...args].join(" ")}`);
  const found = await problem({ command, args, cwd });
  if (found) {
    complain(found);
    return;
  }
  client = new LanguageClient(
    "dockfix",
    "dockfix",
    { command, args: [...args], options: { cwd } },
    {
      documentSelector: ["file", "untitled"].map((scheme) => ({ language: "dockerfile", scheme })),
      outputChannel: output,
    },
  );
  await client.start();
}

async function stop(): Promise<void> {
  const running = client;
  client = undefined;
  if (running?.needsStop()) {
    await running.dispose();
  }
}

/** Says what is wrong, and does not wait until that is read. */
function complain(message: string): void {
  output.error(message);
  void vscode.window
    .showErrorMessage(`dockfix cannot check Dockerfiles: ${message}`, OPEN_SETTINGS, HOW_TO_INSTALL)
    .then((chosen) => {
      if (chosen === OPEN_SETTINGS) {
        return vscode.commands.executeCommand("workbench.action.openSettings", "dockfix.path");
      }
      return chosen === HOW_TO_INSTALL ? vscode.env.openExternal(vscode.Uri.parse(DOCUMENTATION)) : undefined;
    });
}
