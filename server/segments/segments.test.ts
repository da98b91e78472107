import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import type { Condition, Group } from '../../lib/segment-rule.ts';
import { newLibrary, testDatabase } from '../../test/harness/database.ts';
import { many, one, sql, withTenant, type Database, type TenantDb } from '../platform/db.ts';
import { Invalid, NotFound, Refused } from '../platform/errors.ts';
import { within } from './queries.ts';
import { addLoans, addPerson, permit, refreshTotals, seedDay, seedSmallLibrary, type SmallLibrary } from './seed.ts';
import {
  archiveSegment,
  changeSegment,
  countRule,
  countSegment,
  createSegment,
  explain,
  getSegment,
  listSegments,
  reachOf,
  readRule,
  restoreSegment,
  ruleCondition,
  ruleJsonSchema,
  sampleRule,
} from './segments.ts';

let database: Database;
before(async () => {
  database = await testDatabase();
});

async function inLibrary<T>(work: (db: TenantDb, small: SmallLibrary) => Promise<T>): Promise<T> {
  const { tenantId } = await newLibrary(database);
  return withTenant(database, tenantId, async (db) => work(db, await seedSmallLibrary(db)));
}

const all = (...rules: (Condition | Group)[]): Group => ({ match: 'all', rules });
const adults = all({ field: 'age', years: { from: 18 } });
const draft = (name: string, rule: Group = adults) => ({ name, rule, staffId: null, now: seedDay });
const refusedWith = (code: string) => (error: unknown) => error instanceof Refused && error.code === code;

test('a segment is saved, read, counted, changed, put away and taken back', async () => {
  await inLibrary(async (db) => {
    const made = await createSegment(db, draft('Volwassenen'));
    assert.equal(made.version, 1);
    assert.equal((await countSegment(db, made.id, seedDay)).count, 5);
    assert.equal((await getSegment(db, made.id)).last_count, 5);
    const changed = await changeSegment(db, { ...draft('Grote mensen'), id: made.id, version: 1 });
    assert.deepEqual([changed.version, changed.name, changed.last_count], [2, 'Grote mensen', null]);
    await archiveSegment(db, made.id, seedDay);
    assert.deepEqual(await listSegments(db), []);
    assert.equal((await listSegments(db, { archived: true }))[0]?.id, made.id);
    await restoreSegment(db, made.id);
    assert.equal((await listSegments(db))[0]?.name, 'Grote mensen');
  });
});

test('two people changing one segment: the second is told', async () => {
  await inLibrary(async (db) => {
    const made = await createSegment(db, draft('Volwassenen'));
    await changeSegment(db, { ...draft('Een'), id: made.id, version: 1 });
    await assert.rejects(changeSegment(db, { ...draft('Twee'), id: made.id, version: 1 }), refusedWith('error.conflict'));
  });
});

test('a name is given once, whatever its capitals', async () => {
  await inLibrary((db) =>
    createSegment(db, draft('Volwassenen')).then(() =>
      assert.rejects(
        createSegment(db, draft('VOLWASSENEN')),
        (error) => error instanceof Invalid && error.fields.name === 'segments.error.name-taken',
      ),
    ),
  );
});

test('a segment in a segment; never in a circle, nor put away while in use', async () => {
  await inLibrary(async (db) => {
    const first = await createSegment(db, draft('Volwassenen'));
    const second = await createSegment(
      db,
      draft('Met mail', all({ field: 'segment', is: 'in', segment: first.id }, { field: 'email', is: 'present' })),
    );
    const third = all({ field: 'segment', is: 'not-in', segment: second.id }, adults);
    assert.equal((await countRule(db, second.rule, seedDay)).count, 3);
    assert.equal((await countRule(db, third, seedDay)).count, 2);
    await assert.rejects(
      changeSegment(db, {
        ...draft('Volwassenen', all({ field: 'segment', is: 'in', segment: second.id })),
        id: first.id,
        version: 1,
      }),
      refusedWith('segments.error.cycle'),
    );
    await assert.rejects(
      changeSegment(db, {
        ...draft('Volwassenen', all({ field: 'segment', is: 'in', segment: first.id })),
        id: first.id,
        version: 1,
      }),
      refusedWith('segments.error.cycle'),
    );
    await assert.rejects(archiveSegment(db, first.id, seedDay), refusedWith('segments.error.in-use'));
  });
});

test('segments that double each other on and on are refused before the database is asked', async () => {
  await inLibrary(async (db) => {
    let last = await createSegment(db, draft('0'));
    await assert.rejects(async () => {
      for (let step = 1; step < 20; step++) {
        const twice: Condition = { field: 'segment', is: 'in', segment: last.id };
        last = await createSegment(db, draft(`${step}`, all(twice, twice, twice)));
      }
    }, refusedWith('segments.error.too-much-together'));
  });
});

test('another library’s branch, purpose, material, world or segment cannot be saved, and yields nobody', async () => {
  const foreign = await inLibrary(async (db, small) => ({
    ...small,
    segment: (await createSegment(db, draft('Volwassenen'))).id,
  }));
  await inLibrary(async (db) => {
    const cases: [Condition, string][] = [
      [{ field: 'branch', is: 'in', values: [foreign.branches.main] }, 'segments.error.unknown-branch'],
      [{ field: 'loans', count: { from: 1 }, branches: [foreign.branches.main] }, 'segments.error.unknown-branch'],
      [{ field: 'loans', count: { from: 1 }, materials: [foreign.materials.book] }, 'segments.error.unknown-material'],
      [{ field: 'last-loan', period: { from: '2020-01-01' }, worlds: [foreign.worlds.crime] }, 'segments.error.unknown-world'],
      [
        {
          field: 'permission',
          is: 'given',
          purpose: foreign.purposes.newsletter,
          channel: 'email',
        },
        'segments.error.unknown-purpose',
      ],
    ];
    for (const [condition, code] of cases) {
      await assert.rejects(createSegment(db, draft('Vreemd', all(condition))), refusedWith(code));
      assert.equal((await countRule(db, all(condition), seedDay)).count, 0);
    }
    const segment: Condition = { field: 'segment', is: 'in', segment: foreign.segment };
    await assert.rejects(createSegment(db, draft('Vreemd', all(segment))), refusedWith('segments.error.unknown-segment'));
    await assert.rejects(countRule(db, all(segment), seedDay), refusedWith('segments.error.unknown-segment'));
    await assert.rejects(getSegment(db, foreign.segment), NotFound);
    await assert.rejects(explain(db, adults, foreign.people.Zeynep!, seedDay), NotFound);
    assert.equal((await reachOf(db, adults, foreign.purposes.newsletter, seedDay)).permitted, 0);
  });
});

test('reach: in the segment, with permission, with an address that works, once per mailbox', async () => {
  await inLibrary(async (db, small) => {
    const reach = (purpose?: number) => reachOf(db, all({ field: 'email', is: 'present' }), purpose, seedDay);
    assert.deepEqual(await reach(small.purposes.newsletter), {
      in_segment: 4,
      households: 3,
      permitted: 3,
      reachable: 2,
      mailboxes: 2,
    });
    // Fatima and Nour share a mailbox
    assert.deepEqual(await reach(), {
      in_segment: 4,
      households: 3,
      permitted: 4,
      reachable: 3,
      mailboxes: 2,
    });
    assert.equal((await reach(small.purposes.youth)).permitted, 0);
  });
});

test('reach for what customers get: grown-up members who did not refuse, without a yes of theirs', async () => {
  await inLibrary(async (db, small) => {
    const { id } = await one(
      db,
      sql<{ id: number }>`insert into purposes (tenant_id, key, kind, basis, name_nl, name_en, wording_nl, wording_en)
        values (${db.tenantId}, 'customers', 'marketing', 'soft-opt-in', 'Voor leden', 'For members', '', '') returning id`,
    );
    const permitted = async () => (await reachOf(db, all({ field: 'email', is: 'present' }), id, seedDay)).permitted;
    const members = await one(
      db,
      sql<{
        n: number;
        some: number;
      }>`select count(*)::int as n, min(id) as some from contacts where tenant_id = ${db.tenantId} and email_key is not null
        and gone_at is null and merged_into is null and member_since is not null and (birth_on is null or birth_on <= date '2008-11-22')`,
    );
    assert.ok(members.n > 1);
    assert.equal(await permitted(), members.n);

    await permit(db, members.some, id, 'withdrawn');
    assert.equal(await permitted(), members.n - 1);
    assert.equal((await reachOf(db, all({ field: 'email', is: 'present' }), small.purposes.youth, seedDay)).permitted, 0);
  });
});

test('a sample is the same for the same number, and another for another', async () => {
  await inLibrary(async (db) => {
    for (let nr = 0; nr < 60; nr++) await addPerson(db, `Lezer${nr}`, { birth_on: '1990-01-01' });
    const names = async (seed: number) => (await sampleRule(db, adults, { now: seedDay, seed, limit: 5 })).map((one) => one.name).join();
    assert.equal(await names(7), await names(7));
    assert.notEqual(await names(7), await names(8));
  });
});

test('why: what each condition saw', async () => {
  await inLibrary(async (db, small) => {
    const rule = all(
      { field: 'child', years: { from: 6, to: 12 } },
      {
        match: 'any',
        rules: [
          { field: 'city', is: 'in', values: ['Aalst'] },
          { field: 'loans', count: { from: 5 }, audience: 'youth' },
        ],
      },
      {
        field: 'permission',
        is: 'not-given',
        purpose: small.purposes.newsletter,
        channel: 'email',
      },
    );
    assert.deepEqual(await explain(db, rule, small.people.Zeynep!, seedDay), {
      contactId: small.people.Zeynep,
      name: 'Zeynep Vandenbroucke',
      live: true,
      matches: false,
      rule: {
        place: '',
        matches: false,
        rules: [
          { place: '1', matches: true, value: [8] },
          {
            place: '2',
            matches: true,
            rules: [
              { place: '2.1', matches: false, value: 'Gent' },
              { place: '2.2', matches: true, value: 6 },
            ],
          },
          { place: '3', matches: false, value: 'given' },
        ],
      },
    });
    const gone = await explain(db, adults, small.people.Gone!, seedDay);
    assert.deepEqual([gone.live, gone.rule.matches, gone.matches], [false, true, false]);
  });
});

test('a rule that would hold the database is stopped, and the connection is as it was', async () => {
  await inLibrary(async (db) => {
    await assert.rejects(
      within(db, 0.05, () => many(db, sql`select pg_sleep(5)`)),
      refusedWith('segments.error.too-slow'),
    );
  });
  await inLibrary(async (db) => {
    await countRule(db, adults, seedDay);
    assert.equal((await db.client.query('show statement_timeout')).rows[0].statement_timeout, '0');
  });
});

test('compiling without the segments a rule names is refused', () => {
  assert.throws(
    () => ruleCondition(all({ field: 'segment', is: 'in', segment: 3 }), { tenantId: 1, now: seedDay }),
    /segment 3 was not read/,
  );
});

test('the published schema is the one in the code', () => {
  const published = JSON.parse(readFileSync(new URL('../../docs/segment-rule.schema.json', import.meta.url), 'utf8')) as unknown;
  assert.deepEqual(published, ruleJsonSchema(), 'write it anew: npm run kaartbak -- segment schema > docs/segment-rule.schema.json');
});

// --- any rule, any contact: why says the same as membership ---

/** A small generator with a seed of its own: a failing case can be repeated. */
function chance(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return state % below;
  };
}

function anyRule(pick: (below: number) => number, small: SmallLibrary, segment: number, depth = 0): Group {
  const one = <T>(...choices: T[]): T => choices[pick(choices.length)]!;
  const is = () => one('in' as const, 'not-in' as const);
  const range = (max: number) => one({ from: pick(max) }, { to: pick(max) }, { from: 1, to: 1 + pick(max) });
  const moment = () =>
    one<unknown>(
      { ago: pick(24), unit: one('days', 'weeks', 'months', 'years') },
      { ahead: pick(12), unit: 'months' },
      `202${pick(7)}-0${1 + pick(9)}-1${pick(10)}`,
    );
  const period = () => one({ from: moment() }, { to: moment() }, { from: moment(), to: moment() });
  const which = () => ({
    ...(pick(3) === 0 ? { who: one('self', 'household') } : {}),
    ...(pick(3) === 0 ? { materials: [one(small.materials.book, small.materials.dvd)] } : {}),
    ...(pick(4) === 0 ? { worlds: [small.worlds.crime] } : {}),
    ...(pick(4) === 0 ? { branches: [one(small.branches.main, small.branches.north)] } : {}),
    ...(pick(3) === 0 ? { audience: one('adults', 'youth') } : {}),
  });
  const condition = (): unknown =>
    one<() => unknown>(
      () => ({ field: 'kind', is: is(), values: [one('patron', 'reader', 'guardian')] }),
      () => ({ field: 'city', is: is(), values: [one('Gent', 'aalst', 'Ergens')] }),
      () => ({ field: 'postcode', is: is(), values: [one('9000', '93*', '3*')] }),
      () => ({ field: 'branch', is: is(), values: [small.branches.main] }),
      () => ({ field: 'email', is: one('present', 'absent') }),
      () => ({ field: 'email-state', is: is(), values: [one('unknown', 'bouncing')] }),
      () => ({ field: 'age', years: range(80) }),
      () => ({ field: 'birthday', within: pick(366) }),
      () => ({ field: one('created', 'member-since', 'member-until'), period: period() }),
      () => ({ field: 'membership', is: one('active', 'expired', 'none') }),
      () => ({
        field: 'loans',
        count: range(8),
        ...(pick(3) ? { period: period() } : {}),
        ...which(),
      }),
      () => ({ field: 'last-loan', period: period(), ...which() }),
      () => ({ field: 'never-borrowed', ...which() }),
      () => ({
        field: 'loans-trend',
        is: one('growing', 'shrinking', 'stopped'),
        months: 1 + pick(12),
      }),
      () => ({ field: 'open-loans', count: range(3) }),
      () => ({ field: 'child', years: range(20) }),
      () => ({ field: 'household-size', count: range(4) }),
      () => ({
        field: 'permission',
        is: one('given', 'not-given'),
        purpose: one(small.purposes.newsletter, small.purposes.youth),
        channel: one('email', 'sms'),
      }),
      () => ({ field: 'segment', is: is(), segment }),
    )();
  const rules = Array.from({ length: pick(4) }, () =>
    depth < 3 && pick(3) === 0 ? anyRule(pick, small, segment, depth + 1) : condition(),
  );
  return { match: one('all', 'any', 'none'), rules: rules as Condition[] };
}

test('for any rule and any contact, why says what membership says, asked of everybody or one by one', async () => {
  await inLibrary(async (db, small) => {
    const kind = {
      branch_id: small.branches.main,
      material_id: small.materials.book,
      world_id: null,
      audience: 2,
    };
    const extra = chance(1);
    for (let nr = 0; nr < 12; nr++) {
      const id = await addPerson(db, `Lezer${nr}`, {
        birth_on: extra(4) ? `${1940 + extra(80)}-0${1 + extra(9)}-1${extra(10)}` : null,
        city: extra(2) ? 'Gent' : null,
        member_until: extra(2) ? '2026-11-22' : null,
      });
      if (extra(2))
        await addLoans(
          db,
          id,
          Array.from({ length: 1 + extra(9) }, () => `202${4 + extra(3)}-0${1 + extra(9)}-1${extra(10)}`),
          kind,
        );
      small.people[`Lezer${nr}`] = id;
    }
    await refreshTotals(db);
    const segment = (await createSegment(db, draft('Met mail', all({ field: 'email', is: 'present' })))).id;
    let both = 0;
    for (let seed = 1; seed <= 120; seed++) {
      const rule = readRule(anyRule(chance(seed), small, segment));
      const inside = new Set((await sampleRule(db, rule, { now: seedDay, limit: 50 })).map((one) => one.id));
      assert.equal((await countRule(db, rule, seedDay)).count, inside.size, `seed ${seed}`);
      if (inside.size > 0 && inside.size < 19) both += 1;
      for (const [name, id] of Object.entries(small.people)) {
        const why = await explain(db, rule, id, seedDay);
        assert.equal(why.matches, inside.has(id), `seed ${seed}, ${name}: ${JSON.stringify(rule)}`);
      }
    }
    assert.ok(both > 30, `only ${both} rules told people apart`);
  });
});
