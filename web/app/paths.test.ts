/** Addresses and screens must not drift apart: every address that can be built has a screen. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { paths } from './paths.ts';

const web = join(import.meta.dirname, '..');
const alone = ['home', 'login', 'forgotten', 'invitation', 'primitives', 'account'];

test('an environment, then nouns', () => {
  assert.equal(paths.contact('zilverbeek', 12), '/zilverbeek/contacts/12');
  assert.equal(paths.today('zilverbeek'), '/zilverbeek');
  assert.equal(paths.login('/zilverbeek/staff?after=3'), '/aanmelden?return=%2Fzilverbeek%2Fstaff%3Fafter%3D3');
});

test('nothing in a name can leave its place in the address', () => {
  assert.equal(paths.trialMail('zilverbeek', '../x?y#z'), '/zilverbeek/trial-mails/..%2Fx%3Fy%23z');
});

test('every address that is linked to has a screen', () => {
  const source = readFileSync(join(web, 'app/routes.tsx'), 'utf8');
  const screens = Array.from(source.matchAll(/screen\(\s*'([^']*)'/g), ([, pattern]) => pattern!);
  const homeless = addresses().filter((address) => {
    const parts = address.replace(/\?.*/, '').split('/').filter(Boolean);
    const within = parts[0] === 'zilverbeek' ? parts.slice(1) : parts;
    // the settings are nested: their screens are written without the first word
    const trails = within[0] === 'settings' ? [within, within.slice(1)] : [within];
    return !trails.some((trail) => screens.some((pattern) => fits(pattern, trail)));
  });

  assert.ok(screens.length > 15, `only ${screens.length} screens were found`);
  assert.deepEqual(homeless, []);
});

/** Each kind of address once; the parts of a thing with the words that screens link to. */
function addresses(): string[] {
  return Object.entries(paths).flatMap(([name, build]) => {
    const make = build as (...places: (string | number)[]) => string;
    if (alone.includes(name)) return [make()];
    if (!name.endsWith('Part')) return [make('zilverbeek', 12)];
    return partsLinkedTo(name).map((part) => (name === 'settingsPart' ? make('zilverbeek', part) : make('zilverbeek', 12, part)));
  });
}

function partsLinkedTo(name: string): string[] {
  const sources = globSync('**/*.{ts,tsx}', { cwd: web, exclude: ['**/*.test.ts'] });
  const uses = new RegExp(`${name}\\([^)]*'([\\w-]+)'\\)`, 'g');
  return sources.flatMap((file) => Array.from(readFileSync(join(web, file), 'utf8').matchAll(uses), ([, part]) => part!));
}

/** `contacts/:contactId/:part?` fits contacts/12 and contacts/12/loans. */
function fits(pattern: string, parts: readonly string[]): boolean {
  const wanted = pattern.split('/').filter(Boolean);
  const least = wanted.filter((part) => !part.endsWith('?')).length;
  if (parts.length < least || parts.length > wanted.length) return false;
  return parts.every((part, at) => wanted[at]!.startsWith(':') || wanted[at] === part);
}
