-- Links of a mailing; the redirect goes to a stored address only, never to one in the URL.
create table tracked_links (
  tenant_id bigint not null references tenants (id),
  id bigint generated always as identity,
  source_kind text not null,
  source_id bigint not null,
  position int not null,
  url text not null,
  primary key (tenant_id, id),
  unique (tenant_id, source_kind, source_id, position)
);
call kb_secure('tracked_links');

-- Clicks in total, per hour: no person, no address, no agent. Individual clicks are facts on the
-- timeline, and only for people who gave the second permission.
create table link_clicks (
  tenant_id bigint not null references tenants (id),
  link_id bigint not null,
  hour timestamptz not null,
  clicks int not null default 0,
  -- recognised as scanner or prefetch: counted apart, never shown as people
  machine_clicks int not null default 0,
  primary key (tenant_id, link_id, hour),
  foreign key (tenant_id, link_id) references tracked_links (tenant_id, id)
);
call kb_secure('link_clicks');

-- To whom and when a message went: what following a click, and leaving by a link, need of the ledger. Reads with the rights of the caller.
create view message_origins with (security_invoker = true) as
  select tenant_id, id as message_id, source_kind, source_id, contact_id, purpose_id, address, state, created_at, marked_at, finished_at
  from messages;
