import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import PostalMime from 'postal-mime';
import { Refused } from '../platform/errors.ts';
import type { MailUrls } from './rules/merge.ts';
import { compileMime, mimeBytes } from './mime.ts';
import type { MailHeaders, MimeMessage, MimeTemplate } from './mime.ts';
import { compileMailing, renderFor } from './render.ts';
import type { CompiledMailing } from './render.ts';
import { voorlezenDraft } from './seed.ts';

const headers: MailHeaders = {
  from: { name: 'Bib Zilverbeek – Jeugd', address: 'jeugd@zilverbeek.example' },
  replyTo: { name: 'Bib Zilverbeek', address: 'antwoord@zilverbeek.example' },
  listId: { name: 'Nieuwsbrief „Jeugd”', id: 'jeugd.zilverbeek.example' },
  feedbackId: '47:12:nieuwsbrief:kaartbak',
};
const urls: MailUrls = {
  link: (position) => `https://t.zilverbeek.example/k/${position}?s=${'x'.repeat(60)}&t==`,
  unsubscribe: `https://m.zilverbeek.example/u/${'y'.repeat(90)}`,
  preferences: 'https://m.zilverbeek.example/v/abc',
  view: 'https://m.zilverbeek.example/w/abc',
  oneClick: 'https://m.zilverbeek.example/een-klik/abc?x=1',
  unsubscribeMail: 'mailto:stop@zilverbeek.example?subject=abc',
};
const toZeynep: MimeMessage = {
  to: 'zeynep@lezers.example',
  toName: 'Zeynep Aydın',
  messageId: '47.1@zilverbeek.example',
  date: new Date('2026-11-22T09:05:07Z'),
  values: {
    voornaam: 'Zeynep',
    vestiging: 'Wijkbib Noord',
    lid_tot: '2027-09-13',
    reden: 'je je inschreef',
  },
  urls,
};

let compiled: CompiledMailing;
let template: MimeTemplate;
before(async () => {
  compiled = await compileMailing(voorlezenDraft());
  template = await compileMime(compiled, headers);
});

/** Parses a message and checks that both parts decode to what renderFor gives for the same reader. */
async function parse(message: MimeMessage, from = template) {
  const bytes = mimeBytes(from, message);
  assertForm(bytes);
  const parsed = await PostalMime.parse(bytes);
  const rendered = renderFor(from.compiled, message.values, message.urls);
  // postal-mime ends every line, the last one of a part too, which by RFC 2046 belongs to the boundary.
  assert.equal(parsed.html, `${rendered.html}\n`);
  assert.equal(parsed.text, `${rendered.text}\n`);
  // Unfolding may only ever change where spaces stand at the ends.
  assert.equal(parsed.subject ?? '', rendered.subject);
  assert.deepEqual(parsed.attachments, []);
  return {
    parsed,
    header: (name: string) => parsed.headers.filter((one) => one.key === name.toLowerCase()).map((one) => one.value),
  };
}

function assertForm(bytes: Buffer): void {
  const text = bytes.toString('latin1');
  assert.match(text, /^[\t\r\n\x20-\x7e]*$/, 'ASCII only');
  assert.doesNotMatch(text, /[^\r]\n|\r[^\n]/, 'CRLF only');
  assert.ok(text.endsWith('\r\n'));
  const body = text.slice(text.indexOf('\r\n\r\n'));
  for (const line of body.split('\r\n')) assert.ok(line.length <= 76 && !line.startsWith('.'), line);
}

describe('a message as bytes', () => {
  it('decodes to what renderFor gives, with every header once', async () => {
    const { parsed, header } = await parse(toZeynep);
    assert.deepEqual(parsed.from, {
      name: 'Bib Zilverbeek – Jeugd',
      address: 'jeugd@zilverbeek.example',
    });
    assert.deepEqual(parsed.to, [{ name: 'Zeynep Aydın', address: 'zeynep@lezers.example' }]);
    assert.deepEqual(parsed.replyTo, [{ name: 'Bib Zilverbeek', address: 'antwoord@zilverbeek.example' }]);
    assert.equal(parsed.subject, 'Voorlezen op woensdag, Zeynep');
    assert.deepEqual(header('Message-ID'), ['<47.1@zilverbeek.example>']);
    assert.deepEqual(header('Date'), ['Sun, 22 Nov 2026 09:05:07 +0000']);
    assert.deepEqual(header('List-Unsubscribe'), [
      '<https://m.zilverbeek.example/een-klik/abc?x=1>, <mailto:stop@zilverbeek.example?subject=abc>',
    ]);
    assert.deepEqual(header('List-Unsubscribe-Post'), ['List-Unsubscribe=One-Click']);
    assert.match(header('List-Id')[0] ?? '', / <jeugd\.zilverbeek\.example>$/);
    assert.deepEqual(header('Feedback-ID'), ['47:12:nieuwsbrief:kaartbak']);
    assert.deepEqual(header('Auto-Submitted'), []);
    assert.deepEqual(header('MIME-Version'), ['1.0']);
    const keys = parsed.headers.map((one) => one.key);
    assert.deepEqual(keys.toSorted(), [
      'content-type',
      'date',
      'feedback-id',
      'from',
      'list-id',
      'list-unsubscribe',
      'list-unsubscribe-post',
      'message-id',
      'mime-version',
      'reply-to',
      'subject',
      'to',
    ]);
  });

  for (const [what, values] of [
    ['no values at all', {}],
    ['long and strange values', { voornaam: 'ë'.repeat(400), vestiging: '.'.repeat(300), reden: '='.repeat(200) }],
    ['values with spaces at their ends and full stops', { voornaam: ' . ', vestiging: '. .', reden: 'x '.repeat(100) }],
    [
      'values that look like mail',
      {
        voornaam: '--=_kb-Part_1\r\nContent-Type: text/html',
        vestiging: '=\r\n.\r\n',
        reden: '\r\n.\r\nQUIT',
      },
    ],
    ['values that look like fields', { voornaam: '{{vestiging}}', vestiging: 'kbp0q', reden: '{{reden}}' }],
    ['emoji and other scripts', { voornaam: '👩‍👧 رضا Đặng', vestiging: '図書館'.repeat(30), reden: '😀'.repeat(120) }],
  ] as const) {
    it(`decodes the same with ${what}`, async () => {
      await parse({ ...toZeynep, values });
    });
  }

  it('decodes the same for three hundred random readers', async () => {
    let seed = 7;
    const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    const signs = [...'abc .=<>&"\'{}|é😀\t\r\n-_?@\u202e'];
    const word = () => Array.from({ length: random(120) }, () => signs[random(signs.length)]).join('');
    for (let reader = 0; reader < 300; reader++) {
      await parse({
        ...toZeynep,
        toName: word(),
        values: { voornaam: word(), vestiging: word(), lid_tot: word(), reden: word() },
      });
    }
  });

  it('is the same for the same reader, whichever process made it', async () => {
    const other = await compileMime(JSON.parse(JSON.stringify(compiled)) as CompiledMailing, headers);
    assert.deepEqual(mimeBytes(other, toZeynep), mimeBytes(template, toZeynep));
  });

  it('can be written into space of the sender', () => {
    const expected = Buffer.from(mimeBytes(template, toZeynep));
    const space = Buffer.alloc(expected.length + 100, 0x2a);
    const written = mimeBytes(template, toZeynep, space);
    assert.deepEqual(written, expected);
    assert.equal(written.buffer, space.buffer);
    assert.deepEqual(space.subarray(expected.length), Buffer.alloc(100, 0x2a));
    const small = Buffer.alloc(10, 0x2a);
    assert.deepEqual(mimeBytes(template, toZeynep, small), expected);
    assert.deepEqual(small, Buffer.alloc(10, 0x2a));
  });

  it('asks for each tracked address once', () => {
    const asked: number[] = [];
    mimeBytes(template, {
      ...toZeynep,
      urls: { ...urls, link: (position, target) => (asked.push(position), target) },
    });
    assert.deepEqual(asked.toSorted(), [0, 1]);
  });
});

describe('headers of a message', () => {
  it('take a name with line breaks as a strange name', async () => {
    const { parsed, header } = await parse({
      ...toZeynep,
      toName: 'Zeynep\r\nBcc: spion@evil.example\r\n\r\nx',
      values: { voornaam: 'Z\r\nBcc: y@evil.example' },
    });
    assert.equal(parsed.to?.[0]?.name, 'Zeynep Bcc: spion@evil.example x');
    assert.deepEqual(header('Bcc'), []);
    assert.equal(parsed.subject, 'Voorlezen op woensdag, Z Bcc: y@evil.example');
  });

  it('refuse an address that could break out', () => {
    for (const to of ['a@b.example\r\nBcc: x@y.example', 'a@b.example, c@d.example', 'a b@c.example', '']) {
      assert.throws(() => mimeBytes(template, { ...toZeynep, to }), Refused);
    }
    assert.throws(() => mimeBytes(template, { ...toZeynep, messageId: 'x>\r\nBcc: a' }), Refused);
    assert.throws(
      () =>
        mimeBytes(template, {
          ...toZeynep,
          urls: { ...urls, oneClick: 'https://a.example/\r\nBcc: a' },
        }),
      Refused,
    );
  });

  it('refuse a sender that could break out, and clean its name', async () => {
    await assert.rejects(compileMime(compiled, { from: { name: 'Bib', address: 'a@b.example>\r\nBcc: c' } }), Refused);
    await assert.rejects(compileMime(compiled, { ...headers, listId: { name: 'x', id: 'a>\r\nBcc: c' } }), Refused);
    const odd = await compileMime(compiled, {
      from: { name: 'Bib\r\nBcc: c@d.example', address: 'a@b.example' },
      feedbackId: 'a\r\nBcc: b',
    });
    const { parsed, header } = await parse(toZeynep, odd);
    assert.equal(parsed.from?.name, 'Bib Bcc: c@d.example');
    assert.deepEqual(header('Bcc'), []);
    assert.deepEqual(header('List-Id'), []);
  });

  it('keep a long subject with other letters whole, with and without a name in it', async () => {
    for (const subject of [
      'Één lange zomer vol verhalen, rollebollende égels en nog veel méér in de bib van Zilverbeek',
      'Één {{voornaam}} {{naam|}} vol '.repeat(5),
      'a {{voornaam}}'.repeat(20),
      'kort',
    ]) {
      const long = await compileMime(await compileMailing({ ...voorlezenDraft(), subject }), headers);
      await parse(toZeynep, long);
    }
  });

  it('mark a service message as automatic and leave out the list', async () => {
    const service = await compileMailing({
      ...voorlezenDraft(),
      footer: { reason: 'je iets leende', unsubscribe: false, view: false },
    });
    const { header } = await parse(toZeynep, await compileMime(service, { from: headers.from, autoSubmitted: true }));
    assert.deepEqual(header('Auto-Submitted'), ['auto-generated']);
    assert.deepEqual(header('X-Auto-Response-Suppress'), ['All']);
    assert.deepEqual([...header('List-Unsubscribe'), ...header('List-Unsubscribe-Post'), ...header('List-Id')], []);
  });
});
