/** libjpeg-turbo, compiled to WebAssembly by Emscripten. The module file must lie beside the program. */
declare module '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs' {
  export interface JPEGDecoder {
    /** Memory for the file. */
    getEncodedBuffer(bytes: number): Uint8Array;
    /** Throws a number for whatever libjpeg complains of, warnings included. */
    decode(): void;
    /** A view that the next call may move. */
    getDecodedBuffer(): Uint8Array;
    getFrameInfo(): { width: number; height: number; componentCount: number };
    delete(): void;
  }
  interface Codec {
    readonly JPEGDecoder: new () => JPEGDecoder;
  }
  const load: () => Promise<Codec>;
  // eslint-disable-next-line no-restricted-syntax -- as the package exports it
  export default load;
}
