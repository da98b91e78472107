import { Checkbox, Modal } from '@mantine/core';
import { useState } from 'react';
import type { Role } from '../../lib/permissions.ts';
import { changeRolesRoute, listStaffRoute } from '../../server/staff/contract.ts';
import { useDo } from '../app/ask.ts';
import { useEnvironment } from '../app/session.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { Fields } from '../ui/Fields.tsx';
import { FormActions } from '../ui/FormActions.tsx';
import { useT } from '../ui/language.tsx';
import { showDone } from '../ui/toast.tsx';
import { useGrantableRoles } from './roles.ts';
import type { Colleague } from './StaffList.tsx';

/** What a colleague may do here. No role at all takes them off this library's list. */
export function ChangeRoles({ colleague, onClose }: { colleague: Colleague; onClose: () => void }) {
  const t = useT();
  const { name: library } = useEnvironment();
  const grantable = useGrantableRoles();
  const [roles, setRoles] = useState<Role[]>(colleague.roles);
  const who = colleague.name || colleague.email;
  const save = useDo(changeRolesRoute, {
    refreshes: [listStaffRoute],
    onDone: () => {
      showDone(t('web.staff.roles-changed', { name: who }));
      onClose();
    },
  });
  // a role one may not hand out stays as it is
  const offered = [...new Set([...grantable, ...colleague.roles])];
  return (
    <Modal opened onClose={onClose} title={t('web.staff.roles-of', { name: who })} closeButtonProps={{ 'aria-label': t('web.close') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ params: { staffId: colleague.id }, body: { roles } });
        }}
      >
        <ErrorNotice error={save.error} />
        <Checkbox.Group value={roles} onChange={(chosen) => setRoles(chosen as Role[])} aria-label={t('web.staff.roles')}>
          <Fields>
            {offered.map((role) => (
              <Checkbox
                key={role}
                value={role}
                label={t(`role.${role}`)}
                description={t(`web.role.${role}`)}
                disabled={!grantable.includes(role)}
              />
            ))}
          </Fields>
        </Checkbox.Group>
        <p>{t(roles.length === 0 ? 'web.staff.no-role' : 'web.staff.roles-note', { library })}</p>
        <FormActions busy={save.isPending} onCancel={onClose} />
      </form>
    </Modal>
  );
}
