/**
 * Everything that must hold before a change lands: `npm test`.
 *
 * 1. types, lint, format: the compilers and linters over all files.
 * 2. tidy: our own rules over files and database.
 * 3. web: the workbench is built.
 * 4. tests: rules and modules, on a real database. browser: the real thing in a real browser.
 *
 * `npm test -- consent` runs only test files whose path holds that word; `--only=types,lint` only
 * those stages; `--name=pattern` only tests of that name. The last line counts.
 */
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildWeb } from './build-web.ts';
import { endLeftBehind, markChildren } from './check/left-behind.ts';
import { runTests, type Counts } from './check/run-tests.ts';
import { root } from './tidy/sources.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' }, name: { type: 'string' } },
});
const interrupted = new AbortController();
const print = (text: string): void => void process.stdout.write(text);

const stages: Record<string, () => Promise<Counts>> = {
  types: () => runTool('tsc', '-p', 'tsconfig.json'),
  'types-web': () => runTool('tsc', '-p', 'tsconfig.web.json'),
  lint: () => runTool('oxlint', '--deny-warnings'),
  format: () => runTool('oxfmt', '--check', '.'),
  tidy: () => runFiles(['tools/tidy*.test.ts', 'tools/tidy/*.test.ts']),
  web: buildWorkbench,
  tests: () => runFiles(['{server,lib,test,tools,web,embed}/**/*.test.ts'], /^test\/browser\/|^tools\/tidy/),
  browser: () => runFiles(['test/browser/**/*.test.ts']),
};

process.exitCode = await main();

async function main(): Promise<number> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => interrupted.abort());
  }
  // Nobody reads on: `npm test | head`.
  process.stdout.on('error', () => interrupted.abort());
  const mark = markChildren();
  const total: Counts = { passed: 0, failed: 0, skipped: 0 };
  const add = (counts: Counts) => {
    for (const kind of ['passed', 'failed', 'skipped'] as const) total[kind] += counts[kind];
  };
  for (const name of chosenStages()) {
    if (interrupted.signal.aborted) break;
    const started = performance.now();
    print(`${name}\n`);
    add(await stages[name]!());
    print(`  ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  }
  const left = await endLeftBehind(mark);
  if (left.length > 0) {
    print(`These processes were left behind and have been ended:\n  ${left.join('\n  ')}\n`);
    add({ passed: 0, failed: 1, skipped: 0 });
  }
  if (interrupted.signal.aborted) {
    print('Broken off.\n');
    return 130;
  }
  if (total.skipped > 0) print(`${total.skipped} skipped\n`);
  print(`${total.passed} passed, ${total.failed} failed\n`);
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
}

/** Words without --only ask for tests; everything else would be noise. */
function chosenStages(): string[] {
  const all = Object.keys(stages);
  const only = values.only?.split(',') ?? (positionals.length > 0 ? ['tidy', 'tests', 'browser'] : all);
  const unknown = only.filter((name) => !all.includes(name));
  if (unknown.length === 0) return all.filter((name) => only.includes(name));
  process.stderr.write(`There is no stage ${unknown.join(', ')}; there are ${all.join(', ')}.\n`);
  process.exit(2);
}

function runTool(tool: string, ...args: string[]): Promise<Counts> {
  const program = join(root, 'node_modules', '.bin', tool);
  const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const end = () => child.kill();
  interrupted.signal.addEventListener('abort', end);
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => {
      interrupted.signal.removeEventListener('abort', end);
      if (code !== 0) print(`${output.trimEnd()}\n`);
      done(one(code === 0));
    });
  });
}

async function buildWorkbench(): Promise<Counts> {
  try {
    await buildWeb({ log: (sentence) => print(`  ${sentence}\n`) });
    return one(true);
  } catch (error) {
    print(`${error instanceof Error ? error.message : String(error)}\n`);
    return one(false);
  }
}

async function runFiles(patterns: string[], except?: RegExp): Promise<Counts> {
  const files = globSync(patterns, { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !except?.test(path))
    .filter((path) => positionals.length === 0 || positionals.some((word) => path.includes(word)))
    .sort();
  return runTests(files, { name: values.name, signal: interrupted.signal, print });
}

function one(passed: boolean): Counts {
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
}
