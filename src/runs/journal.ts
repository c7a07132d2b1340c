/** `events.ndjson`: one event a line, appended as whole lines. A torn last line is not there yet. */
import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { JournalEvent } from '../protocol/runModel';
import { journalEventSchema } from '../protocol/runModelSchema';
import { appendWhole } from './appendWhole';
import { errorCode, openRegularFile } from './boundedFile';
import { readWholeLines } from './growingFile';
import { runFile } from './layout';

const NEWLINE = 0x0a;
/** Events are short; a longer line is no event of ours. */
const MAXIMUM_LINE_BYTES = 1024 * 1024;
/** A journal of months stays below; of a longer one the beginning is left out, so that memory and time are bounded. */
const MAXIMUM_UNREAD_BYTES = 32 * 1024 * 1024;

/** Appends events; on opening cuts what a crash left of a line. */
export class JournalWriter {
  private readonly file: number;

  constructor(runDirectory: string) {
    this.file = openSync(runFile(runDirectory, 'journal'), 'a+');
    const { size } = fstatSync(this.file);
    const whole = endOfLastLine(this.file, size);
    if (whole < size) ftruncateSync(this.file, whole);
  }

  append(event: JournalEvent): void {
    appendWhole(this.file, Buffer.from(`${JSON.stringify(event)}\n`));
  }

  /** Sees all events to the disk. */
  sync(): void {
    fsyncSync(this.file);
  }

  close(): void {
    closeSync(this.file);
  }
}

function endOfLastLine(file: number, size: number): number {
  const from = Math.max(0, size - MAXIMUM_LINE_BYTES);
  const end = new Uint8Array(size - from);
  const length = readSync(file, end, 0, end.length, from);
  return from + end.subarray(0, length).lastIndexOf(NEWLINE) + 1;
}

/**
 * Reads a journal that may still grow: each `read` gives the events appended since the one before. It only ever grows: a
 * resumed run keeps what it journaled before.
 */
export class JournalTail {
  private offset = 0;
  private skippedLines = 0;

  constructor(private readonly runDirectory: string) {}

  /** Lines that are no event this version knows, so far. */
  get skipped(): number {
    return this.skippedLines;
  }

  /** The new events; none while the file is absent. */
  async read(): Promise<JournalEvent[]> {
    let file: FileHandle;
    try {
      file = await openRegularFile(runFile(this.runDirectory, 'journal'));
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return [];
      throw error;
    }
    try {
      const { size } = await file.stat();
      const from = Math.max(this.offset, size - MAXIMUM_UNREAD_BYTES);
      const { lines, offset } = await readWholeLines(file, from);
      this.offset = offset;
      return this.parse(lines);
    } finally {
      await file.close();
    }
  }

  private parse(lines: readonly string[]): JournalEvent[] {
    const events: JournalEvent[] = [];
    for (const line of lines) {
      if (line === '') continue;
      const event = parseEvent(line);
      if (event === undefined) this.skippedLines++;
      else events.push(event);
    }
    return events;
  }
}

function parseEvent(line: string): JournalEvent | undefined {
  if (line.length > MAXIMUM_LINE_BYTES) return undefined;
  try {
    const result = journalEventSchema.safeParse(JSON.parse(line));
    return result.success ? result.data : undefined;
  } catch {
    return undefined;
  }
}

/** All events of a run, oldest first. */
export async function readJournal(runDirectory: string): Promise<JournalEvent[]> {
  return new JournalTail(runDirectory).read();
}
