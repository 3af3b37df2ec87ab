// Whether the program can serve, and if not, what to do.
import { spawn } from "node:child_process";
import type { Program } from "./program";

const LONGEST_MS = 20_000;

/**
 * What keeps `program` from serving, for the user to read; undefined if nothing does.
 *
 * It is started with nothing to read, at which a server ends well. dockfix without its extra says what is missing.
 */
export function problem({ command, args, cwd }: Program): Promise<string | undefined> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(LONGEST_MS);
    const child = spawn(command, args, { cwd, signal, stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
    child.on("error", (error) => resolve(reason(command, error)));
    child.on("close", (status) => {
      const end = lastLine(said) ?? `“${[command, ...args].join(" ")}” ended with status ${status}`;
      resolve(status === 0 ? undefined : end);
    });
  });
}

function reason(command: string, error: NodeJS.ErrnoException): string {
  if (error.code === "ENOENT") {
    return (
      `“${command}” was not found. Install it with “pip install 'dockfix[lsp]'”, ` +
      "or say where it is with the setting “dockfix.path”."
    );
  }
  return error.name === "AbortError"
    ? `“${command}” did not end within ${LONGEST_MS / 1000} seconds.`
    : `“${command}” cannot be started: ${error.message}`;
}

function lastLine(text: string): string | undefined {
  return text.trimEnd().split("\n").at(-1)?.replace(/^dockfix: /, "").trim() || undefined;
}
