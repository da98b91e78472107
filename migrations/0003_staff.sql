-- People who log in. A staff member is one account; the roles say where and as what.
-- These tables are read before any tenant is known (who is this?), so they carry no tenant policy.
create table staff_members (
  id bigint generated always as identity primary key,
  public_id text not null unique,
  email text not null,
  name text not null,
  language text not null default 'nl',
  password_hash text,
  -- AES-256-GCM, key outside the database; null until the member set up a second factor
  totp_secret text,
  totp_confirmed_at timestamptz,
  -- the last accepted time step: a code works once (RFC 6238 §5.2)
  totp_last_step bigint,
  recovery_hashes text[] not null default '{}',
  disabled_at timestamptz,
  -- when somebody showed that they read this mailbox, or the operator vouched for it; null: anybody may have given the address
  address_proved_at timestamptz,
  created_at timestamptz not null default now(),
  check (email = lower(email))
);
create unique index staff_members_email on staff_members (email);

create table staff_roles (
  staff_id bigint not null references staff_members (id),
  environment_id bigint not null references tenants (id),
  role text not null check (role in
    ('network-manager', 'administrator', 'marketer', 'desk', 'circulation', 'data-protection-officer', 'read-only')),
  granted_at timestamptz not null default now(),
  primary key (staff_id, environment_id, role)
);
create index staff_roles_environment on staff_roles (environment_id);

-- One-time links: a login from the console.
create table staff_links (
  token_hash text primary key,
  staff_id bigint not null references staff_members (id),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
create index staff_links_staff on staff_links (staff_id);

create table staff_sessions (
  token_hash text primary key,
  public_id text not null unique,
  staff_id bigint not null references staff_members (id),
  csrf text not null,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  -- when the second factor (or the password, where none is set up) was last given: for step-up
  proved_at timestamptz not null default now(),
  second_factor boolean not null default false,
  agent text
);
create index staff_sessions_staff on staff_sessions (staff_id);

create table api_keys (
  id bigint generated always as identity primary key,
  public_id text not null unique,
  environment_id bigint not null references tenants (id),
  name text not null,
  key_hash text not null unique,
  scopes text[] not null,
  created_by bigint references staff_members (id),
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index api_keys_environment on api_keys (environment_id);
create index api_keys_created_by on api_keys (created_by);
