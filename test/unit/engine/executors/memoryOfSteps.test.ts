import v8 from 'node:v8';
import { expect, it } from 'vitest';
import { liveSettings } from '../../../../src/engine/liveSettings';
import { ganConfig, trainer } from '../testGan';

/** A million weights of the discriminator: 4 MB of gradients in each of its updates. */
const config = ganConfig({
  discriminator: {
    layers: [
      { type: 'dense', units: 1000 },
      { type: 'dense', units: 1000 },
      { type: 'dense', units: 1 },
    ],
  },
});

const held = () => {
  const { used_heap_size: heap, external_memory: external } = v8.getHeapStatistics();
  return heap + external;
};

it('gives back what ONNX Runtime copied, without waiting for the garbage collector', async () => {
  const gan = await trainer(config);
  const live = liveSettings(config);
  await gan.iterate(live);
  const grown: number[] = [];
  for (let step = 0; step < 5; step += 1) {
    const before = held();
    await gan.iterate(live);
    grown.push(held() - before);
  }
  await gan.dispose();
  expect(Math.max(...grown)).toBeLessThan(2 ** 20);
});
