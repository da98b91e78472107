// Saying yes: refused where the law or our own rules say it would be no yes.
import { consentsAlone, isMinor, type Country } from '../../lib/age.ts';
import { getEnvironment } from '../tenants/tenants.ts';
import type { TenantDb } from '../platform/db.ts';
import { Refused } from '../platform/errors.ts';
import type { Secrets } from '../platform/secrets.ts';
import { addressHash, dayOf } from './deciding.ts';
import { getPurpose, listPurposes, wordingOf, type Purpose } from './purposes.ts';
import { deleteSuppression, type CardRow, type NewProofRow } from './queries.ts';
import { ageEvidence } from './rules.ts';
import { cardOf, record, type Said } from './saying.ts';

export interface Yes extends Said {
  /** The sentence as it was shown, when that was not now; by default the purpose's present one. */
  wording?: { text: string; version: number };
  /** The parent or guardian who gave it, when the reader is too young to. */
  guardian?: { name?: string; email?: string; how: string };
}

/**
 * Records a yes with its proof. Refuses when the reader is below the age of consent and no guardian gave it, and
 * following for a minor whoever gave it. Somebody who had objected and now says yes is no longer suppressed.
 */
export async function givePermission(db: TenantDb, secrets: Secrets, said: Yes): Promise<{ proofId: number }> {
  const purpose = await getPurpose(db, said.purposeId);
  if (purpose.archivedAt) throw new Refused('consent.purpose-closed');
  const card = await cardOf(db, said.contactId);
  const { country } = await getEnvironment(db, db.tenantId);
  const [proof] = await record(db, [yesRow({ ...said, contactId: card.id }, { purpose, card, country })]);
  if (card.email_key !== null && purpose.kind === 'marketing' && said.channel === 'email' && said.method !== 'import') {
    await deleteSuppression(db, {
      addressHash: addressHash(secrets, db.tenantId, card.email_key),
      channel: 'email',
      reasons: ['objection'],
    });
  }
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
  const rows: NewProofRow[] = [];
  const refused: number[] = [];
  for (const one of said) {
    const purpose = purposes.get(one.purposeId);
    try {
      if (!purpose) throw new Refused('consent.purpose-closed');
      rows.push(yesRow(one, { purpose, card: { birth_on: one.birthOn, email: one.email }, country }));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refused.push(one.contactId);
    }
  }
  await record(db, rows);
  return { given: rows.length, refused };
}

function yesRow(said: Yes, about: { purpose: Purpose; card: Pick<CardRow, 'birth_on' | 'email'>; country: Country }): NewProofRow {
  const { purpose, card, country } = about;
  const day = dayOf(said.at);
  const age = ageEvidence(card.birth_on, day, country);
  if (purpose.kind !== 'service' && !said.guardian && !consentsAlone(card.birth_on, day, country))
    throw new Refused('consent.needs-guardian', { age: age.ageOfConsent });
  if (purpose.kind === 'tracking' && isMinor(card.birth_on, day, said.guardian !== undefined))
    throw new Refused('consent.minors-not-followed');
  const language = said.language ?? 'nl';
  return {
    contactId: said.contactId,
    purposeId: purpose.id,
    channel: said.channel,
    state: 'given',
    at: said.at,
    method: said.method,
    address: said.address === undefined ? card.email : said.address,
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
