/**
 * Runs test files, each in a process of its own and a few at a time. node:test's own runner waits
 * for ever on a file that leaves a timer or a socket open; here such a file fails by name, and its
 * whole process group is ended.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../tidy/sources.ts';

export interface TestLine {
  kind: 'passed' | 'failed' | 'skipped';
  name: string;
  place: string;
  error: string;
}

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

interface Options {
  /** Only tests whose name matches. */
  name: string | undefined;
  signal: AbortSignal;
  print: (text: string) => void;
}

const filesAtOnce = 2;
// More than any test allows itself: the longest, all screens in a browser, takes a hundred seconds beside other work.
const longestFileMs = 420_000;

/** Prints a line per file as it ends, with everything there is to know about its failures. */
export async function runTests(files: readonly string[], options: Options): Promise<Counts> {
  const total: Counts = { passed: 0, failed: 0, skipped: 0 };
  const waiting = [...files];
  const work = async (): Promise<void> => {
    for (let file = waiting.shift(); file && !options.signal.aborted; file = waiting.shift()) {
      const counts = await runFile(file, options);
      for (const kind of ['passed', 'failed', 'skipped'] as const) total[kind] += counts[kind];
    }
  };
  await Promise.all(Array.from({ length: filesAtOnce }, work));
  return total;
}

async function runFile(file: string, { name, signal, print }: Options): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'kaartbak-check-'));
  const results = join(folder, 'results');
  const started = performance.now();
  try {
    const { output, ending } = await runProcess(file, { results, name, signal });
    const lines = readLines(results);
    if (signal.aborted) return { passed: 0, failed: 0, skipped: 0 };
    const trouble = troubleWith(ending, lines, name);
    if (trouble) lines.push({ kind: 'failed', name: trouble, place: file, error: '' });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    print(summary(file, lines, seconds) + failuresOf(lines, output));
    const count = (kind: TestLine['kind']) => lines.filter((line) => line.kind === kind).length;
    return { passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Ending {
  code: number | null;
  killedBy: NodeJS.Signals | null;
  timedOut: boolean;
}

function runProcess(
  file: string,
  { results, name, signal }: { results: string; name: string | undefined; signal: AbortSignal },
): Promise<{ output: string; ending: Ending }> {
  const reporter = pathToFileURL(join(import.meta.dirname, 'reporter.ts')).href;
  const child = spawn(
    process.execPath,
    [
      ...process.execArgv,
      `--test-reporter=${reporter}`,
      `--test-reporter-destination=${results}`,
      ...(name ? [`--test-name-pattern=${name}`] : []),
      file,
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  let timedOut = false;
  const end = () => endGroup(child.pid!);
  const timer = setTimeout(() => {
    timedOut = true;
    end();
  }, longestFileMs);
  signal.addEventListener('abort', end);
  return new Promise((done, fail) => {
    child.on('error', fail);
    // Not 'close': a process the file left behind may hold its output open.
    child.on('exit', (code, killedBy) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      end();
      setImmediate(() => done({ output, ending: { code, killedBy, timedOut } }));
    });
  });
}

/** The file's process leads a group of its own: whatever it started and did not stop goes too. */
function endGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // Nobody is left.
  }
}

function readLines(results: string): TestLine[] {
  try {
    const text = readFileSync(results, 'utf8').trim();
    return text ? text.split('\n').map((line) => JSON.parse(line) as TestLine) : [];
  } catch {
    return [];
  }
}

function troubleWith({ code, killedBy, timedOut }: Ending, lines: TestLine[], name: string | undefined): string {
  if (timedOut) return `the file did not end within ${longestFileMs / 1000} s`;
  if (code !== 0 && !lines.some(({ kind }) => kind === 'failed')) return `the file itself failed: ${killedBy ?? `exit code ${code}`}`;
  if (lines.length === 0 && !name) return 'the file holds no test';
  return '';
}

function summary(file: string, lines: readonly TestLine[], seconds: string): string {
  const failed = lines.filter(({ kind }) => kind === 'failed').length;
  const counted = failed > 0 ? `${failed} of ${lines.length} failed` : `${lines.length}`;
  return `  ${failed > 0 ? '✗' : '✓'} ${file}  ${counted}  ${seconds} s\n`;
}

function failuresOf(lines: readonly TestLine[], output: string): string {
  const failed = lines.filter(({ kind }) => kind === 'failed');
  if (failed.length === 0) return '';
  const told = failed.map(({ name, place, error }) => `\n${name}\n${place}\n${error}\n`).join('');
  const printed = output.trim() ? `\nThe file printed:\n${output.trim()}\n` : '';
  return `${told}${printed}\n`.replaceAll(/^(?=.)/gm, '      ');
}
