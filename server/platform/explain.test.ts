import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OperatorError } from './errors.ts';
import { explain } from './explain.ts';

const failure = (message: string, details: object) => Object.assign(new Error(message), details);

for (const [what, error, sentence] of [
  ['a sentence of our own', new OperatorError('operator.port-in-use', { port: '8080' }), /^Port 8080 is already in use\./],
  ['a full disk', failure('ENOSPC: no space left on device, write', { code: 'ENOSPC' }), /^The disk is full: /],
  ['a full disk under the database', failure('could not extend file "base/5/1259"', { code: '53100' }), /^The disk is full: /],
  ['a file of another user', failure('EACCES: permission denied', { code: 'EACCES', path: '/opt/dist' }), /no access to \/opt\/dist\./],
  ['a role without rights', failure('permission denied for table loans', { code: '42501' }), /^The role in DATABASE_URL may not /],
  ['a database that went away', failure('Connection terminated unexpectedly', {}), /^The database cannot be reached: Connection/],
  [
    'the same below another error',
    new Error('outside', { cause: failure('', { code: 'ECONNREFUSED' }) }),
    /^The database cannot be reached: ECONNREFUSED/,
  ],
] as const) {
  test(`${what} is one sentence`, () => {
    const told = explain(error, 'en');

    assert.match(told, sentence);
    assert.equal(told.split('\n').length, 1);
  });
}

test('a defect keeps its stack', () => {
  assert.match(explain(new TypeError('x is not a function'), 'en'), /x is not a function\n {4}at /);
});
