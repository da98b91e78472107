// Commands about the installation as a whole.
import { translate } from '../lib/i18n.ts';
import { verifyAudit } from './audit/audit.ts';
import { createDemo, demoAdministrator, demoState } from './demo/demo.ts';
import type { Command } from './platform/cli.ts';
import { OperatorError } from './platform/errors.ts';
import { checkDatabase, withSystem, withTenant } from './platform/db.ts';
import { listEnvironments } from './tenants/tenants.ts';

export const commands: Command[] = [
  {
    name: 'migrate',
    summary: 'Bring the database up to date (also done at every start).',
    args: [],
    async run({ app }) {
      const rows = await app.database.pool.query<{ name: string }>('select name from migrations order by name');
      return { data: { migrations: rows.rows.map((row) => row.name) }, text: `Up to date: ${rows.rows.at(-1)?.name}` };
    },
  },
  {
    name: 'demo',
    summary: 'Create the demo network of invented people (only in an empty installation).',
    args: [],
    async run({ app, progress }) {
      const made = await createDemo(app, progress);
      return {
        data: { created: true, ...made, administrator: demoAdministrator },
        text: translate(app.config.operatorLanguage, 'demo.done', { ...made }),
      };
    },
  },
  {
    name: 'doctor',
    summary: 'Check this installation: database, separation between libraries, audit chains, queue.',
    args: [],
    async run({ app }) {
      const checks: { check: string; ok: boolean; detail: string }[] = [];
      const check = async (name: string, work: () => Promise<string>) => {
        try {
          checks.push({ check: name, ok: true, detail: await work() });
        } catch (error) {
          checks.push({ check: name, ok: false, detail: (error as Error).message });
        }
      };
      await check(
        'database',
        async () => (await app.database.pool.query<{ v: string }>("select split_part(version(), ' ', 2) as v")).rows[0]!.v,
      );
      await check('separation between libraries', async () => {
        await checkDatabase(app.database);
        return 'forced on every table';
      });
      await check('audit chains', async () => {
        let entries = 0;
        for (const environment of await withSystem(app.database, listEnvironments)) {
          const verified = await withTenant(app.database, environment.id, verifyAudit, { readOnly: true });
          if (verified.brokenAt) throw new Error(`${environment.slug}: entry ${verified.brokenAt} does not fit`);
          entries += verified.entries;
        }
        return `${entries} entries fit`;
      });
      await check('demo', async () => {
        const state = await demoState(app);
        if (state === 'broken-off') throw new OperatorError('demo.half-kept');
        return { none: 'none', ready: 'complete', 'being-made': 'being made' }[state];
      });
      await check('mail', async () => (app.config.smtpUrl ? `relay ${new URL(app.config.smtpUrl).host}` : 'built-in test mailbox'));
      const ok = checks.every((one) => one.ok);
      return {
        data: { ok, checks },
        text: checks.map((one) => `${one.ok ? 'ok  ' : 'FAIL'} ${one.check}: ${one.detail}`).join('\n'),
        exitCode: ok ? 0 : 1,
      };
    },
  },
];
