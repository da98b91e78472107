/** The workbench's first page must load fast on a library's old computer. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { buildWeb } from './build-web.ts';

const output = join(import.meta.dirname, '../dist/web');
// The promise of the quality goals: at most 250 KB of script, as it travels, before the first page.
const mostBytes = 250 * 1024;

interface Chunk {
  file: string;
  isEntry?: boolean;
  imports?: string[];
}

test('the script of the first page is at most 250 KB gzipped', async () => {
  await buildWeb({ log: () => {} });
  const text = readFileSync(join(output, '.vite/manifest.json'), 'utf8');
  const manifest = JSON.parse(text) as Record<string, Chunk>;
  const needed = new Set<string>();
  const need = ({ file, imports = [] }: Chunk) => {
    if (needed.has(file)) return;
    needed.add(file);
    for (const name of imports) need(manifest[name]!);
  };
  for (const [name, chunk] of Object.entries(manifest)) {
    // the catalogue of one language is fetched before anything is drawn
    if (chunk.isEntry || name.endsWith('?only=nl')) need(chunk);
  }

  const sizes = [...needed].map((file) => gzipSync(readFileSync(join(output, file))).length);
  const total = sizes.reduce((sum, size) => sum + size, 0);

  assert.ok(total > 0);
  assert.ok(total <= mostBytes, `${Math.round(total / 1024)} KB`);
});
