import { Link } from 'react-router';
import { paths } from '../app/paths.ts';
import { useEnvironment, useSession } from '../app/session.tsx';
import { Card } from '../ui/Card.tsx';
import { DataTable, type Column } from '../ui/DataTable.tsx';
import { useT } from '../ui/language.tsx';
import type { SessionEnvironment } from '../app/session.tsx';

/** From a network or region: the places below it where one also works. The people live there. */
export function Libraries() {
  const t = useT();
  const { slug: here } = useEnvironment();
  const { environments } = useSession();
  const others = environments.filter(({ slug, kind }) => slug !== here && kind !== 'network');
  const columns: Column<SessionEnvironment>[] = [
    {
      key: 'name',
      label: t('web.settings.name'),
      render: ({ slug, name }) => <Link to={paths.today(slug)}>{name}</Link>,
    },
    { key: 'kind', label: t('web.libraries.kind'), render: ({ kind }) => t(`web.kind.${kind}`) },
    {
      key: 'roles',
      label: t('web.libraries.role'),
      render: ({ roles }) => roles.map((role) => t(`role.${role}`)).join(', '),
    },
  ];
  if (others.length === 0) return null;
  return (
    <Card title={t('web.libraries.title')} flush>
      <DataTable label={t('web.libraries.title')} columns={columns} rows={others} rowKey={({ slug }) => slug} />
    </Card>
  );
}
