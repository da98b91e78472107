import { permissionsOf, permissions, roles, type Permission } from '../../lib/permissions.ts';
import { recordAudit, systemActor } from '../audit/audit.ts';
import { needed, type Command } from '../platform/cli.ts';
import { withSystem, withTenant } from '../platform/db.ts';
import { OperatorError } from '../platform/errors.ts';
import { environmentNamed } from '../tenants/tenants.ts';
import { createApiKey, findStaff, makeLoginLink, workplacesOf } from './staff.ts';

export const commands: Command[] = [
  {
    name: 'staff login-link',
    summary: 'Print a one-time login link for an account (break-glass).',
    args: ['email'],
    async run({ app, args }) {
      const now = app.now();
      const { member, environmentIds } = await withSystem(app.database, async (db) => {
        const found = await findStaff(db, args.email!);
        if (!found) throw new OperatorError('staff.unknown-account', { email: args.email! });
        return { member: found, environmentIds: await workplacesOf(db, found.id) };
      });
      // it passes by the password and the codes, so every library it opens can see that it was made
      for (const id of environmentIds) {
        await withTenant(app.database, id, (db) =>
          recordAudit(db, {
            actor: systemActor,
            action: 'staff.login-link-made',
            objectKind: 'staff',
            objectId: member.public_id,
            at: now,
          }),
        );
      }
      const token = await withSystem(app.database, (db) => makeLoginLink(db, member.id, now));
      const link = `${app.config.publicUrl}/app/aanmelden#${token}`;
      return { data: { link }, text: link };
    },
  },
  {
    name: 'api-key create',
    summary: 'Make an API key for a library; its text is shown once.',
    args: ['library'],
    options: {
      name: { type: 'string', summary: 'what it is for' },
      scopes: { type: 'string', summary: `comma-separated permissions, or a role (${roles.join(', ')})`, default: 'read-only' },
      days: { type: 'string', summary: 'days until it expires; 0 is never', default: '365' },
    },
    async run({ app, args, options }) {
      const asked = String(options.scopes).split(',');
      const role = roles.find((one) => one === options.scopes);
      const scopes = role ? [...permissionsOf([role])] : permissions.filter((one) => asked.includes(one));
      const unknown = role ? [] : asked.filter((one) => !(permissions as readonly string[]).includes(one));
      if (unknown.length > 0) throw new OperatorError('operator.bad-setting', { name: '--scopes', why: unknown.join(', ') });
      const days = Number(options.days || NaN);
      // what is no number must not become a key for ever
      if (!Number.isInteger(days) || days < 0 || days > 3650)
        throw new OperatorError('operator.bad-setting', { name: '--days', why: String(options.days) });
      const environment = await withSystem(app.database, (db) => environmentNamed(db, args.library!));
      const now = app.now();
      const made = await withTenant(app.database, environment.id, async (db) => {
        const key = await createApiKey(db, {
          environmentId: environment.id,
          name: needed(options, 'name'),
          scopes: scopes as Permission[],
          by: null,
          expiresAt: days > 0 ? new Date(now.getTime() + days * 86_400_000) : null,
          now,
        });
        await recordAudit(db, {
          actor: systemActor,
          action: 'api-keys.created',
          objectKind: 'api-key',
          objectId: key.row.public_id,
          detail: { scopes },
          at: now,
        });
        return key;
      });
      return { data: { key: made.key, id: made.row.public_id, scopes }, text: made.key };
    },
  },
];
