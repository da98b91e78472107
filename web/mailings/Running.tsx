import { isMessageKey } from '../../lib/i18n.ts';
import { Card } from '../ui/Card.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFormat } from '../ui/format.ts';
import { useT } from '../ui/language.tsx';
import { ProgressPanel } from '../ui/ProgressPanel.tsx';
import type { Mailing } from './draft-keeper.ts';
import type { MailingResult } from './Result.tsx';

/** How far it is while it leaves, and what keeps it from leaving. */
export function Running({ mailing, result }: { mailing: Mailing; result: MailingResult }) {
  const t = useT();
  const format = useFormat();
  const { state, progress, trouble } = result;
  const done = progress.total - progress.waiting - progress.onTheWay;
  const troubled = trouble && <ErrorNotice title={t('mailings.trouble')}>{isMessageKey(trouble) ? t(trouble) : trouble}</ErrorNotice>;
  if (state === 'scheduled') {
    return (
      <>
        {troubled}
        <Card>
          {t('mailings.scheduled-for', {
            moment: mailing.scheduledAt ? format.dateTime(mailing.scheduledAt) : '',
          })}
        </Card>
      </>
    );
  }
  if (state === 'finished' || state === 'cancelled') return troubled || null;
  return (
    <>
      {troubled}
      <Card>
        <ProgressPanel
          title={t(`mailings.running.${state === 'draft' ? 'paused' : state}`)}
          part={progress.total > 0 ? done / progress.total : undefined}
          figures={
            progress.total > 0
              ? t(state === 'freezing' ? 'mailings.running-so-far' : 'mailings.progress-of', {
                  done,
                  total: progress.total,
                })
              : t('mailings.running-start')
          }
        />
      </Card>
    </>
  );
}
