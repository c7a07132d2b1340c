/** The few classes and functions of VS Code's API that logic without a window needs. */

export class EventEmitter<T> {
  private readonly listeners = new Set<(value: T) => void>();
  readonly event = (listener: (value: T) => void): { dispose(): void } => {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  };

  fire(value: T): void {
    for (const listener of [...this.listeners]) listener(value);
  }

  dispose(): void {
    this.listeners.clear();
  }
}

export class CancellationError extends Error {}

export class ThemeColor {
  constructor(readonly id: string) {}
}

export class ThemeIcon {
  constructor(
    readonly id: string,
    readonly color?: ThemeColor,
  ) {}
}

export class MarkdownString {
  constructor(readonly value = '') {}
}

export class TreeItem {
  constructor(readonly label: string) {}
}

/** A path under a scheme, as far as joining and printing go. */
export class Uri {
  private constructor(
    readonly scheme: string,
    readonly path: string,
  ) {}

  static file(path: string): Uri {
    return new Uri('file', path);
  }

  static joinPath(base: Uri, ...parts: string[]): Uri {
    return new Uri(base.scheme, [base.path, ...parts].join('/'));
  }

  get fsPath(): string {
    return this.path;
  }

  toString(): string {
    return `${this.scheme}://${this.path}`;
  }
}

/** What a test needs of it, it puts there. */
export const window = {
  createTreeView(): never {
    throw new Error('There is no window.');
  },
  showQuickPick(): never {
    throw new Error('There is no window.');
  },
};

export const commands = {
  registerCommand(): never {
    throw new Error('There is no window.');
  },
};

export const env = { language: 'en' };

export const l10n = {
  t: (message: string, ...values: (string | number)[]): string =>
    message.replaceAll(/\{(\d+)\}/g, (_, index: string) => String(values[Number(index)])),
};

export const workspace = { isTrusted: true };
