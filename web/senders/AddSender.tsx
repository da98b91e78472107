import { Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { addSenderRoute, listSendersRoute } from '../../server/delivery/contract.ts';
import { useDo } from '../app/ask.ts';
import { useEnvironment } from '../app/session.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFieldProblems } from '../ui/fields.ts';
import { Fields } from '../ui/Fields.tsx';
import { FormActions } from '../ui/FormActions.tsx';
import { useT } from '../ui/language.tsx';
import { showDone } from '../ui/toast.tsx';

/** A new address to send from. */
export function AddSender({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useT();
  return (
    <Modal opened={opened} onClose={onClose} title={t('senders.add')} closeButtonProps={{ 'aria-label': t('web.close') }}>
      <SenderForm onClose={onClose} />
    </Modal>
  );
}

function SenderForm({ onClose }: { onClose: () => void }) {
  const t = useT();
  const { name: library } = useEnvironment();
  const [name, setName] = useState(library);
  const [email, setEmail] = useState('');
  const [replyTo, setReplyTo] = useState('');
  const add = useDo(addSenderRoute, {
    refreshes: [listSendersRoute],
    onDone: (sender) => {
      onClose();
      // a demonstration proves its addresses by itself
      showDone(t(sender.verifiedAt ? 'senders.added' : 'senders.asked', { email: sender.email }));
    },
  });
  const problems = useFieldProblems(add.error, ['name', 'email', 'replyTo']);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate({ body: { name, email: email.trim(), replyTo: replyTo.trim() || null } });
      }}
    >
      <p>{t('senders.add-why')}</p>
      <ErrorNotice error={problems.rest} />
      <Fields>
        <TextInput
          label={t('senders.name')}
          description={t('senders.name-hint')}
          value={name}
          maxLength={80}
          onChange={(event) => setName(event.currentTarget.value)}
          {...problems.at('name')}
        />
        <TextInput
          label={t('senders.email')}
          type="email"
          autoComplete="off"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          data-autofocus
          {...problems.at('email')}
        />
        <TextInput
          label={t('senders.reply-to')}
          description={t('senders.reply-to-hint')}
          type="email"
          autoComplete="off"
          value={replyTo}
          onChange={(event) => setReplyTo(event.currentTarget.value)}
          {...problems.at('replyTo')}
        />
      </Fields>
      <FormActions label={t('senders.add-button')} busy={add.isPending} onCancel={onClose} />
    </form>
  );
}
