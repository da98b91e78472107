// Browsers and systems as people name them, out of the long line a browser calls itself by.
// Order matters: Edge says it is Chrome, Chrome says it is Safari.
const browsers: [RegExp, string][] = [
  [/Edg(?:e|A|iOS)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/Firefox\/|FxiOS/, 'Firefox'],
  [/Chrome\/|CriOS|HeadlessChrome/, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const systems: [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'Mac'],
  [/CrOS/, 'Chromebook'],
  [/Linux/, 'Linux'],
];

/** "Firefox, Windows"; undefined when the line says nothing we know. */
export function deviceOf(agent: string | null): string | undefined {
  const names = [browsers, systems].map((list) => list.find(([sign]) => sign.test(agent ?? ''))?.[1]);
  return names.filter(Boolean).join(', ') || undefined;
}
