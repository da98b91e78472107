import { isMessageKey } from '../../lib/i18n.ts';
import { checkMailingRoute } from '../../server/mailings/contract.ts';
import type { Answer } from '../app/api.ts';
import { useRead } from '../app/ask.ts';
import { Card } from '../ui/Card.tsx';
import { Chip } from '../ui/Chip.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFormat } from '../ui/format.ts';
import { useT } from '../ui/language.tsx';
import parts from './Editor.module.css';

export type Finding = Answer<typeof checkMailingRoute>['findings'][number];

/** What was found in the mail as it is saved now. */
export function useCheck(mailingId: number) {
  return useRead(checkMailingRoute, { params: { mailingId } }, { keep: true, staleTime: 0 });
}

/** What to mend before it leaves, each with the way to where it stands. */
export function FindingsCard({
  mailingId,
  unfinished,
  onGoTo,
}: {
  mailingId: number;
  /** Blocks whose address is not right yet. */
  unfinished: readonly string[];
  onGoTo: (place: Finding['place']) => void;
}) {
  const t = useT();
  const format = useFormat();
  const check = useCheck(mailingId);
  const here = unfinished.map((block): Finding => ({
    severity: 'error',
    code: 'mailings.unfinished-link',
    params: {},
    place: { block },
  }));
  const findings = [...here, ...(check.data?.findings ?? [])];
  return (
    <Card title={t('mailings.before-leaving')}>
      <ErrorNotice error={check.error} onRetry={() => void check.refetch()} />
      {check.data && (
        <>
          <FindingList findings={findings} onGoTo={onGoTo} />
          <p className={parts.hint}>{t('mailings.size', { size: format.bytes(check.data.htmlBytes) })}</p>
        </>
      )}
    </Card>
  );
}

/** What keeps the mail from leaving stands above advice; each in the order of the mail. */
function worstFirst(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((one, other) => Number(one.severity !== 'error') - Number(other.severity !== 'error'));
}

export function FindingList({ findings, onGoTo }: { findings: readonly Finding[]; onGoTo: (place: Finding['place']) => void }) {
  const t = useT();
  if (findings.length === 0) {
    return (
      <p className={parts.fine}>
        <Chip tone="good">{t('mailings.good')}</Chip> {t('mailings.nothing-found')}
      </p>
    );
  }
  return (
    <ul className={parts.findings}>
      {worstFirst(findings).map(({ severity, code, params, place }, index) => (
        <li key={`${code}-${index}`}>
          <Chip tone={severity === 'error' ? 'bad' : 'warn'}>{t(`mailings.${severity}`)}</Chip>{' '}
          <button type="button" className={parts.finding} onClick={() => onGoTo(place)}>
            {isMessageKey(code) ? t(code, params) : code}
          </button>
        </li>
      ))}
    </ul>
  );
}
