// Which program is the server.
import { homedir } from "node:os";
import * as vscode from "vscode";

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
}

/** The settings' program, with the arguments that make it a language server. */
export function program(): Program {
  const settings = vscode.workspace.getConfiguration("dockfix");
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === "file")?.uri.fsPath;
  const isTrusted = vscode.workspace.isTrusted;
  const extra = settings.get<string[]>("arguments", []);
  // A settings file can name rules, which are code.
  const isolation = isTrusted || extra.some(readsOneFileOnly) ? [] : ["--isolated"];
  return {
    command: located(settings.get<string>("path", "dockfix"), folder),
    args: ["lsp", ...extra, ...isolation],
    // Windows looks for a program in the working directory first.
    cwd: (isTrusted && folder) || homedir(),
  };
}

function readsOneFileOnly(argument: string): boolean {
  return argument === "--isolated" || argument === "--config" || argument.startsWith("--config=");
}

function located(path: string, folder: string | undefined): string {
  const absolute = path.replace(/^~(?=$|[/\\])/, () => homedir());
  return folder ? absolute.replace(/^\$\{workspaceFolder\}/, () => folder) : absolute;
}
