import { createReadStream } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { formatNumber, isMessageKey, translate, type Language } from '../../lib/i18n.ts';
import type { Command, CommandResult } from '../platform/cli.ts';
import { withSystem, withTenant } from '../platform/db.ts';
import { OperatorError, Refused } from '../platform/errors.ts';
import { environmentNamed } from '../tenants/tenants.ts';
import { listRejects, runToEnd, type RunRow } from './imports.ts';
import { kinds, type ImportKind } from './rules/mapping.ts';

export const commands: Command[] = [
  {
    name: 'import',
    summary: 'Take a file with readers or loans into a library.',
    args: ['library', 'file'],
    options: {
      kind: { type: 'string', summary: 'patrons or loans; found out when not given' },
      profile: { type: 'string', summary: 'name of a saved profile; the columns decide when not given' },
      full: { type: 'boolean', summary: 'the file is complete: who is not in it has gone' },
      'dry-run': { type: 'boolean', summary: 'only tell what would change' },
      despite: { type: 'boolean', summary: 'take it in although it changes more than usual' },
    },
    async run({ app, args, options, progress }) {
      const language = app.config.operatorLanguage;
      const kind = kindOf(options.kind);
      const library = await withSystem(app.database, (db) => environmentNamed(db, args.library!));
      // npm moves to the project's folder; the file was named from where the operator stood
      const path = resolve(process.env.INIT_CWD ?? '.', args.file!);
      const readable = await access(path, constants.R_OK).then(
        async () => !(await stat(path)).isDirectory(),
        () => false,
      );
      if (!readable) throw new OperatorError('imports.file-not-readable', { path });
      progress(basename(path));
      try {
        const run = await runToEnd(app, library.id, {
          file: { name: basename(path), stream: createReadStream(path) },
          kind,
          profile: options.profile as string | undefined,
          full: options.full === true,
          dryRun: options['dry-run'] === true,
          despite: options.despite === true,
        });
        const rejects = await withTenant(app.database, library.id, (db) => listRejects(db, run.id, { after: 0, limit: 20 }));
        return resultOf(language, run, rejects);
      } catch (error) {
        if (error instanceof Refused) throw new OperatorError(error.code, error.params);
        throw error;
      }
    },
  },
];

function kindOf(wanted: string | boolean | undefined): ImportKind | undefined {
  if (wanted === undefined) return undefined;
  const kind = kinds.find((one) => one === wanted);
  if (!kind) throw new OperatorError('imports.unknown-kind');
  return kind;
}

type Rejects = Awaited<ReturnType<typeof listRejects>>;

function resultOf(language: Language, run: RunRow, rejects: Rejects): CommandResult {
  const lines = [`${run.file_name}: ${translate(language, `imports.state.${run.state}`)}`];
  for (const name of ['new', 'changed', 'unchanged', 'gone', 'rejected'] as const) {
    if (run.counts[name] !== undefined)
      lines.push(`  ${formatNumber(language, run.counts[name]).padStart(12)}  ${translate(language, `imports.count.${name}`)}`);
  }
  if (run.problem && isMessageKey(run.problem.code)) lines.push(translate(language, run.problem.code, run.problem.params));
  for (const reject of rejects) {
    const key = `imports.reason.${reject.reason}`;
    const where = [reject.line, reject.column, reject.value && JSON.stringify(reject.value.slice(0, 60))].filter(Boolean).join(', ');
    lines.push(`  ${where}: ${isMessageKey(key) ? translate(language, key) : reject.reason}`);
  }
  return {
    data: {
      run: run.id,
      state: run.state,
      kind: run.kind,
      counts: run.counts,
      problem: run.problem,
      rejects: rejects.map(({ line, column, value, reason }) => ({ line, column, value, reason })),
    },
    text: lines.join('\n'),
    exitCode: run.state === 'held' || run.state === 'failed' ? 1 : 0,
  };
}
