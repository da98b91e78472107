// When an import stops and asks: a feed that shrinks or changes too much is more often a broken export
// than a library that changed overnight.

export interface Counts {
  new: number;
  changed: number;
  unchanged: number;
  gone: number;
  rejected: number;
}

export const noCounts: Counts = { new: 0, changed: 0, unchanged: 0, gone: 0, rejected: 0 };

export type Brake = { code: 'imports.held-changed' | 'imports.held-gone'; params: { part: number; count: number; known: number } };

const part = 0.2;
/** Below this many a fifth is a handful of people, and asking is noise. */
const fewest = 20;

/** Why this import waits for a person; undefined when it may go on. `known` is how many this source already gave. */
export function brakeOf(counts: Counts, known: number): Brake | undefined {
  const over = (count: number, of: number) => count >= fewest && count > of * part;
  const percent = (count: number, of: number) => Math.round((100 * count) / of);
  if (known > 0 && over(counts.gone, known))
    return { code: 'imports.held-gone', params: { part: percent(counts.gone, known), count: counts.gone, known } };
  if (known > 0 && over(counts.changed, known))
    return { code: 'imports.held-changed', params: { part: percent(counts.changed, known), count: counts.changed, known } };
  return undefined;
}
