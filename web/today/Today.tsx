import { useSession } from '../app/session.tsx';
import { useT } from '../ui/language.tsx';
import { Page } from '../ui/Page.tsx';

export function Today() {
  const t = useT();
  const { name } = useSession();
  return <Page title={t('web.today')}>{name}</Page>;
}
