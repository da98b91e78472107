import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { abandonedClusters } from './account.ts';

const folder = mkdtempSync(join(tmpdir(), 'kaartbak-clusters-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('a cluster whose home is gone is named; one with a home, or of which nobody knows whose it is, is not', () => {
  for (const [name, home] of [
    ['gone', join(folder, 'no such home')],
    ['kept', folder],
    ['unknown', undefined],
  ] as const) {
    mkdirSync(join(folder, 'clusters', name), { recursive: true });
    if (home) writeFileSync(join(folder, 'clusters', name, 'home'), home);
  }

  assert.deepEqual(abandonedClusters(join(folder, 'clusters')), [join(folder, 'clusters', 'gone')]);
  assert.deepEqual(abandonedClusters(join(folder, 'no such folder')), []);
});
