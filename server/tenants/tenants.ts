// The tree of environments: network → region → library, and the branches of a library.
//
// 1. An operator makes a network, then regions and libraries below it (`createEnvironment`).
// 2. Each environment has its own contact data and house style; the mail footer and patron pages print them.
// 3. Branches come from the library system by code (`ensureBranches`) and get a name by hand later.
//
// Owns tenants and branches. Invariant: data belongs to exactly one environment; nothing here reads another's.
import { randomBytes } from 'node:crypto';
import type { AnyDb, SystemDb, TenantDb } from '../platform/db.ts';
import { Invalid, NotFound, OperatorError, Refused } from '../platform/errors.ts';
import { addJob } from '../platform/queue.ts';
import {
  insertBranches,
  insertTenant,
  selectBranches,
  selectDescendants,
  selectTenant,
  selectTenantBySlug,
  selectTenants,
  updateBranch,
  updateTenant,
  type BranchRow,
  type TenantRow,
} from './queries.ts';
import { mayStandBelow, slugFrom } from './rules.ts';

export type { BranchRow, TenantRow } from './queries.ts';
export type { Branding, ContactData, EnvironmentKind } from './rules.ts';

export interface NewEnvironment {
  kind: 'network' | 'region' | 'library';
  name: string;
  shortName?: string;
  slug?: string;
  parentId?: number | null;
  country?: 'BE' | 'NL';
  language?: 'nl' | 'en';
  demo?: boolean;
}

/** Makes an environment. The slug follows from the name unless given; refuses one that exists and a parent that does not fit. */
export async function createEnvironment(db: SystemDb, wanted: NewEnvironment): Promise<TenantRow> {
  const name = wanted.name.trim();
  if (!name || name.length > 120) throw new Invalid({ name: name ? 'field.too-long' : 'field.required' });
  const parent = wanted.parentId ? await selectTenant(db, wanted.parentId) : undefined;
  if (wanted.parentId && !parent) throw new NotFound('environment');
  if (!mayStandBelow(wanted.kind, parent?.kind)) throw new Refused('tenants.parent-does-not-fit');
  const slug = wanted.slug ?? slugFrom(name);
  if (!/^[a-z0-9][a-z0-9-]{1,48}$/.test(slug) || ['api', 'app', '-'].includes(slug)) throw new Invalid({ slug: 'field.invalid' });
  if (await selectTenantBySlug(db, slug)) throw new Refused('tenants.slug-taken', { slug });
  const made = await insertTenant(db, {
    publicId: randomBytes(9).toString('base64url'),
    kind: wanted.kind,
    parentId: parent?.id ?? null,
    slug,
    name,
    shortName: wanted.shortName ?? name,
    language: wanted.language ?? 'nl',
    country: wanted.country ?? parent?.country ?? 'BE',
    timeZone: (wanted.country ?? parent?.country) === 'NL' ? 'Europe/Amsterdam' : 'Europe/Brussels',
    demo: wanted.demo ?? parent?.demo ?? false,
  });
  // what every environment begins with belongs to modules above this one
  await addJob(db, 'consent.ensure-purposes', { tenantId: made.id });
  return made;
}

/** The environment with this id; throws when there is none. */
export async function getEnvironment(db: AnyDb, id: number): Promise<TenantRow> {
  const row = await selectTenant(db, id);
  if (!row) throw new NotFound('environment');
  return row;
}

/** The environment with this slug, or undefined. */
export async function findEnvironment(db: AnyDb, slug: string): Promise<TenantRow | undefined> {
  return selectTenantBySlug(db, slug);
}

/** The environment an operator names; says so when there is none. */
export async function environmentNamed(db: AnyDb, slug: string): Promise<TenantRow> {
  const row = await selectTenantBySlug(db, slug);
  if (!row) throw new OperatorError('tenants.unknown', { slug });
  return row;
}

/** All environments, networks first, each above what is below it. */
export async function listEnvironments(db: AnyDb): Promise<TenantRow[]> {
  return selectTenants(db);
}

/** Ids of an environment and everything below it. */
export async function environmentsBelow(db: AnyDb, id: number): Promise<number[]> {
  return selectDescendants(db, id);
}

/** Changes name, contact data, house style or settings; only what is given. */
export async function changeEnvironment(
  db: TenantDb,
  change: Partial<Pick<TenantRow, 'name' | 'short_name' | 'language' | 'branding' | 'contact' | 'settings'>>,
): Promise<TenantRow> {
  return updateTenant(db, change);
}

/** The branches of the library, by name. */
export async function listBranches(db: TenantDb): Promise<BranchRow[]> {
  return selectBranches(db);
}

/** Makes branches for codes not seen before (name = code) and gives the id of every code asked for. */
export async function ensureBranches(db: TenantDb, codes: readonly string[]): Promise<Map<string, number>> {
  const wanted = [...new Set(codes)];
  if (wanted.length > 0) await insertBranches(db, wanted);
  const rows = await selectBranches(db);
  return new Map(rows.filter((row) => wanted.includes(row.code)).map((row) => [row.code, row.id]));
}

/** Names a branch and gives it an address. */
export async function changeBranch(db: TenantDb, id: number, change: Partial<Omit<BranchRow, 'id' | 'code'>>): Promise<BranchRow> {
  const row = await updateBranch(db, id, change);
  if (!row) throw new NotFound('branch');
  return row;
}
