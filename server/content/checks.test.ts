import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { translate } from '../../lib/i18n.ts';
import { checkMailing, mayLeave } from './checks.ts';
import type { Block } from './contract.ts';
import type { MailingDraft } from './render.ts';
import { voorlezenBlocks, voorlezenDraft, zilverbeekStyle } from './seed.ts';

const href = 'https://zilverbeek.example/';
const start: Block = { id: 'start', type: 'text', html: '<p>Dag lezer</p>' };
const heading = (id: string, level: 1 | 2 | 3, text = 'Titel'): Block => ({
  id,
  type: 'heading',
  level,
  text,
});
const text = (html: string): Block => ({ id: 'x', type: 'text', html });
const button = (label: string, to = href): Block => ({ id: 'x', type: 'button', label, href: to });
const image = (more: object): Block => ({
  id: 'x',
  type: 'image',
  imageId: null,
  url: 'https://a.example/b.jpg',
  alt: 'Een uil',
  decorative: false,
  href: '',
  width: 100,
  ...more,
});

/** What is found, as `!code` for an error and `code` for a warning, with its place. */
function found(change: Partial<MailingDraft>, htmlBytes = 20_000): string[] {
  return checkMailing({ ...voorlezenDraft(), ...change }, { htmlBytes }).map(({ severity, code, place }) => {
    const short = code.replace('content.check.', '');
    return `${severity === 'error' ? '!' : ''}${short} @${'block' in place ? place.block : place.field}`;
  });
}

describe('checks before sending', () => {
  it('find nothing in a good mail', () => assert.deepEqual(found({ blocks: voorlezenBlocks() }), []));

  for (const [what, change, expected] of [
    ['no subject', { subject: '  ' }, ['!subject-empty @subject']],
    ['a long subject', { subject: 'x'.repeat(71) }, ['subject-too-long @subject']],
    ['no preview text', { preheader: '' }, ['preheader-empty @preheader']],
    ['no blocks', { blocks: [] }, ['!no-blocks @blocks']],
    ['blocks with nothing in them', { blocks: [{ id: 'd', type: 'divider' }, text('<p> </p>')] }, ['!no-blocks @blocks']],
    ['a description missing', { blocks: [start, image({ alt: ' ' })] }, ['alt-missing @x']],
    ['decoration without description', { blocks: [start, image({ alt: '', decorative: true })] }, []],
    ['a file name as description', { blocks: [start, image({ alt: 'IMG_1234.jpg' })] }, ['alt-file-name @x']],
    ['a camera name as description', { blocks: [start, image({ alt: 'DSC-0042' })] }, ['alt-file-name @x']],
    ['an image that is gone', { blocks: [start, image({ imageId: 'weg', url: '' })] }, ['!image-missing @x']],
    ['an image never chosen', { blocks: [start, image({ url: '' })] }, ['!image-missing @x']],
    ['a linked image without words', { blocks: [start, image({ alt: '', href })] }, ['!link-nameless @x']],
    ['linked decoration', { blocks: [start, image({ decorative: true, href })] }, ['!link-nameless @x']],
    ['a button that leads nowhere', { blocks: [start, button('Bekijk de agenda', '')] }, ['!link-empty @x']],
    ['a button without words', { blocks: [start, button(' ')] }, ['!button-nameless @x']],
    ['a button just put there', { blocks: [start, button('', '')] }, ['!leads-nowhere @x', '!button-nameless @x']],
    ['a text left empty', { blocks: [start, text('<p> </p>')] }, ['text-empty @x']],
    ['an empty text in a column', { blocks: [start, { id: 'c', type: 'columns', columns: [[text('')], []] }] }, ['text-empty @x']],
    ['the sentence a mail begins with', { blocks: [start, text('<p>Schrijf hier wat je wilt vertellen.</p>')] }, ['text-untouched @x']],
    ['a link that leads nowhere', { blocks: [text('<p><a href="">de agenda</a></p>')] }, ['!link-empty @x']],
    ['"klik hier"', { blocks: [text(`<p><a href="${href}">Klik hier!</a></p>`)] }, ['link-vague @x']],
    ['"hier" in bold', { blocks: [text(`<p><a href="${href}"><strong>hier</strong></a></p>`)] }, ['link-vague @x']],
    ['"read more" on a button', { blocks: [start, button('Read more »')] }, ['link-vague @x']],
    ['words that contain "hier"', { blocks: [text(`<p><a href="${href}">Hier vind je de agenda</a></p>`)] }, []],
    ['a level skipped', { blocks: [heading('a', 1), heading('b', 3)] }, ['heading-order @b']],
    ['a first heading of level 2', { blocks: [heading('a', 2)] }, ['heading-order @a']],
    ['levels going back up', { blocks: [heading('a', 1), heading('b', 2), heading('c', 3), heading('d', 1)] }, []],
    ['an empty heading', { blocks: [heading('a', 1, ' ')] }, ['!heading-empty @a']],
    [
      'a level skipped in columns',
      { blocks: [heading('a', 1), { id: 'c', type: 'columns', columns: [[heading('d', 3)], []] }] },
      ['heading-order @d'],
    ],
    ['an unknown field', { subject: 'Dag {{voornam}}' }, ['!unknown-field @subject']],
    ['an unknown filter', { blocks: [text('<p>{{lid_tot:hoofdletter}}</p>')] }, ['!unknown-filter @x']],
    ['half a field', { blocks: [text('<p>Dag {{voornaam}</p><p>}} x</p>')] }, ['!malformed-field @x', '!malformed-field @x']],
    ['an unknown field in a link', { blocks: [text('<p><a href="https://a.example/{{x}}">de agenda</a></p>')] }, ['!unknown-field @x']],
    [
      'a field not everybody has, told once',
      { subject: 'Dag {{voornaam}}', blocks: [text('<p>{{voornaam}} van {{bibliotheek}}</p>')] },
      ['field-without-fallback @subject'],
    ],
    ['a pale house colour', { houseStyle: { ...zilverbeekStyle, colour: '#ffe600' } }, ['contrast @houseStyle']],
    ['no address', { houseStyle: { ...zilverbeekStyle, address: '' } }, ['!contact-missing @houseStyle']],
    ['no way to be reached', { houseStyle: { ...zilverbeekStyle, phone: '', email: '' } }, ['!contact-missing @houseStyle']],
  ] as [string, Partial<MailingDraft>, string[]][]) {
    it(`of ${what}`, () => assert.deepEqual(found(change), expected));
  }

  it('find a mail that Gmail would cut off, to the byte', () => {
    assert.deepEqual(found({}, 102 * 1024), []);
    assert.deepEqual(found({}, 102 * 1024 + 1), ['!too-large @blocks']);
  });

  it('let a mail leave with warnings, not with errors', () => {
    const findings = (change: Partial<MailingDraft>) => checkMailing({ ...voorlezenDraft(), ...change }, { htmlBytes: 1 });
    assert.equal(mayLeave(findings({ preheader: '' })), true);
    assert.equal(mayLeave(findings({ subject: '' })), false);
  });

  it('say it in the reader’s language with what was found', () => {
    const [finding] = checkMailing({ ...voorlezenDraft(), subject: 'Dag {{naam}}' }, { htmlBytes: 1 });
    assert.ok(finding);
    assert.equal(
      translate('nl', finding.code, finding.params),
      'Niet iedereen heeft “naam” ingevuld. Geef woorden voor wie het mist, zoals {{naam|lezer}}.',
    );
    assert.equal(
      translate('en', finding.code, finding.params),
      'Not everybody has “naam”. Give words for those who miss it, such as {{naam|reader}}.',
    );
  });
});
