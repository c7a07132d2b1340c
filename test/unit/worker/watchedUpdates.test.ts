import { expect, test } from 'vitest';
import type { LiveSettings } from '../../../src/protocol/liveSettings';
import { WatchedUpdates } from '../../../src/worker/watchedUpdates';

const settings: LiveSettings = {
  discriminatorSteps: 1,
  generatorLearningRate: 1e-3,
  discriminatorLearningRate: 1e-3,
};
const place = { step: 120, kind: 'generator', index: 1, count: 1 } as const;

test('slow motion ends with the last who watches, and what was seen is not shown to who comes later', () => {
  let clients = 1;
  const watched = new WatchedUpdates({
    trainer: { updatesDone: 0, nextUpdate: () => ({ ...place, step: 121 }) },
    publisher: {
      get clients() {
        return clients;
      },
      send: () => undefined,
    },
    now: () => 0,
  });
  watched.setSlowMotion(2);
  watched.note({ place, players: {}, step: undefined }, false);
  watched.endUnwatched();
  expect(watched.slow).toBe(true);
  expect(watched.view(settings).last).toEqual(place);
  clients = 0;
  watched.endUnwatched();
  expect(watched.slow).toBe(false);
  expect(watched.view(settings).last).toBeUndefined();
});

test('an update done by hand stays shown while the run rests, whoever leaves', () => {
  const watched = new WatchedUpdates({
    trainer: { updatesDone: 0, nextUpdate: () => ({ ...place, step: 121 }) },
    publisher: { clients: 0, send: () => undefined },
    now: () => 0,
  });
  watched.note({ place, players: {}, step: undefined }, false);
  watched.endUnwatched();
  expect(watched.view(settings).last).toEqual(place);
});
