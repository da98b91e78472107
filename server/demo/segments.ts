// Segments a library would have after a year: each says something by its name alone.
import { segmentExamples } from '../../lib/segment-examples.ts';
import type { Group } from '../../lib/segment-rule.ts';
import { listPurposes } from '../consent/consent.ts';
import type { App } from '../platform/app.ts';
import { withTenant, type TenantDb } from '../platform/db.ts';
import { Refused } from '../platform/errors.ts';
import { choicesFor, countSegment, createSegment, listSegments } from '../segments/segments.ts';

type Rules = Group['rules'];
const all = (...rules: Rules): Group => ({ match: 'all', rules });

export const everybody = 'Iedereen met een e-mailadres';
export const families = 'Gezinnen met kinderen';

/** The two segments mailings go to. Made before the first mailing; gives their ids by name. */
export async function makeAudiences(db: TenantDb, { staffId, now }: { staffId: number | null; now: Date }): Promise<Map<string, number>> {
  const wanted: [string, Group][] = [
    [everybody, all({ field: 'email', is: 'present' })],
    [
      families,
      {
        match: 'any',
        rules: [
          { field: 'child', years: { from: 0, to: 14 } },
          { field: 'age', years: { from: 0, to: 17 } },
        ],
      },
    ],
  ];
  const ids = new Map<string, number>();
  for (const [name, rule] of wanted) ids.set(name, (await createSegment(db, { name, rule, staffId, now })).id);
  return ids;
}

/** The telling ones, made when the loans are there. */
export async function makeSegments(
  db: TenantDb,
  { crimeWorld, staffId, now }: { crimeWorld: string | undefined; staffId: number | null; now: Date },
): Promise<void> {
  const { lists } = await choicesFor(db, now);
  const youth = (await listPurposes(db)).find((purpose) => purpose.key === 'newsletter-youth')!.id;
  const crime = lists.worlds.find((world) => world.name === crimeWorld);
  const wanted: [string, Group][] = [
    [
      'Gezinnen die jeugdboeken lenen maar de nieuwsbrief niet krijgen',
      all(...segmentExamples.families.rules, { field: 'permission', is: 'not-given', purpose: youth, channel: 'email' }),
    ],
    ['Lid, maar een half jaar niets geleend', segmentExamples.lapsed],
    ['Lidmaatschap eindigt binnen 30 dagen', segmentExamples.ending],
    ['Nieuwe leden van deze maand', segmentExamples.new],
    ['Leent steeds minder', all({ field: 'membership', is: 'active' }, { field: 'loans-trend', is: 'shrinking', months: 6 })],
    ['Nieuwsbrieflezers zonder kaart', all({ field: 'kind', is: 'in', values: ['reader'] })],
    ['Mailadres werkt niet meer', all({ field: 'email-state', is: 'in', values: ['bouncing', 'refused'] })],
  ];
  if (crime) {
    wanted.push([
      `Thrillerlezers: vaak in ‘${crime.name}’`,
      all(
        { field: 'age', years: { from: 18 } },
        { field: 'loans', count: { from: 3 }, worlds: [crime.id], period: { from: { ago: 6, unit: 'months' } } },
      ),
    ]);
  }
  for (const [name, rule] of wanted) await createSegment(db, { name, rule, staffId, now });
}

/** Counts all of them, so that the list shows figures at once. On a machine too busy to count in time a figure is left out. */
export async function countSegments(app: App, tenantId: number, now: Date): Promise<void> {
  const segments = await withTenant(app.database, tenantId, (db) => listSegments(db), { readOnly: true });
  for (const segment of segments) {
    await withTenant(app.database, tenantId, (db) => countSegment(db, segment.id, now)).catch((error: unknown) => {
      if (!(error instanceof Refused)) throw error;
    });
  }
}
