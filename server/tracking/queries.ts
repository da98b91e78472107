import { many, run, sql, type TenantDb } from '../platform/db.ts';

export interface LinkRow {
  id: number;
  position: number;
  url: string;
}

export async function insertLinks(
  db: TenantDb,
  source: { kind: string; id: number },
  links: readonly { position: number; url: string }[],
): Promise<void> {
  await run(
    db,
    sql`
    insert into tracked_links (tenant_id, source_kind, source_id, position, url)
    select ${db.tenantId}, ${source.kind}, ${source.id}, x.position, x.url
    from jsonb_to_recordset(${JSON.stringify(links)}::jsonb) as x(position int, url text)
    on conflict do nothing`,
  );
}

export async function selectLinks(db: TenantDb, source: { kind: string; id: number }): Promise<LinkRow[]> {
  return many(
    db,
    sql<LinkRow>`
    select id, position, url from tracked_links
    where tenant_id = ${db.tenantId} and source_kind = ${source.kind} and source_id = ${source.id} order by position`,
  );
}

export interface ClickCount {
  link_id: number;
  hour: Date;
  clicks: number;
  machine_clicks: number;
}

/** Adds to the totals; rows in one order everywhere, so that two processes cannot wait for each other. */
export async function upsertClicks(db: TenantDb, counts: readonly ClickCount[]): Promise<void> {
  await run(
    db,
    sql`
    insert into link_clicks (tenant_id, link_id, hour, clicks, machine_clicks)
    select ${db.tenantId}, x.link_id, x.hour, x.clicks, x.machine_clicks
    from jsonb_to_recordset(${JSON.stringify(counts)}::jsonb) as x(link_id bigint, hour timestamptz, clicks int, machine_clicks int)
    order by x.link_id, x.hour
    on conflict (tenant_id, link_id, hour) do update
      set clicks = link_clicks.clicks + excluded.clicks, machine_clicks = link_clicks.machine_clicks + excluded.machine_clicks`,
  );
}

export interface LinkTotalRow {
  position: number;
  url: string;
  clicks: number;
  machine_clicks: number;
}

export async function selectLinkTotals(db: TenantDb, source: { kind: string; id: number }): Promise<LinkTotalRow[]> {
  return many(
    db,
    sql<LinkTotalRow>`
    select l.position, l.url, coalesce(sum(c.clicks), 0)::int as clicks, coalesce(sum(c.machine_clicks), 0)::int as machine_clicks
    from tracked_links l left join link_clicks c on c.tenant_id = l.tenant_id and c.link_id = l.id
    where l.tenant_id = ${db.tenantId} and l.source_kind = ${source.kind} and l.source_id = ${source.id}
    group by l.position, l.url order by l.position`,
  );
}

export async function selectHours(
  db: TenantDb,
  source: { kind: string; id: number },
): Promise<{ hour: Date; clicks: number; machine_clicks: number }[]> {
  return many(
    db,
    sql<{ hour: Date; clicks: number; machine_clicks: number }>`
    select c.hour, sum(c.clicks)::int as clicks, sum(c.machine_clicks)::int as machine_clicks
    from tracked_links l join link_clicks c on c.tenant_id = l.tenant_id and c.link_id = l.id
    where l.tenant_id = ${db.tenantId} and l.source_kind = ${source.kind} and l.source_id = ${source.id}
    group by c.hour order by c.hour`,
  );
}

export interface OriginRow {
  message_id: number;
  contact_id: number | null;
  accepted_at: Date | null;
}

/** To whom the messages went, and when they were accepted; null while they were not (yet). */
export async function selectOrigins(
  db: TenantDb,
  source: { kind: string; id: number },
  messageIds: readonly number[],
): Promise<OriginRow[]> {
  return many(
    db,
    sql<OriginRow>`
    select message_id, contact_id, case when state = 'accepted' then finished_at else marked_at end as accepted_at
    from message_origins
    where tenant_id = ${db.tenantId} and source_kind = ${source.kind} and source_id = ${source.id} and message_id = any(${messageIds})`,
  );
}
