/** Cuts a byte stream into messages: each is preceded by its length, four bytes, little-endian. */

const HEADER_BYTES = 4;

/** The frame that carries `payload`. */
export function encodeFrame(payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(HEADER_BYTES + payload.length);
  new DataView(frame.buffer).setUint32(0, payload.length, true);
  frame.set(payload, HEADER_BYTES);
  return frame;
}

/** Puts payloads together again from chunks cut anywhere. Holds at most one frame of `maximumBytes`. */
export class FrameDecoder {
  private readonly header = new Uint8Array(HEADER_BYTES);
  private headerBytes = 0;
  private payload: Uint8Array | undefined;
  private payloadBytes = 0;

  constructor(private readonly maximumBytes: number) {}

  /**
   * The payloads that `chunk` completes.
   *
   * @throws RangeError when a frame announces more than `maximumBytes`, before anything is allocated for it.
   */
  push(chunk: Uint8Array): Uint8Array[] {
    const payloads: Uint8Array[] = [];
    let offset = 0;
    while (offset < chunk.length) {
      if (this.payload === undefined) {
        offset += this.takeHeader(chunk.subarray(offset));
        continue;
      }
      const part = chunk.subarray(offset, offset + this.payload.length - this.payloadBytes);
      this.payload.set(part, this.payloadBytes);
      this.payloadBytes += part.length;
      offset += part.length;
      if (this.payloadBytes < this.payload.length) break;
      payloads.push(this.payload);
      this.payload = undefined;
    }
    return payloads;
  }

  private takeHeader(bytes: Uint8Array): number {
    const part = bytes.subarray(0, HEADER_BYTES - this.headerBytes);
    this.header.set(part, this.headerBytes);
    this.headerBytes += part.length;
    if (this.headerBytes < HEADER_BYTES) return part.length;
    this.headerBytes = 0;
    const length = new DataView(this.header.buffer).getUint32(0, true);
    if (length === 0 || length > this.maximumBytes) {
      throw new RangeError(`a message of ${length} bytes; 1 to ${this.maximumBytes} are allowed`);
    }
    this.payload = new Uint8Array(length);
    this.payloadBytes = 0;
    return part.length;
  }
}
