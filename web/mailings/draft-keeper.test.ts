import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DraftKeeper, type Draft, type Note } from './draft-keeper.ts';

const draft: Draft = {
  name: 'Voorlezen',
  subject: '',
  preheader: '',
  language: 'nl',
  purposeId: null,
  segmentId: null,
  senderId: null,
  blocks: [],
};

type Body = Draft & { version: number };

/** A server of one mailing: versions, keys, and answers that can be told to fail. */
function server() {
  const state = {
    version: 1,
    kept: draft,
    seen: [] as Body[],
    fail: undefined as Error | undefined,
    loseAnswer: false,
  };
  const answers = new Map<string, { version: number }>();
  const put = async (body: Body, key: string) => {
    state.seen.push(body);
    await sleep(1);
    if (state.fail) throw state.fail;
    const known = answers.get(key);
    if (known) return known;
    if (body.version !== state.version) throw problem(409, 'error.conflict');
    state.kept = body;
    const answer = { version: ++state.version };
    answers.set(key, answer);
    if (state.loseAnswer) {
      state.loseAnswer = false;
      throw problem(0, 'error.unavailable');
    }
    return answer;
  };
  return { state, put };
}

const problem = (status: number, code: string, fields = {}) => Object.assign(new Error(code), { status, code, fields });

function keeperOf(put: ReturnType<typeof server>['put'], note?: Note) {
  const book = { note };
  let key = 0;
  const keeper = new DraftKeeper({
    draft,
    version: 1,
    savedAt: new Date(0),
    put,
    newKey: () => String(key++),
    delayMs: 5,
    notes: {
      read: () => book.note,
      write: (given) => (book.note = given),
      clear: () => (book.note = undefined),
    },
  });
  return { keeper, book };
}

/** Waits for what comes about by itself; what comes too late is told by the assertion behind it. */
async function until(fact: () => boolean): Promise<void> {
  for (let tries = 0; tries < 2000 && !fact(); tries++) await sleep(5);
}

test('several changes in a row are one save', async () => {
  const { state, put } = server();
  const { keeper, book } = keeperOf(put);
  for (const subject of ['V', 'Vo', 'Voor']) keeper.change({ subject });
  assert.equal(book.note?.draft.subject, 'Voor', 'noted in the browser at once');
  await until(() => keeper.read().state.kind === 'saved' && book.note === undefined);
  await sleep(20);
  assert.deepEqual(
    state.seen.map(({ subject }) => subject),
    ['Voor'],
  );
  assert.equal(keeper.read().state.kind, 'saved');
  assert.equal(book.note, undefined);
});

test('what is typed during a save is saved after it, on the new version', async () => {
  const { state, put } = server();
  const { keeper } = keeperOf(put);
  keeper.change({ subject: 'een' });
  const saving = keeper.flush();
  keeper.change({ subject: 'twee' });
  assert.equal(await saving, true);
  assert.deepEqual(
    state.seen.map(({ subject, version }) => [subject, version]),
    [
      ['een', 1],
      ['twee', 2],
    ],
  );
  assert.equal(keeper.unsaved, false);
});

test('a lost answer is asked for again and does not clash with itself', async () => {
  const { state, put } = server();
  const { keeper } = keeperOf(put);
  state.loseAnswer = true;
  keeper.change({ subject: 'een' });
  assert.equal(await keeper.flush(), false);
  assert.equal(keeper.read().state.kind, 'failed');
  keeper.change({ subject: 'twee' });
  assert.equal(await keeper.flush(), true);
  assert.deepEqual([state.kept.subject, state.version], ['twee', 3]);
});

test('a conflict stops saving and keeps what is typed', async () => {
  const { state, put } = server();
  const { keeper, book } = keeperOf(put);
  state.version = 7;
  keeper.change({ subject: 'van mij' });
  assert.equal(await keeper.flush(), false);
  keeper.change({ preheader: 'ook van mij' });
  await sleep(20);
  assert.equal(state.seen.length, 1);
  assert.deepEqual(keeper.read().state, { kind: 'conflict' });
  assert.equal(book.note?.draft.preheader, 'ook van mij');
  keeper.take({ ...draft, subject: 'van hen' }, 7);
  keeper.change({ preheader: 'samen' });
  assert.equal(await keeper.flush(), true);
  assert.deepEqual([state.kept.subject, state.kept.preheader], ['van hen', 'samen']);
});

test('a refusal names its fields and the next change is tried again', async () => {
  const { state, put } = server();
  const { keeper } = keeperOf(put);
  state.fail = problem(422, 'error.invalid', { name: 'Vul dit in.' });
  keeper.change({ name: '' });
  await keeper.flush();
  assert.deepEqual(keeper.read().state, {
    kind: 'refused',
    sentence: 'error.invalid',
    fields: { name: 'Vul dit in.' },
  });
  state.fail = undefined;
  keeper.change({ name: 'Goed' });
  await until(() => state.kept.name === 'Goed');
  assert.equal(state.kept.name, 'Goed');
});

test('what an earlier visit left is put back, or asked about when somebody saved since', async () => {
  const same = server();
  const restored = keeperOf(same.put, { version: 1, draft: { ...draft, subject: 'van gisteren' } });
  assert.equal(restored.keeper.read().draft.subject, 'van gisteren');
  assert.equal(restored.keeper.read().restored, true);
  await until(() => same.state.kept.subject === 'van gisteren');
  assert.equal(same.state.kept.subject, 'van gisteren');

  const later = keeperOf(server().put, {
    version: 0,
    draft: { ...draft, subject: 'van gisteren' },
  });
  assert.equal(later.keeper.read().state.kind, 'conflict');
});

test('a note whose save arrived after all is no conflict, in whatever order the server names its parts', () => {
  const block = { id: 'a', type: 'heading', level: 1, text: 'Voorlezen' } as const;
  const reordered = { text: 'Voorlezen', type: 'heading', level: 1, id: 'a' } as const;
  const book: { note: Note | undefined } = { note: { version: 1, draft: { ...draft, blocks: [block] } } };
  const keeper = new DraftKeeper({
    draft: { ...draft, blocks: [reordered] },
    version: 2,
    savedAt: new Date(0),
    put: server().put,
    newKey: () => 'k',
    notes: { read: () => book.note, write: (note) => (book.note = note), clear: () => (book.note = undefined) },
  });

  assert.deepEqual([keeper.read().state.kind, keeper.read().restored, book.note], ['saved', false, undefined]);
});
