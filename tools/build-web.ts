/**
 * Builds the workbench into dist/web, only when something it is made of changed, so that a second
 * start does not wait. The stamp beside the build names the files outside web/ that went into it
 * (contracts, lib/) and a hash of all of them.
 */
import { createHash } from 'node:crypto';
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(import.meta.dirname, '..');
const stampPath = join(root, 'dist', 'web', '.stamp');

interface Stamp {
  imported: string[];
  hash: string;
}

/** Answers whether a build was needed. A failed or broken-off build leaves no stamp behind. */
export async function buildWeb({ log }: { log: (sentence: string) => void }): Promise<boolean> {
  if (isUpToDate()) return false;
  log('Building the workbench …');
  rmSync(stampPath, { force: true });
  // Vite is heavy to load and most starts do not need it.
  const { build } = await import('vite');
  const modules = new Set<string>();
  await build({
    configFile: join(root, 'vite.config.ts'),
    mode: 'production',
    logLevel: 'warn',
    clearScreen: false,
    plugins: [{ name: 'note-modules', moduleParsed: ({ id }) => void modules.add(id) }],
  });
  const imported = ownFilesOutsideWeb(modules);
  writeFileSync(stampPath, JSON.stringify({ imported, hash: hashOf(imported) } satisfies Stamp));
  return true;
}

function isUpToDate(): boolean {
  try {
    const stamp = JSON.parse(readFileSync(stampPath, 'utf8')) as Stamp;
    return stamp.hash === hashOf(stamp.imported);
  } catch {
    return false; // No stamp yet, or one of the files it names is gone.
  }
}

/** What the bundler read of this repository outside web/. */
function ownFilesOutsideWeb(modules: Iterable<string>): string[] {
  return Array.from(modules, (id) => relative(root, id.replace(/\?.*$/, '')))
    .filter((place) => /^(server|lib)\b/.test(place))
    .sort();
}

/** The lock file stands for every library. */
function hashOf(imported: readonly string[]): string {
  const web = globSync('web/**/*', { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
  const hash = createHash('sha256');
  for (const file of [...web, ...imported, 'vite.config.ts', 'package-lock.json'].sort()) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

if (import.meta.main) {
  const started = performance.now();
  const built = await buildWeb({ log: console.log });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(built ? `The workbench is built (${seconds} s).` : 'The workbench was up to date.');
}
