// `npm run bench [-- NAME…] [--size small|full] [--json]`: measures what exists next to its yardstick, on a database of its own.
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../server/platform/config.ts';
import { openApp, placeDatabase, prepareDatabase } from '../server/platform/open.ts';
import type { Bench, BenchRow } from './bench/bench.ts';

/** Every bench of tools/bench: files that export `benches`. */
async function allBenches(): Promise<Bench[]> {
  const folder = join(import.meta.dirname, 'bench');
  const found: Bench[] = [];
  for (const file of readdirSync(folder).sort()) {
    const module = (await import(join(folder, file))) as { benches?: Bench[] };
    found.push(...(module.benches ?? []));
  }
  return found;
}

function table(rows: readonly BenchRow[]): string {
  const shown = (value: number | null) => (value === null ? '' : value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2));
  const lines = [
    ['bench', 'size', 'figure', 'unit', 'yardstick', 'ratio', 'goal', 'met'],
    ...rows.map((row) => [
      row.name,
      row.size,
      shown(row.figure),
      row.unit,
      shown(row.yardstick),
      shown(row.ratio),
      row.goal,
      row.met === null ? '' : row.met ? 'yes' : 'NO',
    ]),
  ];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { size: { type: 'string', default: 'small' }, json: { type: 'boolean', default: false } },
});
const home = mkdtempSync(join(tmpdir(), 'kaartbak-bench-'));
// as root the database runs under another account, which must be able to get here
chmodSync(home, 0o755);
const config = readConfig({
  KAARTBAK_HOME: home,
  LOG_LEVEL: 'error',
  ...(process.env.DATABASE_URL ? { DATABASE_URL: process.env.DATABASE_URL } : {}),
});
const place = await placeDatabase(config, 'role');
try {
  await prepareDatabase(place);
  const app = openApp(config, place, { role: 'bench' });
  const rows: BenchRow[] = [];
  for (const bench of (await allBenches()).filter((one) => positionals.length === 0 || positionals.includes(one.name))) {
    if (!values.json) process.stderr.write(`${bench.name} …\n`);
    rows.push(...(await bench.run({ size: values.size === 'full' ? 'full' : 'small', ownerUrl: place.ownerUrl, app })));
  }
  await app.close();
  process.stdout.write(`${values.json ? JSON.stringify(rows, null, 2) : table(rows)}\n`);
} finally {
  await place.embedded?.stop();
  rmSync(home, { recursive: true, force: true });
}
process.exit(0);
