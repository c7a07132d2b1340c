import { expect, test } from 'vitest';
import { describeDevices } from '../../../src/cli/reports';

test('the report of devices fits on the screen, and loses no word', () => {
  const note =
    'Not available: neither @tensorflow/tfjs-node-gpu nor @tensorflow/tfjs-node is installed in /home/somebody/work. Install one of them.';
  const reason = 'The fastest that was timed: 9.6 ms a step; '.repeat(4).trim();
  const report = describeDevices({
    ...{ device: 'onnxruntime-cpu', label: 'ONNX Runtime, CPU, 2 threads', reason, threads: 2 },
    candidates: [
      {
        device: 'onnxruntime-cpu',
        label: 'ONNX Runtime, CPU, 2 threads',
        millisecondsPerStep: 9.56,
      },
      { device: 'tensorflow', label: 'TensorFlow', note },
    ],
  });
  const lines = report.split('\n');
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(100);
  expect(lines[1]).toBe('→  ONNX Runtime, CPU, 2 threads  9.56 ms/step');
  const words = report.split(/\s+/).join(' ');
  expect(words).toContain(`TensorFlow ${note}`);
  expect(words).toContain(reason);
  const column = lines[0]!.indexOf('NOTE');
  expect(lines[2]!.indexOf('Not available')).toBe(column);
  expect(lines[3]!.search(/\S/)).toBe(column);
});
