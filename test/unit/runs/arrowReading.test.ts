import {
  Table,
  tableFromArrays,
  tableFromIPC,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { METRIC_COLUMNS } from '../../../src/protocol/runModel';
import { decodeRows, readLayout, splitMessages } from '../../../src/runs/arrowReading';
import { arrowEncoder } from '../../../src/runs/arrowWriting';
import { metricRows } from '../../helpers/metricRows';

const { schemaMessage, encodeRows } = arrowEncoder(METRIC_COLUMNS);

function read(file: Uint8Array): ReturnType<typeof decodeRows> {
  const [schema, ...batches] = splitMessages(file).messages;
  return decodeRows(readLayout(file.subarray(0, schema?.end), METRIC_COLUMNS), file, batches);
}

/** Rows in batches of random lengths. */
function batchesOf(lengths: readonly number[]): Uint8Array {
  let step = 0;
  const batches = lengths.map((length) => {
    const from = step + 1;
    step += length;
    return encodeRows(metricRows(from, step));
  });
  return Buffer.concat([schemaMessage, ...batches]);
}

describe('reading Arrow streams', () => {
  test('gives what the Arrow library reads', () => {
    const file = batchesOf([1, 40, 3, 4096, 17]);
    const table = tableFromIPC(file);
    const { step, columns } = read(file);
    expect(step).toEqual(table.getChild('step')?.toArray());
    for (const name of METRIC_COLUMNS)
      expect(columns[name]).toEqual(table.getChild(name)?.toArray());
  });

  test('refuses a column that would shift the others', () => {
    const words = new Table({ words: vectorFromArray(['a', 'b'], new Utf8()) });
    const file = tableToIPC(words.assign(tableFromArrays({ step: Int32Array.of(1, 2) })), 'stream');
    expect(() => read(file)).toThrow('holds no numbers: words');
    const lossy = tableToIPC(tableFromArrays({ step: Float32Array.of(1, 2) }), 'stream');
    expect(() => read(lossy)).toThrow('no column of steps');
  });

  test('takes no byte for granted', () => {
    const file = batchesOf([3, 5]);
    const outcomes = { rows: 0, errors: 0 };
    for (let place = 0; place < file.length; place++) {
      for (const value of [0, 0x7f, 0x80, 0xff]) {
        const hostile = Uint8Array.from(file);
        hostile[place] = value;
        try {
          const { step } = read(hostile);
          expect(step.length).toBeLessThanOrEqual(file.length / 4);
          outcomes.rows++;
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
          outcomes.errors++;
        }
      }
    }
    expect(outcomes.rows).toBeGreaterThan(0);
    expect(outcomes.errors).toBeGreaterThan(0);
  });
});
