-- Files as they came in; the bytes lie in the installation's files folder under a random name.
create table files (
  tenant_id bigint not null references tenants (id),
  id bigint generated always as identity,
  public_id text not null,
  name text not null,
  purpose text not null check (purpose in ('import', 'image', 'logo', 'export')),
  media_type text not null,
  size_bytes bigint not null,
  sha256 text not null,
  width int, height int,
  uploaded_by bigint references staff_members (id),
  created_at timestamptz not null default now(),
  -- the bytes are gone: what was brought in is not kept for ever
  cleared_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, public_id)
);
create index files_uploaded_by on files (uploaded_by);
call kb_secure('files');

-- How one kind of file of one library is read: encoding, delimiter, columns, dates, codes.
create table mapping_profiles (
  tenant_id bigint not null references tenants (id),
  id bigint generated always as identity,
  name text not null,
  kind text not null check (kind in ('patrons', 'loans')),
  source text not null,
  -- the header this profile was made for: the next file with it is recognised
  header_key text not null,
  mapping jsonb not null,
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, kind, name)
);
call kb_secure('mapping_profiles');

create table import_runs (
  tenant_id bigint not null references tenants (id),
  id bigint generated always as identity,
  kind text not null check (kind in ('patrons', 'loans')),
  file_id bigint not null,
  profile_id bigint,
  mapping jsonb not null,
  state text not null check (state in ('reading', 'previewed', 'committing', 'done', 'held', 'failed', 'cancelled')),
  phase text,
  -- a declared full feed: who is not in it has gone
  full_feed boolean not null default false,
  rows_read bigint not null default 0,
  bytes_read bigint not null default 0,
  -- {"new", "changed", "unchanged", "gone", "rejected"}
  counts jsonb not null default '{}',
  -- a handful of before/after rows to look at
  sample jsonb not null default '[]',
  problem jsonb,
  -- what waits in staging and up to which block of it is merged: a killed merge goes on from there
  staged_rows bigint not null default 0,
  merged_rows bigint not null default 0,
  merged_blocks bigint not null default 0,
  -- when a worker last said it is alive; a run that fell silent is taken up again
  touched_at timestamptz not null default now(),
  started_by text not null,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, file_id) references files (tenant_id, id),
  foreign key (tenant_id, profile_id) references mapping_profiles (tenant_id, id)
);
create index import_runs_file on import_runs (tenant_id, file_id);
create index import_runs_profile on import_runs (tenant_id, profile_id);
create index import_runs_recent on import_runs (tenant_id, created_at desc);
call kb_secure('import_runs');

-- Quarantine: what could not be taken in, where and why.
create table import_rejects (
  tenant_id bigint not null references tenants (id),
  id bigint generated always as identity,
  run_id bigint not null,
  line bigint not null,
  column_name text,
  value text,
  reason text not null,
  raw text not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, run_id) references import_runs (tenant_id, id)
);
create index import_rejects_run on import_rejects (tenant_id, run_id, line);
call kb_secure('import_rejects');
