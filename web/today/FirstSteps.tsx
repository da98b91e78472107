import { Button } from '@mantine/core';
import { Link } from 'react-router';
import type { MessageKey } from '../../lib/i18n.ts';
import type { Permission } from '../../lib/permissions.ts';
import { listSegmentsRoute } from '../../server/segments/contract.ts';
import { useRead } from '../app/ask.ts';
import { paths } from '../app/paths.ts';
import { useEnvironment, useMay } from '../app/session.tsx';
import { Card } from '../ui/Card.tsx';
import { Chip } from '../ui/Chip.tsx';
import { useT } from '../ui/language.tsx';
import parts from './FirstSteps.module.css';

interface Step {
  title: MessageKey;
  why: MessageKey;
  button: MessageKey;
  to: (environment: string) => string;
  needs: Permission;
  done: boolean;
}

/** A library that has just begun: people, then a selection, then a first mail. */
export function FirstSteps({ anybody }: { anybody: boolean }) {
  const t = useT();
  const may = useMay();
  const { slug } = useEnvironment();
  const segments = useRead(listSegmentsRoute, {}, { enabled: may('segments.read') });
  const steps: Step[] = [
    {
      title: 'web.first.import',
      why: 'web.first.import-why',
      button: 'web.first.import-button',
      to: paths.newImport,
      needs: 'imports.run',
      done: anybody,
    },
    {
      title: 'web.first.segment',
      why: 'web.first.segment-why',
      button: 'web.first.segment-button',
      to: paths.newSegment,
      needs: 'segments.write',
      done: (segments.data?.segments.length ?? 0) > 0,
    },
    {
      title: 'web.first.mailing',
      why: 'web.first.mailing-why',
      button: 'web.first.mailing-button',
      to: paths.newMailing,
      needs: 'mailings.write',
      done: false,
    },
  ];
  const next = steps.find(({ done }) => !done);
  return (
    <Card title={t('web.first.title')}>
      <ol className={parts.steps}>
        {steps.map((step) => (
          <li key={step.title} className={parts.step} data-next={step === next}>
            <div>
              <h3>
                {t(step.title)} {step.done && <Chip tone="good">{t('web.first.done')}</Chip>}
              </h3>
              <p>{t(step.why)}</p>
              {step === next && may(step.needs) && (
                <Button variant="filled" component={Link} to={step.to(slug)}>
                  {t(step.button)}
                </Button>
              )}
            </div>
          </li>
        ))}
      </ol>
    </Card>
  );
}
