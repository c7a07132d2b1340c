/** Between the process that trains and the threads that decode its images. */
import type { ImagePreparation } from './prepareImage';

/** What a thread is started with. */
export type ThreadData = ImagePreparation;

export interface DecodeRequest {
  readonly index: number;
  readonly bytes: Uint8Array;
}

export type DecodeAnswer =
  | { readonly index: number; readonly pixels: Uint8Array }
  /** Why the file cannot be used: a clause that follows its name. */
  | { readonly index: number; readonly problem: string };
