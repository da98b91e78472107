/** The documents against the code: what they list exists, what exists is listed, links lead somewhere. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { test } from 'node:test';
import { modules } from '../server/modules.ts';
import { readConfig } from '../server/platform/config.ts';
import { commandsText } from './command-reference.ts';
import { permissionsText } from './permission-table.ts';
import { root } from './tidy/sources.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const documents = globSync(['*.md', 'docs/**/*.md'], { cwd: root })
  .map((path) => path.replaceAll('\\', '/'))
  .sort();

/** The cells of the first table below a heading of this page, or of its first table. */
function rowsOf(path: string, below = ''): string[][] {
  const lines = read(path).split('\n');
  const from = below === '' ? 0 : lines.findIndex((line) => line.startsWith(below));
  const start = lines.findIndex((line, at) => at > from && line.startsWith('|'));
  const end = lines.findIndex((line, at) => at > start && !line.startsWith('|'));
  const rows = lines.slice(start, end).map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return rows.slice(2);
}

const inCode = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word!);

test('the module table of ARCHITECTURE.md is server/modules.ts', () => {
  const rows = rowsOf('ARCHITECTURE.md', '## Where things stand');

  assert.deepEqual(
    rows.map(([name, , tables]) => ({ name, tables: inCode(tables!) })),
    modules.map(({ name, tables }) => ({ name, tables: [...tables] })),
  );
  for (const [name, purpose] of rows) assert.ok(purpose, `${name} says what it is for`);
});

test('ARCHITECTURE.md keeps to four pages', () => {
  assert.ok(read('ARCHITECTURE.md').trimEnd().split('\n').length <= 220);
});

test('settings.md lists every setting the program reads, and no other', () => {
  const asked = new Set<string>();
  const listening = new Proxy<NodeJS.ProcessEnv>(
    {},
    {
      get(_settings, name) {
        asked.add(String(name));
        return undefined;
      },
    },
  );

  readConfig(listening);

  asked.delete('LANG'); // the machine's own, mentioned at KAARTBAK_LANGUAGE
  const listed = rowsOf('docs/operating/settings.md').map(([name]) => inCode(name!)[0]!);
  assert.deepEqual(listed.toSorted(), [...asked].sort());
  const sources = globSync('server/**/*.ts', { cwd: root }).filter((path) => !path.endsWith('.test.ts'));
  const elsewhere = sources.flatMap((path) => [...read(path).matchAll(/process\.env\.([A-Z_]+)/g)].map(([, name]) => name!));
  const notOurs = ['LANG', 'PATH', 'INIT_CWD']; // of the machine, and of npm
  const unlisted = elsewhere.filter((name) => !listed.includes(name) && !notOurs.includes(name));
  assert.deepEqual(unlisted, [], 'these are missing in settings.md');
});

test('docs/permissions.md is what the code says: run node tools/permission-table.ts', () => {
  assert.equal(squeezed(read('docs/permissions.md')), squeezed(permissionsText()));
});

test('docs/operating/commands.md is what the commands say: run node tools/command-reference.ts', () => {
  assert.equal(squeezed(read('docs/operating/commands.md')), squeezed(commandsText()));
});

/** The formatter may pad a table otherwise. */
function squeezed(text: string): string {
  return text.replace(/ +/g, ' ').replace(/-{3,}/g, '---').trim();
}

test('every dependency has a line in docs/decisions/libraries.md, and every line a dependency', () => {
  const wanted = JSON.parse(read('package.json')) as Record<string, Record<string, string>>;
  const kinds = ['dependencies', 'optionalDependencies', 'devDependencies'];
  const packages = kinds.flatMap((kind) => Object.keys(wanted[kind] ?? {}));

  const lines = read('docs/decisions/libraries.md').split('\n');
  const listed = lines.flatMap((line) => /^\| `([^`]+)` +\| *(\S.*?) *\|$/.exec(line)?.[1] ?? []);
  assert.deepEqual(listed.toSorted(), packages.sort());
});

test('links between documents lead to files and headings that exist', () => {
  const broken = documents.flatMap((path) =>
    linksOf(read(path)).flatMap((link) => {
      const [file, heading] = link.split('#') as [string, string?];
      const target = file === '' ? path : posix.join(dirname(path), decodeURIComponent(file));
      if (!existsSync(join(root, target))) return [`${path}: ${link}`];
      if (heading === undefined || !target.endsWith('.md')) return [];
      return headingsOf(read(target)).includes(heading) ? [] : [`${path}: ${link}`];
    }),
  );

  assert.deepEqual(broken, []);
});

function linksOf(text: string): string[] {
  const prose = text.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');
  const found = [...prose.matchAll(/\]\(<?([^)\s>]+)>?[^)]*\)|<img src="([^"]+)"/g)].map(([, link, picture]) => link ?? picture!);
  return found.filter((link) => !/^[a-z]+:/.test(link));
}

function headingsOf(text: string): string[] {
  const titles = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) => title!);
  return titles.map((title) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test('files the documents mention by name exist', () => {
  const missing = documents.flatMap((path) => {
    const named = read(path).matchAll(/`((?:server|web|lib|test|tools|docs|migrations)\/[\w./-]+)`/g);
    return [...named]
      .map(([, file]) => file!)
      .filter((file) => !existsSync(join(root, file)))
      .map((file) => `${path}: ${file}`);
  });

  assert.deepEqual(missing, []);
});

test('the documents keep to invented addresses, our own words and finished sentences', () => {
  const unwanted: [what: string, pattern: RegExp][] = [
    ['unfinished', /\b(TODO|FIXME|TBD|lorem ipsum)\b/i],
    ['not a word of the glossary', /\b(subscribers?|blacklist\w*|whitelist\w*|e-?mail blast)\b/i],
    ['a place on one machine', /(?<![\w/.])\/(?:home|root|Users|work|tmp)\/\w/],
    ['a real address', /[\w.+-]+@(?![\w.-]+\.example\b)[a-z][\w-]*(?:\.[a-z][\w-]*)+/],
  ];
  const found = documents.flatMap((path) =>
    read(path)
      .split('\n')
      .flatMap((line, at) =>
        unwanted.filter(([, pattern]) => pattern.test(line)).map(([what]) => `${path}:${at + 1} ${what}: ${line.trim().slice(0, 80)}`),
      ),
  );

  assert.deepEqual(found, []);
});

test('the pictures together stay below 3 MB, and each is shown somewhere', () => {
  const pictures = globSync('docs/pictures/*', { cwd: root }).map((path) => path.replaceAll('\\', '/'));
  const bytes = pictures.reduce((sum, path) => sum + statSync(join(root, path)).size, 0);
  const shown = documents.flatMap((path) => linksOf(read(path)).map((link) => posix.join(dirname(path), link)));

  assert.ok(bytes < 3_000_000, `${bytes} bytes`);
  assert.deepEqual(
    pictures.filter((path) => !shown.includes(path)),
    [],
  );
});
