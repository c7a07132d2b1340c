import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { JournalEvent } from '../../../src/protocol/runModel';
import { JournalTail, JournalWriter, readJournal } from '../../../src/runs/journal';
import { runFile } from '../../../src/runs/layout';
import { temporaryFolder } from '../../helpers/temporaryFolder';

const time = '2026-01-02T03:04:05.000Z';
const events: JournalEvent[] = [
  { time, step: 0, type: 'state', from: 'starting', to: 'running' },
  { time, step: 9, type: 'edit', setting: 'discriminatorSteps', from: 1, to: 3, effectiveFrom: 10 },
  { time, step: 20, type: 'error', message: 'Zu wenig Platz – “disk full”\n' },
];

function write(run: string, some: readonly JournalEvent[]): void {
  const writer = new JournalWriter(run);
  for (const event of some) writer.append(event);
  writer.sync();
  writer.close();
}

describe('events.ndjson', () => {
  test('gives back what was appended, across openings', async () => {
    const run = temporaryFolder();
    expect(await readJournal(run)).toEqual([]);
    write(run, events.slice(0, 1));
    write(run, events.slice(1));
    expect(await readJournal(run)).toEqual(events);
    expect(readFileSync(runFile(run, 'journal'), 'utf8').split('\n')).toHaveLength(4);
  });

  test('is read from its end when it is absurdly long', async () => {
    const run = temporaryFolder();
    writeFileSync(runFile(run, 'journal'), '');
    // A hole: no byte of it is on the disk.
    truncateSync(runFile(run, 'journal'), 2 ** 36);
    appendFileSync(runFile(run, 'journal'), '\n');
    write(run, events);
    expect(await readJournal(run)).toEqual(events);
  });

  test('opens after a crash at any byte; the next event stands on a line of its own', async () => {
    const source = temporaryFolder();
    write(source, events);
    const whole = readFileSync(runFile(source, 'journal'));
    const run = temporaryFolder();
    for (let size = 0; size <= whole.length; size++) {
      writeFileSync(runFile(run, 'journal'), whole.subarray(0, size));
      const complete = whole.subarray(0, size).toString().split('\n').length - 1;
      expect(await readJournal(run)).toEqual(events.slice(0, complete));
      write(run, events.slice(0, 1));
      expect(await readJournal(run)).toEqual([...events.slice(0, complete), events[0]]);
    }
  });

  test('skips and counts lines that are no event of this version', async () => {
    const run = temporaryFolder();
    write(run, events.slice(0, 1));
    appendFileSync(
      runFile(run, 'journal'),
      `{"time":"${time}","step":1,"type":"verdict"}\nnonsense\n[1]\n`,
    );
    write(run, events.slice(1));
    const tail = new JournalTail(run);
    expect(await tail.read()).toEqual(events);
    expect(tail.skipped).toBe(3);
  });

  test('tells new events only, and none that is half written', async () => {
    const run = temporaryFolder();
    const tail = new JournalTail(run);
    expect(await tail.read()).toEqual([]);
    write(run, events.slice(0, 2));
    expect(await tail.read()).toEqual(events.slice(0, 2));
    const line = JSON.stringify(events[2]);
    appendFileSync(runFile(run, 'journal'), line.slice(0, 30));
    expect(await tail.read()).toEqual([]);
    appendFileSync(runFile(run, 'journal'), `${line.slice(30)}\n`);
    expect(await tail.read()).toEqual([events[2]]);
  });
});
