-- The ground every module stands on: the tenant setting that row-level security reads,
-- one procedure that puts a table behind it, and the few tables that belong to no tenant.

create extension if not exists pg_trgm;
create extension if not exists btree_gin;

-- The tenant of this transaction, set by withTenant(); null (and so no rows at all) when unset.
create function kb_tenant() returns bigint
  language sql stable parallel safe
  as $$ select nullif(current_setting('kaartbak.tenant', true), '')::bigint $$;

-- Puts a tenant table behind forced row-level security. Equality with a setting only:
-- evaluated once per statement (the sub-select becomes an InitPlan), fails closed when unset.
create procedure kb_secure(tbl regclass)
  language plpgsql
  as $$
begin
  execute format('alter table %s enable row level security', tbl);
  execute format('alter table %s force row level security', tbl);
  execute format(
    'create policy tenant_only on %s using (tenant_id = (select kb_tenant())) with check (tenant_id = (select kb_tenant()))',
    tbl);
end $$;

-- For append-only tables: nobody rewrites history, not even the owner of the table.
-- Erasure (GDPR art. 17) may delete where the table allows it, by saying so in its transaction.
create function kb_append_only() returns trigger
  language plpgsql
  as $$
begin
  if tg_op = 'DELETE' and tg_argv[0] = 'erasable' and current_setting('kaartbak.erasing', true) = 'on' then
    return old;
  end if;
  raise exception 'table % is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;

create table platform_settings (
  key text primary key,
  value jsonb not null,
  updated_at timestamptz not null default now()
);

-- Counters behind the rate limits; losing them in a crash only forgives a few attempts.
create unlogged table rate_limits (
  key text not null,
  window_start timestamptz not null,
  count int not null default 0,
  primary key (key, window_start)
);

-- Answers kept for repeated requests with the same Idempotency-Key (24 hours).
create table idempotency_keys (
  scope text not null,
  key text not null,
  body_hash text not null,
  status int,
  answer jsonb,
  created_at timestamptz not null default now(),
  primary key (scope, key)
);

-- Bulk data waits here before it is merged: COPY refuses tables with row-level security.
create schema if not exists staging;

-- Gives the planner figures of a table that was just filled in bulk. Autovacuum would come by itself, a minute too late:
-- until then every statement that goes to a few hundred rows by key reads the whole table (measured: 20 times slower).
create function kb_analyze(tbl text) returns void
  language plpgsql security definer set search_path = public, pg_temp
  as $$ begin execute format('analyze %I', tbl); end $$;
