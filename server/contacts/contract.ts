import { z } from 'zod';
import { contactKinds, emailStates } from '../../lib/contact-kinds.ts';
import { factGroups } from '../../lib/fact-groups.ts';
import { day, idIn, instant, route } from '../../lib/route.ts';

export const sortKeys = ['name', 'changed', 'created'] as const;
export const memberFilters = ['active', 'ending', 'ended', 'none'] as const;
export const emailFilters = ['with', 'without', 'bouncing'] as const;
export const presences = ['here', 'gone', 'all'] as const;
export const channels = ['phone', 'desk', 'email', 'letter'] as const;
export const outcomes = ['answered', 'not-reached', 'passed-on', 'to-do'] as const;

const kind = z.enum(contactKinds);
const emailState = z.enum(emailStates);
const branch = z.object({ id: z.number(), name: z.string() });
const category = z.object({ code: z.string(), name: z.string() });
const contactId = z.object({ contactId: idIn });

const brief = z.object({
  id: z.number(),
  kind,
  firstName: z.string(),
  lastName: z.string(),
  birthOn: day.nullable(),
  age: z.number().nullable(),
  email: z.string().nullable(),
  postcode: z.string().nullable(),
  city: z.string().nullable(),
  cardNumber: z.string().nullable(),
  branch: branch.nullable(),
  goneAt: instant.nullable(),
});
export type ContactBrief = z.output<typeof brief>;

const listed = brief.extend({
  emailState,
  patronCategory: z.string().nullable(),
  member: z.enum(['none', 'active', 'ended']),
  memberUntil: day.nullable(),
  createdAt: instant,
  updatedAt: instant,
});
export type ListedContact = z.output<typeof listed>;

const filters = {
  q: z.string().max(200).optional(),
  /** Without it: who is still in the library system, but everybody when something was typed. */
  presence: z.enum(presences).optional(),
  branch: idIn.optional(),
  kind: kind.optional(),
  email: z.enum(emailFilters).optional(),
  category: z.string().max(100).optional(),
  member: z.enum(memberFilters).optional(),
};

export const listContactsRoute = route({
  id: 'contacts.list',
  method: 'GET',
  path: '/contacts',
  summary: 'Cards, a page at a time; with q those that fit what was typed, best first.',
  access: { in: 'environment', permission: 'contacts.read' },
  query: z.strictObject({
    ...filters,
    sort: z.enum(sortKeys).default('name'),
    direction: z.enum(['up', 'down']).default('up'),
    cursor: z.string().max(2000).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  output: z.object({ contacts: z.array(listed), next: z.string().nullable() }),
});

export const countContactsRoute = route({
  id: 'contacts.count',
  method: 'GET',
  path: '/contacts/count',
  summary: 'How many cards the same filters give; above ten thousand about how many.',
  access: { in: 'environment', permission: 'contacts.read' },
  query: z.strictObject(filters),
  output: z.object({ count: z.number(), exact: z.boolean() }),
});

export const searchContactsRoute = route({
  id: 'contacts.search',
  method: 'GET',
  path: '/contacts/search',
  summary: 'Look somebody up by name (slips of the pen allowed), card, e-mail, phone, or postcode and number.',
  access: { in: 'environment', permission: 'contacts.read' },
  query: z.object({ q: z.string().max(200), max: z.coerce.number().int().min(1).max(50).default(10) }),
  output: z.object({ contacts: z.array(brief) }),
});

export const readFacetsRoute = route({
  id: 'contacts.facets',
  method: 'GET',
  path: '/contacts/facets',
  summary: 'What the list can be filtered by: branches and categories in use.',
  access: { in: 'environment', permission: 'contacts.read' },
  output: z.object({ any: z.boolean(), branches: z.array(branch), categories: z.array(category) }),
});

export const listCategoriesRoute = route({
  id: 'categories.list',
  method: 'GET',
  path: '/patron-categories',
  summary: 'The categories of patrons: the code of the library system and the name people know it by.',
  access: { in: 'environment', permission: 'environment.read' },
  output: z.object({ categories: z.array(category) }),
});

export const nameCategoryRoute = route({
  id: 'categories.name',
  method: 'PUT',
  path: '/patron-categories',
  summary: 'Gives a category of patrons a name; cards, filters and segments show it from then on.',
  access: { in: 'environment', permission: 'environment.manage' },
  body: z.strictObject({ code: z.string().trim().min(1).max(60), name: z.string().trim().min(1).max(120) }),
  output: z.object({ categories: z.array(category) }),
});

const task = z.object({
  id: z.number(),
  contact: z.object({ id: z.number(), name: z.string() }),
  what: z.string(),
  dueOn: day.nullable(),
  doneAt: instant.nullable(),
  createdAt: instant,
  by: z.string().nullable(),
});
export type ContactTask = z.output<typeof task>;

const card = brief.extend({
  version: z.number(),
  gender: z.string().nullable(),
  emailState,
  phone: z.string().nullable(),
  mobile: z.string().nullable(),
  street: z.string().nullable(),
  houseNumber: z.string().nullable(),
  box: z.string().nullable(),
  country: z.string().nullable(),
  language: z.string().nullable(),
  patronCategory: z.string().nullable(),
  member: z.enum(['none', 'active', 'ended']),
  memberSince: day.nullable(),
  memberUntil: day.nullable(),
  notes: z.string().nullable(),
  createdAt: instant,
  updatedAt: instant,
  mergedInto: z.number().nullable(),
  mergedFrom: z.array(z.number()),
  identifiers: z.array(z.object({ source: z.string(), kind: z.string(), value: z.string() })),
  household: z.array(brief),
  relations: z.array(
    z.object({ id: z.number(), direction: z.enum(['guardian-of', 'child-of']), origin: z.enum(['import', 'staff']), contact: brief }),
  ),
  tasks: z.array(task),
  /** The last change, when it was an edit by hand that can be undone. */
  lastEdit: z.object({ at: instant, by: z.string().nullable(), fields: z.array(z.string()) }).nullable(),
});
export type ContactCard = z.output<typeof card>;

export const readContactRoute = route({
  id: 'contacts.read',
  method: 'GET',
  path: '/contacts/:contactId',
  summary: 'One card: identity, addresses, household and relations, membership, open tasks.',
  access: { in: 'environment', permission: 'contacts.read' },
  params: contactId,
  output: card,
});

const text = z.string().max(5000).nullable();
const aDay = z.union([z.literal(''), z.iso.date()]).nullable();
const fields = {
  kind: kind.optional(),
  firstName: text.optional(),
  lastName: text.optional(),
  gender: text.optional(),
  birthOn: aDay.optional(),
  email: text.optional(),
  phone: text.optional(),
  mobile: text.optional(),
  street: text.optional(),
  houseNumber: text.optional(),
  box: text.optional(),
  postcode: text.optional(),
  city: text.optional(),
  country: text.optional(),
  language: text.optional(),
  branchId: z.number().int().positive().nullable().optional(),
  cardNumber: text.optional(),
  patronCategory: text.optional(),
  memberSince: aDay.optional(),
  memberUntil: aDay.optional(),
  notes: text.optional(),
};

export const createContactRoute = route({
  id: 'contacts.create',
  method: 'POST',
  path: '/contacts',
  summary: 'Makes a card by hand; refused when somebody like this has one already, unless sure.',
  access: { in: 'environment', permission: 'contacts.write' },
  body: z.strictObject({ ...fields, sure: z.boolean().default(false) }),
  output: z.object({ id: z.number() }),
});

export const editContactRoute = route({
  id: 'contacts.edit',
  method: 'PATCH',
  path: '/contacts/:contactId',
  summary: 'Changes fields of a card; conflicts when somebody else changed it since.',
  access: { in: 'environment', permission: 'contacts.write' },
  params: contactId,
  body: z.strictObject({ version: z.number().int().positive(), ...fields }),
  output: card,
});

export const undoEditRoute = route({
  id: 'contacts.undo-edit',
  method: 'POST',
  path: '/contacts/:contactId/undo',
  summary: 'Puts back what stood on the card before its last edit by hand.',
  access: { in: 'environment', permission: 'contacts.write' },
  params: contactId,
  body: z.strictObject({ version: z.number().int().positive() }),
  output: card,
});

export const addGuardianRoute = route({
  id: 'contacts.add-relation',
  method: 'POST',
  path: '/contacts/:contactId/relations',
  summary: 'Says that this contact is the parent or guardian of another, or the child.',
  access: { in: 'environment', permission: 'contacts.write' },
  params: contactId,
  body: z.strictObject({ relatedId: idIn, direction: z.enum(['guardian-of', 'child-of']) }),
});

export const removeRelationRoute = route({
  id: 'contacts.remove-relation',
  method: 'DELETE',
  path: '/contacts/:contactId/relations/:relationId',
  summary: 'Takes a relation away.',
  access: { in: 'environment', permission: 'contacts.write' },
  params: z.object({ contactId: idIn, relationId: idIn }),
});

export const readTimelineRoute = route({
  id: 'contacts.timeline',
  method: 'GET',
  path: '/contacts/:contactId/timeline',
  summary: 'What happened to a contact, newest first; borrowing only for roles that may see loans.',
  access: { in: 'environment', permission: 'contacts.read' },
  params: contactId,
  query: z.object({
    group: z.enum(factGroups).optional(),
    before: idIn.optional(),
    limit: z.coerce.number().int().min(1).max(100).default(30),
  }),
  output: z.object({
    facts: z.array(
      z.object({
        id: z.number(),
        at: instant,
        kind: z.string(),
        object: z.string().nullable(),
        payload: z.record(z.string(), z.unknown()),
      }),
    ),
    next: z.number().nullable(),
  }),
});

const newTask = z.strictObject({ what: z.string().trim().min(1).max(500), dueOn: z.iso.date().nullable() });

export const logConversationRoute = route({
  id: 'contacts.log-conversation',
  method: 'POST',
  path: '/contacts/:contactId/conversations',
  summary: 'Notes a call, a visit to the desk, a mail or a letter, with its outcome and what has to be done.',
  access: { in: 'environment', permission: 'contacts.write' },
  params: contactId,
  body: z.strictObject({
    channel: z.enum(channels),
    direction: z.enum(['in', 'out']).default('in'),
    outcome: z.enum(outcomes).default('answered'),
    note: z.string().trim().max(4000).default(''),
    at: z.iso.datetime({ offset: true }).optional(),
    task: newTask.optional(),
  }),
  output: z.object({ taskId: z.number().nullable() }),
});

export const addTaskRoute = route({
  id: 'contacts.add-task',
  method: 'POST',
  path: '/contacts/:contactId/tasks',
  summary: 'Notes something to be done for a contact.',
  access: { in: 'environment', permission: 'contacts.write' },
  params: contactId,
  body: newTask,
  output: task,
});

export const listTasksRoute = route({
  id: 'contacts.tasks',
  method: 'GET',
  path: '/tasks',
  summary: 'What has to be done for contacts: open tasks by the day they are due, or those done.',
  access: { in: 'environment', permission: 'contacts.read' },
  query: z.object({ state: z.enum(['open', 'done']).default('open'), limit: z.coerce.number().int().min(1).max(200).default(100) }),
  output: z.object({ tasks: z.array(task) }),
});

export const changeTaskRoute = route({
  id: 'contacts.change-task',
  method: 'PATCH',
  path: '/tasks/:taskId',
  summary: 'Ticks a task off or puts it back.',
  access: { in: 'environment', permission: 'contacts.write' },
  params: z.object({ taskId: idIn }),
  body: z.strictObject({ done: z.boolean() }),
  output: task,
});

export const contract = [
  listContactsRoute,
  countContactsRoute,
  searchContactsRoute,
  readFacetsRoute,
  readContactRoute,
  createContactRoute,
  editContactRoute,
  undoEditRoute,
  addGuardianRoute,
  removeRelationRoute,
  readTimelineRoute,
  logConversationRoute,
  addTaskRoute,
  listTasksRoute,
  changeTaskRoute,
  listCategoriesRoute,
  nameCategoryRoute,
];
