-- Who did what, per environment, append-only; each row carries the hash of the one before it.
create table audit_entries (
  tenant_id bigint not null references tenants (id),
  id bigint not null,
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('staff', 'api-key', 'contact', 'system')),
  actor_id bigint,
  actor_name text not null,
  action text not null,
  object_kind text,
  object_id text,
  detail jsonb not null default '{}',
  prev_hash text not null,
  hash text not null,
  primary key (tenant_id, id)
);
create index audit_entries_object on audit_entries (tenant_id, object_kind, object_id);
create index audit_entries_at on audit_entries (tenant_id, at desc);
create trigger audit_entries_append_only before update or delete on audit_entries
  for each row execute function kb_append_only('never');
call kb_secure('audit_entries');

-- The end of each chain; its row lock puts concurrent writers in order.
create table audit_tails (
  tenant_id bigint primary key references tenants (id),
  last_id bigint not null,
  last_hash text not null
);
call kb_secure('audit_tails');
