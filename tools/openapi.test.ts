import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { contract } from '../server/mount.ts';
import { openApiText } from './openapi.ts';

test('openapi.json is what the contracts say: run node tools/openapi.ts', () => {
  // compared as data: the formatter may lay it out differently
  assert.deepEqual(JSON.parse(readFileSync(join(import.meta.dirname, '../openapi.json'), 'utf8')), JSON.parse(openApiText()));
});

test('every route has an id and a place of its own', () => {
  const ids = contract.map((route) => route.id);
  assert.deepEqual(
    ids.filter((id, at) => ids.indexOf(id) !== at),
    [],
  );
  const places = contract.map((route) => `${route.method} ${route.access.in} ${route.path}`);
  assert.deepEqual(
    places.filter((place, at) => places.indexOf(place) !== at),
    [],
  );
});
