// Where the modules meet the web server, the queue and the command line: one line each, nothing else.
import type { FastifyInstance } from 'fastify';
import * as auditContract from './audit/contract.ts';
import { routes as auditRoutes } from './audit/routes.ts';
import { recordAudit, actorOf } from './audit/audit.ts';
import * as circulationContract from './circulation/contract.ts';
import { routes as circulationRoutes } from './circulation/routes.ts';
import * as contactsContract from './contacts/contract.ts';
import { handlers as contactJobs } from './contacts/jobs.ts';
import { routes as contactRoutes } from './contacts/routes.ts';
import * as consentContract from './consent/contract.ts';
import { handlers as consentJobs } from './consent/jobs.ts';
import { routes as consentRoutes } from './consent/routes.ts';
import { commands as deliveryCommands } from './delivery/commands.ts';
import * as deliveryContract from './delivery/contract.ts';
import { accountSource, serviceSource, type SourceLoaders } from './delivery/delivery.ts';
import { startEngine, type Mailer } from './delivery/engine.ts';
import { handlers as deliveryJobs } from './delivery/jobs.ts';
import { pages as deliveryPages } from './delivery/pages.ts';
import { deliveryRoutes } from './delivery/routes.ts';
import * as filesContract from './files/contract.ts';
import { pages as filePages } from './files/pages.ts';
import { routes as fileRoutes } from './files/routes.ts';
import { commands as importCommands } from './imports/commands.ts';
import * as importsContract from './imports/contract.ts';
import { handlers as importJobs } from './imports/jobs.ts';
import { routes as importRoutes } from './imports/routes.ts';
import { commands as invitationCommands } from './invitations/commands.ts';
import * as invitationsContract from './invitations/contract.ts';
import { routes as invitationRoutes } from './invitations/routes.ts';
import { commands as leavingCommands } from './leaving/commands.ts';
import type { Route } from '../lib/route.ts';
import type { App } from './platform/app.ts';
import type { Command } from './platform/cli.ts';
import { withSystem } from './platform/db.ts';
import { createWeb } from './platform/http.ts';
import { systemRoutes } from './platform/operations.ts';
import type { JobHandlers, Recurring } from './platform/queue.ts';
import type { Page, ServedRoute } from './platform/serve.ts';
import { serveWorkbench } from './platform/workbench.ts';
import { commands as mailingCommands } from './mailings/commands.ts';
import * as mailingsContract from './mailings/contract.ts';
import { handlers as mailingJobs } from './mailings/jobs.ts';
import { mailingSource } from './mailings/mailings.ts';
import { routes as mailingRoutes } from './mailings/routes.ts';
import * as passwordsContract from './passwords/contract.ts';
import { handlers as passwordJobs } from './passwords/jobs.ts';
import { routes as passwordRoutes } from './passwords/routes.ts';
import { handlers as portalJobs } from './portal/jobs.ts';
import { pages as portalPages, troublePage } from './portal/pages.ts';
import { commands as segmentCommands } from './segments/commands.ts';
import * as segmentsContract from './segments/contract.ts';
import { routes as segmentRoutes } from './segments/routes.ts';
import { commands as staffCommands } from './staff/commands.ts';
import * as staffContract from './staff/contract.ts';
import { routes as staffRoutes } from './staff/routes.ts';
import { authenticate } from './staff/staff.ts';
import { commands as tenantCommands } from './tenants/commands.ts';
import * as tenantsContract from './tenants/contract.ts';
import { routes as tenantRoutes } from './tenants/routes.ts';
import { findEnvironment } from './tenants/tenants.ts';
import { pages as trackingPages } from './tracking/pages.ts';

/** Every route of every module, for OpenAPI and the permission matrix. */
export const contract: Route[] = [
  ...staffContract.contract,
  ...tenantsContract.contract,
  ...auditContract.contract,
  ...contactsContract.contract,
  ...consentContract.contract,
  ...circulationContract.contract,
  ...segmentsContract.contract,
  ...filesContract.contract,
  ...importsContract.contract,
  ...deliveryContract.contract,
  ...invitationsContract.contract,
  ...passwordsContract.contract,
  ...mailingsContract.contract,
];

/** Readers of everything that can be sent, by source kind. */
export const sourceLoaders: SourceLoaders = {
  service: serviceSource,
  account: accountSource,
  mailing: mailingSource,
};

export const routes: ServedRoute[] = [
  ...staffRoutes,
  ...tenantRoutes,
  ...auditRoutes,
  ...contactRoutes,
  ...consentRoutes,
  ...circulationRoutes,
  ...segmentRoutes,
  ...fileRoutes,
  ...importRoutes,
  ...deliveryRoutes(sourceLoaders),
  ...invitationRoutes,
  ...passwordRoutes,
  ...mailingRoutes,
];

export const pages: Page[] = [...filePages, ...deliveryPages, ...trackingPages, ...portalPages];

export const commands: Command[] = [
  ...tenantCommands,
  ...staffCommands,
  ...invitationCommands,
  ...segmentCommands,
  ...importCommands,
  ...mailingCommands,
  ...deliveryCommands,
  ...leavingCommands,
];

/** Every background job with its handler. */
export function jobHandlers(app: App): JobHandlers {
  return {
    ...contactJobs(app),
    ...importJobs(app),
    ...deliveryJobs(app),
    ...passwordJobs(app),
    ...consentJobs(app),
    ...portalJobs(app),
    ...mailingJobs(app),
  };
}

/** What runs by the clock. */
export const recurring: Recurring[] = [
  { task: 'imports.clear', match: '17 2 * * *' },
  { task: 'imports.resume', match: '* * * * *' },
  { task: 'mailings.start-due', match: '* * * * *' },
  { task: 'portal.forget-sign-ups', match: '47 2 * * *' },
];

/** The mailer role. */
export async function runMailer(app: App): Promise<Mailer> {
  return startEngine(app, sourceLoaders);
}

/** The whole web server: routes, pages, workbench, health and figures. */
export async function buildWeb(app: App): Promise<FastifyInstance> {
  const server = await createWeb({
    app,
    routes,
    pages,
    trouble: troublePage,
    gate: {
      authenticate: (proof) => authenticate(app.database, proof),
      environment: async (slug) => {
        const row = await withSystem(app.database, (db) => findEnvironment(db, slug), { readOnly: true });
        return row && { id: row.id, slug: row.slug, name: row.name, kind: row.kind, language: row.language, timeZone: row.time_zone };
      },
      recordView: async (db, view) => {
        // paths name things in the plural, the log one of them
        const object = /\/(\w[\w-]*)s\/(\d+)/.exec(view.path);
        await recordAudit(db, {
          actor: actorOf(view.caller),
          action: view.action,
          objectKind: object?.[1],
          objectId: object?.[2],
          at: view.now,
        });
      },
    },
  });
  systemRoutes(server, app, contract);
  await serveWorkbench(server, app);
  return server;
}
