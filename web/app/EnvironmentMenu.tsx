import { Button, Menu } from '@mantine/core';
import { Link } from 'react-router';
import { Icon } from '../ui/Icon.tsx';
import { useT } from '../ui/language.tsx';
import { paths } from './paths.ts';
import { useSession, type SessionEnvironment } from './session.tsx';
import parts from './TopBar.module.css';

/** Where one is working; with several environments, the way to another. */
export function EnvironmentMenu({ environment }: { environment: SessionEnvironment }) {
  const t = useT();
  const { environments } = useSession();
  if (environments.length < 2) return <span className={parts.environment}>{environment.name}</span>;
  const kinds = (['network', 'region', 'library'] as const)
    .map((kind) => ({ kind, ones: environments.filter((one) => one.kind === kind) }))
    .filter(({ ones }) => ones.length > 0);
  return (
    <Menu>
      <Menu.Target>
        <Button
          className={parts.environmentButton}
          rightSection={<Icon name="down" size={14} />}
          aria-label={t('web.environment-menu', { name: environment.name })}
        >
          <span className={parts.environment}>{environment.name}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={parts.environments}>
        {kinds.map(({ kind, ones }) => (
          <div key={kind}>
            <Menu.Label>{t(`web.kind.${kind}`)}</Menu.Label>
            {ones.map(({ slug, name }) => (
              <Menu.Item
                key={slug}
                component={Link}
                to={paths.today(slug)}
                rightSection={slug === environment.slug ? <Icon name="check" size={16} /> : undefined}
              >
                {name}
              </Menu.Item>
            ))}
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
