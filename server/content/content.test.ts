import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { Invalid } from '../platform/errors.ts';
import { blockLimits, blocksSchema, fieldSample, footerWords, offeredFields } from './contract.ts';
import { prepareMailing, readBlocks, reasonOf, renderFor, sampleReader } from './content.ts';
import { mailLanguages } from './rules/languages.ts';
import { mergeFields } from './rules/fields.ts';
import { voorlezenBlocks, voorlezenDraft } from './seed.ts';

const button = {
  id: 'b',
  type: 'button',
  label: 'Agenda',
  href: 'https://zilverbeek.example/agenda',
};

function faults(input: unknown): Record<string, string> {
  try {
    readBlocks(input);
  } catch (error) {
    if (error instanceof Invalid) return error.fields;
    throw error;
  }
  return {};
}

describe('what the editor shows without asking the server', () => {
  for (const language of mailLanguages) {
    for (const service of [false, true]) {
      it(`is what readers get: ${language}, ${service ? 'service' : 'marketing'}`, async () => {
        const reason = { language, library: 'Bib Zilverbeek', purpose: 'Nieuwsbrief', service };
        const draft = {
          ...voorlezenDraft(),
          language,
          blocks: [{ id: 't', type: 'text' as const, html: '<p>{{lid_tot}} / {{naam:hoofdletters|x}}</p>' }],
          footer: { reason: reasonOf(reason), unsubscribe: !service, view: false },
        };
        const { compiled } = await prepareMailing(draft);
        const nowhere = 'https://nergens.example';
        const { text } = renderFor(compiled, sampleReader(), {
          link: (_position, target) => target,
          unsubscribe: nowhere,
          preferences: nowhere,
          view: nowhere,
        });

        const shown = footerWords(reason);
        assert.ok(text.includes(shown.reason), `${shown.reason} in ${text}`);
        assert.equal(text.match(/^.+: https:\/\/nergens/gm)?.join('|'), shown.links.map((label) => `${label}: https://nergens`).join('|'));
        assert.ok(text.startsWith(`${fieldSample('{{lid_tot}}', language)} / ${fieldSample('{{naam:hoofdletters|x}}', language)}`), text);
      });
    }
  }

  it('is no sample for what is no field', () => {
    assert.deepEqual(
      ['{{onbekend}}', 'Dag', '{{voornaam}} {{naam}}', '{{voornaam:jaar}}'].map((token) => fieldSample(token, 'nl')),
      [undefined, undefined, undefined, undefined],
    );
  });
});

describe('blocks from the editor', () => {
  it('are kept as they are when they are clean', () => assert.deepEqual(readBlocks(voorlezenBlocks()), voorlezenBlocks()));

  it('are cleaned in columns as well as outside', () => {
    const html = '<p onclick="x">a<script>b</script></p>';
    const [first, second] = readBlocks([
      { id: 'a', type: 'text', html },
      { id: 'c', type: 'columns', columns: [[{ id: 'd', type: 'text', html }], []] },
    ]);
    assert.deepEqual(first, { id: 'a', type: 'text', html: '<p>a</p>' });
    assert.deepEqual(second, {
      id: 'c',
      type: 'columns',
      columns: [[{ id: 'd', type: 'text', html: '<p>a</p>' }], []],
    });
  });

  it('may be unfinished', () => {
    const [image, unfinished] = readBlocks([
      { id: 'i', type: 'image' },
      { ...button, href: '' },
    ]);
    assert.deepEqual(image, {
      id: 'i',
      type: 'image',
      imageId: null,
      url: '',
      alt: '',
      decorative: false,
      href: '',
      width: 100,
    });
    assert.equal(unfinished?.type === 'button' && unfinished.href, '');
  });

  it('lose line breaks and control characters in one-line texts', () => {
    const [heading] = readBlocks([{ id: 'h', type: 'heading', level: 1, text: 'a\r\nb\u0000c' }]);
    assert.deepEqual(heading, { id: 'h', type: 'heading', level: 1, text: 'a b c' });
  });

  for (const [what, input, expected] of [
    ['a dangerous link', [{ ...button, href: 'javascript:alert(1)' }], { 'blocks.0.href': 'content.href.scheme' }],
    [
      'a link in a column',
      [{ id: 'c', type: 'columns', columns: [[], [{ ...button, href: '//x.example' }]] }],
      { 'blocks.0.columns.1.0.href': 'content.href.scheme' },
    ],
    ['an image over plain http', [{ id: 'i', type: 'image', url: 'http://a.example/b.jpg' }], { 'blocks.0.url': 'content.href.https' }],
    ['an unknown block', [{ id: 'x', type: 'script' }], { 'blocks.0.type': 'content.block.invalid' }],
    [
      'columns in columns',
      [
        {
          id: 'c',
          type: 'columns',
          columns: [[], [{ id: 'd', type: 'columns', columns: [[], []] }]],
        },
      ],
      { 'blocks.0.columns.1.0.type': 'content.block.invalid' },
    ],
    ['one column', [{ id: 'c', type: 'columns', columns: [[]] }], { 'blocks.0.columns': 'content.block.invalid' }],
    ['four columns', [{ id: 'c', type: 'columns', columns: [[], [], [], []] }], { 'blocks.0.columns': 'content.block.invalid' }],
    ['a heading of level 4', [{ id: 'h', type: 'heading', level: 4, text: 'a' }], { 'blocks.0.level': 'content.block.invalid' }],
    ['unknown properties', [{ ...button, onclick: 'x' }], { 'blocks.0': 'content.block.invalid' }],
    ['a strange id', [{ ...button, id: '"><' }], { 'blocks.0.id': 'content.block.invalid' }],
    ['the same id twice', [button, button], { blocks: 'content.block.same-id' }],
    [
      'too long a text',
      [{ id: 't', type: 'text', html: 'x'.repeat(blockLimits.textLength + 1) }],
      { 'blocks.0.html': 'content.block.invalid' },
    ],
    ['too many blocks', Array.from({ length: 121 }, (_, n) => ({ ...button, id: `b${n}` })), { blocks: 'content.block.invalid' }],
    [
      'too much in columns',
      Array.from({ length: 100 }, (_, n) => ({
        id: `c${n}`,
        type: 'columns',
        columns: [[{ ...button, id: `d${n}` }], []],
      })),
      { blocks: 'content.block.too-much' },
    ],
    [
      'too much text in all',
      Array.from({ length: 11 }, (_, n) => ({
        id: `t${n}`,
        type: 'text',
        html: 'x'.repeat(20_000),
      })),
      { blocks: 'content.block.too-much' },
    ],
    ['no list', { 0: button }, { blocks: 'content.block.invalid' }],
  ] as const) {
    it(`are refused with the place: ${what}`, () => assert.deepEqual(faults(input), expected));
  }

  it('have a schema that can be published', () => {
    const schema = z.toJSONSchema(blocksSchema, { io: 'input', target: 'draft-2020-12' });
    assert.equal(schema.type, 'array');
  });
});

describe('preparing a mailing', () => {
  it('gives the compiled message and what to mend, and says whether it may leave', async () => {
    const good = await prepareMailing(voorlezenDraft());
    assert.deepEqual([good.mayLeave, good.findings], [true, []]);
    const bad = await prepareMailing({ ...voorlezenDraft(), subject: '' });
    assert.equal(bad.mayLeave, false);
    assert.deepEqual(
      bad.findings.map((finding) => finding.code),
      ['content.check.subject-empty'],
    );
  });

  it('offers every field with a sample', () => {
    const sample = sampleReader();
    const { fields } = offeredFields;
    assert.deepEqual(
      Object.keys(sample),
      mergeFields.map((field) => field.key),
    );
    assert.ok(fields.every((field) => field.label.nl !== '' && field.label.en !== ''));
  });
});
