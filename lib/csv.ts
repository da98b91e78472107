// Tables as CSV that a spreadsheet opens without taking a cell for a formula (OWASP ASVS 1.2.10): such a cell gets an
// apostrophe in front, which the import takes off again. Everything that leaves goes through here.

/** One line with its line end. Semicolons, because a Dutch or French Excel expects them. */
export function csvLine(cells: readonly (string | number | null | undefined)[]): string {
  return `${cells.map(csvCell).join(';')}\r\n`;
}

function csvCell(cell: string | number | null | undefined): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[";\r\n,\t']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The mark in front of a file by which Excel knows that it is UTF-8. */
export const utf8Mark = '\ufeff';
