import { expect, it } from 'vitest';
import { deviceReport } from '../../../src/host/commands/deviceReport';

const choice = {
  ...{ device: 'onnxruntime-cpu', label: 'ONNX Runtime, CPU, 2 threads', threads: 2 },
  reason: 'The fastest that was timed: 9.6 ms a step.',
  candidates: [
    {
      device: 'onnxruntime-cpu',
      label: 'ONNX Runtime, CPU, 2 threads',
      millisecondsPerStep: 9.558,
    },
    { device: 'tensorflow', label: 'TensorFlow', note: 'Not in /home/a_b/c_d | *nowhere*.' },
  ],
};

it('is a table with the fastest device in bold, in which no path is taken for markup', () => {
  const lines = deviceReport(choice, 'my_ring.gan.json').split('\n');
  expect(lines[0]).toBe('# Devices of this machine');
  expect(lines).toContain('Timed: steps of my\\_ring\\.gan\\.json.');
  expect(lines).toContain('| **ONNX&nbsp;Runtime,&nbsp;CPU,&nbsp;2&nbsp;threads** | 9.56 |  |');
  expect(lines).toContain('| TensorFlow | – | Not in /home/a\\_b/c\\_d \\| \\*nowhere\\*\\. |');
});

it('says whose networks were timed when no config is in the editor', () => {
  expect(deviceReport({ ...choice, fallback: 'Slower.' }, undefined)).toMatch(
    /built-in digits.*\n\n.*\n\nSlower/,
  );
});
