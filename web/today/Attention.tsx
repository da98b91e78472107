import { Checkbox } from '@mantine/core';
import { Link } from 'react-router';
import { countContactsRoute, listTasksRoute, type ContactTask } from '../../server/contacts/contract.ts';
import { useRead } from '../app/ask.ts';
import { paths } from '../app/paths.ts';
import { useEnvironment, useMay } from '../app/session.tsx';
import { useTickTask } from '../contacts/OpenTasks.tsx';
import { Card, Muted } from '../ui/Card.tsx';
import { Chip } from '../ui/Chip.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFormat } from '../ui/format.ts';
import { useT } from '../ui/language.tsx';
import { useNow } from '../ui/use-now.ts';
import parts from './Attention.module.css';

const shownTasks = 8;

/** What waits for somebody: tasks for readers, addresses that stopped working. */
export function Attention() {
  const t = useT();
  const { slug } = useEnvironment();
  const tasks = useRead(listTasksRoute);
  const bouncing = useRead(countContactsRoute, { query: { email: 'bouncing' } });
  const open = tasks.data?.tasks ?? [];
  const broken = bouncing.data?.count ?? 0;
  const problem = tasks.error ?? bouncing.error;
  return (
    <Card title={t('web.attention.title')}>
      <ErrorNotice error={problem} />
      {broken > 0 && (
        <p>
          <Chip tone="warn">{broken === 1 ? t('web.attention.address') : t('web.attention.addresses', { count: broken })}</Chip>{' '}
          {t(broken === 1 ? 'web.attention.bounces' : 'web.attention.bouncing')}{' '}
          <Link to={`${paths.contacts(slug)}?email=bouncing`}>{t('web.attention.list')}</Link>
        </p>
      )}
      {open.length > 0 && (
        <ul className={parts.tasks}>
          {open.slice(0, shownTasks).map((task) => (
            <Task key={task.id} task={task} />
          ))}
        </ul>
      )}
      {open.length > shownTasks && (
        <p>
          <Link to={paths.tasks(slug)}>{t('web.attention.more', { count: open.length - shownTasks })}</Link>
        </p>
      )}
      {!problem && tasks.data && bouncing.data && open.length === 0 && broken === 0 && <Muted>{t('web.attention.none')}</Muted>}
    </Card>
  );
}

function Task({ task }: { task: ContactTask }) {
  const t = useT();
  const format = useFormat();
  const may = useMay();
  const { slug } = useEnvironment();
  const today = format.day(useNow());
  const tick = useTickTask();
  const late = task.dueOn !== null && task.dueOn < today;
  return (
    <li className={parts.task}>
      <Checkbox
        checked={false}
        disabled={!may('contacts.write')}
        onChange={() => tick(task.id, true)}
        aria-label={t('web.attention.tick', { what: task.what })}
      />
      <div>
        <Link to={paths.contact(slug, task.contact.id)}>{task.contact.name || t('contacts.card.nameless')}</Link>
        <div>{task.what}</div>
        {task.dueOn && (
          <Muted small>
            {late ? (
              <Chip tone="bad">{t('web.attention.late', { date: format.date(task.dueOn) })}</Chip>
            ) : (
              t('web.attention.due', { date: format.date(task.dueOn) })
            )}
          </Muted>
        )}
      </div>
    </li>
  );
}
