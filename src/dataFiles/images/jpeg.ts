/** JPEG (ITU-T T.81), decoded by libjpeg-turbo: bit for bit what Pillow, and so PyTorch's loaders, make of it. */
import loadCodec from '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs';
import { DataFormatError } from '../errors';
import { readJpegHeader } from './jpegHeader';
import type { Raster } from './raster';

/** Not turned yet. */
export type DecodeJpeg = (bytes: Buffer) => Raster;

/** Loads the decoder; it reports damage, cut-off files included, as a DataFormatError. */
export async function loadJpegDecoder(): Promise<DecodeJpeg> {
  const { JPEGDecoder } = await loadCodec();
  return (bytes) => {
    const header = readJpegHeader(bytes);
    const decoder = new JPEGDecoder();
    try {
      decoder.getEncodedBuffer(bytes.length).set(bytes);
      decoder.decode();
      const { width, height, componentCount } = decoder.getFrameInfo();
      const data = new Uint8Array(decoder.getDecodedBuffer());
      const channels = componentCount === 1 ? 1 : 3;
      const asPromised = width === header.width && height === header.height;
      if (!asPromised || data.length !== width * height * channels) throw new Error('two frames');
      return { width, height, channels, data };
    } catch (error) {
      throw new DataFormatError('its data is damaged or cut off', { cause: error });
    } finally {
      decoder.delete();
    }
  };
}
