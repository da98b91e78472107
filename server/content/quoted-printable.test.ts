import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeInserted, encodeQuotedPrintable, softBreak } from './quoted-printable.ts';

/** RFC 2045, 6.7, read by the letter: what a strict program makes of the encoding. */
function decode(encoded: string): string {
  const bytes: number[] = [];
  const lines = encoded.split('\r\n');
  for (const [index, line] of lines.entries()) {
    if (index > 0 && !lines[index - 1]?.endsWith('=')) bytes.push(0x0a);
    const text = line.endsWith('=') ? line.slice(0, -1) : line;
    assert.ok(!/[ \t]$/.test(line), 'no white space at the end of a line');
    for (let at = 0; at < text.length; at++) {
      if (text[at] !== '=') bytes.push(text.charCodeAt(at));
      else {
        assert.match(text.slice(at, at + 3), /^=[0-9A-F]{2}$/);
        bytes.push(Number.parseInt(text.slice(at + 1, at + 3), 16));
        at += 2;
      }
    }
  }
  return Buffer.from(bytes).toString('utf8');
}

function assertLines(encoded: string): void {
  assert.match(encoded, /^[\x20-\x7e\t\r\n]*$/);
  for (const line of encoded.split('\r\n')) {
    assert.ok(line.length <= 76, `line of ${line.length}`);
    assert.ok(!line.startsWith('.'), 'line begins with a full stop');
    assert.ok(!/[\r\n]/.test(line));
  }
}

const texts = [
  '',
  'a',
  '.',
  '..\n.\n.x',
  'eindigt op spatie ',
  'regel met spatie \nen tab\t\n\n',
  ' begint met spatie',
  'é'.repeat(100),
  '😀'.repeat(60),
  'x'.repeat(500),
  `${'x'.repeat(74)}.${'y'.repeat(80)}`,
  `${'x'.repeat(75)} \n`,
  '='.repeat(90),
  'Zoë & Łukasz = vrienden\n'.repeat(20),
  'a'.repeat(76),
  `${'a'.repeat(75)}\nb`,
  '--=_kb-boundary',
  '\t\t',
];

describe('quoted-printable', () => {
  for (const text of texts) {
    it(`keeps ${JSON.stringify(text.slice(0, 30))} (${text.length})`, () => {
      const { text: encoded } = encodeQuotedPrintable(text, true);
      assertLines(encoded);
      assert.equal(decode(encoded), text);
    });
  }

  it('lets a value stand between any two pieces', () => {
    for (const before of texts) {
      for (const value of texts) {
        const { text, column } = encodeQuotedPrintable(before, false);
        const whole = text + (column === 0 ? '' : softBreak) + encodeInserted(value) + encodeQuotedPrintable('einde', true).text;
        assertLines(whole);
        assert.equal(decode(whole), `${before}${value}einde`);
      }
    }
  });
});
