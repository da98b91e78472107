import { many, maybe, sql, type TenantDb } from '../platform/db.ts';

export interface LoanRow {
  id: number;
  title: string;
  author: string | null;
  material: string | null;
  world: string | null;
  branch_id: number | null;
  renewals: number;
  loaned_on: string;
  due_on: string | null;
  returned_on: string | null;
}

export async function selectLoans(
  db: TenantDb,
  contactId: number,
  page: { state: 'open' | 'returned'; before?: number | undefined; limit: number },
): Promise<LoanRow[]> {
  const open = page.state === 'open';
  const after =
    page.before === undefined
      ? sql``
      : open
        ? sql`and (coalesce(l.due_on, 'infinity'), l.id) > (select coalesce(due_on, 'infinity'), id from loans where tenant_id = ${db.tenantId} and id = ${page.before})`
        : sql`and (l.loaned_on, l.id) < (select loaned_on, id from loans where tenant_id = ${db.tenantId} and id = ${page.before})`;
  return many(
    db,
    sql<LoanRow>`
    select l.id, i.title, i.author, m.name as material, w.name as world, l.branch_id, l.renewals, l.loaned_on, l.due_on, l.returned_on
    from loans l
      join items i on i.tenant_id = l.tenant_id and i.id = l.item_id
      left join materials m on m.tenant_id = l.tenant_id and m.id = l.material_id
      left join worlds w on w.tenant_id = l.tenant_id and w.id = l.world_id
    where l.tenant_id = ${db.tenantId} and l.contact_id = ${contactId} and l.returned_on is ${open ? sql`null` : sql`not null`} ${after}
    order by ${open ? sql`coalesce(l.due_on, 'infinity'), l.id` : sql`l.loaned_on desc, l.id desc`}
    limit ${page.limit}`,
  );
}

export interface TotalsRow {
  loans: number;
  open_loans: number;
  first_on: string;
  last_on: string;
}

export async function selectTotals(db: TenantDb, contactId: number): Promise<TotalsRow | undefined> {
  return maybe(
    db,
    sql<TotalsRow>`
    select loans, open_loans, first_on, last_on from contact_loan_totals where tenant_id = ${db.tenantId} and contact_id = ${contactId}`,
  );
}

export interface CodeRow {
  id: number;
  code: string;
  /** The code itself as long as nobody named it. */
  name: string;
}

export type CodeList = 'materials' | 'worlds';

export async function selectCodes(db: TenantDb, list: CodeList): Promise<CodeRow[]> {
  return many(db, sql<CodeRow>`select id, code, name from ${sql.table(list)} where tenant_id = ${db.tenantId} order by lower(name), id`);
}

export async function updateName(db: TenantDb, list: CodeList, id: number, name: string): Promise<CodeRow | undefined> {
  return maybe(
    db,
    sql<CodeRow>`update ${sql.table(list)} set name = ${name} where tenant_id = ${db.tenantId} and id = ${id}::bigint returning id, code, name`,
  );
}
