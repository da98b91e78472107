-- Saved rules that yield contacts. The rule is data with a published schema, never SQL.
create table segments (
  tenant_id bigint not null references tenants (id),
  id bigint generated always as identity,
  name text not null,
  rule jsonb not null,
  version int not null default 1,
  last_count int,
  last_counted_at timestamptz,
  created_by bigint references staff_members (id),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  archived_at timestamptz,
  primary key (tenant_id, id)
);
create unique index segments_name on segments (tenant_id, lower(name)) where archived_at is null;
create index segments_created_by on segments (created_by);
call kb_secure('segments');
