-- Who signs a mail. An address is used only after somebody proved that it is theirs.
create table senders (
  tenant_id bigint not null references tenants (id),
  id bigint generated always as identity,
  name text not null,
  email text not null,
  reply_to text,
  verify_token_hash text,
  verified_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, email)
);
call kb_secure('senders');

-- What is going out, per source, for all environments: the mailer looks here to see where work is.
-- Holds no personal data and is read across tenants, so it carries no policy.
create table dispatches (
  id bigint generated always as identity primary key,
  environment_id bigint not null references tenants (id),
  -- 'mailing', 'service'; later 'notice', 'campaign'
  source_kind text not null,
  source_id bigint not null,
  -- lower goes first: 10 service, 50 newsletter
  priority smallint not null,
  -- open: more messages may still be added (a mailing that is being frozen, the standing source of service mails)
  open boolean not null default false,
  state text not null check (state in ('sending', 'paused', 'cancelled', 'finished')),
  -- why it was paused by the engine itself: the relay refuses us, the sender lost its proof
  trouble text,
  -- the mailer looks at it again no earlier than this
  due_at timestamptz not null,
  updated_at timestamptz not null default now(),
  unique (environment_id, source_kind, source_id)
);
create index dispatches_due on dispatches (priority, due_at) where state <> 'finished';

-- The ledger: one row per recipient, source and occasion. Whatever happens, the counts balance.
-- Few indexes on purpose: each message changes its state three times, and every index is paid three times.
create table messages (
  tenant_id bigint not null references tenants (id),
  id bigint generated always as identity,
  source_kind text not null,
  source_id bigint not null,
  channel text not null default 'email' check (channel in ('email', 'sms', 'letter')),
  -- newsletters: keyed hash of the mailbox (one per mailbox), the same hash as on the suppression list;
  -- notices: the contact (each child's notice counts)
  recipient_key text not null,
  -- a deliberate second sending is a new occasion
  occasion text not null default '1',
  contact_id bigint,
  address text,
  state text not null check (state in
    ('ready', 'claimed', 'handing', 'accepted', 'deferred', 'failed', 'uncertain', 'skipped', 'cancelled', 'expired')),
  -- why it was skipped or failed: 'no-permission', 'no-address', 'suppressed', 'same-mailbox', 'hard', 'policy'…
  reason text,
  -- the stored decision: allowed or not, basis, rule, proof. Evidence, not references: it outlives what it names.
  allowed boolean not null,
  purpose_id bigint,
  basis text, rule text not null, proof_id bigint,
  -- may clicks be tied to this person? asked again at the click
  may_follow boolean not null default false,
  -- frozen personal values for the merge fields; with the frozen content they reproduce the mail
  merge_values jsonb,
  valid_until timestamptz,
  created_at timestamptz not null default now(),
  due_at timestamptz,
  owner text, epoch int not null default 0, lease_until timestamptz,
  tries smallint not null default 0,
  marked_at timestamptz,
  finished_at timestamptz,
  reply text,
  primary key (tenant_id, id),
  unique (tenant_id, source_kind, source_id, channel, recipient_key, occasion),
  foreign key (tenant_id, contact_id) references contacts (tenant_id, id)
);
create index messages_waiting on messages (tenant_id, source_kind, source_id, due_at) where state in ('ready', 'deferred');
create index messages_leased on messages (tenant_id, source_kind, source_id, lease_until) where state in ('claimed', 'handing');
create index messages_contact on messages (tenant_id, contact_id, id desc) where contact_id is not null;
call kb_secure('messages');

-- Each try to deliver a message, with where it ended; written once.
create table attempts (
  tenant_id bigint not null references tenants (id),
  id bigint generated always as identity,
  message_id bigint not null,
  epoch int not null,
  at timestamptz not null,
  outcome text not null check (outcome in ('accepted', 'deferred', 'failed', 'uncertain')),
  phase text,
  code smallint,
  reply text,
  -- the relay, or 'proefpostvak'
  host text not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, message_id) references messages (tenant_id, id)
);
create index attempts_message on attempts (tenant_id, message_id);
call kb_secure('attempts');
