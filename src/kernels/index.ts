export * from './optimizers';
export * from './random';
