import { Button, Modal, Radio, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Role } from '../../lib/permissions.ts';
import { inviteRoute, listStaffRoute } from '../../server/staff/contract.ts';
import { useDo } from '../app/ask.ts';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFieldProblems } from '../ui/fields.ts';
import { Fields } from '../ui/Fields.tsx';
import { FormActions } from '../ui/FormActions.tsx';
import { useT } from '../ui/language.tsx';
import { OnceShown } from './OnceShown.tsx';
import { useGrantableRoles } from './roles.ts';

/** Inviting gives a one-time link, which the inviter hands over in the way they trust. */
export function InviteColleague({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useT();
  const [link, setLink] = useState<string | null>();
  const close = () => {
    setLink(undefined);
    onClose();
  };
  return (
    <Modal opened={opened} onClose={close} title={t('web.staff.invite')} closeButtonProps={{ 'aria-label': t('web.close') }}>
      {link === undefined ? (
        <InviteForm onInvited={setLink} onCancel={close} />
      ) : (
        <>
          {link === null ? (
            <p>{t('web.staff.role-added')}</p>
          ) : (
            <OnceShown label={t('web.staff.link')} value={link} hint={t('web.staff.link-hint')} />
          )}
          <Button variant="filled" onClick={close}>
            {t('web.close')}
          </Button>
        </>
      )}
    </Modal>
  );
}

function InviteForm({ onInvited, onCancel }: { onInvited: (link: string | null) => void; onCancel: () => void }) {
  const t = useT();
  const roles = useGrantableRoles();
  const [given, setGiven] = useState({ email: '', name: '', role: 'desk' as Role });
  const invite = useDo(inviteRoute, {
    secretAnswer: true,
    refreshes: [listStaffRoute],
    onDone: ({ link }) => onInvited(link),
  });
  const problems = useFieldProblems(invite.error, ['email', 'name', 'role']);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        invite.mutate({ body: given });
      }}
    >
      <ErrorNotice error={problems.rest} />
      <Fields>
        <TextInput
          label={t('web.login.email')}
          type="email"
          value={given.email}
          onChange={(event) => setGiven({ ...given, email: event.currentTarget.value })}
          required
          withAsterisk={false}
          data-autofocus
          {...problems.at('email')}
        />
        <TextInput
          label={t('web.staff.name')}
          value={given.name}
          onChange={(event) => setGiven({ ...given, name: event.currentTarget.value })}
          {...problems.at('name')}
        />
        <Radio.Group
          label={t('web.staff.role')}
          value={given.role}
          onChange={(role) => setGiven({ ...given, role: role as Role })}
          {...problems.at('role')}
        >
          <Fields>
            {roles.map((role) => (
              <Radio key={role} value={role} label={t(`role.${role}`)} description={t(`web.role.${role}`)} />
            ))}
          </Fields>
        </Radio.Group>
      </Fields>
      <FormActions label={t('web.staff.invite-button')} busy={invite.isPending} onCancel={onCancel} />
    </form>
  );
}
