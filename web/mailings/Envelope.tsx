import { TextInput } from '@mantine/core';
import { useRef } from 'react';
import { listSendersRoute } from '../../server/delivery/contract.ts';
import { useRead } from '../app/ask.ts';
import { useT } from '../ui/language.tsx';
import parts from './Editor.module.css';
import { useEditor } from './editor-context.ts';
import { insertInField } from './insert-in-field.ts';
import { MergeFieldMenu } from './MergeFieldMenu.tsx';

export const subjectId = 'mailing-subject';
export const preheaderId = 'mailing-preheader';

/** What readers see in their list of mails, before they open this one. */
export function Envelope() {
  const t = useT();
  const { draft, change, select } = useEditor();
  const senders = useRead(listSendersRoute);
  const sender = senders.data?.senders.find(({ id }) => id === draft.senderId);
  const subject = useRef<HTMLInputElement>(null);
  return (
    <div className={parts.envelope} onFocus={() => select(undefined)}>
      <p className={parts.from}>
        {sender ? t('mailings.from', { name: sender.name, email: sender.email }) : senders.isPending ? '\u00a0' : t('mailings.from-nobody')}
      </p>
      <TextInput
        id={subjectId}
        ref={subject}
        label={t('mailings.subject')}
        value={draft.subject}
        maxLength={300}
        onChange={(event) => change({ subject: event.currentTarget.value })}
        rightSectionWidth="auto"
        rightSectionPointerEvents="all"
        rightSection={<MergeFieldMenu onInsert={(token) => insertInField(subject.current, token)} />}
        rightSectionProps={{ style: { paddingRight: 4 } }}
      />
      <TextInput
        id={preheaderId}
        label={t('mailings.preheader')}
        description={t('mailings.preheader-hint')}
        value={draft.preheader}
        maxLength={300}
        onChange={(event) => change({ preheader: event.currentTarget.value })}
      />
    </div>
  );
}
