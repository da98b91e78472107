// Writes docs/operating/commands.md from the commands themselves: `node tools/command-reference.ts`.
// tools/docs.test.ts holds the committed file against it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands as moduleCommands } from '../server/mount.ts';
import { commands as operatorCommands } from '../server/operator.ts';
import { commands as homeCommands } from '../server/platform/backup/commands.ts';
import type { Command, HomeCommand } from '../server/platform/cli.ts';
import { table } from './permission-table.ts';

/** The page as it is committed. */
export function commandsText(): string {
  const commands = [...operatorCommands, ...homeCommands, ...moduleCommands];
  return [
    '# Commands',
    '',
    'Made by `tools/command-reference.ts` from the commands; do not edit.',
    '',
    'All of them are called as `npm run kaartbak -- <command>`, with the same settings in the environment',
    'as the running installation, and may be used while it runs. Each knows `--help`; with `--json` the answer',
    'is JSON on standard output and nothing else. The exit code is 0 when it was done, 1 when the',
    'answer is no or something stands in the way, 2 when the command was not understood.',
    '',
    ...table(
      ['command', 'what it does'],
      commands.map((command) => [`[\`${command.name}\`](#${anchor(command)})`, command.summary]),
    ),
    '',
    ...commands.flatMap(sectionOf),
    '## Roles of the program',
    '',
    '`start` runs everything. On several machines the processes are started one by one, after `migrate`:',
    '`web`, `worker` and `mailer`, each with `node tools/run.mjs server/main.ts <role>`, the same',
    '`DATABASE_URL` and the same home folder (uploads and the master key lie there). They run until SIGTERM',
    'and finish what they hold. Several workers and mailers may work side by side. `start` runs its mailer with',
    '`NODE_OPTIONS=--max-semi-space-size=4`, which saves a fifth of its memory; one started by hand may have that too.',
    '',
  ].join('\n');
}

function sectionOf(command: Command | HomeCommand): string[] {
  const args = command.args.map((name) => (name.endsWith('?') ? `[${name.slice(0, -1)}]` : `<${name}>`));
  const options = Object.entries(command.options ?? {}).map(([name, option]) => [
    `\`--${name}${option.type === 'string' ? ' <value>' : ''}\``,
    option.summary,
    option.default ? `\`${option.default}\`` : '',
  ]);
  return [
    `## ${command.name}`,
    '',
    command.summary,
    '',
    '```sh',
    ['npm run kaartbak --', command.name, ...args].join(' '),
    '```',
    '',
    ...(options.length > 0 ? [...table(['option', 'meaning', 'default'], options), ''] : []),
  ];
}

function anchor(command: Command | HomeCommand): string {
  return command.name.replaceAll(' ', '-');
}

if (import.meta.main) {
  writeFileSync(join(import.meta.dirname, '../docs/operating/commands.md'), commandsText());
}
