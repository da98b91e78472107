// first, because it puts the style sheets in order
import '../ui/global.css';
import '../ui/fonts.css';
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router/dom';
import { chooseLanguage } from '../../lib/i18n.ts';
import { cssVariables, theme } from '../ui/theme.ts';
import { connection } from './api.ts';
import { createQueryClient } from './ask.ts';
import { loadMessages } from './messages.ts';
import { paths } from './paths.ts';
import { createRouter } from './routes.tsx';
import { forgetSession } from './session.tsx';

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
// the scroll lock behind dialogs writes a style tag of its own and looks for the nonce under this name
Object.assign(globalThis, { __webpack_nonce__: nonce });

const client = createQueryClient();
const router = createRouter();

// until the session says otherwise
connection.language = chooseLanguage(navigator.language);
await loadMessages(connection.language);
connection.sessionEnded = () => {
  const { pathname, search } = router.state.location;
  forgetSession(client);
  void router.navigate(paths.login(pathname + search));
};

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} forceColorScheme="light" getStyleNonce={() => nonce}>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
        <Notifications position="bottom-center" autoClose={10_000} limit={3} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
