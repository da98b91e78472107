import { useEffect, useRef } from 'react';
import { NavLink, Outlet, useLocation } from 'react-router';
import { settingsPlaces } from '../app/navigation.ts';
import { useEnvironment, useMay } from '../app/session.tsx';
import { useT } from '../ui/language.tsx';
import { Page } from '../ui/Page.tsx';
import parts from './SettingsLayout.module.css';

/** The settings of one environment, a subject per screen. */
export function SettingsLayout() {
  const t = useT();
  const { slug, name } = useEnvironment();
  const may = useMay();
  const tabs = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  // on a phone the tabs are wider than the screen: the one that is open must be seen
  useEffect(() => {
    tabs.current?.querySelector('[aria-current="page"]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [pathname]);
  const places = settingsPlaces.filter(({ needs }) => !needs || may(needs));
  return (
    <Page title={t('web.settings.title')} under={name}>
      <nav ref={tabs} className={parts.tabs} aria-label={t('web.settings.title')}>
        {places.map(({ label, to, exact }) => (
          <NavLink key={label} className={parts.tab} to={to(slug)} end={exact ?? false}>
            {t(label)}
          </NavLink>
        ))}
      </nav>
      <Outlet />
    </Page>
  );
}
