import { expect, test } from 'vitest';
import { OpenPanelMemory } from '../../../src/host/panel/openPanelMemory';

function memento(): ConstructorParameters<typeof OpenPanelMemory>[0] {
  const values = new Map<string, unknown>();
  return {
    get: (key: string) => values.get(key) as never,
    update: async (key: string, value: unknown) => void values.set(key, value),
  };
}

test('what was opened last comes first, and what was closed is forgotten', () => {
  const kept = memento();
  const memory = new OpenPanelMemory(kept);
  expect(memory.directories).toEqual([]);
  for (const directory of ['/a', '/b', '/c', '/a']) memory.opened(directory);
  memory.closed('/c');
  expect(new OpenPanelMemory(kept).directories).toEqual(['/a', '/b']);
});

test('what somebody else has written is not believed', () => {
  const kept = memento();
  void kept.update('gan.openPanels', [7, '/a', null]);
  expect(new OpenPanelMemory(kept).directories).toEqual(['/a']);
});
