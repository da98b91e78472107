-- What happened to a contact: one append-only history. Insertion is idempotent by natural key.
create table facts (
  tenant_id bigint not null references tenants (id),
  id bigint generated always as identity,
  contact_id bigint not null,
  at timestamptz not null,
  -- 'contact.call', 'mail.sent', 'mail.clicked', 'permission.given', 'membership.started', …
  kind text not null,
  -- what it is about, for grouping and links: 'mailing:12'
  object text,
  payload jsonb not null default '{}',
  -- who may see it: 'all' staff of the library, or only roles with the purpose ('circulation')
  visibility text not null default 'all',
  natural_key text not null,
  primary key (tenant_id, id),
  unique (tenant_id, contact_id, kind, natural_key),
  foreign key (tenant_id, contact_id) references contacts (tenant_id, id)
);
create index facts_of_contact on facts (tenant_id, contact_id, at desc, id desc);
create index facts_of_kind on facts (tenant_id, kind, at);
create trigger facts_append_only before update or delete on facts
  for each row execute function kb_append_only('erasable');
call kb_secure('facts');
