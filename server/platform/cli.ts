// The operator's tool: `npm run kaartbak -- <command>`. A command is data plus one function; options and help
// are parsed and printed here, once, and every command answers --help and --json.
import { parseArgs } from 'node:util';
import type { App } from './app.ts';
import type { Config } from './config.ts';
import { OperatorError } from './errors.ts';
import type { DatabasePlace } from './open.ts';

interface Described {
  /** 'library create' */
  name: string;
  summary: string;
  /** Positional arguments, in order; a trailing '?' makes one optional. */
  args: readonly string[];
  options?: Record<string, { type: 'string' | 'boolean'; summary: string; default?: string }>;
}

export interface Command extends Described {
  run(input: CommandInput): Promise<CommandResult>;
}

/** A command about the home folder itself: it begins before a database is opened or brought up to date. */
export interface HomeCommand extends Described {
  onHome(input: HomeInput): Promise<CommandResult>;
}

interface Words {
  args: Record<string, string | undefined>;
  options: Record<string, string | boolean | undefined>;
  /** Shows progress on stderr; silent with --json. */
  progress(text: string): void;
}

export interface CommandInput extends Words {
  app: App;
}

export interface HomeInput extends Words {
  config: Config;
  /** Whoever opens a database says so here: it is closed when the command is broken off. */
  opened(place: DatabasePlace): DatabasePlace;
}

export interface CommandResult {
  /** For machines (--json). */
  data: unknown;
  /** For people: lines. */
  text: string;
  /** Not 0 when the answer is "no". */
  exitCode?: number;
}

export interface Parsed<One = Command | HomeCommand> {
  command: One;
  json: boolean;
  args: CommandInput['args'];
  options: CommandInput['options'];
}

/** What to print instead of running a command: help, or what was wrong with the words. */
export interface Printed {
  print: string;
  exitCode: number;
  error?: string;
}

/** Finds the command the words mean. */
export function parseCommand<One extends Described>(commands: readonly One[], argv: readonly string[]): Parsed<One> | Printed {
  const words = argv.filter((word) => !word.startsWith('-'));
  const command = commands
    .filter((one) => one.name.split(' ').every((word, index) => words[index] === word))
    .sort((a, b) => b.name.length - a.name.length)[0];
  if (!command) {
    const asked = argv.length === 0 || argv.includes('--help') || argv.includes('-h') || words[0] === 'help';
    return asked ? { print: overview(commands), exitCode: 0 } : wrong(`There is no command "${words.join(' ')}".`, overview(commands));
  }
  if (argv.includes('--help') || argv.includes('-h')) return { print: helpOf(command), exitCode: 0 };
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      strict: true,
      options: {
        json: { type: 'boolean' },
        ...Object.fromEntries(Object.entries(command.options ?? {}).map(([name, option]) => [name, { type: option.type }])),
      },
    });
    const given = positionals.slice(command.name.split(' ').length);
    const wanted = command.args.map((name) => name.replace('?', ''));
    const missing = command.args.findIndex((name, index) => !name.endsWith('?') && given[index] === undefined);
    if (missing >= 0) return wrong(`<${wanted[missing]}> is missing.`, helpOf(command));
    if (given.length > wanted.length) return wrong(`"${given[wanted.length]}" is one too many.`, helpOf(command));
    const defaults = Object.fromEntries(Object.entries(command.options ?? {}).map(([name, option]) => [name, option.default]));
    return {
      command,
      json: values.json === true,
      args: Object.fromEntries(wanted.map((name, index) => [name, given[index]])),
      options: { ...defaults, ...values } as CommandInput['options'],
    };
  } catch (error) {
    return wrong((error as Error).message, helpOf(command));
  }
}

function wrong(sentence: string, help: string): { print: string; exitCode: number; error: string } {
  return { print: `${sentence}\n\n${help}`, exitCode: 2, error: sentence };
}

function usageOf(command: Described): string {
  return [command.name, ...command.args.map((name) => (name.endsWith('?') ? `[${name.slice(0, -1)}]` : `<${name}>`))].join(' ');
}

function overview(commands: readonly Described[]): string {
  const width = Math.max(...commands.map((command) => usageOf(command).length));
  const lines = commands.map((command) => `  ${usageOf(command).padEnd(width)}  ${command.summary}`);
  return ['Usage: npm run kaartbak -- <command> [options]', '', ...lines, '', 'Every command knows --help and --json.'].join('\n');
}

function helpOf(command: Described): string {
  const options: [string, string][] = Object.entries(command.options ?? {}).map(([name, option]) => [
    `--${name}${option.type === 'string' ? ' <value>' : ''}`,
    option.summary + (option.default ? ` (default ${option.default})` : ''),
  ]);
  options.push(['--json', 'answer as JSON']);
  return [
    `Usage: npm run kaartbak -- ${usageOf(command)} [options]`,
    '',
    command.summary,
    '',
    ...options.map(([name, text]) => `  ${name.padEnd(20)} ${text}`),
  ].join('\n');
}

/** A required text option; throws a sentence when it is absent. */
export function needed(options: CommandInput['options'], name: string): string {
  const value = options[name];
  if (typeof value !== 'string' || value === '') throw new OperatorError('operator.option-missing', { name: `--${name}` });
  return value;
}

/** An option that is one of a few words; throws a sentence when it is another. */
export function oneOf<Word extends string>(options: CommandInput['options'], name: string, words: readonly Word[]): Word {
  const found = words.find((one) => one === options[name]);
  if (!found) throw new OperatorError('operator.not-one-of', { name: `--${name}`, given: String(options[name]), words: words.join(', ') });
  return found;
}
