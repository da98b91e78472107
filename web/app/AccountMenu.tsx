import { Menu, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from 'react-router';
import { languages } from '../../lib/i18n.ts';
import { changeMeRoute, logOutRoute } from '../../server/staff/contract.ts';
import { Icon } from '../ui/Icon.tsx';
import { useT } from '../ui/language.tsx';
import { showProblem } from '../ui/toast.tsx';
import { useDo } from './ask.ts';
import { paths } from './paths.ts';
import { forgetSession, useRefreshSession, useSession } from './session.tsx';
import parts from './TopBar.module.css';

/** Who is logged in: language, own security, logging out. */
export function AccountMenu() {
  const t = useT();
  const session = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const refresh = useRefreshSession();
  const changeMe = useDo(changeMeRoute, { onDone: () => void refresh() });
  const logOut = useDo(logOutRoute, {
    onDone: () => {
      forgetSession(client);
      void navigate(paths.login());
    },
  });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <UnstyledButton>
          <VisuallyHidden>{t('web.account-of', { name: session.name })}</VisuallyHidden>
          <span className={parts.dot} aria-hidden>
            {initials(session.name)}
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <strong>{session.name}</strong>
          <div className={parts.who}>{session.email}</div>
        </Menu.Label>
        <Menu.Item component={Link} to={paths.account()}>
          {t('web.account')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('web.language')}</Menu.Label>
        {languages.map((language) => (
          <Menu.Item
            key={language}
            onClick={() => changeMe.mutate({ body: { language } }, { onError: showProblem })}
            rightSection={language === session.language ? <Icon name="check" size={16} /> : undefined}
            lang={language}
          >
            {t(`web.language.${language}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => logOut.mutate({}, { onError: showProblem })}>{t('web.log-out')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Noor Vermeulen becomes NV. */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => word?.[0] ?? '');
  return letters.join('').toLocaleUpperCase();
}
