import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cleanRichText, plainWords, readRichText, richLinks } from './richtext.ts';

describe('cleaning what the editor sends', () => {
  for (const [what, given, kept] of [
    [
      'the allowed tags',
      '<p>a <strong>b</strong> <em>c</em><br>d</p><ol><li>e</li></ol>',
      '<p>a <strong>b</strong> <em>c</em><br>d</p><ol><li>e</li></ol>',
    ],
    ['other names for the same', '<div><b>a</b> <i>b</i></div>', '<p><strong>a</strong> <em>b</em></p>'],
    [
      'links to the web, without other attributes',
      '<p><a href="https://a.example/?b=1&amp;c=2" target="_blank" onclick="x()" class="k">a</a></p>',
      '<p><a href="https://a.example/?b=1&amp;c=2">a</a></p>',
    ],
    ['words without a paragraph', 'los', '<p>los</p>'],
    ['scripts away', '<p>a<script>alert(1)</script><style>p{}</style></p>', '<p>a</p>'],
    ['images and handlers away', '<p>a<img src=x onerror=alert(1)><svg onload=alert(1)></svg></p>', '<p>a</p>'],
    ['attributes away', '<p style="position:fixed" onclick="x">a</p>', '<p>a</p>'],
    ['comments away', '<p>a<!--[if mso]>b<![endif]--></p>', '<p>a</p>'],
    ['escaped signs', '<p>1 &lt; 2 &amp; 3 &gt; 2</p>', '<p>1 &lt; 2 &amp; 3 &gt; 2</p>'],
    ['fields', '<p>Dag {{voornaam|beste lezer}}</p>', '<p>Dag {{voornaam|beste lezer}}</p>'],
    ['a field half in bold', '<p>{{<strong>voor</strong>naam}}</p>', '<p>{{voornaam}}</p>'],
    [
      'the words of a refused link',
      '<p><a href="javascript:alert(1)">klik</a> <a href="//evil.example">hier</a></p>',
      '<p><a href="">klik</a> <a href="">hier</a></p>',
    ],
    ['the words of a link with personal data', '<p><a href="https://a.example/?k={{kaartnummer}}">a</a></p>', '<p><a href="">a</a></p>'],
    [
      'a link with a branch',
      '<p><a href="https://a.example/{{vestiging}}">a</a></p>',
      '<p><a href="https://a.example/{{vestiging}}">a</a></p>',
    ],
  ] as const) {
    it(`keeps or takes ${what}`, () => {
      assert.equal(cleanRichText(given), kept);
      assert.equal(cleanRichText(kept), kept, 'cleaning twice changes nothing');
    });
  }

  it('bounds nesting and stays fast on hostile input', () => {
    const started = process.cpuUsage();
    assert.equal(plainWords(readRichText(cleanRichText(`${'<strong>'.repeat(2_000)}x`))), 'x');
    for (const source of ['{{<a'.repeat(5_000), '<'.repeat(20_000), `{{${'<b>'.repeat(6_000)}}}`]) cleanRichText(source);
    // time of our own: a busy machine makes nobody wait longer here
    assert.ok(process.cpuUsage(started).user < 2_000_000);
  });
});

describe('reading a kept text', () => {
  it('takes an unknown tag for text', () => {
    assert.deepEqual(readRichText('<p>a<script>b</p>'), [{ tag: 'p', href: '', children: ['a<script>b'] }]);
  });

  it('survives tags that do not match', () => {
    assert.equal(plainWords(readRichText('</p><p>a<em>b</p>c</em><li>')), 'abc');
  });

  it('decodes entities once', () => {
    assert.equal(
      plainWords(readRichText('<p>&amp;lt;b&amp;gt; &#233; &#xe9; &nbsp;&onbekend; &#0;</p>')),
      '&lt;b&gt; é é \u00a0&onbekend; ',
    );
  });

  it('lists links in reading order, with their decoded address', () => {
    const links = richLinks(
      readRichText(
        '<p><a href="https://a.example/?x=1&amp;y=2">een</a></p><ul><li><a href="mailto:b@c.example"><strong>twee</strong></a></li></ul>',
      ),
    );
    assert.deepEqual(
      links.map((link) => [link.href, plainWords(link.children)]),
      [
        ['https://a.example/?x=1&y=2', 'een'],
        ['mailto:b@c.example', 'twee'],
      ],
    );
  });
});
