import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { contrast } from '../../lib/contrast.ts';
import { mailColours } from '../../server/content/contract.ts';
import { changeEnvironmentRoute, readEnvironment } from '../../server/tenants/contract.ts';
import type { Answer } from '../app/api.ts';
import { useDo, useRead } from '../app/ask.ts';
import { useMay } from '../app/session.tsx';
import { Card } from '../ui/Card.tsx';
import { Chip } from '../ui/Chip.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFieldProblems } from '../ui/fields.ts';
import { FormActions } from '../ui/FormActions.tsx';
import { useT } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import { Columns } from '../ui/Page.tsx';
import { showDone } from '../ui/toast.tsx';
import { colours } from '../ui/tokens.ts';
import parts from './HouseStyle.module.css';
import { LogoCard } from './LogoCard.tsx';

type Environment = Answer<typeof readEnvironment>;

/** The one colour of the library on mails, forms and readers' pages. */
export function HouseStyle() {
  const read = useRead(readEnvironment);
  if (!read.data) return read.error ? <ErrorNotice error={read.error} onRetry={() => void read.refetch()} /> : <Loading />;
  return <HouseStyleForm environment={read.data} />;
}

function HouseStyleForm({ environment }: { environment: Environment }) {
  const t = useT();
  const may = useMay();
  const [colour, setColour] = useState(environment.branding.colour ?? colours.accent);
  const save = useDo(changeEnvironmentRoute, {
    refreshes: [readEnvironment],
    onDone: () => showDone(t('web.saved')),
  });
  const problems = useFieldProblems(save.error, ['branding.colour']);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ body: { branding: { ...environment.branding, colour } } });
      }}
    >
      <Columns aside={<Sample colour={colour} name={environment.shortName} logo={environment.branding.logo} />}>
        <Card title={t('web.style.title')}>
          <ErrorNotice error={problems.rest} />
          <p>{t('web.style.why')}</p>
          <div className={parts.colour}>
            <TextInput
              label={t('web.style.colour')}
              value={colour}
              onChange={(event) => setColour(event.currentTarget.value)}
              spellCheck={false}
              maxLength={7}
              disabled={!may('environment.manage')}
              {...problems.at('branding.colour')}
            />
            <input
              type="color"
              className={parts.picker}
              aria-label={t('web.style.pick')}
              value={isColour(colour) ? colour : colours.accent}
              onChange={(event) => setColour(event.currentTarget.value)}
              disabled={!may('environment.manage')}
            />
          </div>
          {may('environment.manage') && <FormActions busy={save.isPending} />}
        </Card>
        {may('environment.manage') && may('mailings.write') && <LogoCard environment={environment} />}
      </Columns>
    </form>
  );
}

const isColour = (text: string): boolean => /^#[0-9a-f]{6}$/i.test(text);

/** How the colour does its work, and whether it can be read. */
function Sample({ colour, name, logo }: { colour: string; name: string; logo: string | undefined }) {
  const t = useT();
  const shown = isColour(colour) ? colour : colours.accent;
  // the very colours of the mail: a button too pale to be seen gets a darker tint there as well
  const mail = mailColours(shown);
  const forText = contrast(shown, colours.card) >= 4.5;
  return (
    <Card title={t('web.style.sample')}>
      <div className={parts.mail}>
        {logo ? (
          <div className={parts.logo}>
            <img src={`/beeld/${logo}`} alt={name} />
          </div>
        ) : (
          <div className={parts.head} style={{ background: mail.band, color: mail.bandText }}>
            {name}
          </div>
        )}
        <div className={parts.body}>
          <span className={parts.button} style={{ background: mail.button, color: mail.buttonText }}>
            {t('web.style.sample-button')}
          </span>
        </div>
      </div>
      <p>
        <Chip tone={forText ? 'good' : 'warn'}>{t(forText ? 'web.style.good' : 'web.style.light')}</Chip>{' '}
        {t(forText ? 'web.style.good-why' : 'web.style.light-why')}
      </p>
    </Card>
  );
}
