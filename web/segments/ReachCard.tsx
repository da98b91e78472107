import { Select } from '@mantine/core';
import { useState } from 'react';
import type { Group } from '../../lib/segment-rule.ts';
import { countRuleRoute, reachRoute } from '../../server/segments/contract.ts';
import type { Answer } from '../app/api.ts';
import { Card, Muted } from '../ui/Card.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { Bar, Figure } from '../ui/Figure.tsx';
import { useFormat } from '../ui/format.ts';
import { useT } from '../ui/language.tsx';
import type { Options } from './editor-context.ts';
import { useAsk } from './use-ask.ts';
import parts from './Segments.module.css';

/** How many readers, counted while one edits, and how many of them can be reached. */
export function ReachCard({ rule, options }: { rule: Group; options: Options }) {
  const t = useT();
  const marketing = options.purposes.filter(({ kind }) => kind === 'marketing');
  const [purposeId, setPurposeId] = useState(marketing[0]?.id);
  const purpose = options.purposes.find(({ id }) => id === purposeId);
  const count = useAsk(countRuleRoute, { rule });
  const reach = useAsk(reachRoute, { rule, ...(purposeId ? { purposeId } : {}) });
  const counted = count.data;
  const households = reach.data && reach.data.inSegment === counted?.count ? reach.data.households : undefined;
  const bars = reach.data;
  return (
    <Card>
      <ErrorNotice error={count.error} onRetry={() => void count.refetch()} />
      <output aria-live="polite" aria-busy={count.isFetching} className={count.isPlaceholderData ? parts.stale : undefined}>
        {counted ? <Counted counted={counted} households={households} /> : !count.error && <Muted>{t('segments.screen.counting')}</Muted>}
      </output>
      {bars && (
        <div className={reach.isPlaceholderData ? `${parts.bars} ${parts.stale}` : parts.bars}>
          <Funnel reach={bars} purpose={purpose?.name} />
        </div>
      )}
      {marketing.length > 0 && (
        <Select
          className={parts.purpose}
          label={t('segments.screen.reach.purpose')}
          placeholder={t('segments.screen.reach.no-purpose')}
          data={marketing.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={purposeId ? String(purposeId) : null}
          clearable
          onChange={(value) => setPurposeId(value ? Number(value) : undefined)}
        />
      )}
    </Card>
  );
}

function Counted({ counted, households = 0 }: { counted: Answer<typeof countRuleRoute>; households: number | undefined }) {
  const t = useT();
  const format = useFormat();
  const { count, milliseconds, freshAt } = counted;
  const unit = count === 1 ? 'segments.screen.count-unit.one' : 'segments.screen.count-unit.many';
  // who all live alone are no more households than readers
  const shared = households > 0 && households < count;
  return (
    <Figure value={count} label={`${t(unit)}${shared ? ` ${t('segments.screen.in-households', { n: households })}` : ''}`}>
      {t('segments.screen.in-ms', { ms: milliseconds })}
      {freshAt && <> · {t('segments.screen.fresh', { when: format.moment(freshAt) })}</>}
    </Figure>
  );
}

/** From the segment to the mailboxes, each bar a part of the first. */
function Funnel({ reach, purpose }: { reach: Answer<typeof reachRoute>; purpose: string | undefined }) {
  const t = useT();
  const of = reach.inSegment;
  return (
    <>
      <Bar label={t('segments.screen.reach.in-segment')} value={of} of={of} />
      {purpose && <Bar label={t('segments.screen.reach.permitted', { purpose })} value={reach.permitted} of={of} />}
      <Bar label={t('segments.screen.reach.reachable')} value={reach.reachable} of={of} />
      <Bar label={t('segments.screen.reach.mailboxes')} value={reach.mailboxes} of={of} />
    </>
  );
}
