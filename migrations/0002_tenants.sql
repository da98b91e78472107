-- The tree of environments: network → region → library. One table, because each of them
-- can own contacts, segments and senders. Branches belong to a library.
create table tenants (
  id bigint generated always as identity primary key,
  public_id text not null unique,
  kind text not null check (kind in ('network', 'region', 'library')),
  parent_id bigint references tenants (id),
  slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{1,48}$'),
  name text not null,
  short_name text not null,
  language text not null default 'nl',
  country text not null default 'BE' check (country in ('BE', 'NL')),
  time_zone text not null default 'Europe/Brussels',
  -- house style: {"colour": "#7b1e3c", "logoFile": "…"}
  branding jsonb not null default '{}',
  -- what the locked footer prints: {"street", "postcode", "city", "phone", "email", "website"}
  contact jsonb not null default '{}',
  settings jsonb not null default '{}',
  demo boolean not null default false,
  created_at timestamptz not null default now(),
  check ((kind = 'network') = (parent_id is null))
);
create index tenants_parent on tenants (parent_id);

create table branches (
  tenant_id bigint not null references tenants (id),
  id bigint generated always as identity,
  code text not null,
  name text not null,
  street text, postcode text, city text, phone text, email text,
  hours jsonb not null default '[]',
  primary key (tenant_id, id),
  unique (tenant_id, code)
);
call kb_secure('branches');
