/**
 * Exponential moving average with bias correction, as TensorBoard draws it and pandas calls `ewm(alpha=1-β)`:
 *
 *     s_n = β·s_{n−1} + (1 − β)·x_n,  s_0 = 0,  shown_n = s_n / (1 − β^n) = Σ β^{n−i}·x_i / Σ β^{n−i}
 *
 * n counts the points that are finite; the others are not-a-number in the result and count for nothing.
 * The correction is that of Adam (Kingma and Ba 2015, section 3).
 *
 * @param values one a point of the view
 * @param beta in [0, 1)
 */
export function smoothed(values: Float32Array, beta: number): Float32Array {
  let sum = 0;
  let weight = 0;
  return values.map((value) => {
    if (!Number.isFinite(value)) return NaN;
    sum = beta * sum + (1 - beta) * value;
    // 1 − β^n, without the powers.
    weight = beta * weight + (1 - beta);
    return sum / weight;
  });
}
