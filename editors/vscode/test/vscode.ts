// As much of an editor as the extension asks for: what it says, and what can be done to it.
type Listener<T> = (event: T) => unknown;

class Event<T> {
  private readonly listeners: Listener<T>[] = [];
  readonly register = (listener: Listener<T>) => {
    this.listeners.push(listener);
    return { dispose: () => undefined };
  };
  async fire(event: T): Promise<void> {
    await Promise.all(this.listeners.map((listener) => listener(event)));
  }
}

/** What the tests set, and what the extension has done. */
export const editor = {
  settings: {} as Record<string, unknown>,
  defaults: {} as Record<string, unknown>,
  folders: [] as { uri: { scheme: string; fsPath: string } }[],
  isTrusted: true,
  answer: undefined as string | undefined,
  shown: [] as string[],
  executed: [] as unknown[][],
  opened: [] as string[],
  asked: new Set<string>(),
  registered: new Map<string, () => Promise<void>>(),
  settingsChanged: new Event<{ affectsConfiguration(section: string): boolean }>(),
  trustGranted: new Event<void>(),
};

export const workspace = {
  get isTrusted() {
    return editor.isTrusted;
  },
  get workspaceFolders() {
    return editor.folders;
  },
  getConfiguration: (section: string) => ({
    get: (name: string, fallback: unknown) => {
      const key = `${section}.${name}`;
      editor.asked.add(key);
      return editor.settings[key] ?? editor.defaults[key] ?? fallback;
    },
  }),
  onDidChangeConfiguration: editor.settingsChanged.register,
  onDidGrantWorkspaceTrust: editor.trustGranted.register,
};

export const window = {
  createOutputChannel: () => ({ info: () => undefined, error: () => undefined, dispose: () => undefined }),
  showErrorMessage: (message: string) => {
    editor.shown.push(message);
    return Promise.resolve(editor.answer);
  },
};

export const commands = {
  registerCommand: (name: string, work: () => Promise<void>) => {
    editor.registered.set(name, work);
    return { dispose: () => editor.registered.delete(name) };
  },
  executeCommand: (...words: unknown[]) => Promise.resolve(editor.executed.push(words)),
};

export const env = { openExternal: (uri: string) => Promise.resolve(editor.opened.push(uri)) };

export const Uri = { parse: (text: string) => text };
