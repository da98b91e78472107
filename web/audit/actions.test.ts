/** An action without a name would stand in the audit log as a code. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isMessageKey } from '../../lib/i18n.ts';

const server = join(import.meta.dirname, '../../server');

test('every action the server writes down has a name in the catalogue', () => {
  const sources = globSync('**/*.ts', { cwd: server, exclude: ['**/*.test.ts'] });
  const actions = new Set<string>();
  for (const file of sources) {
    const text = readFileSync(join(server, file), 'utf8');
    // `action: 'x'`, `action: condition ? 'x' : 'y'`, `auditedAs: 'x'`
    for (const [, written] of text.matchAll(/\b(?:action|auditedAs): ((?:[^,\n?]+\? )?'[^,\n]+)/g)) {
      const names = written!.slice(written!.indexOf('?') + 1);
      for (const [, action] of names.matchAll(/'([a-z-]+\.[a-z-]+)'/g)) actions.add(action!);
    }
  }

  const nameless = [...actions].filter((action) => !isMessageKey(`action.${action}`));

  assert.ok(actions.size > 20, `only ${actions.size} actions were found`);
  assert.deepEqual(nameless, []);
});
