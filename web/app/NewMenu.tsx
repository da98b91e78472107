import { Button, Menu } from '@mantine/core';
import { Link } from 'react-router';
import { Icon } from '../ui/Icon.tsx';
import { useT } from '../ui/language.tsx';
import { newThings } from './navigation.ts';
import type { SessionEnvironment } from './session.tsx';
import parts from './TopBar.module.css';

/** What this colleague can start here, from any screen. */
export function NewMenu({ environment }: { environment: SessionEnvironment }) {
  const t = useT();
  const things = newThings.filter(({ needs }) => !needs || environment.permissions.includes(needs));
  if (things.length === 0) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button className={parts.newButton} variant="filled" rightSection={<Icon name="down" size={14} />}>
          {t('web.new')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {things.map(({ label, to }) => (
          <Menu.Item key={label} component={Link} to={to(environment.slug)}>
            {t(label)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
