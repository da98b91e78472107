// What a yes and a no have in common: who said it, for what, how we know — and how it is recorded.
import { appendFacts } from '../timeline/timeline.ts';
import type { TenantDb } from '../platform/db.ts';
import { NotFound } from '../platform/errors.ts';
import { listPurposes } from './purposes.ts';
import { insertProofs, selectCard, type CardRow, type InsertedProof, type NewProofRow } from './queries.ts';
import type { Channel } from './rules.ts';

/** How a yes or no reached us. */
export type Method = 'double-opt-in' | 'preference-page' | 'one-click' | 'unsubscribe-page' | 'desk' | 'paper' | 'import';

export interface Said {
  contactId: number;
  purposeId: number;
  channel: Channel;
  at: Date;
  method: Method;
  /** The address it was said for; by default the one on the card. */
  address?: string | null;
  language?: 'nl' | 'en';
  /** All that made us believe it: the page, the mail and the click, a note about the paper form. */
  evidence?: Record<string, unknown>;
  staffId?: number | null;
}

/** The card somebody speaks for; of a merged one, the card it went into. */
export async function cardOf(db: TenantDb, contactId: number): Promise<CardRow> {
  const card = await selectCard(db, contactId);
  if (!card) throw new NotFound('contact');
  return card;
}

/** Proofs, what follows from them, and the timeline: always together. */
export async function record(db: TenantDb, rows: readonly NewProofRow[]): Promise<InsertedProof[]> {
  if (rows.length === 0) return [];
  const proofs = await insertProofs(db, rows);
  const names = new Map((await listPurposes(db, { archived: true })).map((purpose) => [purpose.id, purpose.name.nl]));
  await appendFacts(
    db,
    proofs.map((proof) => ({
      contactId: proof.contact_id,
      at: proof.at,
      kind: `permission.${proof.state}`,
      // an objection to all marketing names none
      ...(proof.purpose_id === null ? {} : { object: `purpose:${proof.purpose_id}` }),
      payload: {
        ...(proof.purpose_id === null ? {} : { purpose: names.get(proof.purpose_id), channel: proof.channel }),
        method: proof.method,
        proofId: proof.id,
      },
      naturalKey: `proof:${proof.id}`,
    })),
  );
  return proofs;
}
