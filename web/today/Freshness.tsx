import { Link } from 'react-router';
import { listImports } from '../../server/imports/contract.ts';
import { useRead } from '../app/ask.ts';
import { paths } from '../app/paths.ts';
import { useEnvironment } from '../app/session.tsx';
import { useFormat } from '../ui/format.ts';
import { useT } from '../ui/language.tsx';

/** How fresh the data is: when borrowers and loans were last taken in. */
export function Freshness() {
  const t = useT();
  const format = useFormat();
  const { slug, kind: place } = useEnvironment();
  const { data } = useRead(listImports, { query: { limit: 50 } });
  if (!data) return null;
  const last = (kind: 'patrons' | 'loans') => {
    const run = data.runs.find((one) => one.kind === kind && one.state === 'done');
    return run?.finishedAt ? format.moment(run.finishedAt) : undefined;
  };
  const patrons = last('patrons');
  const loans = last('loans');
  // a network reads in no files of its own, mostly
  if (!patrons && !loans && place !== 'library') return null;
  const sentence =
    patrons && loans
      ? t('web.fresh.both', { patrons, loans })
      : patrons
        ? t('web.fresh.patrons', { patrons })
        : loans
          ? t('web.fresh.loans', { loans })
          : t('web.fresh.never');
  return <Link to={paths.imports(slug)}>{sentence}</Link>;
}
