/** Every rule of tidy must be able to fail: small untidy files, and the rule each one breaks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tidy } from './check.ts';
import { parse } from './sources.ts';

const modules = [
  { name: 'contacts', tables: ['contacts'] },
  { name: 'mailings', tables: ['mailings'] },
];
const story = '// A story.\n// 1. One step.\n// 2. Another.\n';
const long = (lines: number) => 'const x = 1;\n'.repeat(lines);

const untidy: Record<string, [path: string, text: string][]> = {
  imports: [
    ['server/contacts/routes.ts', "import { a } from '../mailings/mailings.ts';"],
    ['server/contacts/routes.ts', "import type { A } from '../mailings/mailings.ts';"],
    ['server/contacts/routes.ts', "const { a } = await import('../mailings/mailings.ts');"],
    ['server/mailings/routes.ts', "import { a } from '../contacts/rules.ts';"],
    ['server/mailings/routes.ts', "import { a } from '../contacts/segments/deep.ts';"],
    ['server/mailings/routes.ts', "import { a } from '../contacts/seed.ts';"],
    ['server/mailings/routes.ts', "import { a } from '../nowhere/nowhere.ts';"],
    ['server/mailings/routes.ts', "import { a } from '../main.ts';"],
    ['server/mailings/routes.ts', "import { a } from '../../test/harness/app.ts';"],
    ['server/mailings/routes.ts', "export { a } from '../contacts/queries.ts'; export const b = 1;"],
    ['server/platform/http.ts', "import { a } from '../contacts/contacts.ts';"],
    ['server/main.ts', "import { a } from './contacts/queries.ts';"],
    ['lib/dates.ts', "import { a } from '../server/platform/db.ts';"],
    ['web/contacts/list.tsx', "import { a } from '../../server/contacts/contacts.ts';"],
    ['web/contacts/list.tsx', "import { a } from '../../server/contacts/rules.ts';"],
    ['server/mailings/a.test.ts', "import { a } from '../contacts/queries.ts';"],
  ],
  sql: [
    ['server/contacts/routes.ts', "import { sql } from '../platform/db.ts';"],
    ['server/contacts/routes.ts', "import type { Kysely } from 'kysely';"],
    ['server/start.ts', "import pg from 'pg';"],
  ],
  sockets: [
    ['server/contacts/routes.ts', "import { connect } from 'node:net';"],
    ['server/contacts/routes.ts', "import { lookup } from 'node:dns/promises';"],
    ['server/contacts/routes.ts', "await fetch('http://a.example');"],
  ],
  pure: [
    ['server/contacts/rules.ts', "import { readFileSync } from 'node:fs';"],
    ['server/contacts/rules.ts', "import { a } from '../platform/db.ts';"],
    ['server/contacts/rules/age.ts', 'export const a = () => new Date();'],
    ['server/contacts/rules.ts', 'export const a = () => Date.now();'],
    ['server/contacts/contract.ts', 'export const a = Math.random();'],
    ['server/contacts/contract.ts', "import { a } from 'pino';"],
    ['lib/dates.ts', 'export const a = Temporal.Now.instant();'],
    ['lib/dates.ts', "export const a = process.env['TZ'];"],
  ],
  'table-owner': [
    ['server/contacts/queries.ts', 'const q = sql`insert into mailings (a) values (1)`;'],
    ['server/mailings/queries.ts', 'const q = sql`\n  update contacts set a = ${1}`;'],
    ['server/mailings/queries.ts', "const q = 'delete from only contacts';"],
  ],
  name: [
    ['server/contacts/utils.ts', 'export const a = 1;'],
    ['web/shared/list.ts', 'export const a = 1;'],
  ],
  'file-length': [
    ['server/contacts/routes.ts', long(501)],
    ['server/contacts/a.test.ts', long(801)],
  ],
  'function-length': [
    ['server/contacts/routes.ts', `function f() {\n${long(69)}}`],
    ['web/contacts/list.tsx', `export const List = () => {\n${long(69)}};`],
  ],
  'default-export': [
    ['server/contacts/routes.ts', 'export default 1;'],
    ['server/contacts/routes.ts', 'const a = 1; export { a as default };'],
  ],
  're-export': [
    ['server/contacts/all.ts', "export * from './rules.ts';"],
    ['server/contacts/all.ts', "import { a } from './rules.ts'; export { a };"],
  ],
  todo: [['server/contacts/routes.ts', '// TODO later\nconst a = 1;']],
  suppression: [
    ['server/contacts/routes.ts', '// @ts-ignore: it is wrong here\nconst a = 1;'],
    ['server/contacts/routes.ts', '// @ts-expect-error\nconst a = 1;'],
    ['server/contacts/routes.ts', '// oxlint-disable-next-line no-var\nconst a = 1;'],
  ],
  'face-header': [['server/contacts/contacts.ts', '// Too short.\nexport const a = 1;']],
  'doc-comment': [
    ['server/contacts/contacts.ts', `${story}export function f() {}`],
    ['server/contacts/contacts.ts', `${story}/** Far. */\nconst a = 1;\nexport const f = () => a;`],
  ],
};

for (const [rule, files] of Object.entries(untidy)) {
  for (const [path, text] of files) {
    test(`${rule}: ${path}: ${text.slice(0, 60).replaceAll('\n', ' ')}`, () => {
      const found = tidy([parse(path, text)], modules, []);

      assert.deepEqual(
        found.map((line) => line.split(/[ :]+/)[2]),
        [rule],
      );
    });
  }
}

const fine: [path: string, text: string][] = [
  ['server/mailings/routes.ts', "import { a } from '../contacts/contacts.ts';"],
  ['server/mailings/routes.ts', "import type { A } from '../contacts/rules.ts';"],
  ['server/mailings/contract.ts', "import { a } from '../contacts/contract.ts';"],
  ['server/mailings/seed.ts', "import { a } from '../contacts/seed.ts';"],
  ['server/mailings/queries.ts', "import { sql } from '../platform/db.ts';"],
  ['server/mailings/seed.ts', "import { sql } from '../platform/db.ts';"],
  ['server/mailings/queries/due.ts', 'const q = sql`update mailings set a = 1`;'],
  ['server/mailings/rules.ts', 'export const a = (at: string) => new Date(at);'],
  ['server/mailings/jobs.ts', "import type { JobName } from '../jobs.ts';"],
  ['server/mailings/a.test.ts', "import { a } from '../contacts/seed.ts';"],
  ['server/mount.ts', "import { a } from './contacts/routes.ts';"],
  ['server/platform/mail.ts', "import { connect } from 'node:net';"],
  ['web/contacts/list.tsx', "import { a } from '../../server/contacts/contract.ts';"],
  ['server/contacts/contacts.ts', `${story}/** Fine. */\nexport function f() {}`],
  ['server/contacts/routes.ts', `function f() {\n${long(68)}}\n// TODO #12 later`],
  ['server/contacts/routes.ts', '// oxlint-disable-next-line no-var -- the tool wants it\nconst a = 1;'],
];

for (const [path, text] of fine) {
  test(`fine: ${path}: ${text.slice(0, 60).replaceAll('\n', ' ')}`, () => {
    assert.deepEqual(tidy([parse(path, text)], modules, []), []);
  });
}

test('what a rule takes from its own folder must be pure too', () => {
  const rules = parse('server/contacts/rules.ts', "export { a } from './age.ts'; export const b = 1;");
  const age = parse('server/contacts/age.ts', 'export const a = () => Date.now();');

  assert.deepEqual(tidy([rules, age], modules, []), ['server/contacts/age.ts:1 pure: Date.now: time and chance come as arguments.']);
});

test('an exception silences its rule in its file, and only as long as it is needed', () => {
  const exceptions = [{ path: 'server/contacts/a.ts', rule: 'default-export', reason: 'data' } as const];

  assert.deepEqual(tidy([parse('server/contacts/a.ts', 'export default 1;')], modules, exceptions), []);
  assert.deepEqual(tidy([parse('server/contacts/a.ts', 'export const a = 1;')], modules, exceptions), [
    'tools/tidy/exceptions.ts: server/contacts/a.ts no longer needs "default-export".',
  ]);
});
