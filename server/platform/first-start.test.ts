/** Roles of one installation that start for the first time at the same moment. */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const folder = mkdtempSync(join(tmpdir(), 'kaartbak-first-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('of many that make the master key at once, all have the same one, and none finds half of it', { timeout: 60_000 }, async () => {
  const script = join(folder, 'load.mjs');
  writeFileSync(
    script,
    `const { loadSecrets } = await import(${JSON.stringify(new URL('./secrets.ts', import.meta.url).href)});
    process.send('ready');
    process.on('message', (home) => {
      try { process.send(loadSecrets(home).hash('same', 'for all')); } catch (error) { process.send('failed: ' + (error.code ?? error)); }
    });`,
  );
  const children = Array.from({ length: 6 }, () => fork(script));
  await Promise.all(children.map((child) => once(child, 'message')));
  try {
    for (let round = 0; round < 30; round++) {
      const home = join(folder, `home ${round}`);
      const answers = children.map((child) => once(child, 'message'));
      for (const child of children) child.send(home);
      const said = new Set((await Promise.all(answers)).map(([answer]) => answer as string));
      assert.equal(said.size, 1, [...said].join(', '));
      assert.doesNotMatch([...said][0]!, /^failed/);
      assert.deepEqual(readdirSync(join(home, 'secrets')), ['master.key']);
    }
  } finally {
    for (const child of children) child.kill();
  }
});
