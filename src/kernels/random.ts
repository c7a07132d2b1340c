/**
 * Random numbers from a counter: Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3").
 *
 * The numbers of a fill are words 0..3 of block `firstBlock`, then of the next block, and so on; the counter of a
 * block is (block, index0, index1, 0). Every fill is a pure function of its arguments: no state is kept, and only
 * operations that WebAssembly defines to the last bit are used (no relaxed SIMD, no host mathematics), so a seed
 * gives the same numbers on every machine.
 *
 * Four blocks are worked on at once, one in each SIMD lane.
 */

const MULTIPLIER_0: u32 = 0xd2511f53;
const MULTIPLIER_1: u32 = 0xcd9e8d57;
/** Golden ratio and √3 − 1, as fractions of 2³². */
const KEY_STEP_0: u32 = 0x9e3779b9;
const KEY_STEP_1: u32 = 0xbb67ae85;
const ROUNDS = 10;

/** Numbers made at once: four words of four blocks. */
const GROUP = 16;

/** Word w of blocks 0..3 at WORDS + 16·w. */
const WORDS: usize = memory.data(64, 16);
/** Where the last, incomplete group of a fill is made. */
const TAIL: usize = memory.data(64, 16);

/** First byte that this module does not use itself. */
export function heapBase(): usize {
  return __heap_base;
}

/** Low halves of four 32×32 → 64 bit products. */
// @ts-ignore: decorator
@inline
function low(first: v128, second: v128): v128 {
  return v128.shuffle<i32>(first, second, 0, 2, 4, 6);
}

/** High halves of four 32×32 → 64 bit products. */
// @ts-ignore: decorator
@inline
function high(first: v128, second: v128): v128 {
  return v128.shuffle<i32>(first, second, 1, 3, 5, 7);
}

/** Writes the words of blocks `block` .. `block` + 3 to WORDS. */
// @ts-ignore: decorator
@inline
function philox(key0: u32, key1: u32, block: u32, index0: u32, index1: u32, last: u32): void {
  const multiplier0 = i32x4.splat(MULTIPLIER_0);
  const multiplier1 = i32x4.splat(MULTIPLIER_1);
  let c0 = i32x4.add(i32x4.splat(block), i32x4(0, 1, 2, 3));
  let c1 = i32x4.splat(index0);
  let c2 = i32x4.splat(index1);
  let c3 = i32x4.splat(last);
  for (let round = 0; round < ROUNDS; round++) {
    const first0 = i64x2.extmul_low_i32x4_u(c0, multiplier0);
    const second0 = i64x2.extmul_high_i32x4_u(c0, multiplier0);
    const first1 = i64x2.extmul_low_i32x4_u(c2, multiplier1);
    const second1 = i64x2.extmul_high_i32x4_u(c2, multiplier1);
    c0 = v128.xor(v128.xor(high(first1, second1), c1), i32x4.splat(key0));
    c2 = v128.xor(v128.xor(high(first0, second0), c3), i32x4.splat(key1));
    c1 = low(first1, second1);
    c3 = low(first0, second0);
    key0 += KEY_STEP_0;
    key1 += KEY_STEP_1;
  }
  v128.store(WORDS, c0);
  v128.store(WORDS, c1, 16);
  v128.store(WORDS, c2, 32);
  v128.store(WORDS, c3, 48);
}

/** Stores four vectors so that lane 0 of each comes first, then lane 1 of each, and so on. */
// @ts-ignore: decorator
@inline
function storeByBlock(target: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab0 = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const ab1 = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cd0 = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const cd1 = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(target, v128.shuffle<i64>(ab0, cd0, 0, 2));
  v128.store(target, v128.shuffle<i64>(ab0, cd0, 1, 3), 16);
  v128.store(target, v128.shuffle<i64>(ab1, cd1, 0, 2), 32);
  v128.store(target, v128.shuffle<i64>(ab1, cd1, 1, 3), 48);
}

/** Where group `start` of a fill of `count` numbers is made: in place, or in TAIL when it would overrun. */
// @ts-ignore: decorator
@inline
function groupTarget(target: usize, start: u32, count: u32): usize {
  return start + GROUP <= count ? target + ((<usize>start) << 2) : TAIL;
}

// @ts-ignore: decorator
@inline
function finishTail(target: usize, count: u32): void {
  const rest = count % GROUP;
  if (rest != 0) memory.copy(target + ((<usize>(count - rest)) << 2), TAIL, (<usize>rest) << 2);
}

/**
 * One block: `target`, 4 u32, becomes philox(counter (c0, c1, c2, c3), key (key0, key1)).
 */
export function philoxBlock(
  target: usize,
  key0: u32,
  key1: u32,
  c0: u32,
  c1: u32,
  c2: u32,
  c3: u32,
): void {
  philox(key0, key1, c0, c1, c2, c3);
  store<u32>(target, load<u32>(WORDS));
  store<u32>(target, load<u32>(WORDS, 16), 4);
  store<u32>(target, load<u32>(WORDS, 32), 8);
  store<u32>(target, load<u32>(WORDS, 48), 12);
}

/** Random words: `target`, u32 [count]. */
export function fillWords(
  target: usize,
  count: u32,
  key0: u32,
  key1: u32,
  firstBlock: u32,
  index0: u32,
  index1: u32,
): void {
  for (let i: u32 = 0; i < count; i += GROUP) {
    philox(key0, key1, firstBlock + (i >> 2), index0, index1, 0);
    storeByBlock(
      groupTarget(target, i, count),
      v128.load(WORDS),
      v128.load(WORDS, 16),
      v128.load(WORDS, 32),
      v128.load(WORDS, 48),
    );
  }
  finishTail(target, count);
}

/**
 * ((word >>> 9) + ½)·2⁻²³: 24 significant bits, so every value is exact in float32 and none is 0 or 1.
 * (One bit more, and the largest value would round to 1.)
 */
// @ts-ignore: decorator
@inline
function unitInterval(words: v128): v128 {
  const integers = f32x4.convert_i32x4_s(i32x4.shr_u(words, 9));
  return f32x4.mul(f32x4.add(integers, f32x4.splat(0.5)), f32x4.splat(<f32>(1.0 / 8388608.0)));
}

// @ts-ignore: decorator
@inline
function scaled(words: v128, offset: v128, width: v128): v128 {
  return f32x4.add(offset, f32x4.mul(width, unitInterval(words)));
}

/** Uniform numbers: `target`, f32 [count], offset + width·u with 0 < u < 1. */
export function fillUniform(
  target: usize,
  count: u32,
  key0: u32,
  key1: u32,
  firstBlock: u32,
  index0: u32,
  index1: u32,
  offset: f32,
  width: f32,
): void {
  const offsets = f32x4.splat(offset);
  const widths = f32x4.splat(width);
  for (let i: u32 = 0; i < count; i += GROUP) {
    philox(key0, key1, firstBlock + (i >> 2), index0, index1, 0);
    storeByBlock(
      groupTarget(target, i, count),
      scaled(v128.load(WORDS), offsets, widths),
      scaled(v128.load(WORDS, 16), offsets, widths),
      scaled(v128.load(WORDS, 32), offsets, widths),
      scaled(v128.load(WORDS, 48), offsets, widths),
    );
  }
  finishTail(target, count);
}

/** Inverted dropout: `target`, f32 [count], 0 where a word is below `threshold`, else `scale`. */
export function fillDropoutMask(
  target: usize,
  count: u32,
  key0: u32,
  key1: u32,
  firstBlock: u32,
  index0: u32,
  index1: u32,
  threshold: u32,
  scale: f32,
): void {
  const thresholds = i32x4.splat(threshold);
  const kept = f32x4.splat(scale);
  for (let i: u32 = 0; i < count; i += GROUP) {
    philox(key0, key1, firstBlock + (i >> 2), index0, index1, 0);
    storeByBlock(
      groupTarget(target, i, count),
      v128.and(kept, i32x4.ge_u(v128.load(WORDS), thresholds)),
      v128.and(kept, i32x4.ge_u(v128.load(WORDS, 16), thresholds)),
      v128.and(kept, i32x4.ge_u(v128.load(WORDS, 32), thresholds)),
      v128.and(kept, i32x4.ge_u(v128.load(WORDS, 48), thresholds)),
    );
  }
  finishTail(target, count);
}

/**
 * √(−2 ln u), u = word·2⁻³² + 2⁻³³ rounded to float32, in (0, 1]. With u = 2ᵉ·m, √½ ≤ m < √2, and s = (m − 1) / (m + 1):
 * ln u = e·ln 2 + 2·(s + s³/3 + s⁵/5 + s⁷/7 + s⁹/9 + …); |s| ≤ 0.1716, what is left out is below 2⁻²⁹ of s.
 */
// @ts-ignore: decorator
@inline
function radius(words: v128): v128 {
  const u = f32x4.add(
    f32x4.mul(f32x4.convert_i32x4_u(words), f32x4.splat(<f32>(1.0 / 4294967296.0))),
    f32x4.splat(<f32>(1.0 / 8589934592.0)),
  );
  // Bits of √½: subtracting them moves the exponent's step from 1 to √½.
  const shifted = i32x4.sub(u, i32x4.splat(0x3f3504f3));
  const exponent = f32x4.convert_i32x4_s(i32x4.shr_s(shifted, 23));
  const mantissa = i32x4.add(
    v128.and(shifted, i32x4.splat(0x007fffff)),
    i32x4.splat(0x3f3504f3),
  );
  const one = f32x4.splat(1);
  const s = f32x4.div(f32x4.sub(mantissa, one), f32x4.add(mantissa, one));
  const s2 = f32x4.mul(s, s);
  let series = f32x4.add(f32x4.splat(<f32>(1.0 / 9.0)), f32x4.mul(s2, f32x4.splat(<f32>(1.0 / 11.0))));
  series = f32x4.add(f32x4.splat(<f32>(1.0 / 7.0)), f32x4.mul(s2, series));
  series = f32x4.add(f32x4.splat(<f32>(1.0 / 5.0)), f32x4.mul(s2, series));
  series = f32x4.add(f32x4.splat(<f32>(1.0 / 3.0)), f32x4.mul(s2, series));
  series = f32x4.mul(f32x4.mul(s2, s), series);
  const logMantissa = f32x4.mul(f32x4.splat(2), f32x4.add(s, series));
  const log = f32x4.add(f32x4.mul(exponent, f32x4.splat(<f32>0.6931471805599453)), logMantissa);
  return f32x4.sqrt(f32x4.mul(f32x4.splat(-2), log));
}

/** Nearest quarter turn to an angle of word·2⁻³² turns, modulo 4. */
// @ts-ignore: decorator
@inline
function quarter(words: v128): v128 {
  return i32x4.shr_u(i32x4.add(words, i32x4.splat(0x20000000)), 30);
}

/** What is left of the angle after `quarter`: radians in [−π/4, π/4). The subtraction is exact, in integers. */
// @ts-ignore: decorator
@inline
function remainder(words: v128, quarters: v128): v128 {
  const rest = i32x4.sub(words, i32x4.shl(quarters, 30));
  return f32x4.mul(f32x4.convert_i32x4_s(rest), f32x4.splat(<f32>1.4629180792671596e-9)); // 2π / 2³²
}

/** sin x for |x| ≤ π/4: Taylor up to x⁹, what is left out is below 2⁻²⁸ of x. */
// @ts-ignore: decorator
@inline
function sinPolynomial(x: v128, x2: v128): v128 {
  let p = f32x4.add(f32x4.splat(<f32>(-1.0 / 5040.0)), f32x4.mul(x2, f32x4.splat(<f32>(1.0 / 362880.0))));
  p = f32x4.add(f32x4.splat(<f32>(1.0 / 120.0)), f32x4.mul(x2, p));
  p = f32x4.add(f32x4.splat(<f32>(-1.0 / 6.0)), f32x4.mul(x2, p));
  return f32x4.add(x, f32x4.mul(f32x4.mul(x2, x), p));
}

/** cos x for |x| ≤ π/4: Taylor up to x¹⁰, what is left out is below 2⁻³². */
// @ts-ignore: decorator
@inline
function cosPolynomial(x2: v128): v128 {
  let p = f32x4.add(f32x4.splat(<f32>(1.0 / 40320.0)), f32x4.mul(x2, f32x4.splat(<f32>(-1.0 / 3628800.0))));
  p = f32x4.add(f32x4.splat(<f32>(-1.0 / 720.0)), f32x4.mul(x2, p));
  p = f32x4.add(f32x4.splat(<f32>(1.0 / 24.0)), f32x4.mul(x2, p));
  p = f32x4.add(f32x4.splat(-0.5), f32x4.mul(x2, p));
  return f32x4.add(f32x4.splat(1), f32x4.mul(x2, p));
}

/** `value` with its sign turned where bit 1 of `quarters` is set. */
// @ts-ignore: decorator
@inline
function signed(value: v128, quarters: v128): v128 {
  return v128.xor(value, i32x4.shl(v128.and(quarters, i32x4.splat(2)), 30));
}

/**
 * Box and Muller 1958: words 2i and 2i + 1 give r·cos φ and r·sin φ with r = √(−2 ln u), φ = 2π·word·2⁻³².
 * Stores eight pairs, from WORDS.
 */
// @ts-ignore: decorator
@inline
function storeNormals(target: usize): void {
  const angle0 = v128.load(WORDS, 16);
  const angle1 = v128.load(WORDS, 48);
  const radius0 = radius(v128.load(WORDS));
  const radius1 = radius(v128.load(WORDS, 32));
  const quarters0 = quarter(angle0);
  const quarters1 = quarter(angle1);
  const x0 = remainder(angle0, quarters0);
  const x1 = remainder(angle1, quarters1);
  const square0 = f32x4.mul(x0, x0);
  const square1 = f32x4.mul(x1, x1);
  const sin0 = sinPolynomial(x0, square0);
  const sin1 = sinPolynomial(x1, square1);
  const cos0 = cosPolynomial(square0);
  const cos1 = cosPolynomial(square1);
  // In odd quarters the two change places; cos is negative in quarters 1 and 2, sin in 2 and 3.
  const one = i32x4.splat(1);
  const odd0 = i32x4.eq(v128.and(quarters0, one), one);
  const odd1 = i32x4.eq(v128.and(quarters1, one), one);
  storeByBlock(
    target,
    f32x4.mul(radius0, signed(v128.bitselect(sin0, cos0, odd0), i32x4.add(quarters0, one))),
    f32x4.mul(radius0, signed(v128.bitselect(cos0, sin0, odd0), quarters0)),
    f32x4.mul(radius1, signed(v128.bitselect(sin1, cos1, odd1), i32x4.add(quarters1, one))),
    f32x4.mul(radius1, signed(v128.bitselect(cos1, sin1, odd1), quarters1)),
  );
}

/** Numbers from N(0, 1): `target`, f32 [count]. |z| ≤ 6.77. */
export function fillNormal(
  target: usize,
  count: u32,
  key0: u32,
  key1: u32,
  firstBlock: u32,
  index0: u32,
  index1: u32,
): void {
  for (let i: u32 = 0; i < count; i += GROUP) {
    philox(key0, key1, firstBlock + (i >> 2), index0, index1, 0);
    storeNormals(groupTarget(target, i, count));
  }
  finishTail(target, count);
}
