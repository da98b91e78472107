/** The workbench as a colleague sees it: the test's own server on a free port, and pages that are logged in. */
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import type { Session, TestApp } from '../harness/app.ts';
import { withPage, type PageOptions } from './harness.ts';

const listening = new WeakMap<TestApp, Promise<string>>();

/** Starts the app's server on a free port; the same address at every call. */
export function workbenchUrl(app: TestApp): Promise<string> {
  const known = listening.get(app);
  if (known) return known;
  const started = app.server.listen({ port: 0, host: '127.0.0.1' }).then(() => {
    const { port } = app.server.server.address() as AddressInfo;
    return `http://localhost:${port}`;
  });
  listening.set(app, started);
  return started;
}

/** Opens a page on the workbench, logged in as this colleague. */
export async function withWorkbench<T>(
  app: TestApp,
  session: Session,
  visit: (page: Page) => Promise<T>,
  options: PageOptions = {},
): Promise<T> {
  const baseUrl = await workbenchUrl(app);
  return withPage(
    async (page) => {
      const [name, value] = session.cookie.split('=') as [string, string];
      await page.context().addCookies([{ name, value, url: baseUrl }]);
      return visit(page);
    },
    { baseUrl, ...options },
  );
}
