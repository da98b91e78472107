-- One piece of content sent once to an audience by mail (an action, E1).
create table mailings (
  tenant_id bigint not null references tenants (id),
  id bigint generated always as identity,
  name text not null,
  purpose_id bigint,
  segment_id bigint,
  sender_id bigint,
  subject text not null default '',
  preheader text not null default '',
  blocks jsonb not null default '[]',
  language text not null default 'nl' check (language in ('nl', 'fr', 'de', 'en')),
  state text not null default 'draft' check (state in
    ('draft', 'scheduled', 'freezing', 'sending', 'paused', 'finished', 'cancelled')),
  -- how far the scheduling went: a mailing that could not start at its moment says why
  problem text,
  scheduled_at timestamptz,
  -- content, house style, sender, purpose and rule as they were when sending began
  frozen jsonb,
  -- keyset cursor of the freezing, so that a killed freeze goes on where it was
  freeze_cursor bigint not null default 0,
  version int not null default 1,
  created_by bigint references staff_members (id),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, purpose_id) references purposes (tenant_id, id),
  foreign key (tenant_id, segment_id) references segments (tenant_id, id),
  foreign key (tenant_id, sender_id) references senders (tenant_id, id)
);
create index mailings_purpose on mailings (tenant_id, purpose_id);
create index mailings_segment on mailings (tenant_id, segment_id);
create index mailings_sender on mailings (tenant_id, sender_id);
create index mailings_created_by on mailings (created_by);
create index mailings_recent on mailings (tenant_id, updated_at desc);
create index mailings_scheduled on mailings (tenant_id, scheduled_at) where state = 'scheduled';
call kb_secure('mailings');
