-- Forgotten passwords: who asked for a link by mail, and whether it was used. Read before anybody is known, so it carries no
-- tenant policy. The link's token is sealed from the row's number and stands nowhere.
create table password_requests (
  id bigint generated always as identity primary key,
  staff_id bigint not null references staff_members (id),
  -- in whose ledger the mail stands
  environment_id bigint not null references tenants (id),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index password_requests_staff on password_requests (staff_id, created_at);
create index password_requests_environment on password_requests (environment_id);
