// What to do with each row of a file, two bits a row: a hundred million rows take 25 MB.

/** 0: read it; 1: unchanged; 2: its key stood earlier in the file; 3: nobody we know. */
export interface Verdicts {
  rows: number;
  get(ordinal: number): number;
  set(ordinal: number, verdict: number): void;
  count(verdict: number): number;
}

/** Verdicts for the ordinals up to the number of rows, all 0 at first. `rows` leaves out the header's place. */
export function createVerdicts(places: number): Verdicts {
  const bits = new Uint8Array((places >> 2) + 1);
  const counts = [0, 0, 0, 0];
  const get = (ordinal: number) => (bits[ordinal >> 2]! >> ((ordinal & 3) * 2)) & 3;
  return {
    rows: places - 1,
    get,
    set(ordinal, verdict) {
      counts[get(ordinal)]!--;
      counts[verdict]!++;
      const shift = (ordinal & 3) * 2;
      bits[ordinal >> 2] = (bits[ordinal >> 2]! & ~(3 << shift)) | (verdict << shift);
    },
    count: (verdict) => counts[verdict]!,
  };
}
