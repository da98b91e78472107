import { roles } from '../../lib/permissions.ts';
import { systemActor } from '../audit/audit.ts';
import { oneOf, type Command } from '../platform/cli.ts';
import { withSystem, withTenant } from '../platform/db.ts';
import { environmentNamed } from '../tenants/tenants.ts';
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
      const role = oneOf(options, 'role', roles);
      const environment = await withSystem(app.database, (db) => environmentNamed(db, args.library!));
      const link = await withTenant(app.database, environment.id, (db) =>
        inviteByOperator(app, db, { email: args.email!, name: String(options.name ?? ''), role, actor: systemActor }),
      );
      return { data: { link }, text: link };
    },
  },
];
