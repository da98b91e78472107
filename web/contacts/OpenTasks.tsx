import { Checkbox } from '@mantine/core';
import { changeTaskRoute, listTasksRoute, readContactRoute, readTimelineRoute, type ContactTask } from '../../server/contacts/contract.ts';
import { useDo } from '../app/ask.ts';
import { useMay } from '../app/session.tsx';
import { Card, Muted } from '../ui/Card.tsx';
import { useFormat } from '../ui/format.ts';
import { useT, type Translate } from '../ui/language.tsx';
import { showProblem, showUndo } from '../ui/toast.tsx';
import parts from './Contacts.module.css';

/** What still has to be done for this reader, to be ticked off. */
export function OpenTasks({ tasks }: { tasks: readonly ContactTask[] }) {
  const t = useT();
  const may = useMay();
  const format = useFormat();
  const tick = useTickTask();
  return (
    <Card title={t('contacts.task.title')}>
      <ul className={parts.tasks}>
        {tasks.map((task) => (
          <li key={task.id}>
            <Checkbox
              label={task.what}
              description={dueWords(task.dueOn, t, format)}
              checked={false}
              disabled={!may('contacts.write')}
              onChange={() => tick(task.id, true)}
            />
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** When a task is due, in words; undefined when it does not say. */
export function dueWords(dueOn: string | null, t: Translate, format: ReturnType<typeof useFormat>): string | undefined {
  if (dueOn === null) return undefined;
  const late = dueOn < format.day(new Date());
  return t(late ? 'contacts.task.late' : 'contacts.task.by', { date: format.date(dueOn) });
}

/** Ticks off or puts back, and offers the way back. */
export function useTickTask(): (taskId: number, done: boolean) => void {
  const t = useT();
  const change = useDo(changeTaskRoute, {
    refreshes: [readContactRoute, readTimelineRoute, listTasksRoute],
    onDone: ({ id, what, doneAt }) => {
      if (doneAt !== null) showUndo(t('contacts.task.done', { what }), { label: t('web.undo'), undo: () => set(id, false) });
    },
    onProblem: showProblem,
  });
  const set = (taskId: number, done: boolean) => change.mutate({ params: { taskId }, body: { done } });
  return set;
}

/** The small line under a name in a list of tasks. */
export function TaskDue({ dueOn }: { dueOn: string | null }) {
  const t = useT();
  const format = useFormat();
  return <Muted>{dueWords(dueOn, t, format) ?? '—'}</Muted>;
}
