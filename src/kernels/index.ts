export * from './arrays';
export * from './optimizers';
export * from './random';
