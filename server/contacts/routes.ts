import { dayIn } from '../../lib/day.ts';
import { actorOf, recordAudit } from '../audit/audit.ts';
import { Invalid } from '../platform/errors.ts';
import type { TenantDb } from '../platform/db.ts';
import { serve, type Caller, type Environment, type ServedRoute } from '../platform/serve.ts';
import { listBranches } from '../tenants/tenants.ts';
import { listFacts } from '../timeline/timeline.ts';
import {
  addGuardian,
  createContact,
  editContact,
  getContact,
  listCategories,
  nameCategory,
  nameOf,
  removeRelation,
  undoEdit,
  type By,
  type ContactRow,
  type Fields,
} from './contacts.ts';
import {
  addGuardianRoute,
  addTaskRoute,
  changeTaskRoute,
  countContactsRoute,
  createContactRoute,
  editContactRoute,
  listCategoriesRoute,
  listContactsRoute,
  listTasksRoute,
  logConversationRoute,
  nameCategoryRoute,
  readContactRoute,
  readFacetsRoute,
  readTimelineRoute,
  removeRelationRoute,
  searchContactsRoute,
  undoEditRoute,
} from './contract.ts';
import { addTask, listTasks, logConversation, setTaskDone } from './conversations.ts';
import { countContacts, listContacts, type Asked } from './listing.ts';
import { selectHousehold, selectIdentifiers, selectMergedFrom, selectRelations, selectVersionBefore } from './queries/cards.ts';
import { hasAnyContact, type ListRow } from './queries/list.ts';
import type { TaskRow } from './queries/tasks.ts';
import { ageOn, memberState } from './rules/card.ts';
import { searchContacts } from './searching.ts';

interface Request {
  environment: Environment;
  caller: Caller;
  now: Date;
}

const todayOf = ({ environment, now }: Request) => dayIn(environment.timeZone, now);
const byOf = (request: Request): By => ({ caller: request.caller, now: request.now, today: todayOf(request) });

type Branches = ReadonlyMap<number, string>;

async function branchNames(db: TenantDb): Promise<Branches> {
  return new Map((await listBranches(db)).map((branch) => [branch.id, branch.name]));
}

type BriefRow = Pick<
  ContactRow,
  'id' | 'kind' | 'first_name' | 'last_name' | 'birth_on' | 'email' | 'postcode' | 'city' | 'card_number' | 'branch_id' | 'gone_at'
>;

function brief(row: BriefRow, branches: Branches, today: string) {
  return {
    id: row.id,
    kind: row.kind as 'patron',
    firstName: row.first_name,
    lastName: row.last_name,
    birthOn: row.birth_on,
    age: row.birth_on === null ? null : ageOn(row.birth_on, today),
    email: row.email,
    postcode: row.postcode,
    city: row.city,
    cardNumber: row.card_number,
    branch: row.branch_id === null ? null : { id: row.branch_id, name: branches.get(row.branch_id) ?? '' },
    goneAt: row.gone_at,
  };
}

function listed(row: ListRow, branches: Branches, today: string) {
  return {
    ...brief(row, branches, today),
    emailState: row.email_state as 'unknown',
    patronCategory: row.patron_category,
    member: memberState({ memberSince: row.member_since, memberUntil: row.member_until }, today),
    memberUntil: row.member_until,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function taskOut(row: TaskRow) {
  return {
    id: row.id,
    contact: { id: row.contact_id, name: nameOf(row) },
    what: row.what,
    dueOn: row.due_on,
    doneAt: row.done_at,
    createdAt: row.created_at,
    by: row.staff_name,
  };
}

/** The whole card, from the row that was just read or written. */
async function cardOf(db: TenantDb, row: ContactRow, today: string) {
  const branches = await branchNames(db);
  const household = row.household_id === null ? [] : await selectHousehold(db, row.household_id, row.id);
  const before = await selectVersionBefore(db, row.id, row.version);
  return {
    ...brief(row, branches, today),
    version: row.version,
    gender: row.gender,
    emailState: row.email_state,
    phone: row.phone,
    mobile: row.mobile,
    street: row.street,
    houseNumber: row.house_number,
    box: row.box,
    country: row.country,
    language: row.language,
    patronCategory: row.patron_category,
    member: memberState({ memberSince: row.member_since, memberUntil: row.member_until }, today),
    memberSince: row.member_since,
    memberUntil: row.member_until,
    notes: row.notes,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    mergedInto: row.merged_into,
    mergedFrom: await selectMergedFrom(db, row.id),
    identifiers: await selectIdentifiers(db, row.id),
    household: household.map((other) => brief(other, branches, today)),
    relations: (await selectRelations(db, row.id)).map((other) => ({
      id: other.relation_id,
      direction: other.direction,
      origin: other.origin,
      contact: brief(other, branches, today),
    })),
    tasks: (await listTasks(db, { state: 'open', contactId: row.id, limit: 50 })).map(taskOut),
    lastEdit: before ? { at: before.at, by: before.staff_name, fields: Object.keys(before.before) } : null,
  };
}

/** Empty text from a form means: nothing there. */
function fieldsOf(body: Record<string, unknown>): Fields {
  return Object.fromEntries(Object.entries(body).map(([field, value]) => [field, value === '' ? null : value])) as Fields;
}

type Filters = Omit<Asked, 'today' | 'branchId' | 'presence'> & { branch?: number | undefined; presence?: Asked['presence'] | undefined };

function askedOf({ branch, presence, ...rest }: Filters, today: string): Asked {
  return { ...rest, branchId: branch, presence: presence ?? (rest.q?.trim() ? 'all' : 'here'), today };
}

const reading: ServedRoute[] = [
  serve(listContactsRoute, async ({ db, query, ...request }) => {
    const today = todayOf(request);
    const { sort, direction, cursor, limit, ...filters } = query;
    const page = await listContacts(db, askedOf(filters, today), { by: sort, descending: direction === 'down', cursor, limit });
    const branches = await branchNames(db);
    return { contacts: page.rows.map((row) => listed(row, branches, today)), next: page.next };
  }),
  serve(countContactsRoute, async ({ db, query, ...request }) => countContacts(db, askedOf(query, todayOf(request)))),
  serve(searchContactsRoute, async ({ db, query, ...request }) => {
    const rows = await searchContacts(db, query.q, query.max);
    const branches = await branchNames(db);
    return { contacts: rows.map((row) => brief(row, branches, todayOf(request))) };
  }),
  serve(readFacetsRoute, async ({ db }) => ({
    any: await hasAnyContact(db),
    branches: (await listBranches(db)).map(({ id, name }) => ({ id, name })),
    categories: await listCategories(db),
  })),
  serve(readContactRoute, async ({ db, params, ...request }) => cardOf(db, await getContact(db, params.contactId), todayOf(request))),
  serve(readTimelineRoute, async ({ db, params, query, caller, environment }) => {
    await getContact(db, params.contactId);
    return listFacts(db, params.contactId, { ...query, permissions: caller.permissionsIn(environment.id) });
  }),
  serve(listTasksRoute, async ({ db, query }) => ({ tasks: (await listTasks(db, query)).map(taskOut) })),
];

const writing: ServedRoute[] = [
  serve(createContactRoute, async ({ db, body: { sure, ...fields }, ...request }) => {
    const row = await createContact(db, fieldsOf(fields), { sure, by: byOf(request) });
    return { id: row.id };
  }),
  serve(editContactRoute, async ({ db, params, body: { version, ...fields }, ...request }) => {
    const row = await editContact(db, params.contactId, { version, fields: fieldsOf(fields), by: byOf(request) });
    return cardOf(db, row, todayOf(request));
  }),
  serve(undoEditRoute, async ({ db, params, body, ...request }) => {
    const row = await undoEdit(db, params.contactId, { version: body.version, by: byOf(request) });
    return cardOf(db, row, todayOf(request));
  }),
  serve(addGuardianRoute, async ({ db, params, body, ...request }) => {
    const [guardianId, childId] =
      body.direction === 'guardian-of' ? [params.contactId, body.relatedId] : [body.relatedId, params.contactId];
    await addGuardian(db, { guardianId, childId, by: byOf(request) });
    return {};
  }),
  serve(removeRelationRoute, async ({ db, params, ...request }) => {
    await removeRelation(db, { ...params, by: byOf(request) });
    return {};
  }),
  serve(logConversationRoute, async ({ db, params, body, ...request }) => {
    const at = body.at === undefined ? undefined : new Date(body.at);
    if (at && at.getTime() > request.now.getTime() + 60_000) throw new Invalid({ at: 'contacts.fault.in-the-future' });
    if (!body.note && !body.task) throw new Invalid({ note: 'field.required' });
    return logConversation(db, params.contactId, { ...body, at }, byOf(request));
  }),
  serve(addTaskRoute, async ({ db, params, body, ...request }) => taskOut(await addTask(db, params.contactId, body, byOf(request)))),
  serve(changeTaskRoute, async ({ db, params, body, ...request }) =>
    taskOut(await setTaskDone(db, params.taskId, body.done, byOf(request))),
  ),
];

const categories: ServedRoute[] = [
  serve(listCategoriesRoute, async ({ db }) => ({ categories: await listCategories(db) })),
  serve(nameCategoryRoute, async ({ db, body, caller, now }) => {
    const named = await nameCategory(db, body);
    await recordAudit(db, { actor: actorOf(caller), action: 'categories.named', detail: body, at: now });
    return { categories: named };
  }),
];

export const routes: ServedRoute[] = [...reading, ...writing, ...categories];
