/** What a sink offers in its answer to EHLO. */

/** Switches for the extensions; all on by default, except login and encryption, which need something to work with. */
export type Abilities = {
  pipelining: boolean;
  chunking: boolean;
  eightBit: boolean;
  smtpUtf8: boolean;
  enhanced: boolean;
  size?: number;
};

/** Everything on. */
export const ALL_ABILITIES: Abilities = {
  pipelining: true,
  chunking: true,
  eightBit: true,
  smtpUtf8: true,
  enhanced: true,
};

/** The answer to EHLO, as it goes over the wire. */
export function helloLines(can: Abilities, more: string[] = []): string {
  const lines = ['sink.example'];
  if (can.pipelining) lines.push('PIPELINING');
  if (can.chunking) lines.push('CHUNKING');
  if (can.eightBit) lines.push('8BITMIME');
  if (can.smtpUtf8) lines.push('SMTPUTF8');
  if (can.enhanced) lines.push('ENHANCEDSTATUSCODES');
  if (can.size !== undefined) lines.push(`SIZE ${can.size}`);
  lines.push(...more);
  return lines.map((line, i) => `250${i === lines.length - 1 ? ' ' : '-'}${line}\r\n`).join('');
}
