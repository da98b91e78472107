import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { contrast } from '../../lib/contrast.ts';
import { palettes, readableOn, shapeContrast, standOut, textContrast } from './house-style.ts';
import { houseStyleSchema } from './contract.ts';

describe('contrast', () => {
  // Known pairs of the WCAG formula.
  for (const [one, other, ratio] of [
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#ffffff', 1],
    ['#777777', '#ffffff', 4.48],
    ['#767676', '#ffffff', 4.54],
    ['#ff0000', '#ffffff', 4],
    ['#0000ff', '#ffffff', 8.59],
  ] as const) {
    it(`of ${one} on ${other} is ${ratio}`, () => {
      assert.ok(Math.abs(contrast(one, other) - ratio) < 0.01);
      assert.equal(contrast(one, other), contrast(other, one));
    });
  }

  it('refuses what is no colour', () => assert.throws(() => contrast('red', '#fff'), TypeError));

  it('keeps a colour that stands out, and changes one that does not', () => {
    assert.equal(standOut('#7a1f3d', '#ffffff', textContrast), '#7a1f3d');
    assert.notEqual(standOut('#ffe600', '#ffffff', textContrast), '#ffe600');
    assert.equal(readableOn('#ffe600'), '#211f1a');
    assert.equal(readableOn('#7a1f3d'), '#ffffff');
  });

  it('is enough for every pair a message shows, whatever the house colour', () => {
    const steps = ['00', '33', '66', '77', '99', 'cc', 'ff'];
    for (const red of steps) {
      for (const green of steps) {
        for (const blue of steps) {
          const colour = `#${red}${green}${blue}`;
          for (const [name, look] of Object.entries(palettes(colour))) {
            for (const [text, ground] of [
              [look.text, look.card],
              [look.quiet, look.card],
              [look.link, look.card],
              [look.bandText, look.band],
              [look.buttonText, look.button],
            ] as const) {
              assert.ok(contrast(text, ground) >= textContrast, `${colour} ${name}: ${text} on ${ground}`);
            }
            assert.ok(contrast(look.button, look.card) >= shapeContrast, `${colour} ${name}: button`);
          }
        }
      }
    }
  });
});

describe('house style', () => {
  const least = { libraryName: 'Bib Zilverbeek', colour: '#7a1f3d' };
  it('needs a name and a colour only', () => assert.equal(houseStyleSchema.parse(least).address, ''));
  for (const wrong of [
    { ...least, colour: 'red;background:url(x)' },
    { ...least, libraryName: ' ' },
    { ...least, website: 'javascript:alert(1)' },
    { ...least, logoUrl: 'data:image/svg+xml,x' },
    { ...least, website: 'https://a.example/{{vestiging}}' },
    { ...least, extra: 1 },
  ]) {
    it(`refuses ${JSON.stringify(wrong).slice(41)}`, () => assert.equal(houseStyleSchema.safeParse(wrong).success, false));
  }
  it('takes line breaks out of what goes into headers and lines', () => {
    assert.equal(houseStyleSchema.parse({ ...least, libraryName: 'Bib\r\nBcc: x' }).libraryName, 'Bib Bcc: x');
  });
});
