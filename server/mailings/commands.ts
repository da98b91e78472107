import { findDispatch, progressOf } from '../delivery/delivery.ts';
import type { Command } from '../platform/cli.ts';
import { withSystem, withTenant, type TenantDb } from '../platform/db.ts';
import { NotFound, OperatorError } from '../platform/errors.ts';
import { environmentNamed } from '../tenants/tenants.ts';
import { getMailing, listMailings } from './mailings.ts';

export const commands: Command[] = [
  {
    name: 'mailing status',
    summary:
      'How a mailing stands: its state and the counts of its ledger, which add up to its audience. Without a number: the last twenty.',
    args: ['library', 'mailing?'],
    async run({ app, args }) {
      const library = await withSystem(app.database, (db) => environmentNamed(db, args.library!));
      const found = await withTenant(
        app.database,
        library.id,
        async (db) => {
          const rows = args.mailing ? [await mailingNumbered(db, args.mailing)] : await listMailings(db, { limit: 20 });
          const mailings = [];
          for (const row of rows) {
            const source = { kind: 'mailing', id: row.id };
            const trouble = row.problem ?? (await findDispatch(db, source))?.trouble ?? null;
            mailings.push({
              id: row.id,
              name: row.name,
              state: row.state,
              trouble,
              startedAt: row.started_at,
              finishedAt: row.finished_at,
              progress: await progressOf(db, source),
            });
          }
          return mailings;
        },
        { readOnly: true },
      );
      const lines = found.map(
        ({ id, name, state, progress: p }) =>
          `${id}  ${state.padEnd(9)} ${name}: ${p.total} in all, ${p.accepted} accepted, ${p.waiting + p.onTheWay} to go, ${p.deferred} deferred, ${p.failed} failed, ${p.uncertain} uncertain, ${p.skipped} skipped, ${p.cancelled} cancelled`,
      );
      return { data: args.mailing ? found[0] : found, text: lines.join('\n') || 'No mailings.' };
    },
  },
];

function mailingNumbered(db: TenantDb, number: string) {
  return getMailing(db, Number(number) || 0).catch((error: unknown) => {
    throw error instanceof NotFound ? new OperatorError('mailings.unknown', { number }) : error;
  });
}
