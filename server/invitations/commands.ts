import { roles } from '../../lib/permissions.ts';
import { systemActor } from '../audit/audit.ts';
import type { Command } from '../platform/cli.ts';
import { withSystem, withTenant } from '../platform/db.ts';
import { NotFound, OperatorError } from '../platform/errors.ts';
import { findEnvironment } from '../tenants/tenants.ts';
import { inviteByOperator } from './invitations.ts';

export const commands: Command[] = [
  {
    name: 'staff invite',
    summary: 'Invite a colleague; prints the one-time link to hand over to them. It vouches for the address.',
    args: ['library', 'email'],
    options: {
      role: { type: 'string', summary: roles.join(', '), default: 'administrator' },
      name: { type: 'string', summary: 'their name' },
    },
    async run({ app, args, options }) {
      const role = roles.find((one) => one === options.role);
      if (!role) throw new OperatorError('operator.bad-setting', { name: '--role', why: String(options.role) });
      const environment = await withSystem(app.database, (db) => findEnvironment(db, args.library!));
      if (!environment) throw new NotFound('library');
      const link = await withTenant(app.database, environment.id, (db) =>
        inviteByOperator(app, db, { email: args.email!, name: String(options.name ?? ''), role, actor: systemActor }),
      );
      return { data: { link }, text: link };
    },
  },
];
