import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide, type Decision, type Known, type Standing } from './rules.ts';

const today = '2026-11-22';
const given: Standing = { state: 'given', since: '2026-01-05', proofId: 7, guardian: false };
const withdrawn: Standing = { ...given, state: 'withdrawn', proofId: 8 };
const objected: Standing = { ...given, state: 'objected', proofId: 9 };
const byGuardian: Standing = { ...given, guardian: true, proofId: 10 };
const newsletter = { kind: 'marketing', basis: 'consent', archived: false } as const;
const notices = { kind: 'service', basis: 'public-task', archived: false } as const;
const similar = { kind: 'marketing', basis: 'soft-opt-in', archived: false } as const;
const adult: Known = {
  purpose: newsletter,
  country: 'BE',
  today,
  birthOn: '1984-03-02',
  isCustomer: true,
  hasAddress: true,
};

/** Written short: what is known besides an adult Belgian patron, and the decision as "allowed basis rule proof reason follow". */
const table: [string, Partial<Known>, string][] = [
  ['nobody asked, so nothing is sent', {}, 'no - no-consent - no-permission -'],
  ['a yes carries a newsletter', { permission: given }, 'yes consent consent 7 - -'],
  ['a withdrawal ends it', { permission: withdrawn }, 'no - withdrawal 8 withdrawn -'],
  ['an objection ends it', { permission: objected }, 'no - objection 9 objected -'],
  ['without an address a yes is not enough', { permission: given, hasAddress: false }, 'no - no-address 7 no-address -'],
  ['no permission is said before no address', { hasAddress: false }, 'no - no-consent - no-permission -'],
  ['a blocked address gets nothing', { permission: given, suppression: 'everything' }, 'no - suppressed - suppressed -'],
  [
    'an objecting address gets no marketing, even after an older yes',
    { permission: given, suppression: 'marketing' },
    'no - objection 7 objected -',
  ],
  [
    'a closed purpose writes to nobody',
    { permission: given, purpose: { ...newsletter, archived: true } },
    'no - archived - purpose-closed -',
  ],
  [
    'the purpose of following never writes',
    { permission: given, purpose: { ...newsletter, kind: 'tracking' } },
    'no - tracking-sends-nothing - purpose-closed -',
  ],

  ['service needs no permission', { purpose: notices }, 'yes public-task service - - -'],
  [
    'service to an objector goes on: an objection is about marketing',
    { purpose: notices, suppression: 'marketing' },
    'yes public-task service - - -',
  ],
  ['service on a refused channel stops', { purpose: notices, permission: withdrawn }, 'no - withdrawal 8 withdrawn -'],
  ['service to a blocked address stops', { purpose: notices, suppression: 'everything' }, 'no - suppressed - suppressed -'],
  ['service to a child goes on', { purpose: notices, birthOn: '2018-05-01' }, 'yes public-task service - - -'],
  ['service without an address stops', { purpose: notices, hasAddress: false }, 'no - no-address - no-address -'],

  ['a customer may hear of similar things', { purpose: similar }, 'yes soft-opt-in customer - - -'],
  ['but not somebody who never was one', { purpose: similar, isCustomer: false }, 'no - not-a-customer - no-permission -'],
  ['and not a minor', { purpose: similar, birthOn: '2009-01-01' }, 'no - not-a-customer - no-permission -'],
  ['and not after saying no', { purpose: similar, permission: withdrawn }, 'no - withdrawal 8 withdrawn -'],
  ['an explicit yes is consent, also there', { purpose: similar, isCustomer: false, permission: given }, 'yes consent consent 7 - -'],
  ['marketing never rests on a public task', { purpose: { ...newsletter, basis: 'public-task' } }, 'no - no-consent - no-permission -'],

  ['thirteen on the day: may consent alone in Belgium', { permission: given, birthOn: '2013-01-05' }, 'yes consent consent 7 - -'],
  ['one day younger: may not', { permission: given, birthOn: '2013-01-06' }, 'no - too-young 7 needs-guardian -'],
  [
    'a birthday since does not mend it',
    { permission: { ...given, since: '2020-01-05' }, birthOn: '2009-01-06' },
    'no - too-young 7 needs-guardian -',
  ],
  [
    'thirteen is too young in the Netherlands',
    { permission: given, birthOn: '2013-01-05', country: 'NL' },
    'no - too-young 7 needs-guardian -',
  ],
  ['sixteen is not', { permission: given, birthOn: '2010-01-05', country: 'NL' }, 'yes consent consent 7 - -'],
  ['a guardian can say yes for a child', { permission: byGuardian, birthOn: '2018-05-01' }, 'yes consent consent-by-guardian 10 - -'],

  ['following is a switch of its own', { permission: given, following: given }, 'yes consent consent 7 - follow'],
  ['off is off', { permission: given, following: withdrawn }, 'yes consent consent 7 - -'],
  ['nobody is followed in mail that is not sent', { following: given }, 'no - no-consent - no-permission -'],
  ['a minor is never followed', { permission: given, following: given, birthOn: '2008-11-23' }, 'yes consent consent 7 - -'],
  [
    'from eighteen it is their own choice',
    { permission: given, following: given, birthOn: '2008-11-22' },
    'yes consent consent 7 - follow',
  ],
  [
    'a child signed up by a guardian is not followed, birth date or not',
    { permission: byGuardian, following: given, birthOn: null },
    'yes consent consent-by-guardian 10 - -',
  ],
  ['nor when the guardian ticked following', { permission: given, following: byGuardian, birthOn: null }, 'yes consent consent 7 - -'],
  [
    "without a birth date the reader's own statement counts",
    { permission: given, following: given, birthOn: null },
    'yes consent consent 7 - follow',
  ],
  ['service mail follows the same switch', { purpose: notices, following: given }, 'yes public-task service - - follow'],
];

for (const [name, known, wanted] of table) {
  test(name, () => {
    assert.equal(short(decide({ ...adult, ...known })), wanted);
  });
}

function short(decision: Decision): string {
  const { allowed, basis, rule, proofId, reason, mayFollow } = decision;
  return [allowed ? 'yes' : 'no', basis ?? '-', rule, proofId ?? '-', reason ?? '-', mayFollow ? 'follow' : '-'].join(' ');
}
