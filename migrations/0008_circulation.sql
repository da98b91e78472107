-- Mirrored from the library system. Loans are narrow: 20 million of them must stay cheap to count.
create table materials (
  tenant_id bigint not null references tenants (id),
  id int generated always as identity,
  code text not null,
  name text not null,
  primary key (tenant_id, id),
  unique (tenant_id, code)
);
call kb_secure('materials');

-- Each library's own list of themes (wereld); there is no national one.
create table worlds (
  tenant_id bigint not null references tenants (id),
  id int generated always as identity,
  code text not null,
  name text not null,
  primary key (tenant_id, id),
  unique (tenant_id, code)
);
call kb_secure('worlds');

-- Items, loans and totals are filled by the million and carry no foreign keys that are checked row by row
-- (docs/decisions/0020-bulk-tables-without-row-checks.md): their ids come out of joins in the statement that writes them.
create table items (
  tenant_id bigint not null,
  id bigint generated always as identity,
  -- bar code or item number in the library system
  item_key text not null,
  title text not null default '',
  author text,
  primary key (tenant_id, id),
  unique (tenant_id, item_key)
);
call kb_secure('items');

create table loans (
  tenant_id bigint not null,
  id bigint generated always as identity,
  contact_id bigint not null,
  item_id bigint not null,
  branch_id bigint,
  material_id int,
  world_id int,
  -- 0 unknown, 1 adults, 2 youth
  audience smallint not null default 0,
  renewals smallint not null default 0,
  loaned_on date not null,
  due_on date,
  returned_on date,
  -- fingerprint of the loan's key in its source: the same file again changes nothing
  source_key bigint not null,
  -- fingerprint of the row the source last gave: an unchanged loan costs one comparison
  import_hash bigint not null default 0,
  primary key (tenant_id, id)
);
create unique index loans_source on loans (tenant_id, source_key);
-- covers the loan conditions of segments: count, recency, material, world, branch per contact
create index loans_contact on loans (tenant_id, contact_id, loaned_on) include (material_id, world_id, branch_id, audience);
create index loans_open on loans (tenant_id, due_on) where returned_on is null;
call kb_secure('loans');

-- Kept by the loans import: what lists and simple conditions need without touching loans.
create table contact_loan_totals (
  tenant_id bigint not null,
  contact_id bigint not null,
  loans int not null,
  open_loans int not null,
  first_on date not null,
  last_on date not null,
  primary key (tenant_id, contact_id)
);
call kb_secure('contact_loan_totals');
