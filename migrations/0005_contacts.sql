-- Cards. Identity stands here once; the systems a person is known in point to it.

-- Text as people search and sort it: no accents, lower case. lib/fold.ts does the same; a test holds the two together.
-- Most names are ASCII and take the short way: this runs for every row of an import.
create function kb_fold(value text) returns text
  language sql immutable parallel safe
  as $$
    select case when octet_length(value) = char_length(value) then lower(value)
    else replace(replace(replace(replace(translate(
      lower(regexp_replace(normalize(value, NFD), '[\u0300-\u036f]', '', 'g')),
      'ŁłØøĐđĦħıŦŧςÐð’‘‐‑–—', 'llooddhhittσdd''''----'),
      'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th')
    end
  $$;

-- A phone number as it is searched: digits in national form, so that +32 470…, 0032 470… and 0470… are one.
create function kb_phone_digits(value text) returns text
  language sql immutable parallel safe
  as $$
    select case when value like '+%' or value like '00%'
      then replace(regexp_replace(translate(value, ' ./-()', ''), '^(\+|00)(32|31)0?', '0'), '+', '')
      else translate(value, ' ./-()', '') end
  $$;

-- People with the same key live at one address; null when the address is not complete enough to say so.
create function kb_address_key(street text, house_number text, box text, postcode text) returns text
  language sql immutable parallel safe
  as $$
    select case when coalesce(street, '') = '' or coalesce(house_number, '') = '' or coalesce(postcode, '') = '' then null
    else regexp_replace(kb_fold(street) || '|' || kb_fold(house_number) || '|' || kb_fold(coalesce(box, '')) || '|' || kb_fold(postcode),
      '[\s!-/:-@\[-`{}~]+', '', 'g')
    end
  $$;

-- Tables a file fills by the million (households, contacts, identifiers, stale look-up words) carry no foreign key that
-- PostgreSQL would check row by row: measured, those checks were more than half of an import. Their ids come out of
-- joins in the statement that writes them. See docs/decisions/0020-bulk-tables-without-row-checks.md.
create table households (
  tenant_id bigint not null,
  id bigint generated always as identity,
  -- folded street, number, box, postcode: people with the same key live together
  address_key text not null,
  primary key (tenant_id, id),
  unique (tenant_id, address_key)
);
call kb_secure('households');

-- The columns of fixed width that segments compare stand first: reading a row stops at the last column asked for, and a
-- scan over 1,000,000 cards takes a third of the time (measured: 0.9 s with birth_on and branch_id behind the texts, 0.3 s so).
create table contacts (
  tenant_id bigint not null,
  id bigint generated always as identity,
  household_id bigint,
  branch_id bigint,
  -- a merged card stays as an alias of the one it went into
  merged_into bigint,
  -- set when the last full feed no longer holds this person; gone is not erased
  gone_at timestamptz,
  birth_on date,
  member_since date,
  member_until date,
  -- grows with each change: two people editing one card is a visible conflict
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- lower-cased, IDN in A-label: what counts as the same mailbox
  email_key text,
  email_state text not null default 'unknown' check (email_state in ('unknown', 'confirmed', 'bouncing', 'refused')),
  kind text not null default 'patron' check (kind in
    ('patron', 'reader', 'participant', 'prospect', 'guardian', 'organisation')),
  patron_category text,
  gender text,
  language text,
  postcode text, city text, country text,
  street text, house_number text, box text,
  public_id uuid not null default gen_random_uuid(),
  first_name text not null default '',
  -- particles included, as the person writes it: "van den Berg", "El Amrani"
  last_name text not null default '',
  -- what lists are sorted by; made by the database, nobody writes it
  name_key text generated always as (ltrim(kb_fold(last_name) || ' ' || kb_fold(first_name))) stored,
  email text,
  phone text,
  mobile text,
  card_number text,
  notes text,
  primary key (tenant_id, id),
  foreign key (tenant_id, merged_into) references contacts (tenant_id, id)
);
create unique index contacts_public on contacts (tenant_id, public_id);
create index contacts_name on contacts (tenant_id, name_key, id);
create index contacts_email on contacts (tenant_id, email_key) where email_key is not null;
create index contacts_household on contacts (tenant_id, household_id) where household_id is not null;
create index contacts_branch on contacts (tenant_id, branch_id);
create index contacts_merged on contacts (tenant_id, merged_into) where merged_into is not null;
create index contacts_recent on contacts (tenant_id, updated_at desc, id desc);
create index contacts_kind on contacts (tenant_id, kind);
create index contacts_category on contacts (tenant_id, patron_category);
-- filters of the list that few cards pass: without these, an empty answer costs a walk past every card
create index contacts_gone on contacts (tenant_id, name_key, id) where gone_at is not null;
create index contacts_bouncing on contacts (tenant_id, name_key, id) where email_key is not null and email_state in ('bouncing', 'refused');
create index contacts_never_member on contacts (tenant_id, name_key, id) where member_until is null and member_since is null;
call kb_secure('contacts');

-- The name people know a category of the library system by; a category nobody named goes by its code.
create table patron_categories (
  tenant_id bigint not null references tenants (id),
  id bigint generated always as identity,
  code text not null,
  name text not null,
  primary key (tenant_id, id),
  unique (tenant_id, code)
);
call kb_secure('patron_categories');

-- A contact as other systems know it: card number and number in the library system, student number…
create table contact_identifiers (
  tenant_id bigint not null,
  source text not null,
  kind text not null,
  value text not null,
  contact_id bigint not null,
  -- fingerprint of the row this source last gave for it: an unchanged row costs one comparison
  import_hash bigint,
  primary key (tenant_id, source, kind, value)
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

-- What people are looked up by: words of names, and keys. Names stand in two tables without row-level security:
-- the operators they are searched with (@@ on tsvector, % on text) are not leakproof, so under a policy the planner
-- may not use their indexes (measured: a scan of the whole tenant). The app role has no right on them at all;
-- it can only call the functions below, which read the tenant from the transaction themselves.
create table contact_search (
  tenant_id bigint not null,
  contact_id bigint not null,
  -- the folded words of the names
  words tsvector not null,
  primary key (tenant_id, contact_id)
);
-- no list of pending entries: every look-up would read all of it (measured: 400 ms after an import instead of 20)
create index contact_search_words on contact_search using gin (tenant_id, words) with (fastupdate = off);

-- What is typed as a whole, from its beginning, with a letter and a colon in front:
-- c: card and other numbers, e: e-mail, p: phone, a: postcode and house number.
create table contact_search_keys (
  tenant_id bigint not null,
  key text collate "C" not null,
  contact_id bigint not null,
  primary key (tenant_id, key, contact_id)
);
create index contact_search_keys_contact on contact_search_keys (tenant_id, contact_id);
call kb_secure('contact_search_keys');

-- Every word that stands in a name of this tenant, once. A misspelt word is compared with these
-- (some hundred thousand) instead of with every card: that is what makes typo tolerance fast.
create table contact_search_vocabulary (
  tenant_id bigint not null,
  word text not null,
  primary key (tenant_id, word)
);
create index contact_search_vocabulary_trigrams on contact_search_vocabulary using gin (tenant_id, word gin_trgm_ops) with (fastupdate = off);

-- Contacts whose look-up words are stale; filled by every writer of contacts, emptied by contact_search_refresh.
create table contact_search_stale (
  tenant_id bigint not null,
  contact_id bigint not null,
  primary key (tenant_id, contact_id)
);
call kb_secure('contact_search_stale');

-- The words a name is found by: each of its words, the first names and each part of a surname written as one
-- ("De Smet" is found by "desmet"), and all of it with y for ij. One plain expression, so that it is inlined:
-- with a sub-select in it a call costs ten times as much.
create function kb_name_words(first_name text, last_name text) returns text[]
  language sql immutable parallel safe
  as $$
    select string_to_array(translate(kb_fold(first_name), E'-\u00a0\t!"#$%&''()*+,./:;<=>?@[\\]^_`{|}~', repeat(' ', 36)), ' ')
      || string_to_array(translate(kb_fold(last_name), E'-\u00a0\t!"#$%&''()*+,./:;<=>?@[\\]^_`{|}~', repeat(' ', 36)), ' ')
      || translate(kb_fold(first_name), E'- \u00a0\t!"#$%&''()*+,./:;<=>?@[\\]^_`{|}~', '')
      || string_to_array(translate(kb_fold(last_name), E' \u00a0\t!"#$%&''()*+,./:;<=>?@[\\]^_`{|}~', ''), '-')
      || case when strpos(lower(first_name || ' ' || last_name), 'ij') > 0 then
        string_to_array(translate(replace(kb_fold(first_name), 'ij', 'y'), E'-\u00a0\t!"#$%&''()*+,./:;<=>?@[\\]^_`{|}~', repeat(' ', 36)), ' ')
        || string_to_array(translate(replace(kb_fold(last_name), 'ij', 'y'), E'-\u00a0\t!"#$%&''()*+,./:;<=>?@[\\]^_`{|}~', repeat(' ', 36)), ' ')
        || string_to_array(translate(replace(kb_fold(last_name), 'ij', 'y'), E' \u00a0\t!"#$%&''()*+,./:;<=>?@[\\]^_`{|}~', ''), '-')
      end
  $$;

-- Writes the look-up words and keys of these contacts anew. Set-based: an import leaves a million of them stale.
create function contact_search_write(ids bigint[]) returns void
  language plpgsql security definer set search_path = public, pg_temp
  as $$
declare
  tenant bigint := kb_tenant();
  before text[];
  after text[];
begin
  select array_agg(distinct word) into before
  from contact_search s, unnest(tsvector_to_array(s.words)) word
  where s.tenant_id = tenant and s.contact_id = any(ids);

  delete from contact_search s
  where s.tenant_id = tenant and s.contact_id = any(ids)
    and not exists (select from contacts c where c.tenant_id = tenant and c.id = s.contact_id and c.merged_into is null);

  insert into contact_search (tenant_id, contact_id, words)
  select tenant, id, array_to_tsvector(array_remove(array_remove(
    -- a lexeme and an index entry have a longest length; nobody looks for the rest of such a name
    kb_name_words(left(first_name, 200), left(last_name, 200)), ''), null))
  from contacts
  where tenant_id = tenant and id = any(ids) and merged_into is null
  on conflict (tenant_id, contact_id) do update set words = excluded.words
    where contact_search.words is distinct from excluded.words;

  delete from contact_search_keys where tenant_id = tenant and contact_id = any(ids);
  insert into contact_search_keys (tenant_id, key, contact_id)
  select tenant, left(key, 200), c.id
  from contacts c, lateral (
    values ('c:' || translate(lower(c.card_number), ' .-/', '')),
      ('e:' || c.email_key),
      ('p:' || kb_phone_digits(c.phone)),
      ('p:' || kb_phone_digits(c.mobile)),
      ('a:' || translate(lower(c.postcode), ' ', '') || '-' || translate(lower(coalesce(c.house_number, '')), ' ', ''))
    ) k (key)
  where c.tenant_id = tenant and c.id = any(ids) and c.merged_into is null and char_length(key) > 2
  union
  select tenant, left('c:' || translate(lower(i.value), ' .-/', ''), 200), i.contact_id
  from contact_identifiers i where i.tenant_id = tenant and i.contact_id = any(ids);

  select array_agg(distinct word) into after
  from contact_search s, unnest(tsvector_to_array(s.words)) word
  where s.tenant_id = tenant and s.contact_id = any(ids);

  insert into contact_search_vocabulary (tenant_id, word)
  select tenant, word from unnest(after) word where word ~ '[^0-9]' and char_length(word) >= 3
  on conflict do nothing;

  -- a word nobody carries any more leaves: what was erased must not linger here
  delete from contact_search_vocabulary v
  where v.tenant_id = tenant
    and v.word in (select word from unnest(before) word except select word from unnest(after) word)
    and not exists (select from contact_search s where s.tenant_id = tenant and s.words @@ ('''' || v.word || '''')::tsquery);
end $$;

-- One writer per tenant at a time: two could each drop a word from the vocabulary that the other just needed.
-- Takes at most `max` contacts off the stale list and tells how many it took.
create function contact_search_refresh(max int) returns int
  language plpgsql security definer set search_path = public, pg_temp
  as $$
declare
  tenant bigint := kb_tenant();
  ids bigint[];
begin
  perform pg_advisory_xact_lock(hashtext('contact_search'), tenant::int);
  with taken as (
    delete from contact_search_stale
    where tenant_id = tenant and contact_id in (
      select contact_id from contact_search_stale where tenant_id = tenant order by contact_id limit max for update skip locked)
    returning contact_id)
  select array_agg(contact_id) into ids from taken;
  if ids is null then return 0; end if;
  perform contact_search_write(ids);
  return cardinality(ids);
end $$;

-- The same at once for a card somebody just edited; false when the stale list is being worked off: then it must wait its turn.
create function contact_search_refresh_now(ids bigint[]) returns boolean
  language plpgsql security definer set search_path = public, pg_temp
  as $$
begin
  if not pg_try_advisory_xact_lock(hashtext('contact_search'), kb_tenant()::int) then return false; end if;
  perform contact_search_write(ids);
  return true;
end $$;

-- Cards whose names carry the words asked for, at most `max`, in no order.
create function contact_search_find(query tsquery, max int) returns setof bigint
  language sql stable security definer set search_path = public, pg_temp
  as $$ select contact_id from contact_search where tenant_id = kb_tenant() and words @@ query limit max $$;

-- Words of this tenant's names that are written like the given one, most alike first. One slip touches three or four
-- trigrams of a word, so a short word may differ in a larger part of them than a long one.
create function contact_search_alike(given text, max int) returns setof text
  language plpgsql stable security definer set search_path = public, pg_temp
  as $$
begin
  perform set_config('pg_trgm.similarity_threshold',
    case when char_length(given) <= 6 then '0.25' when char_length(given) <= 9 then '0.35' when char_length(given) <= 12 then '0.42' else '0.5' end, true);
  return query
    select word from contact_search_vocabulary
    where tenant_id = kb_tenant() and word % given order by similarity(word, given) desc, word limit max;
end $$;

-- Where the app role owns the tables itself (an external database with one role) there is nobody to keep out.
do $$
declare app text := current_setting('kaartbak.app_role');
begin
  if app <> current_user then
    execute format('revoke all on contact_search, contact_search_vocabulary from %I', app);
    revoke execute on function contact_search_write(bigint[]), contact_search_refresh(int), contact_search_refresh_now(bigint[]),
      contact_search_find(tsquery, int), contact_search_alike(text, int) from public;
    execute format('grant execute on function contact_search_refresh(int), contact_search_refresh_now(bigint[]),
      contact_search_find(tsquery, int), contact_search_alike(text, int) to %I', app);
  end if;
end $$;
