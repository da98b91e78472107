import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { listMailingsRoute, readMailingRoute, resultRoute, sendUncertainAgainRoute } from '../../server/mailings/contract.ts';
import { useDo } from '../app/ask.ts';
import { paths } from '../app/paths.ts';
import { useEnvironment, useMay } from '../app/session.tsx';
import { Card } from '../ui/Card.tsx';
import { ConfirmWithSummary } from '../ui/ConfirmWithSummary.tsx';
import { useFormat } from '../ui/format.ts';
import { useT } from '../ui/language.tsx';
import { showDone } from '../ui/toast.tsx';
import type { MailingResult } from './Result.tsx';
import parts from './Counts.module.css';
import { reasonSentence, stateWord } from '../trial-mails/words.ts';

type Progress = MailingResult['progress'];

// each box with the state that opens the people in it; two boxes hold several states of the ledger
const boxes = [
  { box: 'accepted', state: 'accepted', tone: 'good' },
  { box: 'deferred', state: 'deferred', tone: 'warn' },
  { box: 'failed', state: 'failed', tone: 'bad' },
  { box: 'uncertain', state: 'uncertain', tone: 'warn' },
  { box: 'skipped', state: 'skipped', tone: undefined },
  { box: 'cancelled', state: 'cancelled', tone: undefined },
  { box: 'onTheWay', state: 'claimed', tone: undefined },
  { box: 'waiting', state: 'ready', tone: undefined },
] as const;

// these are always shown, so that nobody wonders; the others only when there is anybody in them
const always: readonly string[] = ['accepted', 'failed', 'skipped'];

/** Everybody of the audience stands in exactly one box; each box opens to the people in it. */
export function Counts({ mailingId, progress }: { mailingId: number; progress: Progress }) {
  const t = useT();
  const format = useFormat();
  const { slug } = useEnvironment();
  const may = useMay();
  const shown = boxes.filter(({ box }) => progress[box] > 0 || always.includes(box));
  return (
    <Card title={t('mailings.result')}>
      <ul className={parts.boxes}>
        {shown.map(({ box, state, tone }) => {
          const count = <span className={parts.count}>{format.number(progress[box])}</span>;
          const label = <span className={parts.label}>{t(`mailings.box.${box}`)}</span>;
          const open = progress[box] > 0 && may('contacts.read');
          return (
            <li key={box} data-tone={progress[box] > 0 ? tone : undefined} className={parts.box}>
              {open ? (
                <Link to={`${paths.mailingPart(slug, mailingId, 'recipients')}?state=${state}`}>
                  {count}
                  {label}
                </Link>
              ) : (
                <>
                  {count}
                  {label}
                </>
              )}
            </li>
          );
        })}
      </ul>
      <p className={parts.sum}>{t('mailings.adds-up', { total: progress.total })}</p>
    </Card>
  );
}

/** Why some did not get it, most frequent first. */
export function Reasons({ mailingId, progress }: { mailingId: number; progress: Progress }) {
  const t = useT();
  const format = useFormat();
  const { slug } = useEnvironment();
  const may = useMay();
  const reasons = progress.reasons.filter(({ n }) => n > 0).sort((one, other) => other.n - one.n);
  if (reasons.length === 0) return null;
  return (
    <Card title={t('mailings.not-sent-why')}>
      <ul className={parts.reasons}>
        {reasons.map(({ state, reason, n }) => (
          <li key={`${state} ${reason}`}>
            <span className={parts.reasonCount}>{format.number(n)}</span>
            <span>
              {may('contacts.read') ? (
                <Link to={`${paths.mailingPart(slug, mailingId, 'recipients')}?state=${state}&reason=${encodeURIComponent(reason)}`}>
                  {reasonSentence(t, reason)}
                </Link>
              ) : (
                reasonSentence(t, reason)
              )}
              <br />
              <span className={parts.label}>{stateWord(t, state)}</span>
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** Messages whose answer was lost: never sent twice unless somebody decides to. */
export function Uncertain({ mailingId, state, count }: { mailingId: number; state: string; count: number }) {
  const t = useT();
  const may = useMay();
  const [asking, setAsking] = useState(false);
  const again = useDo(sendUncertainAgainRoute, {
    refreshes: [resultRoute, readMailingRoute, listMailingsRoute],
    onDone: (answer) => {
      setAsking(false);
      showDone(t('mailings.uncertain-done', { count: answer.count }));
    },
  });
  if (count === 0) return null;
  return (
    <Card title={t('mailings.uncertain')}>
      <p>{t('mailings.uncertain-why', { count })}</p>
      {/* what was cancelled stays so */}
      {may('mailings.send') && state !== 'cancelled' && <Button onClick={() => setAsking(true)}>{t('mailings.uncertain-again')}</Button>}
      <ConfirmWithSummary
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('mailings.uncertain-again')}
        confirmLabel={t('mailings.uncertain-again')}
        onConfirm={() => again.mutate({ params: { mailingId } })}
        busy={again.isPending}
        error={again.error}
      >
        <p>{t('mailings.uncertain-summary', { count })}</p>
      </ConfirmWithSummary>
    </Card>
  );
}
