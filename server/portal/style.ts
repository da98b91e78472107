// What pages for readers look like: one stylesheet for all, a handful of colours per library, and the two faces. The
// colours follow from the library's one colour the same way as in its mails, so no choice can make a page unreadable.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { palettes, type Palette } from '../content/content.ts';
import { shortHash } from '../platform/http.ts';

const stylesheet = readFileSync(join(import.meta.dirname, 'lezers.css'));

/** The address of the stylesheet; changes with its content, so it can be kept for ever. */
export const stylesheetPath = `/stijl/lezers.css?v=${shortHash(stylesheet)}`;

/** The stylesheet itself. */
export function stylesheetBytes(): Uint8Array {
  return stylesheet;
}

const fontFiles: Record<string, string> = {
  'atkinson-latin.woff2': '@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2',
  'atkinson-latin-ext.woff2':
    '@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-ext-wght-normal.woff2',
  'literata-latin.woff2': '@fontsource-variable/literata/files/literata-latin-wght-normal.woff2',
  'literata-latin-ext.woff2': '@fontsource-variable/literata/files/literata-latin-ext-wght-normal.woff2',
};
const fonts = new Map<string, Uint8Array>();
const resolver = createRequire(import.meta.url);

/** A font by its name in the stylesheet; undefined for any other name. */
export function fontBytes(name: string): Uint8Array | undefined {
  const file = Object.hasOwn(fontFiles, name) ? fontFiles[name] : undefined;
  if (!file) return undefined;
  let bytes = fonts.get(name);
  if (!bytes) fonts.set(name, (bytes = readFileSync(resolver.resolve(file))));
  return bytes;
}

const fallbackColour = '#1d5c4f';

/** The library's colours as a stylesheet, for light and dark screens. */
export function libraryCss(colour: string | undefined): string {
  const { light, dark } = palettes(/^#[0-9a-f]{6}$/i.test(colour ?? '') ? colour! : fallbackColour);
  return `:root{${colours(light)}}\n@media (prefers-color-scheme:dark){:root{${colours(dark)}}}\n`;
}

/** The address of a library's colours; changes with them. */
export function libraryCssPath(slug: string, colour: string | undefined): string {
  return `/b/${slug}/huisstijl.css?v=${shortHash(libraryCss(colour)).slice(0, 8)}`;
}

function colours(palette: Palette): string {
  return `--link:${palette.link};--band:${palette.band};--band-text:${palette.bandText};--button:${palette.button};--button-text:${palette.buttonText}`;
}
