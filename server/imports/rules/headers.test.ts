import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnNames, headerKey, isKoha, kohaColumns, refusalOf, targetOf } from './headers.ts';

for (const [column, target] of [
  ['Lenersnummer', 'cardNumber'],
  ['Kaart nr.', 'cardNumber'],
  ['E-mailadres', 'email'],
  ['e-mail', 'email'],
  ['Geboorte datum', 'birthOn'],
  ['Date de naissance', 'birthOn'],
  ['Geburtsdatum', 'birthOn'],
  ['Huisnr.', 'houseNumber'],
  ['Prénom', 'firstName'],
  ['Straße', 'street'],
  ['Tussenvoegsel', 'prefix'],
  ['Home branch', 'branch'],
  ['Lid t/m', 'memberUntil'],
  ['naam', 'fullName'],
  ['__proto__', undefined],
  ['constructor', undefined],
  ['toString', undefined],
] as const) {
  test(`a column of readers called "${column}" means ${target}`, () => assert.equal(targetOf('patrons', column, false), target));
}

for (const [column, target] of [
  ['Barcode', 'itemKey'],
  ['Uitgeleend op', 'loanedOn'],
  ['date_due', 'dueOn'],
  ['due_date', 'dueOn'],
  ['Titel', 'title'],
  ['itype', 'material'],
  ['Kaartnummer', 'cardNumber'],
] as const) {
  test(`a column of loans called "${column}" means ${target}`, () => assert.equal(targetOf('loans', column, false), target));
}

test('the 84 columns of Koha are known as such, in any order', () => {
  assert.equal(kohaColumns.length, 84);
  assert.ok(isKoha(kohaColumns) && isKoha(kohaColumns.toReversed()));
  assert.ok(!isKoha(['cardnumber', 'surname', 'naam', 'adres', 'plaats']));
  assert.equal(targetOf('patrons', 'address', true), 'street');
});

for (const column of [
  'consent',
  'Toestemming nieuwsbrief',
  'opt-in',
  'optin_mail',
  'opt_out',
  'unsubscribed',
  'Nieuwsbrief',
  'newsletter',
  'AVG',
  'GDPR akkoord',
  'marketing',
  'privacy',
  'afgemeld',
]) {
  test(`"${column}" is about permission`, () => assert.equal(refusalOf(column), 'permission'));
}
for (const column of ['tenant_id', 'TenantId', 'role', 'Rol', 'password', 'wachtwoord', 'flags', 'secret', 'api_key', 'is_admin']) {
  test(`"${column}" is about rights`, () => assert.equal(refusalOf(column), 'rights'));
}
for (const column of ['email', 'mailadres', 'Mailingadres', 'voornaam', 'categorycode', 'controle', 'parol']) {
  test(`"${column}" is a column like others`, () => assert.equal(refusalOf(column), undefined));
}

test('column names are never empty and never twice', () => {
  assert.deepEqual(columnNames(['naam', '', 'naam', ' naam ', '__proto__']), ['naam', 'Kolom 2', 'naam (2)', 'naam (3)', '__proto__']);
  assert.deepEqual(columnNames(['naam', 'naam (2)', 'naam', 'Kolom 5', '']), ['naam', 'naam (2)', 'naam (3)', 'Kolom 5', 'Kolom 5 (2)']);
  assert.ok(columnNames([`${'x'.repeat(189)}😀`])[0]!.isWellFormed());
});

test('the same columns in another order, or back from quarantine, are the same kind of file', () => {
  assert.equal(headerKey(['a', 'b']), headerKey(['b', 'a']));
  assert.equal(headerKey(['kaartbak_regel', 'kaartbak_kolom', 'kaartbak_reden', 'a', 'b']), headerKey(['a', 'b']));
  assert.notEqual(headerKey(['a', 'b']), headerKey(['a', 'b', 'c']));
});
