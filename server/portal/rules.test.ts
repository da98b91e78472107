import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkForm, chooseReader, maskAddress, readForm, type Candidate, type SentForm } from './rules.ts';

const offered = new Map([
  [1, 'marketing'],
  [2, 'marketing'],
  [9, 'tracking'],
] as const);
const complete: SentForm = {
  email: 'zeynep@lezers.example',
  firstName: 'Zeynep',
  age: 'adult',
  guardianEmail: '',
  purposeIds: [1],
};

test('a complete form says who, what and how old', () => {
  assert.deepEqual(checkForm({ ...complete, purposeIds: [1, 9, 77] }, offered), {
    form: {
      email: 'zeynep@lezers.example',
      firstName: 'Zeynep',
      ageBand: 'adult',
      guardianEmail: null,
      purposeIds: [1, 9],
    },
  });
});

const faults: [string, Partial<SentForm>, Record<string, string>][] = [
  ['no address', { email: '' }, { email: 'portal.sign-up.email-missing' }],
  ['no real address', { email: 'zeynep@' }, { email: 'field.email' }],
  ['a line break in the address', { email: 'a@lezers.example\r\nBcc: b@lezers.example' }, { email: 'field.email' }],
  ['no age', { age: '' }, { leeftijd: 'portal.sign-up.age-missing' }],
  ['an age that is not offered', { age: '__proto__' }, { leeftijd: 'portal.sign-up.age-missing' }],
  ['a child without guardian', { age: 'child' }, { ouder: 'portal.sign-up.guardian-missing' }],
  ['a child whose guardian has no address', { age: 'child', guardianEmail: 'mama' }, { ouder: 'field.email' }],
  ['nothing chosen', { purposeIds: [] }, { doel: 'portal.sign-up.nothing-chosen' }],
  ['only what is not offered', { purposeIds: [4] }, { doel: 'portal.sign-up.nothing-chosen' }],
  ['following alone is no news', { purposeIds: [9] }, { doel: 'portal.sign-up.nothing-chosen' }],
  [
    'nothing at all',
    { email: '', age: '', purposeIds: [] },
    {
      email: 'portal.sign-up.email-missing',
      leeftijd: 'portal.sign-up.age-missing',
      doel: 'portal.sign-up.nothing-chosen',
    },
  ],
];
for (const [name, sent, problems] of faults)
  test(`refused: ${name}`, () => assert.deepEqual(checkForm({ ...complete, ...sent }, offered), { problems }));

test('minors are not followed, whatever they ticked', () => {
  for (const age of ['minor', 'child']) {
    const checked = checkForm({ ...complete, age, guardianEmail: 'ouder@lezers.example', purposeIds: [1, 9] }, offered);
    assert.deepEqual('form' in checked && checked.form.purposeIds, [1]);
  }
});

test('an adult’s guardian field is not kept', () => {
  const checked = checkForm({ ...complete, guardianEmail: 'iemand@lezers.example' }, offered);
  assert.equal('form' in checked && checked.form.guardianEmail, null);
});

test('odd fields become harmless', () => {
  assert.deepEqual(
    readForm(
      {
        email: ` a@lezers.example\u0000 `,
        voornaam: `A\r\nB${'x'.repeat(200)}`,
        leeftijd: 'adult',
      },
      { doel: ['1', '1', 'x', '1e99', '2'] },
    ),
    {
      email: 'a@lezers.example',
      firstName: `A B${'x'.repeat(77)}`,
      age: 'adult',
      guardianEmail: '',
      purposeIds: [1, 2],
    },
  );
});

const mother: Candidate = { id: 10, kind: 'patron', firstName: 'Zeynep', birthOn: '1984-03-02', stated: null };
const child: Candidate = { id: 5, kind: 'patron', firstName: 'Yara', birthOn: '2017-01-01', stated: null };
const teenager: Candidate = { id: 6, kind: 'patron', firstName: 'Emre', birthOn: '2011-01-01', stated: null };
const reader: Candidate = { id: 3, kind: 'reader', firstName: '', birthOn: null, stated: null };
const adult = { firstName: '', ageBand: 'adult', day: '2026-11-22', country: 'BE' } as const;

const choices: [
  string,
  Candidate[],
  Partial<Omit<typeof adult, 'ageBand' | 'firstName' | 'country'>> & {
    firstName?: string;
    ageBand?: 'child' | 'minor' | 'adult';
    country?: 'BE' | 'NL';
  },
  number | undefined,
][] = [
  ['nobody has the address: a new reader', [], {}, undefined],
  ['the only card', [mother], {}, 10],
  ['the card with the first name', [reader, mother], { firstName: 'zeynep' }, 10],
  ['accents and case do not matter', [{ ...mother, firstName: 'ZEYNÉP' }], { firstName: 'zeynep' }, 10],
  ['another first name at the same address: a new reader', [mother], { firstName: 'Jan' }, undefined],
  ['an adult is not a child of the family', [child], {}, undefined],
  ['nor a teenager', [teenager], {}, undefined],
  ['a child is not the parent', [mother], { ageBand: 'child' }, undefined],
  ['a child is the child', [mother, child], { ageBand: 'child' }, 5],
  ['a teenager is the teenager', [mother, child, teenager], { ageBand: 'minor' }, 6],
  ['fifteen is a child in the Netherlands', [mother, teenager], { ageBand: 'child', country: 'NL' }, 6],
  ['a member before a reader', [reader, mother], {}, 10],
  [
    'the oldest card of equals',
    [
      { ...mother, id: 12 },
      { ...mother, id: 11 },
    ],
    {},
    11,
  ],
  ['a card without birth date fits anybody', [reader], { ageBand: 'child' }, 3],
  ['unless its reader said to be a child: an adult is somebody else', [{ ...reader, stated: 'child' }], {}, undefined],
  ['or an adult: a child is somebody else', [{ ...reader, stated: 'adult' }], { ageBand: 'child' }, undefined],
  ['what was said before still fits', [{ ...reader, stated: 'child' }], { ageBand: 'child' }, 3],
  ['of the same name, a teenager has grown up since', [{ ...reader, firstName: 'Emre', stated: 'minor' }], { firstName: 'Emre' }, 3],
  ['but nobody grows younger', [{ ...reader, firstName: 'Emre', stated: 'adult' }], { firstName: 'Emre', ageBand: 'minor' }, undefined],
];
for (const [name, cards, signUp, wanted] of choices)
  test(`whose card: ${name}`, () => assert.equal(chooseReader(cards, { ...adult, ...signUp }), wanted));

test('a masked address is recognised by its owner only', () => {
  assert.equal(maskAddress('zeynep.aydin@lezers.example'), 'z•••@lezers.example');
  assert.equal(maskAddress('é@lezers.example'), 'é•••@lezers.example');
  assert.equal(maskAddress(''), '•••');
});
