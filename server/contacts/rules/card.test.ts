import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ageOn, faultsOf, memberState, tidyPostcode, type Fields } from './card.ts';

const today = '2026-11-22';

const faulty: [Fields, Record<string, string>][] = [
  [{ email: 'geen adres' }, { email: 'field.email' }],
  [{ email: 'a@post.example\r\nBcc: b@post.example' }, { email: 'contacts.fault.control-character' }],
  [{ lastName: 'De\nSmet' }, { lastName: 'contacts.fault.control-character' }],
  [{ lastName: 'x'.repeat(101) }, { lastName: 'field.too-long' }],
  [{ phone: 'bel mij' }, { phone: 'contacts.fault.phone' }],
  [{ mobile: '12' }, { mobile: 'contacts.fault.phone' }],
  [{ birthOn: '2026-11-23' }, { birthOn: 'contacts.fault.in-the-future' }],
  [{ birthOn: '0001-01-01' }, { birthOn: 'contacts.fault.too-long-ago' }],
  [{ memberUntil: '9999-12-31' }, { memberUntil: 'contacts.fault.too-far-ahead' }],
  [{ memberSince: '2026-02-01', memberUntil: '2026-01-01' }, { memberUntil: 'contacts.fault.ends-before-start' }],
  [{ country: 'België' }, { country: 'field.too-long' }],
  [{ gender: 'onbekend' }, { gender: 'field.invalid' }],
  [{ country: 'B1' }, { country: 'contacts.fault.country' }],
  [{ firstName: null, lastName: null }, { lastName: 'contacts.fault.no-name' }],
];
for (const [fields, faults] of faulty) {
  test(`${JSON.stringify(fields).slice(0, 60)} is refused with ${JSON.stringify(faults)}`, () => {
    const whole = 'lastName' in fields || 'firstName' in fields ? fields : { lastName: 'De Smet', ...fields };
    assert.deepEqual(faultsOf(fields, whole, { today }), faults);
  });
}

const fine: Fields[] = [
  { lastName: "van 't Hof" },
  { lastName: 'Ñandú-Łukasz' },
  { lastName: '<script>alert(1)</script>' },
  { firstName: '{{naam}}' },
  { lastName: '=1+1' },
  { phone: '09 000 00 12' },
  { mobile: '+32 (0)470/00.00.12' },
  { birthOn: today },
  { notes: 'twee\nregels' },
  { email: null },
  { country: 'nl' },
  { gender: 'x' },
  { language: 'pt-BR' },
];
for (const fields of fine) {
  test(`${JSON.stringify(fields)} is fine`, () => assert.deepEqual(faultsOf(fields, { lastName: 'De Smet', ...fields }, { today }), {}));
}

test('an old mistake elsewhere on the card does not block an edit', () => {
  assert.deepEqual(faultsOf({ city: 'Zilverbeek' }, { lastName: 'De Smet', email: 'kapot', city: 'Zilverbeek' }, { today }), {});
});

const ages: [string, string, number][] = [
  ['2000-11-22', today, 26],
  ['2000-11-23', today, 25],
  ['2000-02-29', '2001-02-28', 0],
  ['2000-02-29', '2001-03-01', 1],
];
for (const [birthOn, day, age] of ages) test(`born ${birthOn}, on ${day} ${age} years old`, () => assert.equal(ageOn(birthOn, day), age));

const memberships: [string | null, string | null, string][] = [
  [null, null, 'none'],
  ['2020-01-01', null, 'active'],
  ['2020-01-01', today, 'active'],
  [null, '2026-11-21', 'ended'],
];
for (const [memberSince, memberUntil, state] of memberships) {
  test(`a membership from ${memberSince} until ${memberUntil} is ${state}`, () =>
    assert.equal(memberState({ memberSince, memberUntil }, today), state));
}

test('Dutch postcodes are written with a space and capitals', () => {
  assert.deepEqual(['1234ab', '1234  AB', '9999', 'SW1A 1AA'].map(tidyPostcode), ['1234 AB', '1234 AB', '9999', 'SW1A 1AA']);
});
