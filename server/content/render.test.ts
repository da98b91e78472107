import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Block } from './contract.ts';
import type { MailUrls } from './rules/merge.ts';
import { compileMailing, maximumHtmlBytes, renderFor } from './render.ts';
import type { MailingDraft } from './render.ts';
import { voorlezenDraft, zilverbeekStyle } from './seed.ts';

const agenda = 'https://www.zilverbeek.example/agenda?voor=gezinnen&maand=11';
const untracked: MailUrls = {
  link: (_, target) => target,
  unsubscribe: 'https://m.zilverbeek.example/u/abc?x=1&y=2',
  preferences: 'https://m.zilverbeek.example/v/abc',
  view: 'https://m.zilverbeek.example/w/abc',
};
const zeynep = {
  voornaam: 'Zeynep',
  vestiging: 'Wijkbib Noord',
  lid_tot: '2027-09-13',
  reden: 'je je op 12 oktober inschreef voor Nieuwsbrief Jeugd',
};

interface Tag {
  name: string;
  attributes: Record<string, string>;
}

const decode = (text: string) =>
  text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** The opening tags of a page, without those only Outlook sees. */
function tagsOf(html: string): Tag[] {
  const seen = html.replace(/<!--[\s\S]*?-->/g, '').replace(/<style[\s\S]*?<\/style>/g, '');
  return [...seen.matchAll(/<([a-z][a-z0-9]*)((?:\s+[a-z:-]+="[^"]*")*)\s*\/?>/g)].map(([, name = '', attributes = '']) => ({
    name,
    attributes: Object.fromEntries([...attributes.matchAll(/([a-z:-]+)="([^"]*)"/g)].map(([, key, value]) => [key, decode(value ?? '')])),
  }));
}

const wordsOf = (html: string) =>
  decode(
    html
      .replace(/<!--[\s\S]*?-->/g, '')
      .replace(/<(style|title)[\s\S]*?<\/\1>/g, '')
      .replace(/<[^>]*>/g, ' ')
      .replace(/&(?:#847|zwnj|nbsp);/g, ' '),
  )
    .replace(/&middot;/g, '·')
    .replace(/\s+/g, ' ')
    .trim();

async function render(change: Partial<MailingDraft> = {}, values = zeynep, urls = untracked) {
  const compiled = await compileMailing({ ...voorlezenDraft(), ...change });
  return { compiled, ...renderFor(compiled, values, urls) };
}

describe('the html part', () => {
  it('holds the message in order, accessible, with every link', async () => {
    const { html, subject, preheader } = await render();
    const tags = tagsOf(html);
    const named = (name: string) => tags.filter((tag) => tag.name === name);
    assert.equal(subject, 'Voorlezen op woensdag, Zeynep');
    assert.equal(preheader, 'Verhalen in de leeskuil, vanaf 4 jaar');
    assert.deepEqual([named('html')[0]?.attributes.lang, named('html')[0]?.attributes.dir], ['nl', 'ltr']);
    assert.match(html, /<title>Voorlezen op woensdag, Zeynep<\/title>/);
    assert.deepEqual(
      tags.filter((tag) => /^h[1-6]$/.test(tag.name)).map((tag) => tag.name),
      ['h1', 'h2', 'h2'],
    );
    assert.ok(named('table').length > 0 && named('table').every((tag) => tag.attributes.role === 'presentation'));
    assert.deepEqual(
      named('a').map((tag) => tag.attributes.href),
      [
        agenda,
        'tel:+3290000000',
        agenda,
        'https://www.zilverbeek.example/inschrijven/Wijkbib%20Noord',
        untracked.unsubscribe,
        untracked.preferences,
        untracked.view,
        'mailto:bib@zilverbeek.example',
        'https://www.zilverbeek.example/',
      ],
    );
    const words = wordsOf(html);
    const expected = [
      'Verhalen in de leeskuil',
      'Bib Zilverbeek',
      'Dag Zeynep ,',
      'Voorlezen op woensdag',
      'de leeskuil van Wijkbib Noord',
      'Bekijk alle activiteiten',
      'Boekbaby’s',
      'tweede',
      'Voorlezen in twee talen',
      '13 september 2027',
      'Je krijgt deze mail omdat je je op 12 oktober inschreef voor Nieuwsbrief Jeugd.',
      'Uitschrijven',
      'Mijn voorkeuren',
      'Dorpsplein 3, 9999 Zilverbeek, 09 000 00 00',
      'Antwoorden mag gewoon.',
    ];
    let at = -1;
    for (const part of expected.map((text) => text.replace(' ,', ','))) {
      const next = words.indexOf(part, at + 1);
      assert.ok(next > at, `"${part}" stands after what came before`);
      at = next;
    }
  });

  it('knows light and dark screens, and leaves no mark or field behind', async () => {
    const { html } = await render();
    assert.match(html, /<meta name="color-scheme" content="light dark">/);
    assert.match(html, /@media \(prefers-color-scheme: dark\)/);
    assert.doesNotMatch(html, /kbp\d+q|\{\{|undefined|\[object/);
  });

  it('shows images with their description, decoration without, missing ones not at all', async () => {
    const image = (id: string, more: object): Block => ({
      id,
      type: 'image',
      imageId: null,
      url: '',
      alt: '',
      decorative: false,
      href: '',
      width: 100,
      ...more,
    });
    const { html, text } = await render({
      images: { uil: { url: 'https://beeld.zilverbeek.example/uil.jpg', width: 200, height: 100 } },
      blocks: [
        image('a', { imageId: 'uil', alt: 'Een "uil" & {{voornaam}}', href: agenda }),
        image('b', {
          url: 'https://elders.example/lijn.png',
          decorative: true,
          alt: 'streep',
          width: 50,
        }),
        image('c', { imageId: 'weg', alt: 'weg' }),
        image('d', { imageId: 'constructor', alt: 'weg' }),
      ],
    });
    const images = tagsOf(html)
      .filter((tag) => tag.name === 'img')
      .map(({ attributes }) => [attributes.src, attributes.alt, attributes.width]);
    assert.deepEqual(images, [
      ['https://beeld.zilverbeek.example/uil.jpg', 'Een "uil" & Zeynep', '200'],
      ['https://elders.example/lijn.png', '', '274'],
    ]);
    assert.match(text, /^\[Beeld: Een "uil" & Zeynep\] <https:\/\/www\.zilverbeek\.example\/agenda\?voor=gezinnen&maand=11>\n/);
    assert.doesNotMatch(text, /streep/);
  });

  it('shows a logo instead of the name, described by the name', async () => {
    const { html } = await render({
      houseStyle: { ...zilverbeekStyle, logoUrl: 'https://beeld.zilverbeek.example/logo.png' },
    });
    const [logo] = tagsOf(html).filter((tag) => tag.name === 'img');
    assert.deepEqual([logo?.attributes.src, logo?.attributes.alt], ['https://beeld.zilverbeek.example/logo.png', 'Bib Zilverbeek']);
  });
});

describe('the text part', () => {
  it('says the same as the html part, with addresses', async () => {
    const { text } = await render();
    assert.equal(
      text,
      `Dag Zeynep,

Voorlezen op woensdag
=====================

Elke woensdag om 14 uur lezen we voor in de leeskuil van Wijkbib Noord. Kom gerust binnen, ook met een koekje.

Bekijk de agenda voor gezinnen <${agenda}> of bel de balie <tel:+3290000000>.

Bekijk alle activiteiten <${agenda}>

* * *

Boekbaby’s
----------

Samen bladeren, van 0 tot 2 jaar:

- elke tweede zaterdag
- in de wijkbib

Voorlezen in twee talen
-----------------------

Op 25 november, vanaf 4 jaar.

Schrijf je in voor twee talen <https://www.zilverbeek.example/inschrijven/Wijkbib%20Noord>

Je kaart is geldig tot 13 september 2027.

----------------------------------------

Je krijgt deze mail omdat je je op 12 oktober inschreef voor Nieuwsbrief Jeugd.

Uitschrijven: https://m.zilverbeek.example/u/abc?x=1&y=2
Mijn voorkeuren: https://m.zilverbeek.example/v/abc
Bekijk in je browser: https://m.zilverbeek.example/w/abc

Bib Zilverbeek, Dorpsplein 3, 9999 Zilverbeek, 09 000 00 00
bib@zilverbeek.example
https://www.zilverbeek.example/
Antwoorden mag gewoon.`,
    );
  });

  it('writes an address that is its own label once, and lists in lists indented', async () => {
    const { text } = await render({
      blocks: [
        {
          id: 'a',
          type: 'text',
          html: '<p><a href="https://zilverbeek.example/">zilverbeek.example</a></p>',
        },
        {
          id: 'b',
          type: 'text',
          html: '<ol>\n <li>\n <p> een\n</p><ul><li>diep</li><li>dieper</li></ul></li><li>twee<br>regel</li></ol>',
        },
      ],
    });
    assert.match(text, /^https:\/\/zilverbeek\.example\/\n\n1\. een\n {3}- diep\n {3}- dieper\n2\. twee\nregel\n\n/);
  });
});

describe('links', () => {
  it('have one position per address, the same in both parts', async () => {
    const { compiled, html, text } = await render({}, zeynep, {
      ...untracked,
      link: (position) => `https://t.example/k/${position}?a=1&b=2`,
    });
    assert.deepEqual(
      compiled.links.map(({ position, label }) => [position, label]),
      [
        [0, 'de agenda voor gezinnen'],
        [1, 'Schrijf je in voor twee talen'],
      ],
    );
    assert.equal(html.match(/https:\/\/t\.example\/k\/0\?a=1&amp;b=2/g)?.length, 2);
    assert.equal(text.match(/https:\/\/t\.example\/k\/0\?a=1&b=2/g)?.length, 2);
    assert.doesNotMatch(html + text, /agenda\?voor/);
  });

  it('give the address of this reader to who counts clicks', async () => {
    const compiled = await compileMailing(voorlezenDraft());
    const targets: string[] = [];
    renderFor(compiled, { vestiging: '../../?x=<b>' }, { ...untracked, link: (position, target) => (targets[position] = target) });
    assert.deepEqual(targets, [agenda, 'https://www.zilverbeek.example/inschrijven/..%2F..%2F%3Fx%3D%3Cb%3E']);
  });
});

describe('the footer', () => {
  it('is in every message, an empty one too, in the language of the message', async () => {
    const { html, text } = await render({ blocks: [], language: 'fr' });
    for (const part of [wordsOf(html), text]) {
      assert.match(part, /Vous recevez ce courriel parce que/);
      assert.match(part, /Se désabonner/);
      assert.match(part, /Mes préférences/);
      assert.match(part, /Dorpsplein 3, 9999 Zilverbeek/);
    }
  });

  it('gives the reason of the mailing when a reader has none', async () => {
    const { text } = await render({}, { ...zeynep, reden: '' });
    assert.match(text, /Je krijgt deze mail omdat je je inschreef voor Nieuwsbrief Jeugd\.\n/);
  });

  it('cannot be unsubscribed from a service message, but leads to preferences', async () => {
    const { html, text, compiled } = await render({
      footer: { reason: 'je iets leende', unsubscribe: false, view: false },
    });
    assert.equal(compiled.unsubscribe, false);
    for (const part of [html, text]) {
      assert.doesNotMatch(part, /\/u\/abc|\/w\/abc/);
      assert.match(part, /\/v\/abc/);
    }
  });
});

describe('a hostile reader or author', () => {
  const hostile = `</title></div><script>alert(1)</script>"onerror="x{{kaartnummer}}kbp0q`;
  it('stays text everywhere', async () => {
    const { html, text, subject } = await render(
      {
        subject: `{{voornaam}} ${hostile}`,
        preheader: hostile,
        houseStyle: { ...zilverbeekStyle, libraryName: hostile },
      },
      { ...zeynep, voornaam: hostile, reden: hostile },
    );
    assert.doesNotMatch(html, /<script/);
    assert.ok(tagsOf(html).every((tag) => !('onerror' in tag.attributes)));
    assert.ok(text.includes(hostile) && subject.startsWith(hostile.slice(0, 20)));
    assert.ok(wordsOf(html).includes('{{kaartnummer}}kbp0q'), 'what looks like a field or a mark of ours is text');
  });

  it('reports unknown fields and leaves them standing', async () => {
    const { compiled, subject } = await render({
      subject: 'Dag {{voornam}} en {{constructor}}',
      preheader: '{{voornaam}}',
    });
    assert.deepEqual(compiled.unknownFields, ['{{voornam}}', '{{constructor}}']);
    assert.equal(subject, 'Dag {{voornam}} en {{constructor}}');
    assert.deepEqual(compiled.fields, ['lid_tot', 'vestiging', 'voornaam']);
  });
});

describe('compiled messages', () => {
  it('are plain data: stored and read back they give the same bytes', async () => {
    const { compiled, html, text, subject } = await render();
    const again = renderFor(JSON.parse(JSON.stringify(compiled)) as typeof compiled, zeynep, untracked);
    assert.deepEqual([again.html, again.text, again.subject], [html, text, subject]);
    assert.deepEqual(await compileMailing(voorlezenDraft()), compiled);
  });

  it('know their size', async () => {
    const { compiled } = await render();
    assert.ok(compiled.htmlBytes > 10_000 && compiled.htmlBytes < maximumHtmlBytes / 2);
  });

  it('leave no hole in the subject when a name is absent', async () => {
    const compiled = await compileMailing({
      ...voorlezenDraft(),
      subject: '{{voornaam}} kom je {{achternaam}} lezen?',
    });
    assert.equal(renderFor(compiled, {}, untracked).subject, 'kom je lezen?');
  });
});
