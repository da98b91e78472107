/** What people say of their age when they say yes counts where no birth date is known: at the desk as on the website. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consentLibrary, january, june, november, secrets } from '../../test/harness/consent.ts';
import { run as execute, sql } from '../platform/db.ts';
import { Refused } from '../platform/errors.ts';
import { decideMany, followableNow, givePermission, givePermissions, permissionsOfContact } from './consent.ts';

const guardian = { email: 'ouder@lezers.example', how: 'double-opt-in' };
const refusedAs = (code: string) => (error: unknown) => error instanceof Refused && error.code === code;

/** A reader without a birth date who signed up for a newsletter and said how old they are. */
async function reader(stated: 'child' | 'minor' | 'adult') {
  const place = await consentLibrary();
  const { run, card, said } = place;
  const yara = await card({ birthOn: null });
  const yes = said(yara, 'newsletter-youth', { method: 'double-opt-in', evidence: { ageStated: stated } });
  await run((db) => givePermission(db, stated === 'child' ? { ...yes, guardian } : yes));
  return { ...place, yara };
}

for (const stated of ['child', 'minor'] as const) {
  test(`following is not even noted for who said to be a ${stated}, one by one or in bulk, also with a parent`, async () => {
    const { run, yara, said } = await reader(stated);
    const yes = said(yara, 'tracking', { at: june });

    for (const how of [yes, { ...yes, guardian }]) {
      const code = stated === 'child' && how === yes ? 'consent.needs-guardian' : 'consent.minors-not-followed';
      await assert.rejects(
        run((db) => givePermission(db, how)),
        refusedAs(code),
      );
    }
    const bulk = await run((db) => givePermissions(db, [{ ...yes, guardian, birthOn: null, email: null }]));

    assert.deepEqual(bulk, { given: 0, refused: [yara] });
    const { purposes, age } = await run((db) => permissionsOfContact(db, secrets, { contactId: yara, now: november }));
    assert.deepEqual(
      [purposes.find((one) => one.purpose.kind === 'tracking')!.state, age.minor, age.needsGuardian],
      [null, true, stated === 'child'],
    );
  });
}

test('who said to be a child needs a parent at the desk too', async () => {
  const { run, yara, said } = await reader('child');

  await assert.rejects(
    run((db) => givePermission(db, said(yara, 'activities', { at: june }))),
    refusedAs('consent.needs-guardian'),
  );
  await run((db) => givePermission(db, { ...said(yara, 'activities', { at: june }), guardian: { name: 'Zeynep', how: 'zelfde adres' } }));
});

test('a birth date on the card says more than what was stated', async () => {
  const { run, yara, said, tenantId } = await reader('minor');
  await run((db) => execute(db, sql`update contacts set birth_on = '1984-03-02' where tenant_id = ${tenantId} and id = ${yara}`));

  await run((db) => givePermission(db, said(yara, 'tracking', { at: june })));

  assert.deepEqual([...(await run((db) => followableNow(db, [yara], november)))], [yara]);
});

test('a link carries no person once somebody says to be a minor, whatever was ticked before', async () => {
  const { run, yara, said, id } = await reader('adult');
  await run((db) => givePermission(db, said(yara, 'tracking', { at: january })));
  const mayFollow = async () => {
    const contacts = [{ id: yara, emailKey: 'zeynep@lezers.example', birthOn: null }];
    const [decision] = await run((db) =>
      decideMany(db, secrets, { contacts, purposeId: id('newsletter-youth'), channel: 'email', now: november }),
    );
    return decision!.mayFollow;
  };
  const shown = async () =>
    (await run((db) => permissionsOfContact(db, secrets, { contactId: yara, now: november }))).purposes.at(-1)!.decision;
  assert.deepEqual([await mayFollow(), (await shown()).mayFollow], [true, true]);

  await run((db) => givePermission(db, said(yara, 'newsletter-youth', { at: june, evidence: { ageStated: 'minor' } })));

  assert.deepEqual([await mayFollow(), (await shown()).mayFollow], [false, false]);
  assert.equal((await run((db) => followableNow(db, [yara], november))).size, 0);
});
