import assert from 'node:assert/strict';
import { test } from 'node:test';
import { translate, type MessageKey, type MessageParams } from '../../lib/i18n.ts';
import { wordsOf } from './facts.ts';

const t = (key: MessageKey, params?: MessageParams) => translate('nl', key, params);
const words = (kind: string, payload: Record<string, unknown>) =>
  wordsOf({ id: 1, at: '2026-11-22T10:00:00Z', kind, object: null, payload }, t, (code) => (code === 'VOLW' ? 'Volwassene' : code));

const cases: [kind: string, payload: Record<string, unknown>, title: string, lines: string[], from: string][] = [
  ['membership.started', { category: 'VOLW' }, 'Lid geworden', ['Volwassene'], 'bibliotheeksysteem'],
  [
    'conversation.phone',
    { by: 'Noor Verbeke', direction: 'in', outcome: 'answered', note: 'Vroeg de openingsuren.' },
    'Telefoon: naar ons',
    ['Vroeg de openingsuren.'],
    'Noor Verbeke',
  ],
  [
    'conversation.desk',
    { by: 'Noor Verbeke', direction: 'out', outcome: 'to-do', note: '', task: 'Terugbellen' },
    'Aan de balie: van ons uit',
    ['Nog te doen.', 'Taak: Terugbellen'],
    'Noor Verbeke',
  ],
  [
    'contact.edited',
    { by: 'Noor Verbeke', fields: ['email', 'lastName'] },
    'Gegevens gewijzigd',
    ['Veranderd: e-mail, achternaam.'],
    'Noor Verbeke',
  ],
  ['contact.created', { by: null, how: 'sign-up' }, 'Kaart gemaakt', ['Door een inschrijving op de website.'], 'inschrijving'],
  [
    'permission.given',
    { purpose: 'Nieuwsbrief', method: 'paper' },
    'Toestemming gegeven: Nieuwsbrief',
    [t('consent.method.paper')],
    'toestemming',
  ],
  ['mail.sent', { name: 'Herfst' }, 'Mail verstuurd: Herfst', [], 'mailing'],
  ['something.new', { x: 1 }, 'Andere gebeurtenis', [], ''],
  ['conversation.phone', {}, 'Telefoon', [], ''],
];
for (const [kind, payload, title, lines, from] of cases) {
  test(`${kind} ${JSON.stringify(payload)} reads "${title}"`, () => assert.deepEqual(words(kind, payload), { title, lines, from }));
}
