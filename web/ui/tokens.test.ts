import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contrast } from '../../lib/contrast.ts';
import { colours } from './tokens.ts';

// WCAG 2.2: letters 4.5 (1.4.3), the edge of what can be pressed or typed in 3 (1.4.11)
const letters = ['ink', 'ink-2', 'ink-3', 'accent-ink'] as const;
const grounds = ['paper', 'card', 'shade'] as const;
for (const letter of letters) {
  for (const ground of grounds) {
    test(`${letter} can be read on ${ground}`, () => {
      assert.ok(contrast(colours[letter], colours[ground]) >= 4.5, String(contrast(colours[letter], colours[ground])));
    });
  }
}

for (const state of ['warn', 'bad', 'info'] as const) {
  test(`${state} can be read on its own soft ground and on a card`, () => {
    for (const ground of [colours[`${state}-soft`], colours.card]) {
      assert.ok(contrast(colours[state], ground) >= 4.5, `${contrast(colours[state], ground)} on ${ground}`);
    }
  });
}

test('letters on the accent, and the edges of inputs, stand out', () => {
  assert.ok(contrast(colours.card, colours.accent) >= 4.5);
  for (const ground of grounds) assert.ok(contrast(colours['line-strong'], colours[ground]) >= 3);
});
