import { expect, it, vi } from 'vitest';
import { ReplaceableResource } from '../../../src/host/disposable';

it('a resource that comes after its owner has gone is given back at once', () => {
  const owner = new ReplaceableResource<{ dispose(): void }>();
  const first = { dispose: vi.fn() };
  owner.value = first;
  owner.dispose();
  expect(first.dispose).toHaveBeenCalledOnce();
  const late = { dispose: vi.fn() };
  owner.value = late;
  expect(late.dispose).toHaveBeenCalledOnce();
  expect(owner.value).toBeUndefined();
});
