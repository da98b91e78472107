import assert from 'node:assert/strict';
import { test } from 'node:test';
import { audienceIn, BadCell, dayIn, emailIn, genderIn, languageIn, splitAddress, splitName, textIn } from './cells.ts';

const reasonOf = (fn: () => unknown): string => {
  try {
    fn();
  } catch (error) {
    if (error instanceof BadCell) return error.reason;
    throw error;
  }
  return 'fine';
};

for (const [cell, order, day] of [
  ['2026-03-31', 'dmy', '2026-03-31'],
  ['20260331', 'dmy', '2026-03-31'],
  ['2026-03-31 14:05:00', 'dmy', '2026-03-31'],
  ['2026-03/31', 'dmy', '2026-03-31'],
  ['2026-03-31T14:05:00Z', 'dmy', '2026-03-31'],
  ['31/03/2026', 'dmy', '2026-03-31'],
  ['3-4-2026', 'dmy', '2026-04-03'],
  ['3-4-2026', 'mdy', '2026-03-04'],
  ['3.4.2026', 'dmy', '2026-04-03'],
  ['29/02/2024', 'dmy', '2024-02-29'],
  ['', 'dmy', null],
  ['  ', 'dmy', null],
  ['0000-00-00', 'dmy', null],
] as const) {
  test(`the day ${JSON.stringify(cell)} (${order}) is ${day}`, () => assert.equal(dayIn(cell, order), day));
}

for (const [cell, reason] of [
  ['29/02/2025', 'bad-date'],
  ['2026-13-01', 'bad-date'],
  ['2026-00-10', 'bad-date'],
  ['31/04/2026', 'bad-date'],
  ['gisteren', 'bad-date'],
  ['12/2026', 'bad-date'],
  ['0001-01-01', 'date-out-of-range'],
  ['9999-12-31', 'date-out-of-range'],
  ['1/1/1850', 'date-out-of-range'],
] as const) {
  test(`the day ${cell} is refused: ${reason}`, () =>
    assert.equal(
      reasonOf(() => dayIn(cell, 'dmy')),
      reason,
    ));
}

for (const [cell, key] of [
  ['Noor.Verbeke@Zilverbeek.example', 'noor.verbeke@zilverbeek.example'],
  [' an@voorbeeld.example ', 'an@voorbeeld.example'],
  ['', undefined],
] as const) {
  test(`the address ${JSON.stringify(cell)} has the key ${key}`, () => assert.equal(emailIn(cell)?.key, key));
}

for (const [cell, reason] of [
  ['an@voorbeeld.example\r\nBcc: x@y.example', 'line-break'],
  ['an@voorbeeld.example\n', 'line-break'],
  ['an voorbeeld.example', 'bad-email'],
  ['@voorbeeld.example', 'bad-email'],
  ['an@voorbeeld.example, bo@voorbeeld.example', 'bad-email'],
  ['geen', 'bad-email'],
] as const) {
  test(`the address ${JSON.stringify(cell)} is refused: ${reason}`, () =>
    assert.equal(
      reasonOf(() => emailIn(cell)),
      reason,
    ));
}

test('white space of any kind around an address is no part of it', () => {
  assert.deepEqual(emailIn('\u00a0an@voorbeeld.example\ufeff'), { email: 'an@voorbeeld.example', key: 'an@voorbeeld.example' });
});

test('text is trimmed and put on one line; markup and formulas stay text; our own apostrophe falls away', () => {
  assert.deepEqual(
    ['  van  den\nBerg ', '<b>x</b>', '{{naam}}', '=1+1', "'=1+1", "'t Hooft", '   ', ''].map((cell) => textIn(cell)),
    ['van den Berg', '<b>x</b>', '{{naam}}', '=1+1', '=1+1', "'t Hooft", null, null],
  );
  assert.equal(
    reasonOf(() => textIn('a\u0000b')),
    'unreadable',
  );
  assert.equal(
    reasonOf(() => textIn('Zo\ufffd')),
    'unreadable',
  );
  assert.equal(
    reasonOf(() => textIn('x'.repeat(201))),
    'too-long',
  );
});

for (const [text, street, houseNumber, box] of [
  ['Kerkstraat 12', 'Kerkstraat', '12', null],
  ['Kerkstraat 12 bus 3', 'Kerkstraat', '12', '3'],
  ['Rue Haute 9/b', 'Rue Haute', '9', 'b'],
  ['Plein 1944 7', 'Plein 1944', '7', null],
  ['Molenweg 3A', 'Molenweg', '3A', null],
  ['Molenweg', 'Molenweg', null, null],
  ['Lindelaan 44 bus 2', 'Lindelaan', '44', '2'],
] as const) {
  test(`the address "${text}" is ${street} | ${houseNumber} | ${box}`, () =>
    assert.deepEqual(splitAddress(text), { street, houseNumber, box }));
}

test('codes of gender, language and audience', () => {
  assert.deepEqual(['V', 'vrouw', 'M', 'homme', 'X', '?', ''].map(genderIn), ['f', 'f', 'm', 'm', 'x', null, null]);
  assert.deepEqual(['nl-NL', 'NLD', 'Nederlands', 'FR', 'fr_BE', 'default', '', 'English'].map(languageIn), [
    'nl',
    'nl',
    'nl',
    'fr',
    'fr',
    null,
    null,
    'en',
  ]);
  assert.deepEqual(['constructor', '__proto__'].map(genderIn), [null, null]);
  assert.deepEqual(['constructor', '__proto__'].map(languageIn), [null, null]);
  assert.deepEqual(['Jeugd', 'J', 'volwassenen', 'ADULT', '', 'anders'].map(audienceIn), [2, 2, 1, 1, 0, 0]);
});

test('a name with a comma is last name, first name', () => {
  assert.deepEqual(splitName('Peeters, An Sofie'), { firstName: 'An Sofie', lastName: 'Peeters' });
  assert.deepEqual(splitName('An Peeters'), { firstName: '', lastName: 'An Peeters' });
});
