// The named people, for tests: taken into a library through the importer, as the demo has them.
import { castHouseholds } from '../server/demo/cast.ts';
import type { CastMember } from '../server/demo/cast/shape.ts';
import { inventNetwork, patronFile } from '../server/demo/libraries.ts';
import { cardsByNumber } from '../server/contacts/seed.ts';
import { importText } from '../server/imports/seed.ts';
import type { App } from '../server/platform/app.ts';
import { withTenant } from '../server/platform/db.ts';

/** Every named person by key: 'zeynep', 'yara', 'łukasz', … */
export const cast: ReadonlyMap<string, CastMember> = new Map(
  castHouseholds.flatMap((household) => household.members.map((member) => [member.key, member])),
);

/** Makes the cast members of the library, with their addresses, families and cards; gives the ids of their cards by key. */
export async function plantCast(app: App, tenantId: number): Promise<Map<string, number>> {
  const today = app.now().toISOString().slice(0, 10);
  const library = inventNetwork({ today, scale: 0 }).get('zilverbeek')!;
  await importText(app, tenantId, [...patronFile(library, today)].join(''));
  const cards = await withTenant(app.database, tenantId, cardsByNumber);
  return new Map(library.members.flatMap((member) => (member.cast ? [[member.cast.key, cards.get(member.card)!.id] as const] : [])));
}
