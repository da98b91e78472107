// The whole workbench on one page: every address and the screen that answers it. A screen is fetched
// when it is first opened. To add one: a line here, its address in paths.ts, and (when it is a
// place of its own) a line in navigation.ts.
import type { ComponentType } from 'react';
import { createBrowserRouter, type RouteObject } from 'react-router';
import { AppRoot } from './AppRoot.tsx';
import { EnvironmentLayout } from './EnvironmentLayout.tsx';
import { BrokenScreen, NoSuchPage } from './BrokenScreen.tsx';
import { HomeRedirect } from './HomeRedirect.tsx';
import { SessionLayout } from './SessionLayout.tsx';

function screen(path: string, load: () => Promise<ComponentType>): RouteObject {
  return { path, lazy: async () => ({ Component: await load() }), errorElement: <BrokenScreen /> };
}

/** Below /app/:environment. */
const environmentScreens: RouteObject[] = [
  screen('', async () => (await import('../today/Today.tsx')).Today),
];

/** Below /app. */
const ownScreens: RouteObject[] = [];

const publicScreens: RouteObject[] = [];

export function createRouter() {
  return createBrowserRouter(
    [
      {
        Component: AppRoot,
        errorElement: <BrokenScreen />,
        children: [
          ...publicScreens,
          {
            Component: SessionLayout,
            children: [
              { index: true, Component: HomeRedirect },
              ...ownScreens,
              {
                path: ':environment',
                Component: EnvironmentLayout,
                children: [...environmentScreens, { path: '*', Component: NoSuchPage }],
              },
            ],
          },
        ],
      },
    ],
    { basename: '/app' },
  );
}
