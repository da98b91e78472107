// Chance that can be repeated: the same seed gives the same numbers on every machine. For invented data and simulations,
// never for secrets.

export interface Random {
  /** From 0 up to but not including 1. */
  next(): number;
  /** A whole number, both ends included. */
  int(from: number, to: number): number;
  chance(part: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** One of the list, each as likely as its weight. */
  weighted<T>(list: readonly (readonly [T, number])[]): T;
  /** Another source that depends only on this one's seed and the name: what is drawn from one does not move the other. */
  fork(name: string): Random;
}

/** A source of numbers that follow from the seed. */
export function createRandom(seed: string): Random {
  const next = sfc32(...hash128(seed));
  return {
    next,
    int: (from, to) => from + Math.floor(next() * (to - from + 1)),
    chance: (part) => next() < part,
    pick: (list) => list[Math.floor(next() * list.length)]!,
    weighted: (list) => weighted(list, next()),
    fork: (name) => createRandom(`${seed}/${name}`),
  };
}

function weighted<T>(list: readonly (readonly [T, number])[], at: number): T {
  const total = list.reduce((sum, [, weight]) => sum + weight, 0);
  let left = at * total;
  for (const [value, weight] of list) {
    left -= weight;
    if (left < 0) return value;
  }
  return list.at(-1)![0];
}

/** Four words that differ everywhere when one letter differs (MurmurHash3's mixing). */
function hash128(text: string): [number, number, number, number] {
  let hash = 1779033703 ^ text.length;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 3432918353);
    hash = (hash << 13) | (hash >>> 19);
  }
  const word = () => {
    hash = Math.imul(hash ^ (hash >>> 16), 2246822507);
    hash = Math.imul(hash ^ (hash >>> 13), 3266489909);
    return (hash ^= hash >>> 16) >>> 0;
  };
  return [word(), word(), word(), word()];
}

/** Small Fast Counter, 32 bits: quick, and good enough for every statistical test that matters here. */
function sfc32(a: number, b: number, c: number, d: number): () => number {
  const next = () => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
  // the first numbers still show the seed
  for (let round = 0; round < 12; round++) next();
  return next;
}
