/**
 * Import this before TensorFlow.js to have its JavaScript backend compute in float64: wherever it would make a
 * Float32Array it makes a Float64Array. Central differences then hold to nine digits or so. Test files run in contexts
 * of their own, so that no other test sees it.
 */
globalThis.Float32Array = Float64Array as unknown as Float32ArrayConstructor;

export {};
