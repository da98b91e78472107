import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conditionParts, conditionSentence, ruleSentence, seenText, type RuleNames, type SeenValue } from './rule-sentence.ts';
import type { Condition, Group } from './segment-rule.ts';
import { fields } from './segment-schema.ts';
import { segmentExamples } from './segment-examples.ts';

const names: RuleNames = {
  branches: [
    { id: 1, name: 'Hoofdgebouw' },
    { id: 2, name: 'Noord' },
  ],
  materials: [
    { id: 1, name: 'boek' },
    { id: 2, name: 'strip' },
  ],
  worlds: [{ id: 1, name: 'Dieren' }],
  purposes: [{ id: 1, name: 'Nieuwsbrief Jeugd' }],
  segments: [{ id: 1, name: 'Gezinnen' }],
  categories: [{ code: 'VOLW', name: 'Volwassene' }],
};

const sentences: [Condition, nl: string, en: string][] = [
  [{ field: 'branch', is: 'in', values: [1, 2] }, 'Vestiging is Hoofdgebouw of Noord', 'Branch is Hoofdgebouw or Noord'],
  [{ field: 'branch', is: 'not-in', values: [99] }, 'Vestiging is niet (onbekend)', 'Branch is not (unknown)'],
  [
    { field: 'city', is: 'in', values: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] },
    'Woonplaats is a, b, c, d en nog 3',
    'Town is a, b, c, d and 3 more',
  ],
  [{ field: 'category', is: 'in', values: ['VOLW', 'LK'] }, 'Lezerscategorie is Volwassene of LK', 'Patron category is Volwassene or LK'],
  [{ field: 'language', is: 'in', values: ['fr'] }, 'Taal is Frans', 'Language is French'],
  [{ field: 'gender', is: 'in', values: ['f'] }, 'Geslacht is vrouw', 'Gender is woman'],
  [{ field: 'email', is: 'absent' }, 'Heeft geen e-mailadres', 'Has no e-mail address'],
  [{ field: 'age', years: { from: 6, to: 12 } }, 'Is 6 tot 12 jaar oud', 'Is 6 to 12 years old'],
  [{ field: 'birthday', within: 7 }, 'Is jarig binnen 7 dagen', 'Has a birthday within 7 days'],
  [
    {
      field: 'member-until',
      period: { from: { ago: 0, unit: 'days' }, to: { ahead: 30, unit: 'days' } },
    },
    'Lidmaatschap eindigt binnen 30 dagen',
    'Membership ends within 30 days',
  ],
  [
    { field: 'member-until', period: { from: { ago: 1, unit: 'months' } } },
    'Lidmaatschap eindigt sinds 1 maand geleden',
    'Membership ends since 1 month ago',
  ],
  [
    {
      field: 'member-until',
      period: { from: { ago: 1, unit: 'months' }, to: { ago: 0, unit: 'days' } },
    },
    'Lidmaatschap eindigt in de laatste maand',
    'Membership ends in the last month',
  ],
  [{ field: 'member-since', period: { from: '2026-05-03' } }, 'Werd lid sinds 3 mei 2026', 'Became a member since 3 May 2026'],
  [
    { field: 'created', period: { from: '0001-01-01', to: '9999-12-31' } },
    'Kaart gemaakt tussen 1 januari 1 en 31 december 9999',
    'Card made between 1 January 1 and 31 December 9999',
  ],
  [
    {
      field: 'loans',
      count: { from: 5 },
      who: 'household',
      materials: [1, 2],
      audience: 'youth',
      period: { from: { ago: 6, unit: 'months' } },
    },
    'Leende zelf of het gezin minstens 5 stuks (boek of strip) voor de jeugd in de laatste 6 maanden',
    'Borrowed in person or the household at least 5 items (boek or strip) for young readers in the last 6 months',
  ],
  [
    { field: 'loans', count: { from: 1 }, worlds: [1], period: { from: { ago: 1, unit: 'years' } } },
    'Leende zelf minstens 1 stuk uit Dieren in het laatste jaar',
    'Borrowed in person at least 1 item from Dieren in the last year',
  ],
  [{ field: 'never-borrowed', materials: [2] }, 'Leende zelf nog nooit iets (strip)', 'Borrowed in person never anything (strip)'],
  [{ field: 'open-loans', count: { from: 1 } }, 'Heeft nu minstens 1 stuk thuis', 'Has at least 1 item at home now'],
  [
    { field: 'household-size', count: { from: 1, to: 1 } },
    'Woont op een adres met precies 1 persoon',
    'Lives at an address with exactly 1 person',
  ],
  [{ field: 'birthday', within: 1 }, 'Is jarig binnen 1 dag', 'Has a birthday within 1 day'],
  [
    { field: 'email-state', is: 'in', values: ['bouncing', 'refused'] },
    'E-mailadres is onbestelbaar of geweigerd',
    'E-mail address is bouncing or refused',
  ],
  [{ field: 'loans', count: { to: 0 } }, 'Leende zelf geen stuks ooit', 'Borrowed in person no items ever'],
  [
    { field: 'last-loan', period: { to: { ago: 1, unit: 'years' } }, branches: [2] },
    'Leende zelf iets in Noord voor het laatst langer dan 1 jaar geleden',
    'Borrowed in person anything in Noord for the last time more than 1 year ago',
  ],
  [
    { field: 'child', years: { from: 6, to: 12 } },
    'Heeft een kind in het gezin van 6 tot 12 jaar',
    'Has a child in the household of 6 to 12 years',
  ],
  [
    { field: 'permission', is: 'not-given', purpose: 1, channel: 'email' },
    'Gaf geen toestemming voor Nieuwsbrief Jeugd per e-mail',
    'Gave no permission for Nieuwsbrief Jeugd by e-mail',
  ],
  [{ field: 'segment', is: 'not-in', segment: 1 }, 'Zit niet in de selectie “Gezinnen”', 'Is not in the segment “Gezinnen”'],
];

for (const [condition, nl, en] of sentences) {
  test(nl, () => {
    assert.equal(conditionSentence('nl', condition, names), nl);
    assert.equal(conditionSentence('en', condition, names), en);
  });
}

test('the changeable words are the sentence’s own', () => {
  assert.deepEqual(conditionParts('nl', { field: 'age', years: { from: 18 } }, names), [
    'Is',
    { slot: 'years', text: 'minstens 18 jaar' },
    'oud',
  ]);
});

test('a rule is one sentence, groups in brackets', () => {
  const mail: Condition = { field: 'email', is: 'present' };
  const adult: Condition = { field: 'age', years: { from: 18 } };
  const say = (rule: Group) => ruleSentence('nl', rule, names);
  assert.equal(say({ match: 'all', rules: [mail, adult] }), 'heeft een e-mailadres en is minstens 18 jaar oud');
  assert.equal(say({ match: 'any', rules: [mail, adult] }), 'minstens één hiervan: heeft een e-mailadres; is minstens 18 jaar oud');
  assert.equal(
    say({ match: 'all', rules: [mail, { match: 'none', rules: [adult] }] }),
    'heeft een e-mailadres en (niets hiervan: is minstens 18 jaar oud)',
  );
  assert.equal(say({ match: 'all', rules: [] }), 'alle lezers');
  assert.equal(say({ match: 'any', rules: [] }), 'niemand');
});

test('what was seen, in words', () => {
  const cases: [Condition, SeenValue, string][] = [
    [{ field: 'loans', count: { from: 1 } }, 1, '1 uitlening'],
    [{ field: 'loans', count: { from: 1 } }, 1286, '1\u202f286 uitleningen'],
    [{ field: 'last-loan', period: { from: '2026-01-01' } }, '2026-05-03', 'laatst op 3 mei 2026'],
    [{ field: 'never-borrowed' }, null, 'nooit geleend'],
    [{ field: 'child', years: { from: 6 } }, [8, 11], 'kinderen en huisgenoten van 8 en 11 jaar'],
    [{ field: 'birthday', within: 3 }, '1990-11-25', '25 november'],
    [{ field: 'permission', is: 'given', purpose: 1, channel: 'email' }, 'withdrawn', 'toestemming ingetrokken'],
    [{ field: 'city', is: 'in', values: ['Gent'] }, null, 'niet ingevuld'],
    [{ field: 'branch', is: 'in', values: [1] }, 2, 'Noord'],
  ];
  for (const [condition, value, text] of cases) assert.equal(seenText('nl', condition, value, names), text);
});

test('every field has its sentence, and no place in it is left open', () => {
  const seen = new Set([
    ...sentences.map(([condition]) => condition.field),
    ...Object.values(segmentExamples).flatMap((group) => group.rules.map((rule) => rule.field)),
  ]);
  const plain: Condition[] = [
    { field: 'kind', is: 'in', values: ['reader'] },
    { field: 'category', is: 'in', values: ['JEUGD'] },
    { field: 'postcode', is: 'in', values: ['90*'] },
    { field: 'phone', is: 'present' },
    { field: 'email-state', is: 'in', values: ['bouncing'] },
    { field: 'membership', is: 'none' },
    { field: 'never-borrowed' },
    { field: 'loans-trend', is: 'stopped', months: 3 },
    { field: 'open-loans', count: { from: 1 } },
    { field: 'household-size', count: { from: 2 } },
  ];
  for (const condition of plain) {
    seen.add(condition.field);
    for (const language of ['nl', 'en'] as const)
      assert.doesNotMatch(conditionSentence(language, condition, names), /[{}]|undefined|kies …|choose …/);
  }
  assert.deepEqual([...seen].sort(), [...fields].sort());
});
