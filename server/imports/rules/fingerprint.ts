// Fingerprints of rows: 64 bits in two lanes that are mixed at the end (the finish of MurmurHash3). Not for secrets:
// they tell a changed row from an unchanged one.

/** 64 bits of a text as a signed decimal number, the form of a bigint column. */
export function fingerprint64(text: string, seed = 0): string {
  let a = 0x9747b28c ^ seed;
  let b = 0x85ebca6b ^ text.length;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    a = Math.imul(a ^ code, 0x9e3779b1);
    b = Math.imul(b ^ code, 0x5f356495);
    a ^= a >>> 15;
    b = (b << 13) | (b >>> 19);
  }
  const high = finish(a ^ Math.imul(b, 0xc2b2ae35)) | 0;
  const low = finish(b ^ Math.imul(a, 0x27d4eb2f)) >>> 0;
  // two 32-bit halves as one decimal; BigInt is slow but there is only this one step of it
  return ((BigInt(high) << 32n) | BigInt(low)).toString();
}

function finish(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** A small number from a text, to make fingerprints of one mapping differ from those of another. */
export function seedOf(text: string): number {
  return Number(BigInt.asIntN(32, BigInt(fingerprint64(text))));
}
