import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { emailKey } from '../../lib/email-address.ts';
import { allLoans, inventNetwork, loanFile, patronFile, type Library } from './libraries.ts';
import { inventSaid } from './permissions.ts';

const today = '2026-11-22';
const network = inventNetwork({ today, scale: 0.2 });
const libraries = [...network.values()];
const members = libraries.flatMap((library) => library.members);
const loans = new Map(libraries.map((library) => [library.slug, allLoans(library, today)]));
const everyLoan = [...loans.values()].flat();
const share = <T>(list: readonly T[], holds: (one: T) => boolean) => list.filter(holds).length / list.length;
const between = (value: number, low: number, high: number, what: string) => assert.ok(value >= low && value <= high, `${what}: ${value}`);

const bytesOf = (library: Library, all: readonly Parameters<typeof loanFile>[1][number][]) =>
  createHash('sha256')
    .update([...patronFile(library, today)].join(''))
    .update([...loanFile(library, all, { on: today })].join(''))
    .update(JSON.stringify(inventSaid(library, today)))
    .digest('hex');

test('the same seed and day give the same bytes, another seed others', () => {
  const once = inventNetwork({ today, scale: 0.02 }).get('goudveld')!;
  const again = inventNetwork({ today, scale: 0.02 }).get('goudveld')!;
  const other = inventNetwork({ today, scale: 0.02, seed: 'Koperland' }).get('goudveld')!;
  assert.equal(bytesOf(once, allLoans(once, today)), bytesOf(again, allLoans(again, today)));
  assert.notEqual(bytesOf(once, allLoans(once, today)), bytesOf(other, allLoans(other, today)));
});

test('nothing in it can be mistaken for, or reach, somebody real', () => {
  for (const member of members) {
    assert.match(member.card, /^9990\d{9}$/);
    assert.match(member.home.postcode, /^999[5-9]$/);
    if (member.email) assert.match(emailKey(member.email)!, /@[a-z]+\.example$/);
    if (member.phone) assert.match(member.phone, /^09 000 \d\d \d\d$/);
    if (member.mobile) assert.match(member.mobile, /^0470 00 00 \d\d$/);
  }
  for (const reader of libraries.flatMap((library) => library.readers)) assert.match(emailKey(reader.email)!, /@[a-z]+\.example$/);
  assert.equal(new Set(members.map((member) => member.card)).size, members.length);
});

test('it has the size and the people of a network', () => {
  const contacts = members.length + libraries.reduce((sum, library) => sum + library.readers.length, 0);
  between(contacts, 2900, 3200, 'contacts');
  between(everyLoan.length, 60_000, 80_000, 'loans');
  between(
    share(members, (one) => one.email === null),
    0.12,
    0.19,
    'without e-mail',
  );
  between(
    share(members, (one) => one.age < 18),
    0.28,
    0.42,
    'under eighteen',
  );
  between(
    share(members, (one) => one.memberUntil < today),
    0.05,
    0.14,
    'ended',
  );
  between(
    share(members, (one) => one.email !== null && one.badAddress),
    0.012,
    0.04,
    'bad addresses',
  );
  between(
    share(members, (one) => /[^\x00-\x7f]/.test(one.firstName + one.lastName)),
    0.08,
    0.4,
    'names beyond ASCII',
  );
  between(
    share(members, (one) => one.memberSince > '2026-10-22'),
    0.003,
    0.03,
    'new this month',
  );
  for (const particle of ['van den', 'De', 'El'])
    assert.ok(
      members.some((one) => one.lastName.split(' ').length > 1 && one.lastName.startsWith(`${particle} `)),
      particle,
    );
  for (const member of members) {
    assert.ok(member.memberSince <= today && member.birthOn < member.memberSince, `${member.card} ${member.birthOn} ${member.memberSince}`);
  }
});

test('families share addresses and mailboxes, and children have a parent here', () => {
  const byMailbox = Map.groupBy(
    members.filter((one) => one.email),
    (one) => one.email,
  );
  between([...byMailbox.values()].filter((list) => list.length > 1).length / byMailbox.size, 0.12, 0.5, 'shared mailboxes');
  for (const library of libraries) {
    const byCard = new Map(library.members.map((one) => [one.card, one]));
    for (const child of library.members.filter((one) => one.guardian)) {
      const parent = byCard.get(child.guardian!)!;
      assert.deepEqual(parent.home, child.home);
      assert.ok(parent.age >= 18 && child.age < 18);
    }
    // of the library's own people at most a couple and its children live together
    const homes = Map.groupBy(
      library.members.filter((one) => one.card < `9990${library.place.number}9`),
      (one) => JSON.stringify(one.home),
    );
    for (const [home, list] of homes) assert.ok(list.filter((one) => one.age >= 18).length <= 2, home);
  }
});

test('some are members of two libraries, as the same person with another card', () => {
  const people = Map.groupBy(
    members,
    (one) => `${one.firstName}|${one.lastName}|${one.birthOn}|${one.home.street}|${one.home.houseNumber}`,
  );
  const twice = [...people.values()].filter((cards) => new Set(cards.map((one) => one.card.slice(0, 6))).size > 1);
  assert.ok(twice.length >= 15, `${twice.length}`);
  assert.ok(twice.some(([one]) => one!.cast?.key === 'zeynep'));
});

test('borrowing has seasons, closing days and habits', () => {
  const perDay = (from: string, to: string, youth: boolean) => {
    const days = (Date.parse(to) - Date.parse(from)) / 86_400_000;
    return everyLoan.filter((loan) => loan.title.youth === youth && loan.loanedOn >= from && loan.loanedOn < to).length / days;
  };
  const adultsAutumn = perDay('2025-10-01', '2025-12-01', false);
  assert.ok(perDay('2026-07-01', '2026-09-01', false) < 0.75 * adultsAutumn, 'summer dip');
  assert.ok(perDay('2025-12-01', '2025-12-24', false) > adultsAutumn, 'December');
  assert.ok(perDay('2026-06-18', '2026-06-28', true) > 1.4 * perDay('2026-05-15', '2026-06-15', true), 'youth before the summer');
  assert.equal(everyLoan.filter((loan) => new Date(loan.loanedOn).getUTCDay() === 0).length, 0, 'closed on Sunday');
  const halves = (pattern: string) => {
    const cards = new Set(
      members.filter((one) => one.pattern === pattern && one.memberSince < '2025-05-01' && one.memberUntil >= today).map((one) => one.card),
    );
    const theirs = everyLoan.filter((loan) => cards.has(loan.card));
    return theirs.filter((loan) => loan.loanedOn >= '2026-02-20').length / theirs.length;
  };
  between(halves('rising'), 0.65, 1, 'rising');
  between(halves('falling'), 0, 0.4, 'falling');
  between(halves('normal'), 0.42, 0.58, 'normal');
  const last = Map.groupBy(everyLoan, (loan) => loan.card);
  for (const one of members.filter((member) => member.pattern === 'stopped'))
    assert.ok((last.get(one.card)?.at(-1)?.loanedOn ?? '') < '2026-06-01', one.card);
  for (const one of members.filter((member) => member.pattern === 'none')) assert.equal(last.get(one.card), undefined);
});

test('each library has its own worlds, most loans are in one', () => {
  for (const library of libraries) {
    const worlds = Object.values(library.place.worlds);
    between(worlds.length, 8, 12, library.slug);
    const theirs = loans.get(library.slug)!;
    between(
      share(theirs, (loan) => library.place.worlds[loan.title.theme] !== undefined),
      0.7,
      0.99,
      library.slug,
    );
    assert.ok(new Set(theirs.map((loan) => loan.title.material)).size >= 5);
  }
  const names = libraries.map((library) => Object.values(library.place.worlds).sort().join());
  assert.equal(new Set(names).size, libraries.length);
});

test('about half said yes to the newsletter, some took it back, and no child alone', () => {
  const said = libraries.flatMap((library) => inventSaid(library, today));
  const yes = new Set(said.filter((one) => one.purpose === 'newsletter' && one.say === 'yes').map((one) => one.who));
  between(
    share(
      members.filter((one) => one.age >= 18),
      (one) => yes.has(one.card),
    ),
    0.46,
    0.62,
    'newsletter',
  );
  between(said.filter((one) => one.say === 'no').length / said.length, 0.03, 0.1, 'taken back');
  const byCard = new Map(members.map((one) => [one.card, one]));
  for (const one of said.filter((given) => given.say === 'yes')) {
    const member = byCard.get(one.who);
    if (member && member.age < 13) assert.ok(one.guardian, one.who);
    if (member && member.age < 18) assert.notEqual(one.purpose, 'tracking');
  }
  assert.ok(said.every((one) => one.at < new Date(`${today}T00:00:00Z`)));
});

test('the named people are who the pictures show', () => {
  const found = new Map(
    network
      .get('zilverbeek')!
      .members.filter((one) => one.cast)
      .map((one) => [one.cast!.key, one]),
  );
  const name = (key: string) => `${found.get(key)!.firstName} ${found.get(key)!.lastName}`;
  const childrenOf = (key: string) =>
    [...found.values()].filter((one) => one.guardian === found.get(key)!.card).map((one) => `${one.firstName} ${one.age}`);
  assert.equal(name('zeynep'), 'Zeynep Aydın-De Smet');
  assert.deepEqual(found.get('zeynep')!.home, { street: 'Lindelaan', houseNumber: '14', box: '2', postcode: '9999', city: 'Zilverbeek' });
  assert.deepEqual(childrenOf('zeynep'), ['Yara 8', 'Emir 5']);
  assert.deepEqual(childrenOf('łukasz'), ['Hanna 7']);
  assert.deepEqual(childrenOf('fatima'), ['Bilal 10', 'Nour 6']);
  assert.deepEqual(childrenOf('joris'), ['Fien 12']);
  const zeyneps = loans.get('zilverbeek')!.filter((loan) => loan.card === found.get('zeynep')!.card && loan.returnedOn === null);
  assert.equal(zeyneps.length, 6);
});

test('a file of changes brings what began and what came back since', () => {
  const library = network.get('oosterkapel')!;
  const all = loans.get('oosterkapel')!;
  const rows = (text: string) =>
    new Map(
      text
        .trim()
        .split('\r\n')
        .slice(1)
        .map((line) => [line.slice(0, line.indexOf(',')), line]),
    );
  const then = rows([...loanFile(library, all, { on: '2026-10-18' })].join(''));
  const changes = rows([...loanFile(library, all, { on: '2026-11-21', since: '2026-10-18' })].join(''));
  const now = rows([...loanFile(library, all, { on: '2026-11-21' })].join(''));
  assert.ok(changes.size > 50 && changes.size < now.size / 4);
  assert.deepEqual(new Map([...then, ...changes]), now);
});
