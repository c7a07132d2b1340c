/**
 * A table of the FlatBuffers format, in which Arrow writes its metadata: as much as reading metrics needs. Nothing is
 * believed: whatever points outside the bytes throws a RangeError.
 */
export class FlatTable {
  private constructor(
    private readonly view: DataView,
    private readonly position: number,
  ) {}

  /** @throws RangeError, as all reading does, when the bytes are no such table. */
  static root(bytes: Uint8Array): FlatTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new FlatTable(view, view.getUint32(0, true));
  }

  /** Where a field stands; undefined when the table leaves it at its default. */
  private place(field: number): number | undefined {
    const { view, position } = this;
    const directory = position - view.getInt32(position, true);
    const entry = 4 + 2 * field;
    if (entry >= view.getUint16(directory, true)) return undefined;
    const offset = view.getUint16(directory + entry, true);
    return offset === 0 ? undefined : position + offset;
  }

  has(field: number): boolean {
    return this.place(field) !== undefined;
  }

  uint8(field: number): number {
    const place = this.place(field);
    return place === undefined ? 0 : this.view.getUint8(place);
  }

  int16(field: number): number {
    const place = this.place(field);
    return place === undefined ? 0 : this.view.getInt16(place, true);
  }

  int32(field: number): number {
    const place = this.place(field);
    return place === undefined ? 0 : this.view.getInt32(place, true);
  }

  /** Exact up to 2⁵³. */
  int64(field: number): number {
    const place = this.place(field);
    return place === undefined ? 0 : int64At(this.view, place);
  }

  table(field: number): FlatTable | undefined {
    const place = this.place(field);
    return place === undefined ? undefined : this.tableAt(place);
  }

  text(field: number): string {
    const place = this.place(field);
    if (place === undefined) return '';
    const { start, length } = this.vector(place, 1);
    const { buffer, byteOffset } = this.view;
    return new TextDecoder().decode(new Uint8Array(buffer, byteOffset + start, length));
  }

  tables(field: number): FlatTable[] {
    const place = this.place(field);
    if (place === undefined) return [];
    const { start, length } = this.vector(place, 4);
    return Array.from({ length }, (_, i) => this.tableAt(start + 4 * i));
  }

  /** A vector of pairs of 64-bit numbers, one after the other. */
  pairs(field: number): number[] {
    const place = this.place(field);
    if (place === undefined) return [];
    const { start, length } = this.vector(place, 16);
    const numbers: number[] = [];
    for (let i = 0; i < 2 * length; i++) numbers.push(int64At(this.view, start + 8 * i));
    return numbers;
  }

  private tableAt(place: number): FlatTable {
    return new FlatTable(this.view, place + this.view.getUint32(place, true));
  }

  private vector(place: number, elementBytes: number): { start: number; length: number } {
    const at = place + this.view.getUint32(place, true);
    const length = this.view.getUint32(at, true);
    const start = at + 4;
    if (start + length * elementBytes > this.view.byteLength) {
      throw new RangeError('A vector ends behind its bytes.');
    }
    return { start, length };
  }
}

function int64At(view: DataView, place: number): number {
  return view.getInt32(place + 4, true) * 2 ** 32 + view.getUint32(place, true);
}
