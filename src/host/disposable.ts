/** Ownership of things that must be given back. */
import type { Disposable as VscodeDisposable } from 'vscode';

/** Anything that is given back with `dispose()`. */
export type Resource = Pick<VscodeDisposable, 'dispose'>;

/** Owns resources and disposes them with itself, last come first served. */
export abstract class Disposable implements Resource {
  private readonly resources: Resource[] = [];
  private disposed = false;

  protected get isDisposed(): boolean {
    return this.disposed;
  }

  /** Takes ownership. What comes after disposal is disposed at once. */
  protected register<T extends Resource>(resource: T): T {
    if (this.disposed) resource.dispose();
    else this.resources.push(resource);
    return resource;
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    for (const resource of this.resources.splice(0).reverse()) resource.dispose();
  }
}

/** Owns one resource at a time: setting another disposes the one before. What comes after disposal is disposed at once. */
export class ReplaceableResource<T extends Resource> implements Resource {
  private current: T | undefined;
  private disposed = false;

  get value(): T | undefined {
    return this.current;
  }

  set value(next: T | undefined) {
    if (next === this.current) return;
    this.current?.dispose();
    this.current = this.disposed ? undefined : next;
    if (this.disposed) next?.dispose();
  }

  dispose(): void {
    this.value = undefined;
    this.disposed = true;
  }
}

/** Calls `action` every `milliseconds` until disposed. */
export function every(milliseconds: number, action: () => void): Resource {
  const timer = setInterval(action, milliseconds);
  return { dispose: () => clearInterval(timer) };
}
