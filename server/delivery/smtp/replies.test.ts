import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clean, MAX_LINE, MAX_LINES, ReplyError, ReplyReader, type Reply } from './replies.ts';

function read(...chunks: (string | Buffer)[]): Reply[] {
  const reader = new ReplyReader();
  const replies: Reply[] = [];
  for (const chunk of chunks) reader.push(Buffer.from(chunk as string), (reply) => replies.push(reply));
  return replies;
}

test('plain, enhanced and multi-line replies', () => {
  const [a, b, c] = read('250 ok\r\n550 5.1.1 No such user\r\n250-sink.example\r\n250-SIZE 100\r\n250 PIPELINING\r\n');
  assert.deepEqual(a, { code: 250, text: 'ok', lines: ['ok'] });
  assert.deepEqual(b, {
    code: 550,
    enhanced: '5.1.1',
    text: 'No such user',
    lines: ['5.1.1 No such user'],
  });
  assert.deepEqual(c?.lines, ['sink.example', 'SIZE 100', 'PIPELINING']);
});

test('the status is taken off each line of a multi-line refusal', () => {
  const [reply] = read('550-5.7.1 Blocked\r\n550-5.7.1 because of\r\n550 5.7.1 policy\r\n');
  assert.equal(reply?.enhanced, '5.7.1');
  assert.equal(reply?.text, 'Blocked because of policy');
});

test('bytes may come one at a time', () => {
  const replies = read(...'220-a\r\n220 b\r\n250 2.1.0 c\r\n');
  assert.deepEqual(
    replies.map((reply) => reply.text),
    ['a b', 'c'],
  );
});

test('a status of another class than the code is not believed', () => {
  const [reply] = read('450 5.1.1 odd\r\n');
  assert.equal(reply?.enhanced, undefined);
  assert.equal(reply?.text, '5.1.1 odd');
});

test('a code alone, and bare LF, are replies', () => {
  assert.deepEqual(
    read('250\r\n250 ok\n').map((reply) => reply.code),
    [250, 250],
  );
});

test('broken UTF-8, control characters and direction marks are cleaned; a letter cut in two is not', () => {
  const zoe = Buffer.from('250 zo\u00eb\r\n');
  const [a] = read(zoe.subarray(0, 7), zoe.subarray(7));
  assert.equal(a?.text, 'zo\u00eb');
  const [b] = read(Buffer.concat([Buffer.from('550 '), Buffer.from([0xff, 0x07, 0x1b, 0x00]), Buffer.from('\u202egone\r\n')]));
  assert.match(b?.text ?? '', /^\ufffd +gone$/);
});

const hostile: [name: string, bytes: string][] = [
  ['not SMTP', 'HTTP/1.1 400 Bad Request\r\n'],
  ['empty line', '\r\n'],
  ['a letter after the code', '250x\r\n'],
  ['code out of range', '999 hello\r\n'],
  ['line too long', `250 ${'x'.repeat(MAX_LINE)}\r\n`],
  ['line without end', 'x'.repeat(MAX_LINE + 1)],
  ['8-bit line without end', '\u00eb'.repeat(MAX_LINE)],
  ['answer without end', '250-more\r\n'.repeat(MAX_LINES + 1)],
  ['code changes within an answer', '250-a\r\n550 b\r\n'],
  ['zero octets', '\0\0\0\r\n'],
];

for (const [name, bytes] of hostile) {
  test(`refused: ${name}`, () => {
    assert.throws(() => read(bytes), ReplyError);
  });
}

test('what is complete counts, also before nonsense in the same bytes', () => {
  const reader = new ReplyReader();
  const codes: number[] = [];
  const take = (reply: Reply): void => void codes.push(reply.code);
  reader.push(Buffer.from('250 a\r\n25'), take);
  assert.equal(reader.pending, true);
  reader.push(Buffer.from('1 b\r\n'), take);
  assert.equal(reader.pending, false);
  assert.throws(() => reader.push(Buffer.from('252 c\r\nnonsense\r\n253 d\r\n'), take), ReplyError);
  assert.deepEqual(codes, [250, 251, 252]);
});

test('text is bounded', () => {
  assert.equal(clean('x'.repeat(1_000), 500).length, 500);
  assert.equal(clean('a\r\nb\tc', 50), 'a b c');
});

test('a text that is cut ends with a whole character', () => {
  for (let before = 496; before <= 501; before++) assert.ok(clean(`${'x'.repeat(before)}📚📚`, 500).isWellFormed(), `${before}`);
});
