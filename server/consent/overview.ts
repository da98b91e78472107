// Everything about one card's permissions on one screen: where each purpose stands, whether we may write and why,
// and the proofs behind it.
import { ageOfConsent } from '../../lib/age.ts';
import { getEnvironment } from '../tenants/tenants.ts';
import type { TenantDb } from '../platform/db.ts';
import { NotFound } from '../platform/errors.ts';
import type { Secrets } from '../platform/secrets.ts';
import { addressHash, dayOf, knownPurpose, mailboxNoes, objectionOf, standingOf, underSuppressions } from './deciding.ts';
import { listPurposes, type Purpose } from './purposes.ts';
import {
  selectAges,
  selectCard,
  selectObjections,
  selectProofs,
  selectStandingsOfContact,
  selectSuppressions,
  type CardRow,
  type ProofRow,
  type StandingRow,
  type SuppressionRow,
} from './queries.ts';
import {
  channels,
  decide,
  isKnownMinor,
  isRefusable,
  lastWord,
  mayFollow,
  needsGuardian,
  type Channel,
  type Decision,
  type Known,
  type Objection,
  type PermissionState,
  type Standing,
} from './rules.ts';

export interface PermissionOverview {
  contact: {
    id: number;
    kind: string;
    firstName: string;
    email: string | null;
    emailState: string;
    language: string | null;
  };
  age: { ageOfConsent: number; needsGuardian: boolean; minor: boolean };
  suppressions: SuppressionRow[];
  /** No to all marketing, said of this card. What was said yes to since stands in `purposes`. */
  objection: Objection | null;
  purposes: {
    purpose: Purpose;
    /** Whether anything was ever said about this purpose itself. */
    asked: boolean;
    /** What was said last, an objection to all marketing included. */
    state: PermissionState | null;
    since: Date | null;
    proofId: number | null;
    byGuardian: boolean;
    decision: Decision;
  }[];
  /** The ways of practical messages beside e-mail; each can be refused by itself, where the law allows. */
  service: { purposeId: number; channel: Channel; refused: boolean; since: Date | null; refusable: boolean }[];
  /** Without a purpose: of all of them. */
  proofs: (ProofRow & { purpose: Purpose | null })[];
}

/** More proofs than this on one card is no longer read by people; the newest are shown. */
const mostProofs = 500;

/** Where one contact stands for every purpose by e-mail, with all proofs, newest first. */
export async function permissionsOfContact(
  db: TenantDb,
  secrets: Secrets,
  asked: { contactId: number; now: Date },
): Promise<PermissionOverview> {
  const card = await selectCard(db, asked.contactId);
  if (!card) throw new NotFound('contact');
  const { country } = await getEnvironment(db, db.tenantId);
  const purposes = await listPurposes(db, { archived: true });
  const standings = await selectStandingsOfContact(db, card.id);
  const proofs = await selectProofs(db, card.id, mostProofs);
  const hash = card.email_key === null ? '' : addressHash(secrets, db.tenantId, card.email_key);
  const suppressions = hash ? await selectSuppressions(db, 'email', [hash]) : [];
  const byEmail = new Map(standings.filter((row) => row.channel === 'email').map((row) => [row.purpose_id, row]));
  const tracking = purposes.find((purpose) => purpose.kind === 'tracking' && purpose.archivedAt === null);
  const followingRow = tracking && byEmail.get(tracking.id);
  const today = dayOf(asked.now);
  const [age] = await selectAges(db, [card.id]);
  const [objected] = await selectObjections(db, [card.id]);
  const objection = objected && objectionOf(objected);
  const knownAge = { birthOn: card.birth_on, stated: age?.stated ?? null };
  const known = {
    country,
    today,
    ...knownAge,
    isCustomer: card.member_since !== null,
    hasAddress: card.email_key !== null,
    following: followingRow && standingOf(followingRow),
    ...underSuppressions(suppressions, objection),
  };
  const noes = await mailboxNoes(db, purposes, card.email_key === null ? [] : [card.email_key]);
  return {
    contact: contactOf(card),
    age: {
      ageOfConsent: ageOfConsent[country],
      needsGuardian: needsGuardian(knownAge, today, country),
      minor: isKnownMinor(knownAge, today),
    },
    suppressions,
    objection: objection ?? null,
    purposes: purposes
      .filter((purpose) => purpose.archivedAt === null || byEmail.has(purpose.id))
      .map((purpose) =>
        linePer(purpose, byEmail.get(purpose.id), {
          ...known,
          mailboxNo: noes.get(`${purpose.id}:${card.email_key}`),
        }),
      ),
    service: otherWays(purposes, standings),
    proofs: proofs.map((proof) => ({
      ...proof,
      purpose: purposes.find((purpose) => purpose.id === proof.purpose_id) ?? null,
    })),
  };
}

function otherWays(purposes: readonly Purpose[], standings: readonly StandingRow[]): PermissionOverview['service'] {
  return purposes
    .filter((purpose) => purpose.kind === 'service')
    .flatMap(({ id }) =>
      channels
        .filter((channel) => channel !== 'email')
        .map((channel) => {
          const row = standings.find((one) => one.purpose_id === id && one.channel === channel);
          const refused = row !== undefined && row.state !== 'given';
          return { purposeId: id, channel, refused, since: row?.since ?? null, refusable: isRefusable('service', channel) };
        }),
    );
}

function contactOf(card: CardRow): PermissionOverview['contact'] {
  return {
    id: card.id,
    kind: card.kind,
    firstName: card.first_name,
    email: card.email,
    emailState: card.email_state,
    language: card.language,
  };
}

function linePer(
  purpose: Purpose,
  row: StandingRow | undefined,
  { mailboxNo, ...known }: Omit<Known, 'purpose' | 'permission'> & { mailboxNo: Standing | undefined },
): PermissionOverview['purposes'][number] {
  const permission = row && standingOf(row);
  const decision = decide({ ...known, purpose: knownPurpose(purpose), permission: permission ?? mailboxNo });
  const said = lastWord(purpose.kind, { permission, objection: known.objection });
  return {
    purpose,
    asked: row !== undefined,
    state: said?.state ?? null,
    since: said?.at ?? null,
    proofId: said?.proofId ?? null,
    byGuardian: said?.guardian ?? false,
    // the second switch sends nothing: of its line one asks whether clicks may be followed
    decision: purpose.kind === 'tracking' ? { ...decision, mayFollow: mayFollow(known) } : decision,
  };
}
