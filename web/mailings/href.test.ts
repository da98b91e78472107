import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hrefSentence } from '../../server/content/contract.ts';
import { mendHref } from './href.ts';

for (const [typed, meant] of [
  ['www.zilverbeek.example', 'https://www.zilverbeek.example'],
  ['zilverbeek.example/agenda?maand=3', 'https://zilverbeek.example/agenda?maand=3'],
  [' https://zilverbeek.example/ ', 'https://zilverbeek.example/'],
  ['bib@zilverbeek.example', 'mailto:bib@zilverbeek.example'],
  ['09 000 00 00', 'tel:090000000'],
  ['agenda', 'agenda'],
  ['', ''],
] as const) {
  test(`“${typed}” means “${meant}”`, () => assert.equal(mendHref(typed), meant));
}

test('an address that may not be used says why', () => {
  assert.equal(hrefSentence('https://zilverbeek.example'), undefined);
  assert.equal(hrefSentence(''), undefined);
  assert.equal(hrefSentence('javascript:alert(1)'), 'content.href.scheme');
  assert.equal(hrefSentence('https://zilverbeek.example/a b'), 'content.href.characters');
});
