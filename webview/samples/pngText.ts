/** Bytes of the signature, and of length and type before and the check sum behind the content of each chunk. */
const SIGNATURE = 8;
const CHUNK_HEAD = 8;
const CHUNK_TAIL = 4;

/**
 * The text that a PNG carries under a keyword in a tEXt chunk (PNG specification, 11.3.3.3); undefined without one.
 * @param png bytes of any file: whatever is not a chunk ends the search
 */
export function pngText(png: Uint8Array, keyword: string): string | undefined {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const latin1 = new TextDecoder('latin1');
  let at = SIGNATURE;
  while (at + CHUNK_HEAD <= png.length) {
    const start = at + CHUNK_HEAD;
    const end = start + view.getUint32(at);
    if (end + CHUNK_TAIL > png.length) return undefined;
    if (latin1.decode(png.subarray(at + 4, start)) === 'tEXt') {
      const [name, text] = latin1.decode(png.subarray(start, end)).split('\0');
      if (name === keyword) return text;
    }
    at = end + CHUNK_TAIL;
  }
  return undefined;
}
