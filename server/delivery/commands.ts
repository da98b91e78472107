import type { Command } from '../platform/cli.ts';
import { withSystem } from '../platform/db.ts';
import { holdSending, readSendingHold } from '../platform/sending-hold.ts';
import { releaseSending } from './holding.ts';

export const commands: Command[] = [
  {
    name: 'sending status',
    summary: 'Whether sending is held for the whole installation, since when and why.',
    args: [],
    async run({ app }) {
      const hold = await withSystem(app.database, readSendingHold);
      return {
        data: { held: hold !== undefined, ...hold },
        text: hold ? `Held since ${hold.since} (${hold.why}). Let go with: npm run kaartbak -- sending release` : 'Not held.',
      };
    },
  },
  {
    name: 'sending hold',
    summary: 'Hold all sending, for instance after putting back a backup of an external database. What a mailer has in hand still leaves.',
    args: [],
    async run({ app }) {
      const hold = await withSystem(app.database, (db) => holdSending(db, 'asked', app.now()));
      return { data: { held: true, ...hold }, text: `Held since ${hold.since}. Nothing leaves until: npm run kaartbak -- sending release` };
    },
  },
  {
    name: 'sending release',
    summary: 'Let sending begin again. Newsletters under way stand still until a colleague chooses Resume on each.',
    args: [],
    async run({ app }) {
      const waiting = await withSystem(app.database, releaseSending);
      return {
        data: { held: false, wasHeld: waiting !== undefined, waiting: waiting ?? 0 },
        text: waiting === undefined ? 'Sending was not held.' : `Sending begins again; ${waiting} newsletters wait for a colleague.`,
      };
    },
  },
];
