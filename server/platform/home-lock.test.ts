import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { lockHome } from './home-lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'kaartbak-lock-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let serial = 0;
const newHome = () => join(folder, `home ${serial++}`);

function taken(home: string): () => void {
  const lock = lockHome(home);
  assert.ok('release' in lock);
  return lock.release;
}

test('one holds it; when it is released the next one may', () => {
  const home = newHome();

  const release = taken(home);

  assert.deepEqual(lockHome(home), { heldBy: process.pid });
  release();
  taken(home)();
  assert.deepEqual(readdirSync(home), []);
});

for (const [what, text] of [
  ['of a process that is gone', '4194303 12345'],
  ['with the number of another process that lives', `${process.ppid} 1`],
  ['of which nothing was written', ''],
  ['that makes no sense', 'abc'],
] as const) {
  test(`a lock ${what} is taken over`, { skip: process.platform !== 'linux' && 'only Linux tells when a process began' }, () => {
    const home = newHome();
    taken(home)();
    writeFileSync(join(home, 'kaartbak.pid'), text);

    const release = taken(home);

    assert.match(readFileSync(join(home, 'kaartbak.pid'), 'utf8'), new RegExp(`^${process.pid} `));
    release();
  });
}

test('of many at once, over a lock left behind, exactly one gets it', { timeout: 60_000 }, async () => {
  const script = join(folder, 'take.mjs');
  writeFileSync(
    script,
    `const { lockHome } = await import(${JSON.stringify(new URL('./home-lock.ts', import.meta.url).href)});
    process.send('ready');
    process.on('message', (home) => process.send('release' in lockHome(home) ? 'mine' : 'not mine'));`,
  );
  const children = Array.from({ length: 6 }, () => fork(script));
  await Promise.all(children.map((child) => once(child, 'message')));
  try {
    for (let round = 0; round < 30; round++) {
      const home = newHome();
      taken(home)();
      writeFileSync(join(home, 'kaartbak.pid'), '4194303 12345');
      const answers = children.map((child) => once(child, 'message'));
      for (const child of children) child.send(home);
      const said = (await Promise.all(answers)).map(([answer]) => answer as string);
      assert.equal(said.filter((answer) => answer === 'mine').length, 1, said.join(', '));
    }
  } finally {
    for (const child of children) child.kill();
  }
});
