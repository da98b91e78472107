/** The rules of STYLE.md that a program can check; each line names file, line, rule and sentence. */
import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { test } from 'node:test';
import { modules } from '../server/modules.ts';
import { tidy } from './tidy/check.ts';
import { readSources, root } from './tidy/sources.ts';

test('the house is tidy', () => {
  const untidy = tidy(readSources(), modules);

  if (untidy.length > 0) assert.fail(`${untidy.length} things are untidy:\n${untidy.join('\n')}`);
});

test('every module stands in server/modules.ts, and every name there has a face', () => {
  const folders = globSync('server/*/', { cwd: root }).map((path) => path.split(/[\\/]/)[1]!);
  const found = folders.filter((name) => name !== 'platform').sort();
  const faces = globSync('server/*/*.ts', { cwd: root }).map((path) => path.replaceAll('\\', '/'));

  assert.deepEqual(found, modules.map(({ name }) => name).sort());
  const faceless = modules.filter(({ name }) => !faces.includes(`server/${name}/${name}.ts`));
  assert.deepEqual(
    faceless.map(({ name }) => name),
    [],
  );
});
