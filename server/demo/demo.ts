// The demo network: invented people, deterministic from a seed, as alive as a real one.
//
// 1. Environments, house styles and colleagues (network.ts).
// 2. People, books and loans are invented in memory, purely (libraries.ts and what it takes together): the same seed and
//    day give the same network. The named people stand in cast.ts.
// 3. Each library is filled in the order of time (filling.ts): files of its library system go through the importer,
//    permissions through consent with their proofs, mailings through the same checks and decisions as ever.
// 4. That it is being made is noted before the first row, so that one that was broken off is found and made anew (unfinished.ts).
//
// Owns no tables: everything goes through the faces and the bulk paths real data takes. Every environment made
// here is marked demo: the screens say so, and mail does not leave to real addresses (see delivery).
import { dayIn } from '../../lib/day.ts';
import { translate, type MessageKey, type MessageParams } from '../../lib/i18n.ts';
import type { App } from '../platform/app.ts';
import { withSystem, withTenant } from '../platform/db.ts';
import type { Caller } from '../platform/serve.ts';
import { createAccount, findStaff, grantRole } from '../staff/staff.ts';
import { changeBranch, changeEnvironment, createEnvironment, ensureBranches } from '../tenants/tenants.ts';
import { fillLibrary, type Colleagues } from './filling.ts';
import { allLoans, demoSeed, inventNetwork } from './libraries.ts';
import { demoAdministrator, demoColleagues, demoEnvironments, type DemoEnvironment } from './network.ts';
import { asDemo } from './unfinished.ts';

export { demoAdministrator } from './network.ts';
export { demoState, removeBrokenOff, type DemoState } from './unfinished.ts';

export interface DemoResult {
  contacts: number;
  loans: number;
  seconds: number;
}

interface DemoOptions {
  seed?: string;
  scale?: number;
}

/** Creates the demo network on an empty installation; refuses on any other. `scale` 1 is all of it; tests make less. */
export async function createDemo(app: App, progress: (text: string) => void = () => {}, options: DemoOptions = {}): Promise<DemoResult> {
  return asDemo(app, () => makeNetwork(app, progress, options));
}

async function makeNetwork(app: App, progress: (text: string) => void, { seed = demoSeed, scale = 1 }: DemoOptions): Promise<DemoResult> {
  const started = performance.now();
  const say = (key: MessageKey, params?: MessageParams) => progress(translate(app.config.operatorLanguage, key, params));
  const today = dayIn('Europe/Brussels', app.now());
  say('demo.inventing');
  const network = inventNetwork({ seed, today, scale });
  const ids = new Map<string, number>();
  for (const environment of demoEnvironments) ids.set(environment.slug, await makeEnvironment(app, environment, ids));
  await makeColleagues(app, ids);
  const colleagues = await callers(app);
  const made: DemoResult = { contacts: 0, loans: 0, seconds: 0 };
  for (const [slug, library] of network) {
    const environment = demoEnvironments.find((one) => one.slug === slug)!;
    const loans = allLoans(library, today);
    const contacts = library.members.length + library.readers.length;
    say('demo.library', { library: environment.name, contacts, loans: loans.length });
    await fillLibrary({ app, tenantId: ids.get(slug)!, environment, library, loans, today, colleagues });
    made.contacts += contacts;
    made.loans += loans.length;
  }
  made.seconds = Math.round((performance.now() - started) / 100) / 10;
  return made;
}

/** The colleagues who did all this, as routes would know them. */
async function callers(app: App): Promise<Colleagues> {
  return withSystem(app.database, async (db) => {
    const callerOf = async (email: string): Promise<Caller> => {
      const row = (await findStaff(db, email))!;
      return {
        kind: 'staff',
        id: row.id,
        name: row.name,
        language: row.language,
        csrf: undefined,
        session: undefined,
        provedAt: app.now(),
        permissionsIn: () => new Set(),
      };
    };
    return {
      noor: await callerOf(demoAdministrator),
      amina: await callerOf('amina.haddad@zilverbeek.example'),
      joost: await callerOf('joost.peeters@zilverbeek.example'),
      bram: await callerOf('bram.claes@zilverbeek.example'),
    };
  });
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
    const branches = await ensureBranches(
      db,
      wanted.branches.map((branch) => branch.code),
    );
    for (const branch of wanted.branches) await changeBranch(db, branches.get(branch.code)!, { name: branch.name });
  });
  return row.id;
}

async function makeColleagues(app: App, ids: ReadonlyMap<string, number>): Promise<void> {
  await withSystem(app.database, async (db) => {
    for (const colleague of demoColleagues) {
      const known = await findStaff(db, colleague.email);
      const account = known ?? (await createAccount(db, { email: colleague.email, name: colleague.name, now: app.now() }));
      for (const { environments, role } of colleague.roles) {
        for (const slug of environments === 'all' ? ids.keys() : environments) {
          await grantRole(db, account.id, ids.get(slug)!, role);
        }
      }
    }
  });
}
