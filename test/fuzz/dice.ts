/** Random choices that a seed repeats: an input that fails can be made again from its number. */
export class Dice {
  private state: number;

  constructor(...seeds: readonly (string | number)[]) {
    // FNV-1a.
    let hash = 0x811c9dc5;
    for (const character of seeds.join('/')) {
      hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
    }
    this.state = hash >>> 0;
  }

  /** 32 bits: mulberry32 (Ettinger 2017). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let bits = this.state;
    bits = Math.imul(bits ^ (bits >>> 15), bits | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return (bits ^ (bits >>> 14)) >>> 0;
  }

  /** An integer from 0 to below `end`; 0 when there is none. */
  below(end: number): number {
    return end <= 0 ? 0 : Math.floor((this.next() / 2 ** 32) * end);
  }

  chance(probability: number): boolean {
    return this.next() < probability * 2 ** 32;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.next() & 0xff);
  }
}
