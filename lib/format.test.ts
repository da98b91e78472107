import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatFor } from './format.ts';

const now = new Date(2026, 10, 22, 14, 0);
const dutch = formatFor('nl', () => now);
const english = formatFor('en', () => now);
const thin = '\u202f';

test('figures stand in the reader’s notation', () => {
  const written = [dutch.number(15204), english.number(15204), dutch.percent(0.184), english.percent(0.184), dutch.percent(0.42, 0)];

  assert.deepEqual(written, [`15${thin}204`, '15,204', `18,4${thin}%`, '18.4%', `42${thin}%`]);
});

test('a moment is told as one speaks of it', () => {
  const at = (...parts: [number, number, number, number, number]) => dutch.moment(new Date(...parts));

  assert.equal(at(2026, 10, 22, 4, 12), 'vandaag 04:12');
  assert.equal(at(2026, 10, 21, 23, 59), 'gisteren 23:59');
  assert.equal(at(2026, 10, 23, 9, 5), 'morgen 09:05');
  assert.equal(at(2026, 9, 12, 20, 14), '12 okt');
  assert.equal(at(2025, 9, 12, 20, 14), '12 okt 2025');
});

test('a calendar day is that day wherever the reader is', () => {
  assert.equal(dutch.date('2018-05-05'), '5 mei 2018');
  assert.equal(english.date('2018-05-05'), '5 May 2018');
});

test('sizes are rounded to what one can picture', () => {
  const written = [dutch.bytes(812), dutch.bytes(38_400), dutch.bytes(1_240_000), dutch.bytes(98_000_000)];

  assert.deepEqual(
    written.map((text) => text.replace(/\s/g, ' ')),
    ['812 byte', '38 kB', '1,2 MB', '98 MB'],
  );
});
