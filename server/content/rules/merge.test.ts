import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MergeValues } from './fields.ts';
import { cleanValue, compileMerge, fillSegments } from './merge.ts';
import type { Place } from './merge.ts';

function fill(source: string, values: MergeValues = {}, place: Place = 'text', language: 'nl' | 'en' = 'nl'): string {
  const urls = {
    link: (_: number, target: string) => target,
    unsubscribe: '',
    preferences: '',
    view: '',
  };
  return fillSegments(compileMerge(source, place).segments, {
    language,
    values,
    urls,
    targets: () => '',
  });
}

describe('merge language', () => {
  const zeynep: MergeValues = {
    voornaam: 'Zeynep',
    naam: 'Zeynep Aydın',
    lid_tot: '2027-09-03',
    vestiging: 'Wijkbib Noord',
  };
  for (const [source, expected] of [
    ['Dag {{voornaam}},', 'Dag Zeynep,'],
    ['{{voornaam}}{{voornaam}}', 'ZeynepZeynep'],
    ['Dag {{ Voornaam }}', 'Dag Zeynep'],
    ['Dag {{\u00a0voornaam\u00a0}}', 'Dag Zeynep'],
    ['Dag {{voornaam|lezer}}', 'Dag Zeynep'],
    ['Dag {{achternaam|lezer}}', 'Dag lezer'],
    ['Dag {{achternaam| beste lezer }}!', 'Dag beste lezer!'],
    ['{{achternaam|a|b}}', 'a|b'],
    ['{{achternaam}}', ''],
    ['{{lid_tot}}', '3 september 2027'],
    ['{{lid_tot:datum}}', '3 september 2027'],
    ['{{lid_tot:datum_kort}}', '03/09/2027'],
    ['{{lid_tot:dag_maand}}', '3 september'],
    ['{{lid_tot:jaar}}', '2027'],
    ['{{naam:hoofdletters}}', 'ZEYNEP AYDIN'],
    ['{{{voornaam}}}', '{Zeynep}'],
    ['{{{{voornaam}}}}', '{{Zeynep}}'],
    ['{{voor{{voornaam}}naam}}', '{{voorZeynepnaam}}'],
    ['geen velden', 'geen velden'],
    ['', ''],
  ] as const) {
    it(`fills ${JSON.stringify(source)}`, () => assert.equal(fill(source, zeynep), expected));
  }

  for (const [source, kind] of [
    ['{{constructor}}', 'unknown-field'],
    ['{{__proto__}}', 'unknown-field'],
    ['{{toString}}', 'unknown-field'],
    ['{{constructor.constructor}}', 'unknown-field'],
    ['{{reden}}', 'unknown-field'],
    ['{{geboortedatum}}', 'unknown-field'],
    ['{{voornaam:constructor}}', 'unknown-filter'],
    ['{{voornaam:datum}}', 'unknown-filter'],
    ['{{lid_tot:hoofdletter}}', 'unknown-filter'],
    ['{{voornaam:hoofdletter:hoofdletter:hoofdletter:hoofdletter}}', 'unknown-filter'],
    ['{{7*7}}', 'malformed'],
    ['{{}}', 'malformed'],
    ['{{#if voornaam}}', 'malformed'],
    ['{{process.env["HOME"]}}', 'malformed'],
    ['{{voornaam', 'malformed'],
    ['voornaam}}', 'malformed'],
    ['{{voornaam} }', 'malformed'],
  ] as const) {
    it(`reports ${source} and leaves the letters standing`, () => {
      assert.deepEqual(
        compileMerge(source, 'text').problems.map((problem) => problem.kind),
        [kind],
      );
      assert.equal(fill(source, { voornaam: 'Zeynep', lid_tot: '2027-01-01' }), source);
    });
  }

  it('leaves an unknown field standing escaped in html', () => {
    assert.equal(fill('{{<b>}}', {}, 'html'), '{{&lt;b&gt;}}');
  });

  it('finds no unknown field by way of the prototype of the values', () => {
    const values = Object.create({ voornaam: 'geërfd' }) as MergeValues;
    assert.equal(fill('{{constructor}} {{hasOwnProperty}}', values), '{{constructor}} {{hasOwnProperty}}');
  });

  it('stays linear on huge and hostile inputs', () => {
    for (const source of [
      '{{'.repeat(100_000),
      '}}'.repeat(100_000),
      `${'{{a|'.repeat(50_000)}}}`,
      `{{voornaam|${'x'.repeat(200_000)}}}`,
      '{{voornaam}}'.repeat(20_000),
    ]) {
      const started = process.cpuUsage();
      fill(source, { voornaam: 'Z' }, 'html');
      // time of our own: a busy machine makes nobody wait longer here
      assert.ok(process.cpuUsage(started).user < 1_500_000, `${source.slice(0, 12)}… took too long`);
    }
  });
});

describe('values', () => {
  const places = ['text', 'html', 'attribute', 'url', 'header'] as const;
  const hostile = `"><script>alert('x')</script>&{{kaartnummer}}\r\nBcc: a@b.example`;
  it('are escaped for their place and never read again', () => {
    const filled = Object.fromEntries(
      places.map((place) => [place, fill('<{{voornaam}}>', { voornaam: hostile, kaartnummer: '42' }, place)]),
    );
    assert.equal(filled.html, '&lt;&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;{{kaartnummer}} Bcc: a@b.example&gt;');
    assert.equal(filled.attribute, filled.html);
    assert.equal(filled.text, `<"><script>alert('x')</script>&{{kaartnummer}} Bcc: a@b.example>`);
    assert.equal(filled.header, filled.text);
    assert.equal(filled.url, `<${encodeURIComponent(`"><script>alert('x')</script>&{{kaartnummer}} Bcc: a@b.example`)}>`);
  });

  it('escape the fallback too', () => {
    assert.equal(fill('{{voornaam|<i>lezer</i>}}', {}, 'html'), '&lt;i&gt;lezer&lt;/i&gt;');
  });

  for (const [given, kept] of [
    ['Zoë', 'Zoë'],
    ['Đặng Łukasz', 'Đặng Łukasz'],
    ['  Jan   Piet ', 'Jan Piet'],
    ['a\u202Eb\u200Bc\uFEFF', 'abc'],
    ['Jan\u0000\u001b[31m', 'Jan[31m'],
    ['tab\there\nthere', 'tab here there'],
    ['lone\ud800half', 'lonehalf'],
    ['👩‍👧 رضا', '👩‍👧 رضا'],
    ['می‌خواهم', 'می‌خواهم'],
  ] as const) {
    it(`are cleaned: ${JSON.stringify(given)}`, () => assert.equal(cleanValue(given), kept));
  }

  it('are bounded without breaking a sign in two', () => {
    assert.equal(cleanValue(`${'x'.repeat(499)}😀`), 'x'.repeat(499));
    assert.equal(cleanValue('y'.repeat(1_000_000)).length, 500);
  });

  for (const day of ['2027-02-30', '2027-13-01', 'morgen', '27-01-01', '0000-00-00', '']) {
    it(`fall back when "${day}" is not a day`, () => assert.equal(fill('{{lid_tot|later}}', { lid_tot: day }), 'later'));
  }

  it('follow the language of the message', () => {
    assert.equal(fill('{{lid_tot}}', { lid_tot: '2027-09-03' }, 'text', 'en'), '3 September 2027');
    assert.equal(fill('{{voornaam:hoofdletter}}', { voornaam: 'ijsbrand' }), 'IJsbrand');
    assert.equal(fill('{{voornaam:hoofdletter}}', { voornaam: 'ijsbrand' }, 'text', 'en'), 'Ijsbrand');
    assert.equal(fill('{{voornaam:kleine_letters}}', { voornaam: 'ZOË' }), 'zoë');
  });
});
