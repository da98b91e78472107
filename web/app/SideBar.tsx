import { NavLink } from 'react-router';
import { useT } from '../ui/language.tsx';
import { navigation, type Place } from './navigation.ts';
import type { SessionEnvironment } from './session.tsx';
import parts from './Shell.module.css';

export function Brand() {
  return (
    <span className={parts.brand}>
      <i aria-hidden />
      Kaartbak
    </span>
  );
}

/** The places this colleague may open here; a group without any is left out. */
export function SideBar({ environment, withBrand = true }: { environment: SessionEnvironment; withBrand?: boolean }) {
  const t = useT();
  const isOpen = (place: Place) => !place.needs || environment.permissions.includes(place.needs);
  const groups = navigation.map((group) => ({ ...group, places: group.places.filter(isOpen) })).filter(({ places }) => places.length > 0);
  return (
    <nav className={parts.nav} aria-label={t('web.nav')}>
      {withBrand && <Brand />}
      {groups.map(({ label, places }) => (
        <div key={label ?? 'first'} role={label ? 'group' : undefined} aria-label={label ? t(label) : undefined}>
          {label && (
            <div className={parts.group} aria-hidden>
              {t(label)}
            </div>
          )}
          <ul className={parts.places}>
            {places.map((place) => (
              <li key={place.label}>
                <NavLink className={parts.place} to={place.to(environment.slug)} end={place.exact ?? false}>
                  {t(place.label)}
                </NavLink>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
