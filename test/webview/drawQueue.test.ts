import { afterEach, expect, it, vi } from 'vitest';
import { DrawQueue } from '../../webview/drawQueue';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Parts that take a time each, of a clock that only they move. */
function queueOf(milliseconds: readonly number[]) {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const drawn: string[] = [];
  const parts = milliseconds.map((takes, index) => ({
    draw: (of: string) => {
      now += takes;
      drawn.push(`${index} of ${of}`);
    },
  }));
  return { queue: new DrawQueue(parts), drawn };
}

it('draws all in one frame when they are quick', () => {
  const { queue, drawn } = queueOf([1, 1, 1]);
  queue.fill();
  expect(queue.drawSome('a')).toBe(false);
  expect(drawn).toEqual(['0 of a', '1 of a', '2 of a']);
});

it('draws a slow one a frame, each as things are by then', () => {
  const { queue, drawn } = queueOf([20, 20]);
  queue.fill();
  expect(queue.drawSome('a')).toBe(true);
  expect(drawn).toEqual(['0 of a']);
  expect(queue.drawSome('b')).toBe(false);
  expect(drawn).toEqual(['0 of a', '1 of b']);
});

it('lets none wait for ever when all are due again in every frame', () => {
  const { queue, drawn } = queueOf([20, 20, 20]);
  for (const frame of ['a', 'b', 'c', 'd']) {
    queue.fill();
    queue.drawSome(frame);
  }
  expect(drawn).toEqual(['0 of a', '1 of b', '2 of c', '0 of d']);
});

it('has nothing to do when nothing is due', () => {
  const { queue, drawn } = queueOf([1]);
  expect(queue.drawSome('a')).toBe(false);
  expect(drawn).toEqual([]);
});
