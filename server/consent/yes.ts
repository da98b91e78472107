// Saying yes: refused where the law or our own rules say it would be no yes.
import { ageBands, type Country } from '../../lib/age.ts';
import { getEnvironment } from '../tenants/tenants.ts';
import type { TenantDb } from '../platform/db.ts';
import { Refused } from '../platform/errors.ts';
import { dayOf } from './deciding.ts';
import { getPurpose, listPurposes, wordingOf, type Purpose } from './purposes.ts';
import { selectAges, type NewProofRow } from './queries.ts';
import { ageEvidence, isKnownMinor, needsGuardian, type KnownAge } from './rules.ts';
import { cardOf, record, type Said } from './saying.ts';

export interface Yes extends Said {
  /** The sentence as it was shown, when that was not now; by default the purpose's present one. */
  wording?: { text: string; version: number };
  /** The parent or guardian who gave it, when the reader is too young to. */
  guardian?: { name?: string; email?: string; how: string };
}

/**
 * Records a yes with its proof. Refuses when the reader is below the age of consent and no guardian gave it, and
 * following for a minor whoever gave it: by their birth date, or by what they stated. Somebody who had objected to all
 * marketing and says yes in their own words gets this again, and this only.
 */
export async function givePermission(db: TenantDb, said: Yes): Promise<{ proofId: number }> {
  const purpose = await getPurpose(db, said.purposeId);
  if (purpose.archivedAt) throw new Refused('consent.purpose-closed');
  const card = await cardOf(db, said.contactId);
  const { country } = await getEnvironment(db, db.tenantId);
  const [age] = await selectAges(db, [card.id]);
  const about = { purpose, country, email: card.email, age: { birthOn: card.birth_on, stated: age?.stated ?? null } };
  const [proof] = await record(db, [yesRow({ ...said, contactId: card.id }, about)]);
  return { proofId: proof!.id };
}

/**
 * Records many yeses in a few statements: for files with a declared purpose and proof, and for the demo network.
 * Those the rules refuse are left out and told.
 */
export async function givePermissions(
  db: TenantDb,
  said: readonly (Yes & { birthOn: string | null; email: string | null })[],
): Promise<{ given: number; refused: number[] }> {
  const purposes = new Map((await listPurposes(db)).map((purpose) => [purpose.id, purpose]));
  const { country } = await getEnvironment(db, db.tenantId);
  const ages = await selectAges(db, [...new Set(said.map((one) => one.contactId))]);
  const stated = new Map(ages.map((row) => [row.contact_id, row.stated]));
  const rows: NewProofRow[] = [];
  const refused: number[] = [];
  for (const one of said) {
    const purpose = purposes.get(one.purposeId);
    try {
      if (!purpose) throw new Refused('consent.purpose-closed');
      const age = { birthOn: one.birthOn, stated: stated.get(one.contactId) };
      rows.push(yesRow(one, { purpose, country, email: one.email, age }));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refused.push(one.contactId);
    }
  }
  await record(db, rows);
  return { given: rows.length, refused };
}

interface About {
  purpose: Purpose;
  country: Country;
  email: string | null;
  age: KnownAge;
}

function yesRow(said: Yes, about: About): NewProofRow {
  const { purpose, country } = about;
  // the sentence of a newsletter speaks of e-mail: a yes to it is no yes to a text message
  if (purpose.kind !== 'service' && said.channel !== 'email') throw new Refused('consent.other-channel');
  const day = dayOf(said.at);
  // what they say now goes before what was said earlier
  const stated = ageBands.find((band) => band === said.evidence?.ageStated);
  const known: KnownAge = stated ? { ...about.age, stated } : about.age;
  const age = ageEvidence(known.birthOn, day, country);
  if (purpose.kind !== 'service' && !said.guardian && needsGuardian(known, day, country))
    throw new Refused('consent.needs-guardian', { age: age.ageOfConsent });
  if (purpose.kind === 'tracking' && isKnownMinor(said.guardian ? { ...known, stated: 'child' } : known, day))
    throw new Refused('consent.minors-not-followed');
  const language = said.language ?? 'nl';
  return {
    contactId: said.contactId,
    purposeId: purpose.id,
    channel: said.channel,
    state: 'given',
    at: said.at,
    method: said.method,
    address: said.address === undefined && said.channel === 'email' ? about.email : (said.address ?? null),
    wording: said.wording?.text ?? wordingOf(purpose, language),
    wordingVersion: said.wording?.version ?? purpose.wordingVersion,
    language,
    evidence: {
      ...said.evidence,
      ageRule: age,
      ...(said.guardian ? { guardian: said.guardian } : {}),
    },
    staffId: said.staffId ?? null,
    guardian: said.guardian !== undefined,
  };
}
