-- Why we may write. Every message has exactly one purpose.
create table purposes (
  tenant_id bigint not null references tenants (id),
  id bigint generated always as identity,
  key text not null,
  -- marketing: only with permission; service: contract or public task; tracking: the second switch
  kind text not null check (kind in ('marketing', 'service', 'tracking')),
  basis text not null check (basis in ('consent', 'contract', 'public-task', 'soft-opt-in')),
  name_nl text not null, name_en text not null,
  -- the sentence people say yes to; each change is a new version and never rewrites a proof
  wording_nl text not null, wording_en text not null,
  wording_version int not null default 1,
  on_sign_up_page boolean not null default true,
  position int not null default 0,
  archived_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, key)
);
call kb_secure('purposes');

-- The evidence (GDPR art. 7(1)): append-only; the current state below is a projection of it.
create table permission_proofs (
  tenant_id bigint not null references tenants (id),
  id bigint generated always as identity,
  contact_id bigint not null,
  -- no purpose and no channel: of every purpose there is or will be, on every channel (an objection to all marketing)
  purpose_id bigint,
  channel text check (channel in ('email', 'sms', 'letter', 'phone')),
  state text not null check (state in ('given', 'withdrawn', 'objected')),
  at timestamptz not null,
  -- 'web-form', 'double-opt-in', 'preference-page', 'one-click', 'unsubscribe-page', 'desk', 'paper', 'import'
  method text not null,
  -- the address the permission was given for
  address text,
  wording text, wording_version int, language text,
  -- page or form, double opt-in mail and click time, truncated address of the visitor,
  -- age at consent with the rule applied, guardian: all that made us believe it
  evidence jsonb not null default '{}',
  staff_id bigint references staff_members (id),
  primary key (tenant_id, id),
  foreign key (tenant_id, contact_id) references contacts (tenant_id, id),
  foreign key (tenant_id, purpose_id) references purposes (tenant_id, id),
  check ((purpose_id is null) = (channel is null) and (purpose_id is not null or state = 'objected'))
);
create index permission_proofs_contact on permission_proofs (tenant_id, contact_id, purpose_id, at desc);
create index permission_proofs_purpose on permission_proofs (tenant_id, purpose_id);
create index permission_proofs_staff on permission_proofs (staff_id);
create trigger permission_proofs_append_only before update or delete on permission_proofs
  for each row execute function kb_append_only('erasable');
call kb_secure('permission_proofs');

create table permissions (
  tenant_id bigint not null references tenants (id),
  contact_id bigint not null,
  purpose_id bigint not null,
  channel text not null,
  state text not null check (state in ('given', 'withdrawn', 'objected')),
  since timestamptz not null,
  proof_id bigint not null,
  -- given by (or with) a parent or guardian: below the age of consent nothing else counts (GDPR art. 8)
  guardian boolean not null default false,
  -- came out of a file: a yes like that lifts no objection
  imported boolean not null default false,
  primary key (tenant_id, purpose_id, channel, contact_id),
  foreign key (tenant_id, contact_id) references contacts (tenant_id, id),
  foreign key (tenant_id, purpose_id) references purposes (tenant_id, id),
  foreign key (tenant_id, proof_id) references permission_proofs (tenant_id, id)
);
create index permissions_contact on permissions (tenant_id, contact_id);
create index permissions_proof on permissions (tenant_id, proof_id);
call kb_secure('permissions');

-- Who wants no marketing at all (GDPR art. 21(2)-(3)): said of the card, so it holds for purposes made later, for an address
-- that changes and for every channel. A projection of the proofs, and never deleted: a later yes of the reader's own goes
-- before it, for the purpose of that yes only.
create table marketing_objections (
  tenant_id bigint not null references tenants (id),
  contact_id bigint not null,
  -- the newest time it was said
  since timestamptz not null,
  proof_id bigint not null,
  primary key (tenant_id, contact_id),
  foreign key (tenant_id, contact_id) references contacts (tenant_id, id),
  foreign key (tenant_id, proof_id) references permission_proofs (tenant_id, id)
);
create index marketing_objections_proof on marketing_objections (tenant_id, proof_id);
call kb_secure('marketing_objections');

-- Addresses nobody may write to, kept as keyed hash so that it survives erasure and re-import.
-- scope: 'everything' (bounce, complaint) or 'marketing' (objection, GDPR art. 21(2)). Each reason stands by itself: what
-- lifts a bounce must not lift the complaint that came after it.
create table suppressions (
  tenant_id bigint not null references tenants (id),
  address_hash text not null,
  channel text not null default 'email',
  scope text not null check (scope in ('everything', 'marketing')),
  reason text not null check (reason in ('hard-bounce', 'complaint', 'objection', 'erasure', 'staff')),
  at timestamptz not null,
  primary key (tenant_id, channel, address_hash, scope, reason)
);
call kb_secure('suppressions');

-- A sign-up that still waits for its click (double opt-in). Nobody is a contact before that.
-- Owned by the portal. The link in the mail is a sealed token, so nothing to open it with lies here.
create table sign_up_requests (
  tenant_id bigint not null references tenants (id),
  id bigint generated always as identity,
  -- who will be written to
  email text not null,
  -- who must confirm, when the reader is too young to consent alone (GDPR art. 8(2))
  guardian_email text,
  guardian_confirmed_at timestamptz,
  first_name text not null default '',
  last_name text not null default '',
  -- what the reader said: too young to consent alone, a minor, or of age
  age_band text not null check (age_band in ('child', 'minor', 'adult')),
  language text not null,
  -- what was ticked, with the sentence as it stood on the page: [{"purposeId", "wording", "version"}]
  wishes jsonb not null,
  evidence jsonb not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  confirmed_at timestamptz,
  primary key (tenant_id, id)
);
create index sign_up_requests_expiry on sign_up_requests (tenant_id, expires_at);
call kb_secure('sign_up_requests');

-- What other modules may join: who said yes to what, now. An objection to all marketing goes before every yes but the
-- reader's own later word; following clicks is profiling for marketing, so it ends too. Reads with the rights (and the tenant) of the caller.
create view permissions_in_force with (security_invoker = true) as
  select p.tenant_id, p.contact_id, p.purpose_id, u.key as purpose_key, u.kind as purpose_kind, p.channel, p.since, p.proof_id, p.guardian,
    p.imported
  from permissions p
    join purposes u on u.tenant_id = p.tenant_id and u.id = p.purpose_id
    -- joined, not asked per row: segments count over this (an anti-join hashes the few that object)
    left join marketing_objections o on o.tenant_id = p.tenant_id and o.contact_id = p.contact_id
      and u.kind <> 'service' and (p.since <= o.since or p.imported)
  where p.state = 'given' and u.archived_at is null and o.contact_id is null;

-- What was said last about each purpose, with objections to all marketing taken in.
create view permissions_standing with (security_invoker = true) as
  select p.tenant_id, p.contact_id, p.purpose_id, p.channel, p.since, case when o.contact_id is null then p.state else 'objected' end as state
  from permissions p
    join purposes u on u.tenant_id = p.tenant_id and u.id = p.purpose_id
    left join marketing_objections o on o.tenant_id = p.tenant_id and o.contact_id = p.contact_id
      and u.kind <> 'service' and p.state = 'given' and (p.since <= o.since or p.imported);

-- What the engine asks again at the last moment before a message leaves: noes of a purpose, and objections to all marketing
-- for each purpose the reader has not said yes to since.
create view permissions_refused with (security_invoker = true) as
  select tenant_id, contact_id, purpose_id, channel, state, since from permissions where state <> 'given'
  union all
  select o.tenant_id, o.contact_id, u.id, c.channel, 'objected', o.since
  from marketing_objections o
    join purposes u on u.tenant_id = o.tenant_id and u.kind = 'marketing'
    cross join (values ('email'), ('sms'), ('letter'), ('phone')) as c (channel)
  where not exists (
    select 1 from permissions p
    where p.tenant_id = o.tenant_id and p.contact_id = o.contact_id and p.purpose_id = u.id and p.channel = c.channel
      and p.state = 'given' and p.since > o.since and not p.imported);
create view suppressed_addresses with (security_invoker = true) as
  select tenant_id, address_hash, channel, scope, reason, at from suppressions;

-- What deciding and following need of a card. Reads with the rights (and the tenant) of the caller.
create view contact_addresses with (security_invoker = true) as
  select tenant_id, id as contact_id, kind, first_name, last_name, birth_on, email, email_key, email_state,
    language, member_since, gone_at, merged_into
  from contacts;
