/** A file name that is safe to show, log and send: no path, no control characters, no direction tricks, not too long. */
export function cleanName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  const clean = last
    .normalize('NFC')
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069"<>|:*?]/g, '')
    .trim()
    .slice(0, 150);
  return clean === '' || clean === '.' || clean === '..' ? 'bestand' : clean;
}
