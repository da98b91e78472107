// Commands about the installation as a whole.
import { statfs } from 'node:fs/promises';
import { translate } from '../lib/i18n.ts';
import { verifyAudit } from './audit/audit.ts';
import { createDemo, demoAdministrator, demoState } from './demo/demo.ts';
import type { App } from './platform/app.ts';
import type { Command } from './platform/cli.ts';
import { OperatorError } from './platform/errors.ts';
import { explain } from './platform/explain.ts';
import { abandonedClusters } from './platform/postgres/account.ts';
import { queueHealth } from './platform/queue.ts';
import { checkDatabase, withSystem, withTenant } from './platform/db.ts';
import { readSendingHold } from './platform/sending-hold.ts';
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
    summary: 'Check this installation: database, separation between libraries, audit chains, demo, queue, disk, sending, mail.',
    args: [],
    async run({ app }) {
      const language = app.config.operatorLanguage;
      const done: { check: string; ok: boolean; detail: string }[] = [];
      for (const [check, work] of Object.entries(checks)) {
        const outcome = await work(app).then(
          (detail) => ({ ok: true, detail }),
          (error: unknown) => ({ ok: false, detail: explain(error, language) }),
        );
        done.push({ check, ...outcome });
      }
      const ok = done.every((one) => one.ok);
      return {
        data: { ok, checks: done },
        text: done.map((one) => `${one.ok ? 'ok  ' : 'FAIL'} ${one.check}: ${one.detail}`).join('\n'),
        exitCode: ok ? 0 : 1,
      };
    },
  },
];

const gigabyte = 1024 ** 3;

/** What the doctor looks at, each with what it found; what is wrong is thrown. */
const checks: Record<string, (app: App) => Promise<string>> = {
  database: async (app) => (await app.database.pool.query<{ v: string }>("select split_part(version(), ' ', 2) as v")).rows[0]!.v,
  async 'separation between libraries'(app) {
    await checkDatabase(app.database);
    return 'forced on every table';
  },
  async 'audit chains'(app) {
    let entries = 0;
    for (const environment of await withSystem(app.database, listEnvironments)) {
      const verified = await withTenant(app.database, environment.id, verifyAudit, { readOnly: true });
      if (verified.brokenAt)
        throw new OperatorError('operator.audit-broken', { library: environment.slug, entry: String(verified.brokenAt) });
      entries += verified.entries;
    }
    return `${entries} entries fit`;
  },
  async demo(app) {
    const state = await demoState(app);
    if (state === 'broken-off') throw new OperatorError('demo.half-kept');
    return { none: 'none', ready: 'complete', 'being-made': 'being made' }[state];
  },
  async queue(app) {
    const { waiting, givenUp } = await queueHealth(app.ownerUrl);
    if (givenUp.length > 0)
      throw new OperatorError('operator.jobs-given-up', { count: givenUp.length, names: [...new Set(givenUp)].join(', ') });
    return `${waiting} jobs waiting`;
  },
  async disk(app) {
    const { bavail, bsize } = await statfs(app.config.home);
    const free = (bavail * bsize) / gigabyte;
    if (free < 1) throw new OperatorError('operator.disk-nearly-full', { free: free.toFixed(1), path: app.config.home });
    return `${Math.floor(free)} GB free`;
  },
  async 'left behind'() {
    const folders = abandonedClusters();
    return folders.length === 0 ? 'nothing' : `databases of home folders that are gone; remove them with: rm -r ${folders.join(' ')}`;
  },
  async sending(app) {
    const hold = await withSystem(app.database, readSendingHold);
    return hold ? `held since ${hold.since} (${hold.why}); let go with: npm run kaartbak -- sending release` : 'not held';
  },
  mail: async (app) => (app.config.smtpUrl ? `relay ${new URL(app.config.smtpUrl).host}` : 'built-in test mailbox'),
};
