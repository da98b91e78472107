// Counting a segment with two loan conditions and three attributes, as the workbench does while somebody edits. The
// yardstick is the same question in plain SQL over the raw rows: each loan condition groups all loans of the library.
import type { Condition, Group } from '../../lib/segment-rule.ts';
import { many, one, sql, withTenant, type TenantDb } from '../../server/platform/db.ts';
import { countRule } from '../../server/segments/segments.ts';
import type { Bench, BenchOptions, BenchRow } from './bench.ts';
import { fillLibrary, type LibrarySize } from './segment-data.ts';

const library: LibrarySize = { contacts: 50_000, loans: 1_000_000 };
const network: LibrarySize = { contacts: 1_000_000, loans: 20_000_000 };
// the generated loans run up to this day
const now = new Date('2026-11-15T10:00:00Z');

export const benches: Bench[] = [{ name: 'segment-count', run }];

async function run(options: BenchOptions): Promise<BenchRow[]> {
  const rows = await measure(options, library, { runs: 40, within: 30 });
  return options.size === 'full' ? [...rows, ...(await measure(options, network, { runs: 7, within: 200 }))] : rows;
}

interface Question {
  what: string;
  rule: Group;
  plain: () => Promise<number>;
}

const youthLoans: Condition = {
  field: 'loans',
  count: { from: 5 },
  audience: 'youth',
  period: { from: { ago: 12, unit: 'months' } },
};

/** Three attributes make it small before any loan is looked at. */
async function narrow(db: TenantDb): Promise<Question> {
  const branches = (await idsOf(db, 'branches')).slice(1, 3);
  const materials = (await idsOf(db, 'materials')).slice(0, 2);
  const rules: Condition[] = [
    { field: 'branch', is: 'in', values: branches },
    { field: 'age', years: { from: 25, to: 45 } },
    { field: 'email', is: 'present' },
    youthLoans,
    { field: 'last-loan', materials, period: { from: { ago: 3, unit: 'months' } } },
  ];
  const same = sql`c.branch_id = any(${branches}::bigint[])
    and c.birth_on between '1980-11-16' and '2001-11-15' and c.email_key is not null
    and c.id in (
      select contact_id from loans where tenant_id = ${db.tenantId} and material_id = any(${materials}::int[])
      group by 1 having max(loaned_on) >= '2026-08-15')`;
  return {
    what: 'two branches, 25–45, e-mail',
    rule: { match: 'all', rules },
    plain: plain(db, same),
  };
}

/** Three attributes that hardly narrow. */
function wide(db: TenantDb): Question {
  const rules: Condition[] = [
    { field: 'age', years: { from: 18 } },
    { field: 'email', is: 'present' },
    { field: 'kind', is: 'in', values: ['patron'] },
    youthLoans,
    { field: 'last-loan', period: { to: { ago: 3, unit: 'months' } } },
  ];
  const same = sql`c.birth_on <= '2008-11-15' and c.email_key is not null and c.kind = 'patron'
    and c.id in (
      select contact_id from loans where tenant_id = ${db.tenantId} group by 1 having max(loaned_on) <= '2026-08-15')`;
  return { what: 'adults, e-mail, patrons', rule: { match: 'all', rules }, plain: plain(db, same) };
}

function plain(db: TenantDb, same: ReturnType<typeof sql>): () => Promise<number> {
  const query = sql<{ n: number }>`
    select count(*)::int as n from contacts c
    where c.tenant_id = ${db.tenantId} and c.gone_at is null and c.merged_into is null and ${same}
      and c.id in (
        select contact_id from loans where tenant_id = ${db.tenantId} and loaned_on >= '2025-11-15' and audience = 2
        group by 1 having count(*) >= 5)`;
  return async () => (await one(db, query)).n;
}

async function idsOf(db: TenantDb, table: 'branches' | 'materials'): Promise<number[]> {
  const rows = await many(
    db,
    sql<{
      id: number;
    }>`select id from ${sql.table(table)} where tenant_id = ${db.tenantId} order by id`,
  );
  return rows.map(({ id }) => id);
}

async function measure(
  { ownerUrl, app }: BenchOptions,
  size: LibrarySize,
  { runs, within }: { runs: number; within: number },
): Promise<BenchRow[]> {
  const tenantId = await fillLibrary(ownerUrl, size);
  return withTenant(
    app.database,
    tenantId,
    async (db) => {
      const rows: BenchRow[] = [];
      for (const { what, rule, plain } of [await narrow(db), wide(db)]) {
        const times: number[] = [];
        let count = 0;
        for (let nr = -1; nr < runs; nr++) {
          const counted = await countRule(db, rule, now);
          count = counted.count;
          if (nr >= 0) times.push(counted.milliseconds);
        }
        const started = performance.now();
        const expected = await plain();
        const yardstick = Math.round(performance.now() - started);
        if (count !== expected) throw new Error(`${what}: the rule says ${count}, plain SQL says ${expected}`);
        const figure = times.toSorted((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1]!;
        const sizeText = `${size.contacts} contacts, ${size.loans} loans`;
        rows.push({
          name: `segment count p95: ${what}`,
          size: sizeText,
          figure,
          unit: 'ms',
          yardstick,
          ratio: Math.round((figure / yardstick) * 1000) / 1000,
          goal: `≤ ${within} ms`,
          met: figure <= within,
        });
      }
      return rows;
    },
    { readOnly: true },
  );
}
