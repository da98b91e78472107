import { ActionIcon } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { lazy, Suspense, useEffect, type ReactNode } from 'react';
import { useLocation } from 'react-router';
import { useFocusBack } from '../ui/focus-back.ts';
import { Icon } from '../ui/Icon.tsx';
import { useT } from '../ui/language.tsx';
import { AccountMenu } from './AccountMenu.tsx';
import { EnvironmentMenu } from './EnvironmentMenu.tsx';
import { GlobalSearch } from './GlobalSearch.tsx';
import { NewMenu } from './NewMenu.tsx';
import { useSessionQuery, type SessionEnvironment } from './session.tsx';
import parts from './Shell.module.css';
import { Brand, SideBar } from './SideBar.tsx';

const PhoneMenu = lazy(async () => ({ default: (await import('./PhoneMenu.tsx')).PhoneMenu }));

/** The frame of the workbench: places on the left, where and who above, the screen itself in `main`. */
export function Shell({ environment, children }: { environment?: SessionEnvironment; children: ReactNode }) {
  const t = useT();
  const { data: session } = useSessionQuery();
  const [menuOpen, { open, close }] = useDisclosure(false);
  const { pathname } = useLocation();
  useEffect(close, [pathname, close]);
  useFocusBack();
  return (
    <div className={parts.shell}>
      <a className={parts.skip} href="#main">
        {t('web.skip')}
      </a>
      {environment && (
        <div className={parts.side}>
          <SideBar environment={environment} />
        </div>
      )}
      <div className={parts.body}>
        {environment?.demo && <DemoBanner />}
        {session?.sendingHeld && <HoldBanner />}
        <header className={parts.top}>
          {environment && (
            <ActionIcon className={parts.menuButton} variant="subtle" size="lg" onClick={open} aria-label={t('web.menu')}>
              <Icon name="bars" size={22} />
            </ActionIcon>
          )}
          {environment ? <EnvironmentMenu environment={environment} /> : <Brand />}
          {environment?.permissions.includes('contacts.read') && <GlobalSearch key={environment.slug} environment={environment} />}
          <div className={parts.me}>
            {environment && <NewMenu environment={environment} />}
            <AccountMenu />
          </div>
        </header>
        <main id="main" className={parts.main} tabIndex={-1}>
          {children}
        </main>
      </div>
      {environment && menuOpen && (
        <Suspense>
          <PhoneMenu environment={environment} onClose={close} />
        </Suspense>
      )}
    </div>
  );
}

/** After a restore nothing leaves; who works meanwhile must not wonder why. */
function HoldBanner() {
  const t = useT();
  return (
    <aside className={parts.held} aria-label={t('web.sending-held-title')}>
      {t('web.sending-held')}
    </aside>
  );
}

/** Every screen of a demonstration says that it is one. */
function DemoBanner() {
  const t = useT();
  return (
    <aside className={parts.demo} aria-label={t('web.about')}>
      {t('web.demo')}
    </aside>
  );
}
