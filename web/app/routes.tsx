// The whole workbench on one page: every address and the screen that answers it. A screen is fetched
// when it is first opened. To add one: a line here, its address in paths.ts, and (when it is a
// place of its own) a line in navigation.ts.
import type { ComponentType } from 'react';
import { createBrowserRouter, type NonIndexRouteObject, type RouteObject } from 'react-router';
import { Loading } from '../ui/Loading.tsx';
import { AppRoot } from './AppRoot.tsx';
import { EnvironmentLayout } from './EnvironmentLayout.tsx';
import { BrokenScreen, NoSuchPage } from './BrokenScreen.tsx';
import { HomeRedirect } from './HomeRedirect.tsx';
import { OwnLayout } from './OwnLayout.tsx';
import { SessionLayout } from './SessionLayout.tsx';

function screen(path: string, load: () => Promise<ComponentType>): NonIndexRouteObject {
  return { path, lazy: async () => ({ Component: await load() }), errorElement: <BrokenScreen /> };
}

/** Below /app/:environment. */
const environmentScreens: RouteObject[] = [
  screen('', async () => (await import('../today/Today.tsx')).Today),
  screen('contacts', async () => (await import('../contacts/ContactList.tsx')).ContactList),
  screen('contacts/new', async () => (await import('../contacts/NewContact.tsx')).NewContact),
  screen('contacts/:contactId/:part?', async () => (await import('../contacts/ContactScreen.tsx')).ContactScreen),
  screen('tasks', async () => (await import('../contacts/TaskList.tsx')).TaskList),
  screen('segments', async () => (await import('../segments/SegmentList.tsx')).SegmentList),
  screen('segments/new', async () => (await import('../segments/SegmentEditor.tsx')).NewSegment),
  screen('segments/:segmentId', async () => (await import('../segments/SegmentEditor.tsx')).EditSegment),
  screen('mailings', async () => (await import('../mailings/MailingList.tsx')).MailingList),
  screen('mailings/new', async () => (await import('../mailings/NewMailing.tsx')).NewMailing),
  screen('mailings/:mailingId', async () => (await import('../mailings/MailingScreen.tsx')).MailingScreen),
  screen('mailings/:mailingId/send', async () => (await import('../mailings/SendMailing.tsx')).SendMailing),
  screen('mailings/:mailingId/recipients', async () => (await import('../mailings/Recipients.tsx')).Recipients),
  screen('trial-mails', async () => (await import('../trial-mails/TrialMails.tsx')).TrialMails),
  screen('trial-mails/:messageId', async () => (await import('../trial-mails/TrialMails.tsx')).TrialMails),
  screen('imports', async () => (await import('../imports/ImportList.tsx')).ImportList),
  screen('imports/new', async () => (await import('../imports/NewImport.tsx')).NewImport),
  screen('imports/:runId', async () => (await import('../imports/ImportRun.tsx')).ImportRun),
  screen('staff', async () => (await import('../staff/StaffList.tsx')).StaffList),
  screen('api-keys', async () => (await import('../staff/ApiKeys.tsx')).ApiKeys),
  screen('audit', async () => (await import('../audit/AuditLog.tsx')).AuditLog),
];

/** Below /app/:environment/settings, each a tab there (see settingsPlaces in navigation.ts). */
const settingsScreens: RouteObject[] = [
  screen('', async () => (await import('../tenants/LibrarySettings.tsx')).LibrarySettings),
  screen('house-style', async () => (await import('../tenants/HouseStyle.tsx')).HouseStyle),
  screen('senders', async () => (await import('../senders/Senders.tsx')).Senders),
  screen('branches', async () => (await import('../tenants/Branches.tsx')).Branches),
  screen('codes', async () => (await import('../tenants/CodeNames.tsx')).CodeNames),
  screen('purposes', async () => (await import('../consent/Purposes.tsx')).Purposes),
];

/** Below /app. */
const ownScreens: RouteObject[] = [
  screen('-/account', async () => (await import('../staff/Account.tsx')).Account),
  screen('-/ui', async () => (await import('../ui/Primitives.tsx')).Primitives),
];

/** Before being logged in. */
const publicScreens: RouteObject[] = [
  screen('aanmelden', async () => (await import('../staff/Login.tsx')).Login),
  screen('wachtwoord-vergeten', async () => (await import('../passwords/Forgotten.tsx')).Forgotten),
  screen('wachtwoord', async () => (await import('../passwords/NewPassword.tsx')).NewPassword),
  screen('uitnodiging', async () => (await import('../invitations/Invitation.tsx')).Invitation),
];

export function createRouter() {
  return createBrowserRouter(
    [
      {
        Component: AppRoot,
        errorElement: <BrokenScreen />,
        hydrateFallbackElement: <Loading />,
        children: [
          ...publicScreens,
          {
            Component: SessionLayout,
            children: [
              { index: true, Component: HomeRedirect },
              { Component: OwnLayout, children: ownScreens },
              {
                path: ':environment',
                Component: EnvironmentLayout,
                children: [
                  ...environmentScreens,
                  {
                    ...screen('settings', async () => (await import('../tenants/SettingsLayout.tsx')).SettingsLayout),
                    children: settingsScreens,
                  },
                  { path: '*', Component: NoSuchPage },
                ],
              },
            ],
          },
        ],
      },
    ],
    { basename: '/app' },
  );
}
