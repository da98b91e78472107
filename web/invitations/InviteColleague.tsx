import { Button, Modal, Radio, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Role } from '../../lib/permissions.ts';
import { inviteRoute, listInvitationsRoute } from '../../server/invitations/contract.ts';
import { useDo, useRead } from '../app/ask.ts';
import { paths } from '../app/paths.ts';
import { useEnvironment } from '../app/session.tsx';
import { useGrantableRoles } from '../staff/roles.ts';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFieldProblems } from '../ui/fields.ts';
import { Fields } from '../ui/Fields.tsx';
import { FormActions } from '../ui/FormActions.tsx';
import { useT } from '../ui/language.tsx';

/** Inviting mails a link. What one sees is the same for an address with an account and for one without. */
export function InviteColleague({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useT();
  const [invited, setInvited] = useState<string>();
  const close = () => {
    setInvited(undefined);
    onClose();
  };
  return (
    <Modal opened={opened} onClose={close} title={t('web.staff.invite')} closeButtonProps={{ 'aria-label': t('web.close') }}>
      {invited === undefined ? <InviteForm onInvited={setInvited} onCancel={close} /> : <Sent email={invited} onClose={close} />}
    </Modal>
  );
}

function Sent({ email, onClose }: { email: string; onClose: () => void }) {
  const t = useT();
  const { slug } = useEnvironment();
  const onTrial = useRead(listInvitationsRoute).data?.onTrial ?? false;
  return (
    <>
      {onTrial ? (
        <p>
          {t('web.invitations.trial')} <Link to={paths.trialMails(slug)}>{t('web.invitations.to-trial')}</Link>
        </p>
      ) : (
        <p>{t('web.invitations.sent', { email })}</p>
      )}
      <Button variant="filled" onClick={onClose} data-autofocus>
        {t('web.close')}
      </Button>
    </>
  );
}

function InviteForm({ onInvited, onCancel }: { onInvited: (email: string) => void; onCancel: () => void }) {
  const t = useT();
  const roles = useGrantableRoles();
  const [given, setGiven] = useState({ email: '', name: '', role: 'desk' as Role });
  const invite = useDo(inviteRoute, {
    refreshes: [listInvitationsRoute],
    onDone: () => onInvited(given.email.trim()),
  });
  const problems = useFieldProblems(invite.error, ['email', 'name', 'role']);
  return (
    <form
      noValidate
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
