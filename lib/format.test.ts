import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatFor } from './format.ts';

const now = new Date('2026-11-22T14:00+01:00');
const clock = () => now;
const dutch = formatFor('nl', { clock, timeZone: 'Europe/Brussels' });
const english = formatFor('en', { clock, timeZone: 'Europe/Brussels' });
const thin = '\u202f';

test('figures stand in the reader’s notation', () => {
  const written = [dutch.number(15204), english.number(15204), dutch.percent(0.184), english.percent(0.184), dutch.percent(0.42, 0)];

  assert.deepEqual(written, [`15${thin}204`, '15,204', `18,4${thin}%`, '18.4%', `42${thin}%`]);
});

test('a moment is told as one speaks of it', () => {
  assert.equal(dutch.moment('2026-11-22T04:12+01:00'), 'vandaag 04:12');
  assert.equal(dutch.moment('2026-11-21T23:59+01:00'), 'gisteren 23:59');
  assert.equal(dutch.moment('2026-11-23T09:05+01:00'), 'morgen 09:05');
  assert.equal(dutch.moment('2026-10-12T20:14+02:00'), '12 okt');
  assert.equal(dutch.moment('2025-10-12T20:14+02:00'), '12 okt 2025');
});

test('times are told by the clock of the place, whatever clock the machine has', () => {
  const tokyo = formatFor('nl', { clock, timeZone: 'Asia/Tokyo' });
  const evening = '2026-11-22T18:30+01:00';

  assert.deepEqual(
    [dutch, tokyo].map((format) => [format.time(evening), format.moment(evening), format.day(evening), format.weekday(evening)]),
    [
      ['18:30', 'vandaag 18:30', '2026-11-22', 'zo 22'],
      ['02:30', 'morgen 02:30', '2026-11-23', 'ma 23'],
    ],
  );
  assert.equal(tokyo.date('2018-05-05'), '5 mei 2018');
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
