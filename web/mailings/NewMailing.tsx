import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { createMailingRoute, listMailingsRoute } from '../../server/mailings/contract.ts';
import { listSegmentsRoute } from '../../server/segments/contract.ts';
import { useDo, useRead } from '../app/ask.ts';
import { paths } from '../app/paths.ts';
import { useEnvironment } from '../app/session.tsx';
import { Card } from '../ui/Card.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFieldProblems } from '../ui/fields.ts';
import { Fields } from '../ui/Fields.tsx';
import { FormActions } from '../ui/FormActions.tsx';
import { useT } from '../ui/language.tsx';
import { Page } from '../ui/Page.tsx';

/** A name and a segment; the rest is chosen while writing. A segment may come along in the address. */
export function NewMailing() {
  const t = useT();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const { slug } = useEnvironment();
  const [name, setName] = useState('');
  const [segmentId, setSegmentId] = useState(search.get('segment'));
  const segments = useRead(listSegmentsRoute);
  const create = useDo(createMailingRoute, {
    refreshes: [listMailingsRoute],
    onDone: ({ id }) => void navigate(paths.mailing(slug, id), { replace: true }),
  });
  const problems = useFieldProblems(create.error, ['name', 'segmentId']);
  return (
    <Page title={t('mailings.new')} over={t('mailings.title')} width="reading">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate({ body: { name, segmentId: segmentId ? Number(segmentId) : null } });
        }}
      >
        <Card>
          <ErrorNotice error={problems.rest} />
          <Fields>
            <TextInput
              label={t('mailings.name')}
              description={t('mailings.name-hint')}
              placeholder={t('mailings.name-example')}
              value={name}
              maxLength={120}
              onChange={(event) => setName(event.currentTarget.value)}
              // oxlint-disable-next-line jsx-a11y/no-autofocus -- the one thing this screen is opened for
              autoFocus
              {...problems.at('name')}
            />
            <Select
              label={t('mailings.segment')}
              description={t('mailings.segment-later')}
              placeholder={t('mailings.choose')}
              searchable
              clearable
              nothingFoundMessage={t('mailings.no-segments')}
              data={(segments.data?.segments ?? []).map((one) => ({
                value: String(one.id),
                label: one.name,
              }))}
              value={segmentId}
              onChange={setSegmentId}
              {...problems.at('segmentId')}
            />
          </Fields>
          <FormActions label={t('mailings.start')} busy={create.isPending} onCancel={() => void navigate(-1)} />
        </Card>
      </form>
    </Page>
  );
}
