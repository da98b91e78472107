// The purposes of a library: why it may write, and the sentence people say yes to.
import type { Language } from '../../lib/i18n.ts';
import type { TenantDb } from '../platform/db.ts';
import { Invalid, NotFound, Refused } from '../platform/errors.ts';
import {
  insertPurpose,
  lockPurpose,
  selectPurpose,
  selectPurposes,
  updatePurpose,
  type NewPurposeRow,
  type PurposeRow,
} from './queries.ts';
import type { Basis } from './rules.ts';

export interface Purpose {
  id: number;
  key: string;
  kind: PurposeRow['kind'];
  basis: Basis;
  name: { nl: string; en: string };
  wording: { nl: string; en: string };
  wordingVersion: number;
  onSignUpPage: boolean;
  position: number;
  archivedAt: Date | null;
}

/** What every library begins with. */
const defaults: NewPurposeRow[] = [
  {
    key: 'newsletter',
    kind: 'marketing',
    basis: 'consent',
    on_sign_up_page: true,
    position: 1,
    name_nl: 'Nieuwsbrief',
    name_en: 'Newsletter',
    wording_nl: 'Ja, stuur mij de nieuwsbrief van de bibliotheek per e-mail. Ik kan op elk moment met één klik stoppen.',
    wording_en: 'Yes, send me the newsletter of the library by e-mail. I can stop at any moment with one click.',
  },
  {
    key: 'newsletter-youth',
    kind: 'marketing',
    basis: 'consent',
    on_sign_up_page: true,
    position: 2,
    name_nl: 'Nieuwsbrief Jeugd',
    name_en: 'Youth newsletter',
    wording_nl:
      'Ja, stuur mij de nieuwsbrief over boeken en activiteiten voor kinderen en jongeren per e-mail. Ik kan op elk moment met één klik stoppen.',
    wording_en:
      'Yes, send me the newsletter about books and activities for children and teenagers by e-mail. I can stop at any moment with one click.',
  },
  {
    key: 'activities',
    kind: 'marketing',
    basis: 'consent',
    on_sign_up_page: true,
    position: 3,
    name_nl: 'Activiteiten',
    name_en: 'Activities',
    wording_nl: 'Ja, stuur mij nieuws over activiteiten in de bibliotheek per e-mail. Ik kan op elk moment met één klik stoppen.',
    wording_en: 'Yes, send me news about activities in the library by e-mail. I can stop at any moment with one click.',
  },
  {
    key: 'service',
    kind: 'service',
    basis: 'public-task',
    on_sign_up_page: false,
    position: 4,
    name_nl: 'Praktische berichten',
    name_en: 'Practical messages',
    wording_nl: 'Berichten die bij je lidmaatschap horen, zoals bevestigingen en herinneringen. Ze bevatten geen reclame.',
    wording_en: 'Messages that belong to your membership, such as confirmations and reminders. They contain no advertising.',
  },
  {
    key: 'tracking',
    kind: 'tracking',
    basis: 'consent',
    on_sign_up_page: true,
    position: 5,
    name_nl: 'Onthouden waar ik op klik',
    name_en: 'Remember what I click on',
    wording_nl:
      'Ja, onthoud op welke links in jullie mails ik klik, om beter te kiezen wat jullie mij sturen. Ik ben 18 jaar of ouder. Zonder dit vinkje krijg ik dezelfde mails.',
    wording_en:
      'Yes, remember which links in your mails I click on, to choose better what you send me. I am 18 or older. Without this tick I get the same mails.',
  },
];

/** Gives a library the purposes everybody begins with; those it has stay as they are. Safe to repeat. */
export async function ensureDefaultPurposes(db: TenantDb): Promise<void> {
  for (const row of defaults) await insertPurpose(db, row);
}

/** The purposes of the library in its own order; those no longer used only when asked for. */
export async function listPurposes(db: TenantDb, { archived = false }: { archived?: boolean } = {}): Promise<Purpose[]> {
  const rows = await selectPurposes(db);
  return rows.filter((row) => archived || row.archived_at === null).map(purposeOf);
}

/** The purpose with this id; throws when the library has none such. */
export async function getPurpose(db: TenantDb, id: number): Promise<Purpose> {
  const row = await selectPurpose(db, id);
  if (!row) throw new NotFound('purpose');
  return purposeOf(row);
}

export interface PurposeChange {
  name?: { nl: string; en: string } | undefined;
  wording?: { nl: string; en: string } | undefined;
  onSignUpPage?: boolean | undefined;
  position?: number | undefined;
  archived?: boolean | undefined;
}

/** Adds a purpose for news people ask for. Service and following exist once, from the beginning. */
export async function createPurpose(
  db: TenantDb,
  wanted: Required<Pick<PurposeChange, 'name' | 'wording'>> & {
    basis: Basis;
    onSignUpPage: boolean;
  },
): Promise<Purpose> {
  const { name, wording } = filledIn(wanted.name, wanted.wording);
  const all = await selectPurposes(db);
  const row = await insertPurpose(db, {
    key: keyFrom(name.nl),
    kind: 'marketing',
    basis: wanted.basis,
    name_nl: name.nl,
    name_en: name.en,
    wording_nl: wording.nl,
    wording_en: wording.en,
    on_sign_up_page: wanted.onSignUpPage,
    position: Math.max(0, ...all.map((one) => one.position)) + 1,
  });
  if (!row) throw new Refused('consent.purpose-exists', { name: name.nl });
  return purposeOf(row);
}

/**
 * Changes a purpose. Another sentence is a new version: proofs given before keep the sentence they were given for.
 * The purposes of service and of following cannot be closed: messages and pages rest on them.
 */
export async function changePurpose(db: TenantDb, id: number, change: PurposeChange, now: Date): Promise<Purpose> {
  const row = await lockPurpose(db, id);
  if (!row) throw new NotFound('purpose');
  if (change.archived && row.kind !== 'marketing') throw new Refused('consent.purpose-needed');
  const { name, wording } = filledIn(
    change.name ?? { nl: row.name_nl, en: row.name_en },
    change.wording ?? { nl: row.wording_nl, en: row.wording_en },
  );
  const reworded = wording.nl !== row.wording_nl || wording.en !== row.wording_en;
  const archivedAt = change.archived === undefined ? row.archived_at : change.archived ? (row.archived_at ?? now) : null;
  return purposeOf(
    await updatePurpose(db, {
      ...row,
      name_nl: name.nl,
      name_en: name.en,
      wording_nl: wording.nl,
      wording_en: wording.en,
      wording_version: row.wording_version + (reworded ? 1 : 0),
      on_sign_up_page: change.onSignUpPage ?? row.on_sign_up_page,
      position: change.position ?? row.position,
      archived_at: archivedAt,
    }),
  );
}

/** The name of a purpose in the reader's language. */
export function nameOf(purpose: Purpose, language: Language): string {
  return purpose.name[language] || purpose.name.nl;
}

/** The sentence people say yes to, in their language. */
export function wordingOf(purpose: Purpose, language: Language): string {
  return purpose.wording[language] || purpose.wording.nl;
}

type Texts = { nl: string; en: string };

function filledIn(name: Texts, wording: Texts): { name: Texts; wording: Texts } {
  const clean = (texts: Texts): Texts => ({ nl: oneLine(texts.nl), en: oneLine(texts.en) });
  const found = { name: clean(name), wording: clean(wording) };
  if (!found.name.nl) throw new Invalid({ 'name.nl': 'field.required' });
  if (!found.wording.nl) throw new Invalid({ 'wording.nl': 'field.required' });
  return found;
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

function keyFrom(name: string): string {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return (
    plain
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'doel'
  );
}

function purposeOf(row: PurposeRow): Purpose {
  return {
    id: row.id,
    key: row.key,
    kind: row.kind,
    basis: row.basis,
    name: { nl: row.name_nl, en: row.name_en },
    wording: { nl: row.wording_nl, en: row.wording_en },
    wordingVersion: row.wording_version,
    onSignUpPage: row.on_sign_up_page,
    position: row.position,
    archivedAt: row.archived_at,
  };
}
