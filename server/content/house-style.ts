// How a library looks in its messages: one colour, a logo, its contact data. Everything else follows
// from it here, so that no choice of colour can make a message unreadable.
import { contrast, luminance } from '../../lib/contrast.ts';

/** Contrast people with ordinary and with weak sight need for text (WCAG 2.2, 1.4.3). */
export const textContrast = 4.5;
/** Contrast needed for the shape of a button (1.4.11). */
export const shapeContrast = 3;

type Rgb = readonly [number, number, number];

function readColour(colour: string): Rgb {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour);
  if (match === null) throw new TypeError(`not a colour: ${colour}`);
  return [Number.parseInt(match[1] ?? '', 16), Number.parseInt(match[2] ?? '', 16), Number.parseInt(match[3] ?? '', 16)];
}

const writeColour = (rgb: Rgb) => `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;

const ink = '#211f1a';
const white = '#ffffff';

/** White where it reads well on this background, otherwise near-black, otherwise the better of white and black. */
export function readableOn(background: string): string {
  if (contrast(white, background) >= textContrast) return white;
  if (contrast(ink, background) >= textContrast) return ink;
  return contrast(white, background) > contrast('#000000', background) ? white : '#000000';
}

/** The colour itself when it stands out enough from the background, else its nearest tint or shade that does. */
export function standOut(colour: string, background: string, ratio: number): string {
  const from = readColour(colour);
  const towards: Rgb = luminance(background) > 0.18 ? [0, 0, 0] : [255, 255, 255];
  for (let step = 0; step <= 50; step++) {
    const share = step / 50;
    const tint = writeColour([
      from[0] + (towards[0] - from[0]) * share,
      from[1] + (towards[1] - from[1]) * share,
      from[2] + (towards[2] - from[2]) * share,
    ]);
    if (contrast(tint, background) >= ratio) return tint;
  }
  return writeColour(towards);
}

export interface Palette {
  page: string;
  card: string;
  text: string;
  quiet: string;
  line: string;
  link: string;
  band: string;
  bandText: string;
  button: string;
  buttonText: string;
}

/** The colours of a message, for light and for dark screens. Every pair of text and background reads well. */
export function palettes(colour: string): { light: Palette; dark: Palette } {
  const on = (page: string, card: string, text: string, quiet: string, line: string): Palette => {
    const button = standOut(colour, card, shapeContrast);
    return {
      page,
      card,
      text,
      quiet,
      line,
      link: standOut(colour, card, textContrast),
      band: colour.toLowerCase(),
      bandText: readableOn(colour),
      button,
      buttonText: readableOn(button),
    };
  };
  return {
    light: on('#ece7db', white, ink, '#5b564b', '#ddd7c9'),
    dark: on('#171613', '#24221e', '#f0ece2', '#bdb7aa', '#4a463d'),
  };
}
