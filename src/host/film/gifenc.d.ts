/** What is used of the package, which brings no types. */
declare module 'gifenc' {
  type Palette = number[][];

  interface FrameOptions {
    /** Of the first frame for all that bring none. */
    readonly palette?: Palette;
    /** Milliseconds, in hundredths of a second. */
    readonly delay?: number;
    /** How often the film is repeated: 0 for ever. Heeded in the first frame. */
    readonly repeat?: number;
  }

  interface Encoder {
    writeFrame(index: Uint8Array, width: number, height: number, options?: FrameOptions): void;
    finish(): void;
    bytes(): Uint8Array;
  }

  export function GIFEncoder(): Encoder;
  /** @param rgba [pixels, 4] */
  export function quantize(rgba: Uint8Array, maxColors: number): Palette;
  export function applyPalette(rgba: Uint8Array, palette: Palette): Uint8Array;
}
