// Writes docs/permissions.md from the one table of permissions and the contracts:
// `node tools/permission-table.ts`. tools/docs.test.ts holds the committed file against it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { permissions, permissionsOfRole, roles } from '../lib/permissions.ts';
import { fullPath } from '../lib/route.ts';
import { contract } from '../server/mount.ts';

/** The page as it is committed. */
export function permissionsText(): string {
  return [
    '# Who may do what',
    '',
    'Made by `tools/permission-table.ts` from `lib/permissions.ts` and the contracts; do not edit.',
    '',
    'A role is held in one environment and says nothing about another: a role in a network gives none in its',
    'libraries. The scopes of an API key are permissions of this list.',
    '',
    '## Roles',
    '',
    ...table(
      ['permission', ...roles],
      permissions.map((permission) => [
        `\`${permission}\``,
        ...roles.map((role) => (permissionsOfRole[role].includes(permission) ? 'yes' : '')),
      ]),
    ),
    '',
    '## Routes',
    '',
    '_Proof_ marks what asks to prove again who is there when the last proof is older than fifteen minutes.',
    '_Audited_ marks what is recorded by looking at it.',
    '',
    ...table(['permission', 'route', 'what it does', ''], routeRows()),
    '',
    'Every other route is about the caller (`/api/session`, `/api/me…`) or comes before login.',
    '',
  ].join('\n');
}

function routeRows(): string[][] {
  return permissions.flatMap((permission) =>
    contract.flatMap((route) => {
      if (route.access.in !== 'environment' || route.access.permission !== permission) return [];
      const marks = [route.access.stepUp && 'proof', route.auditedAs && 'audited'].filter(Boolean);
      const place = fullPath(route).replace(/:(\w+)/g, '{$1}');
      return [[`\`${permission}\``, `\`${route.method} ${place}\``, route.summary, marks.join(', ')]];
    }),
  );
}

/** A table of Markdown, its columns made equally wide so that a difference is a readable one. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const [first, ...others] = cells.map(line);
  return [first!, line(widths.map((width) => '-'.repeat(width))), ...others];
}

if (import.meta.main) {
  writeFileSync(join(import.meta.dirname, '../docs/permissions.md'), permissionsText());
}
