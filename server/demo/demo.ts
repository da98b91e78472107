// The demo network: invented people, deterministic from a seed, as alive as a real one.
//
// 1. Environments, house styles and colleagues (network.ts).
//
// Owns no tables: everything goes through the faces and the bulk paths real data takes. Every environment made
// here is marked demo: the screens say so, and mail does not leave to real addresses (see delivery).
import type { App } from '../platform/app.ts';
import { withSystem, withTenant } from '../platform/db.ts';
import { invite } from '../staff/staff.ts';
import { changeBranch, changeEnvironment, createEnvironment, ensureBranches } from '../tenants/tenants.ts';
import { demoColleagues, demoEnvironments, type DemoEnvironment } from './network.ts';

export { demoAdministrator } from './network.ts';

export interface DemoResult {
  contacts: number;
  loans: number;
  seconds: number;
}

/** Creates the demo network on an empty installation. */
export async function createDemo(app: App, progress: (text: string) => void = () => {}): Promise<DemoResult> {
  const started = performance.now();
  const ids = new Map<string, number>();
  for (const environment of demoEnvironments) {
    progress(environment.name);
    ids.set(environment.slug, await makeEnvironment(app, environment, ids));
  }
  await makeColleagues(app, ids);
  return { contacts: 0, loans: 0, seconds: Math.round((performance.now() - started) / 100) / 10 };
}

async function makeEnvironment(app: App, wanted: DemoEnvironment, ids: ReadonlyMap<string, number>): Promise<number> {
  const row = await withSystem(app.database, (db) =>
    createEnvironment(db, {
      kind: wanted.kind,
      name: wanted.name,
      shortName: wanted.shortName,
      slug: wanted.slug,
      parentId: wanted.parent ? ids.get(wanted.parent)! : null,
      demo: true,
    }),
  );
  await withTenant(app.database, row.id, async (db) => {
    await changeEnvironment(db, {
      branding: { colour: wanted.colour },
      contact: wanted.street
        ? {
            street: wanted.street,
            postcode: wanted.postcode,
            city: wanted.city,
            phone: wanted.phone,
            email: `bib@${wanted.slug}.example`,
            website: `https://www.${wanted.slug}.example`,
          }
        : {},
    });
    const branches = await ensureBranches(db, wanted.branches.map((branch) => branch.code));
    for (const branch of wanted.branches) await changeBranch(db, branches.get(branch.code)!, { name: branch.name });
  });
  return row.id;
}

async function makeColleagues(app: App, ids: ReadonlyMap<string, number>): Promise<void> {
  await withSystem(app.database, async (db) => {
    for (const colleague of demoColleagues) {
      for (const { environments, role } of colleague.roles) {
        for (const slug of environments === 'all' ? ids.keys() : environments) {
          await invite(db, { email: colleague.email, name: colleague.name, role, environmentId: ids.get(slug)!, now: app.now() });
        }
      }
    }
  });
}
