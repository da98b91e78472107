import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AgeBand } from '../../lib/age.ts';
import { decide, mayFollow, needsGuardian, type Decision, type Known, type Objection, type Standing } from './rules.ts';

const today = '2026-11-22';
const given: Standing = {
  state: 'given',
  at: new Date('2026-01-05T10:00:00Z'),
  since: '2026-01-05',
  proofId: 7,
  guardian: false,
  imported: false,
};
const withdrawn: Standing = { ...given, state: 'withdrawn', proofId: 8 };
const objected: Standing = { ...given, state: 'objected', proofId: 9 };
const byGuardian: Standing = { ...given, guardian: true, proofId: 10 };
const bezwaar: Objection = { at: new Date('2026-06-05T10:00:00Z'), since: '2026-06-05', proofId: 20 };
const yesSince: Standing = { ...given, at: new Date('2026-06-05T10:00:01Z'), since: '2026-06-05', proofId: 21 };
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
  ['a blocked address gets nothing', { permission: given, blocked: true }, 'no - suppressed - suppressed -'],

  [
    'who objected to all marketing gets none, whatever was said yes to before',
    { permission: given, objection: bezwaar },
    'no - objection 20 objected -',
  ],
  ['nor for a purpose that was never asked about', { objection: bezwaar }, 'no - objection 20 objected -'],
  ['nor as a customer, for a purpose made long after', { purpose: similar, objection: bezwaar }, 'no - objection 20 objected -'],
  ['nor without an address: the objection is said first', { objection: bezwaar, hasAddress: false }, 'no - objection 20 objected -'],
  ['nor when the address is blocked as well', { objection: bezwaar, blocked: true }, 'no - objection 20 objected -'],
  [
    'an objection of the mailbox has no proof to point to',
    { permission: given, objection: { ...bezwaar, proofId: null } },
    'no - objection - objected -',
  ],
  ['a later yes of their own goes before it', { permission: yesSince, objection: bezwaar }, 'yes consent consent 21 - -'],
  [
    'also to what customers hear of, and it is consent then',
    { purpose: similar, permission: yesSince, objection: bezwaar },
    'yes consent consent 21 - -',
  ],
  ['a yes at the same moment does not', { permission: { ...given, at: bezwaar.at }, objection: bezwaar }, 'no - objection 20 objected -'],
  ['nor a later yes out of a file', { permission: { ...yesSince, imported: true }, objection: bezwaar }, 'no - objection 20 objected -'],
  ['nor a later no', { permission: { ...yesSince, state: 'withdrawn' }, objection: bezwaar }, 'no - objection 20 objected -'],
  [
    'a guardian speaks for a child here too',
    { permission: { ...yesSince, guardian: true }, birthOn: '2018-05-01', objection: bezwaar },
    'yes consent consent-by-guardian 21 - -',
  ],
  [
    'but a child alone still may not',
    { permission: yesSince, birthOn: '2018-05-01', objection: bezwaar },
    'no - too-young 21 needs-guardian -',
  ],
  [
    'following ends with it, also under service mail',
    { purpose: notices, following: given, objection: bezwaar },
    'yes public-task service - - -',
  ],
  [
    'until they turn it on again themselves',
    { purpose: notices, following: yesSince, objection: bezwaar },
    'yes public-task service - - follow',
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
    { purpose: notices, objection: bezwaar },
    'yes public-task service - - -',
  ],
  ['service on a refused channel stops', { purpose: notices, permission: withdrawn }, 'no - withdrawal 8 withdrawn -'],
  ['service to a blocked address stops', { purpose: notices, blocked: true }, 'no - suppressed - suppressed -'],
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

/** Birth date, what was stated, and whether clicks may be followed and a yes needs a guardian: "follow guardian". */
const ages: [string, string | null, AgeBand | null, string][] = [
  ['an adult by birth date', '1984-03-02', null, 'follow alone'],
  ['eighteen today', '2008-11-22', null, 'follow alone'],
  ['eighteen tomorrow', '2008-11-23', null, '- alone'],
  ['thirteen today, in Belgium', '2013-11-22', null, '- alone'],
  ['thirteen tomorrow', '2013-11-23', null, '- guardian'],
  ['nothing known', null, null, 'follow alone'],
  ['said to be of age', null, 'adult', 'follow alone'],
  ['said to be a minor', null, 'minor', '- alone'],
  ['said to be a child', null, 'child', '- guardian'],
  ['a birth date goes before what was said: grown up', '1984-03-02', 'child', 'follow alone'],
  ['a birth date goes before what was said: too young', '2018-05-01', 'adult', '- guardian'],
];

for (const [name, birthOn, stated, wanted] of ages) {
  test(`age: ${name}`, () => {
    const age = { birthOn, stated };

    const follows = mayFollow({ ...age, following: given, today }) ? 'follow' : '-';
    assert.equal(`${follows} ${needsGuardian(age, today, 'BE') ? 'guardian' : 'alone'}`, wanted);
  });
}
