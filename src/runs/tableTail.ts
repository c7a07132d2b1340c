/** Reads a table over the steps while it grows. */
import type { FileHandle } from 'node:fs/promises';
import type { TableRows } from '../protocol/runModel';
import {
  type BatchLayout,
  decodeRows,
  MAXIMUM_MESSAGE_BYTES,
  type MessageRange,
  readLayout,
  splitMessages,
} from './arrowReading';
import { readRange } from './boundedFile';
import { GrowingFile } from './growingFile';
import { runFile } from './layout';
import type { StepTable } from './stepTable';
import { joinRows } from './tableRows';

/** Bytes looked at in one go: about 80,000 rows. */
const CHUNK_BYTES = 4 * 1024 * 1024;

export interface TableRead<Column extends string> {
  readonly rows: TableRows<Column>;
  /** The file was cut or replaced: forget all rows read before, these start anew. */
  readonly restarted: boolean;
  /** More rows are waiting in the file: read again. */
  readonly more: boolean;
  /** Set when the file cannot be read beyond this point: what is wrong. */
  readonly damage?: string;
}

/**
 * Reads complete batches only, each once; a torn tail stays unread until it is complete. A resumed run replaces the
 * file by a shorter one; the reader notices and starts anew.
 */
export class TableTail<Column extends string> {
  private readonly file: GrowingFile;
  private layout: BatchLayout<Column> | undefined;

  constructor(
    private readonly table: StepTable<Column>,
    runDirectory: string,
  ) {
    this.file = new GrowingFile(runFile(runDirectory, table.file));
  }

  /** The next rows, at most a few megabytes of them; none while the file is absent. */
  async read(): Promise<TableRead<Column>> {
    const { content, restarted } = await this.file.read((handle, size) => {
      if (this.file.offset === 0) this.layout = undefined;
      return this.readChunk(handle, size);
    });
    return { ...(content ?? { rows: this.join([]), more: false }), restarted };
  }

  private async readChunk(
    handle: FileHandle,
    size: number,
  ): Promise<Omit<TableRead<Column>, 'restarted'>> {
    let wanted = CHUNK_BYTES;
    for (;;) {
      const bytes = await readRange(
        handle,
        this.file.offset,
        Math.min(wanted, size - this.file.offset),
      );
      const { messages, nextBytes, damage } = splitMessages(bytes);
      const end = messages.at(-1)?.end ?? 0;
      if (end > 0) {
        const taken = this.take(bytes, messages);
        this.file.offset += taken.end;
        if (taken.damage !== undefined) return { ...taken, more: false };
        const more = damage === undefined && this.file.offset + nextBytes <= size;
        return { rows: taken.rows, more, damage };
      }
      const complete = this.file.offset + nextBytes <= size && nextBytes <= MAXIMUM_MESSAGE_BYTES;
      if (damage !== undefined || !complete) return { rows: this.join([]), more: false, damage };
      // Told only now how long the message is.
      wanted = nextBytes;
    }
  }

  /** The rows of the messages up to the first that cannot be read, and where those end. */
  private take(bytes: Uint8Array, messages: readonly MessageRange[]): Taken<Column> {
    const { layout } = this;
    try {
      return { rows: this.decode(bytes, messages), end: messages.at(-1)?.end ?? 0 };
    } catch {
      // Which of them it was is found one by one.
      this.layout = layout;
    }
    const parts: TableRows<Column>[] = [];
    let end = 0;
    for (const message of messages) {
      try {
        parts.push(this.decode(bytes, [message]));
      } catch (error) {
        return { rows: this.join(parts), end, damage: describeDamage(error) };
      }
      end = message.end;
    }
    return { rows: this.join(parts), end };
  }

  /** Rows of messages that follow each other; the first of a file is its schema. */
  private decode(bytes: Uint8Array, messages: readonly MessageRange[]): TableRows<Column> {
    if (this.layout !== undefined) return decodeRows(this.layout, bytes, messages);
    const [schema, ...batches] = messages;
    this.layout = readLayout(bytes.subarray(schema?.start, schema?.end), this.table.columns);
    return decodeRows(this.layout, bytes, batches);
  }

  private join(parts: readonly TableRows<Column>[]): TableRows<Column> {
    return joinRows(this.table.columns, parts);
  }

  /** Everything that is in the file now. */
  async readAll(): Promise<TableRows<Column>> {
    const parts: TableRows<Column>[] = [];
    for (;;) {
      const { rows, more } = await this.read();
      parts.push(rows);
      if (!more) return this.join(parts);
    }
  }
}

interface Taken<Column extends string> {
  readonly rows: TableRows<Column>;
  readonly end: number;
  readonly damage?: string;
}

/** Reading beyond the bytes is what lengths lead to that are wrong. */
function describeDamage(error: unknown): string {
  if (error instanceof RangeError || !(error instanceof Error)) {
    return 'the metadata of a message cannot be read';
  }
  return error.message.replace(/\.$/, '');
}
