// The two kinds of import side by side: what they do between file and cards goes through the merging faces of contacts and circulation.
import { contactColumns } from '../../lib/card-fields.ts';
import type { RawBuilder, TenantDb } from '../platform/db.ts';
import {
  contactVerdicts,
  finishContacts,
  mergeContacts,
  mentionedBranches,
  previewContacts,
  type ContactMerge,
} from '../contacts/merge.ts';
import { finishLoans, loanVerdicts, mergeLoans, prepareLoans, previewLoans, type LoanMerge } from '../circulation/merge.ts';
import { ensureBranches } from '../tenants/tenants.ts';
import { appendFacts } from '../timeline/timeline.ts';
import type { RunRow, SampleRow } from './queries.ts';
import { stagingOf } from './queries/staging.ts';
import { loanPatronKind } from './rules/loan-row.ts';
import { has, patronKey, type Mapping } from './rules/mapping.ts';
import { writtenColumns } from './rules/patron-row.ts';

export interface Preview {
  new: number;
  changed: number;
  gone: number;
  /** How many the source had given before. */
  known: number;
  sample: SampleRow[];
}

export interface Blocks {
  from: number;
  to: number;
}

interface Merger {
  /** The column people know a row by, for sentences about it. */
  keyColumn: string | null;
  verdicts(db: TenantDb): RawBuilder<unknown>;
  preview(db: TenantDb): Promise<Preview>;
  prepare(db: TenantDb): Promise<void>;
  /** `onlyNew` when the preview knew none of the rows; fails with a unique violation when that is no longer true. */
  merge(db: TenantDb, stretch: { blocks: Blocks; now: Date; onlyNew: boolean }): Promise<void>;
  /** What needs the whole file; tells how many have gone. */
  finish(db: TenantDb, now: Date): Promise<number>;
}

/** What a run of this kind does. */
export function mergerOf(run: RunRow): Merger {
  return run.kind === 'patrons' ? patronMerger(run) : loanMerger(run);
}

/** New members of the last days get a line on their timeline; at a first import nobody is new. */
const memberDays = 31;

function patronMerger(run: RunRow): Merger {
  const merge = contactMergeOf(run.id, run.mapping);
  const full = run.full_feed;
  const first = (run.counts.new ?? 0) > 0 && (run.counts.unchanged ?? 0) + (run.counts.changed ?? 0) === 0;
  return {
    keyColumn: columnFor(run.mapping, merge.keyKind === 'card' ? 'cardNumber' : merge.keyKind === 'number' ? 'number' : 'email'),
    verdicts: (db) => contactVerdicts(db, merge),
    preview: (db) => previewContacts(db, merge, { full }),
    prepare: async (db) => void (await ensureBranches(db, await mentionedBranches(db, merge.rows))),
    async merge(db, { blocks, now, onlyNew }) {
      const since = new Date(now.getTime() - memberDays * 86_400_000).toISOString().slice(0, 10);
      const { newMembers } = await mergeContacts(db, merge, { blocks, now, membersSince: first ? null : since, onlyNew });
      await appendFacts(
        db,
        newMembers.map((member) => ({
          contactId: member.contactId,
          at: new Date(`${member.since}T00:00:00Z`),
          kind: 'membership.started',
          payload: member.category ? { category: member.category } : {},
          naturalKey: member.since,
        })),
      );
    },
    finish: (db, now) => finishContacts(db, merge, { full, guardians: has(run.mapping, 'guardian'), now }),
  };
}

function contactMergeOf(runId: number, mapping: Mapping): ContactMerge {
  const { written, kept } = writtenColumns(mapping);
  const ofCard = (columns: readonly string[]) => contactColumns.filter((column) => columns.includes(column));
  const keyKind = patronKey(mapping)!;
  const other = keyKind === 'card' && has(mapping, 'number') ? ({ kind: 'number', column: 'number' } as const) : undefined;
  return { ...stagingOf(runId), source: mapping.source, keyKind, written: ofCard(written), kept: ofCard(kept), other };
}

function loanMerger(run: RunRow): Merger {
  const merge: LoanMerge = { ...stagingOf(run.id), source: run.mapping.source, patronKind: loanPatronKind(run.mapping) };
  return {
    keyColumn: columnFor(run.mapping, merge.patronKind === 'card' ? 'cardNumber' : 'number'),
    verdicts: (db) => loanVerdicts(db, merge),
    preview: async (db) => ({ ...(await previewLoans(db, merge)), gone: 0 }),
    prepare: async (db) => void (await ensureBranches(db, await prepareLoans(db, merge))),
    merge: async (db, { blocks, onlyNew }) => void (await mergeLoans(db, merge, { blocks, onlyNew })),
    async finish(db) {
      await finishLoans(db, merge);
      return 0;
    },
  };
}

function columnFor(mapping: Mapping, target: string): string | null {
  return mapping.columns.find((column) => column.target === target)?.column ?? null;
}
