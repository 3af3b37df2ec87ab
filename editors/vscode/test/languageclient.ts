// A client that starts the real server and speaks with it, for tests to ask what they like.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createMessageConnection, type MessageConnection } from "vscode-jsonrpc/node";
import type { Executable, LanguageClientOptions } from "vscode-languageclient/node";

export class LanguageClient {
  static readonly all: LanguageClient[] = [];
  connection!: MessageConnection;
  private process!: ChildProcess;

  constructor(
    readonly id: string,
    readonly name: string,
    readonly server: Executable,
    readonly options: LanguageClientOptions,
  ) {
    LanguageClient.all.push(this);
  }

  needsStop(): boolean {
    return this.process.exitCode === null;
  }

  async start(): Promise<void> {
    const { command, args = [], options } = this.server;
    this.process = spawn(command, args, { cwd: options?.cwd, stdio: ["pipe", "pipe", "inherit"] });
    this.connection = createMessageConnection(this.process.stdout!, this.process.stdin!);
    this.connection.listen();
    await this.connection.sendRequest("initialize", { processId: process.pid, rootUri: null, capabilities: {} });
    await this.connection.sendNotification("initialized", {});
  }

  async dispose(): Promise<void> {
    const ended = once(this.process, "exit");
    await this.connection.sendRequest("shutdown");
    await this.connection.sendNotification("exit");
    await ended;
    this.connection.dispose();
  }
}
