import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hrefProblem } from './href.ts';

describe('addresses of links', () => {
  for (const href of [
    'https://www.zilverbeek.example/agenda?voor=gezinnen&maand=11#vandaag',
    'http://zilverbeek.example',
    'HTTPS://ZILVERBEEK.EXAMPLE/',
    'https://bücher.example/lezen',
    'https://zilverbeek.example:8443/x',
    'https://zilverbeek.example/{{vestiging}}?bij={{bibliotheek|bib}}',
    'https://zilverbeek.example/pad/@naam',
    'mailto:bib@zilverbeek.example?subject=Vraag',
    'tel:+3290000000',
  ]) {
    it(`allows ${href}`, () => assert.equal(hrefProblem(href), null));
  }

  for (const [href, problem] of [
    ['', 'empty'],
    ['   ', 'empty'],
    ['www.zilverbeek.example', 'scheme'],
    ['/agenda', 'scheme'],
    ['//evil.example/x', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['JaVaScRiPt:alert(1)', 'scheme'],
    ['java\tscript:alert(1)', 'characters'],
    [' javascript:alert(1)', 'characters'],
    ['data:text/html,<script>', 'characters'],
    ['data:text/html;base64,AAAA', 'scheme'],
    ['vbscript:x', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['ftp://zilverbeek.example', 'scheme'],
    ['https:zilverbeek.example', 'scheme'],
    ['https:///zilverbeek.example', 'scheme'],
    ['https://', 'scheme'],
    ['https://zilverbeek.example\\@evil.example', 'characters'],
    ['https://zilverbeek.example@evil.example/', 'userinfo'],
    ['https://jan:geheim@zilverbeek.example/', 'userinfo'],
    ['https://@evil.example/', 'userinfo'],
    ['https://zilverbeek.example/\r\nBcc: a', 'characters'],
    ['https://zilverbeek.example/%0d%0aSet-Cookie:x', 'characters'],
    ['https://zilverbeek.example/\u202e', 'characters'],
    ['https://zilverbeek.example/"onclick=', 'characters'],
    ['https://localhost/x', 'host'],
    ['https://exa mple.example/', 'characters'],
    ['https://[zz]/', 'host'],
    [`https://zilverbeek.example/${'x'.repeat(2000)}`, 'too-long'],
    ['mailto:', 'mail-address'],
    ['mailto:a@b.example,c@d.example', 'mail-address'],
    ['mailto:a@b.example?subject=x%0ABcc:y', 'characters'],
    ['tel:bel me', 'characters'],
    ['tel:javascript', 'phone'],
    ['{{vestiging}}', 'field-place'],
    ['https://{{vestiging}}/x', 'field-place'],
    ['https://zilverbeek.example{{vestiging}}.evil.example/', 'field-place'],
    ['mailto:{{email}}', 'field-place'],
    ['https://zilverbeek.example/?wie={{email}}', 'field-personal'],
    ['https://zilverbeek.example/?kaart={{kaartnummer}}', 'field-personal'],
    ['https://zilverbeek.example/{{onbekend}}', 'field-personal'],
  ] as const) {
    it(`refuses ${JSON.stringify(href.slice(0, 60))}: ${problem}`, () => assert.equal(hrefProblem(href), problem));
  }
});
