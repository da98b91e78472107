-- Invitations: a role that is offered to whoever reads a mailbox, until it is taken, declined, withdrawn or too old.
-- Read before any environment is known (whom is this link for? what waits for me?), so it carries no tenant policy.
-- The link's token is sealed from the row's number and stands nowhere.
create table staff_invitations (
  id bigint generated always as identity primary key,
  public_id text not null unique,
  environment_id bigint not null references tenants (id),
  email text not null check (email = lower(email)),
  name text not null,
  role text not null check (role in
    ('network-manager', 'administrator', 'marketer', 'desk', 'circulation', 'data-protection-officer', 'read-only')),
  -- null is the operator at the console, whose word needs no mail to prove it
  invited_by bigint references staff_members (id),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  outcome text check (outcome in ('accepted', 'declined', 'withdrawn')),
  settled_at timestamptz,
  check ((outcome is null) = (settled_at is null))
);
create unique index staff_invitations_open on staff_invitations (environment_id, email, role) where outcome is null;
create index staff_invitations_email on staff_invitations (email) where outcome is null;
create index staff_invitations_invited_by on staff_invitations (invited_by);
create index staff_invitations_environment on staff_invitations (environment_id);
