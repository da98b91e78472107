-- Cards. Identity stands here once; the systems a person is known in point to it.
create table households (
  tenant_id bigint not null references tenants (id),
  id bigint generated always as identity,
  -- folded street, number, box, postcode: people with the same key live together
  address_key text not null,
  primary key (tenant_id, id),
  unique (tenant_id, address_key)
);
call kb_secure('households');

create table contacts (
  tenant_id bigint not null references tenants (id),
  id bigint generated always as identity,
  public_id uuid not null default gen_random_uuid(),
  kind text not null default 'patron' check (kind in
    ('patron', 'reader', 'participant', 'prospect', 'guardian', 'organisation')),
  first_name text not null default '',
  -- particles included, as the person writes it: "van den Berg", "El Amrani"
  last_name text not null default '',
  gender text,
  birth_on date,
  email text,
  -- lower-cased, IDN in A-label: what counts as the same mailbox
  email_key text,
  email_state text not null default 'unknown' check (email_state in ('unknown', 'confirmed', 'bouncing', 'refused')),
  phone text,
  mobile text,
  street text, house_number text, box text, postcode text, city text, country text,
  language text,
  branch_id bigint,
  household_id bigint,
  card_number text,
  patron_category text,
  member_since date,
  member_until date,
  notes text,
  -- set when the last full feed no longer holds this person; gone is not erased
  gone_at timestamptz,
  -- a merged card stays as an alias of the one it went into
  merged_into bigint,
  -- grows with each change: two people editing one card is a visible conflict
  version int not null default 1,
  -- fingerprint of the fields the import last wrote: an unchanged row costs one comparison
  import_hash bigint,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, branch_id) references branches (tenant_id, id),
  foreign key (tenant_id, household_id) references households (tenant_id, id),
  foreign key (tenant_id, merged_into) references contacts (tenant_id, id)
);
create unique index contacts_public on contacts (tenant_id, public_id);
create index contacts_name on contacts (tenant_id, last_name, first_name, id);
create index contacts_email on contacts (tenant_id, email_key) where email_key is not null;
create index contacts_household on contacts (tenant_id, household_id) where household_id is not null;
create index contacts_branch on contacts (tenant_id, branch_id);
create index contacts_merged on contacts (tenant_id, merged_into) where merged_into is not null;
create index contacts_recent on contacts (tenant_id, updated_at desc, id desc);
call kb_secure('contacts');

-- A contact as other systems know it: card number and number in the library system, student number…
create table contact_identifiers (
  tenant_id bigint not null references tenants (id),
  source text not null,
  kind text not null,
  value text not null,
  contact_id bigint not null,
  primary key (tenant_id, source, kind, value),
  foreign key (tenant_id, contact_id) references contacts (tenant_id, id)
);
create index contact_identifiers_contact on contact_identifiers (tenant_id, contact_id);
call kb_secure('contact_identifiers');

create table contact_relations (
  tenant_id bigint not null references tenants (id),
  id bigint generated always as identity,
  contact_id bigint not null,
  related_id bigint not null,
  -- contact_id is the guardian of related_id
  kind text not null check (kind in ('guardian')),
  origin text not null check (origin in ('import', 'staff')),
  primary key (tenant_id, id),
  unique (tenant_id, contact_id, related_id, kind),
  foreign key (tenant_id, contact_id) references contacts (tenant_id, id),
  foreign key (tenant_id, related_id) references contacts (tenant_id, id)
);
create index contact_relations_related on contact_relations (tenant_id, related_id);
call kb_secure('contact_relations');

-- Earlier states of edited cards, so that an edit by hand can be undone.
create table contact_versions (
  tenant_id bigint not null references tenants (id),
  id bigint generated always as identity,
  contact_id bigint not null,
  version int not null,
  -- the fields as they were before this change
  before jsonb not null,
  staff_id bigint references staff_members (id),
  at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, contact_id, version),
  foreign key (tenant_id, contact_id) references contacts (tenant_id, id)
);
create index contact_versions_staff on contact_versions (staff_id);
call kb_secure('contact_versions');

-- Follow-up tasks and logged conversations by phone, at the desk or by mail are facts
-- on the timeline (module timeline); the task still to be done stands here.
create table contact_tasks (
  tenant_id bigint not null references tenants (id),
  id bigint generated always as identity,
  contact_id bigint not null,
  what text not null,
  due_on date,
  done_at timestamptz,
  staff_id bigint references staff_members (id),
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, contact_id) references contacts (tenant_id, id)
);
create index contact_tasks_contact on contact_tasks (tenant_id, contact_id);
create index contact_tasks_open on contact_tasks (tenant_id, due_on) where done_at is null;
create index contact_tasks_staff on contact_tasks (staff_id);
call kb_secure('contact_tasks');

-- Look-up text per contact. No row-level security here: trigram operators are not leakproof, so under
-- a policy the planner may not use the index (measured: a scan of the whole tenant). The app role
-- has no right on the table at all; it can only call the two functions below, which read the
-- tenant from the transaction themselves.
create table contact_search (
  tenant_id bigint not null,
  contact_id bigint not null,
  -- folded: no accents, lower case; name, card number, e-mail, digits of phones, postcode + number
  text text not null,
  primary key (tenant_id, contact_id)
);
create index contact_search_text on contact_search using gin (tenant_id, text gin_trgm_ops);

-- Contacts whose search text is stale; filled by every writer of contacts, emptied by contact_search_refresh.
create table contact_search_stale (
  tenant_id bigint not null references tenants (id),
  contact_id bigint not null,
  primary key (tenant_id, contact_id)
);
call kb_secure('contact_search_stale');
