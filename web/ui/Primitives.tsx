// Every part of web/ui in its states on one page: what a screen can be made of, and what the browser
// test looks at. The words are samples, not sentences of the product.
import { Button, Checkbox, Menu, Radio, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Card, CatalogueCard, KeyValues, Muted } from './Card.tsx';
import { Chip, WordButton } from './Chip.tsx';
import { ConfirmWithSummary } from './ConfirmWithSummary.tsx';
import { DataTable, Paging, type Column, type Sort } from './DataTable.tsx';
import { EmptyState } from './EmptyState.tsx';
import { ErrorNotice } from './ErrorNotice.tsx';
import { useFieldProblems } from './fields.ts';
import { FieldRow, Fields } from './Fields.tsx';
import { Bar, Figure, Figures, SmallFigure } from './Figure.tsx';
import { FormActions } from './FormActions.tsx';
import { useFormat } from './format.ts';
import { Loading } from './Loading.tsx';
import { Columns, Page, Stack } from './Page.tsx';
import { PasswordField } from './PasswordField.tsx';
import { ProgressPanel } from './ProgressPanel.tsx';
import { Timeline, TimelineRow } from './Timeline.tsx';
import { showDone, showProblem, showUndo } from './toast.tsx';

export function Primitives() {
  return (
    <Page
      title="Onderdelen"
      over="Voor wie aan Kaartbak bouwt"
      under="Alles waaruit een scherm gemaakt wordt."
      actions={<Button variant="filled">Hoofdknop</Button>}
    >
      <Stack>
        <Catalogue />
        <Columns
          aside={
            <>
              <SampleFigures />
              <SampleProgress />
              <SampleNotes />
            </>
          }
        >
          <SampleTable />
          <SampleTimeline />
          <SampleForm />
          <Card>
            <EmptyState title="Nog geen selecties" action={<Button>Eerste selectie maken</Button>}>
              Een selectie is een groep lezers die aan jouw voorwaarden voldoet. Ze telt zichzelf steeds opnieuw.
            </EmptyState>
          </Card>
        </Columns>
      </Stack>
    </Page>
  );
}

function Catalogue() {
  return (
    <CatalogueCard
      over="Lezer · lener sinds 2016"
      name="Zeynep Aydın-De Smet"
      under="41 jaar · Hoofdgebouw"
      actions={<Button>Gesprek noteren</Button>}
      chips={
        <>
          <Chip tone="good">ja</Chip>
          <Chip tone="bad">nee</Chip>
          <Chip tone="warn">38 brieven</Chip>
          <Chip tone="info">4 antwoorden</Chip>
          <Chip>stijgend</Chip>
          <Menu>
            <Menu.Target>
              <WordButton>minstens één</WordButton>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item>alles</Menu.Item>
              <Menu.Item>minstens één</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </>
      }
    />
  );
}

interface Row {
  id: number;
  name: string;
  note: string;
  sent: number;
  clicked: number;
}
const rows: Row[] = [
  {
    id: 1,
    name: 'We missen je',
    note: '9 maanden na de laatste uitlening',
    sent: 2870,
    clicked: 604,
  },
  { id: 2, name: 'Drie titels uit jouw wereld', note: '14 dagen later', sent: 2215, clicked: 498 },
];

function SampleTable() {
  const format = useFormat();
  const [sort, setSort] = useState<Sort>({ by: 'name', direction: 'asc' });
  const columns: Column<Row>[] = [
    {
      key: 'name',
      label: 'Stap',
      sortBy: 'name',
      render: ({ name, note }) => (
        <>
          <a href="#stap">{name}</a>
          <br />
          <Muted small>{note}</Muted>
        </>
      ),
    },
    {
      key: 'sent',
      label: 'Gekregen',
      sortBy: 'sent',
      figures: true,
      render: ({ sent }) => format.number(sent),
    },
    {
      key: 'clicked',
      label: 'Klikte',
      figures: true,
      render: ({ clicked }) => format.number(clicked),
    },
  ];
  return (
    <Card title="Stap voor stap" aside="5 085 berichten" flush>
      <DataTable
        label="Stappen"
        columns={columns}
        rows={rows}
        rowKey={({ id }) => id}
        sort={sort}
        onSort={setSort}
        paging={<Paging summary="1–2 van 3" onNext={() => {}} />}
      />
    </Card>
  );
}

function SampleTimeline() {
  const [now] = useState(Date.now);
  const ago = (days: number) => new Date(now - days * 86_400_000).toISOString();
  return (
    <Card title="Tijdlijn" flush>
      <Timeline label="Tijdlijn">
        <TimelineRow at={ago(0)} title="Telefoon" from="Noor V.">
          Vroeg of de voorleesnamiddag nog plaats heeft.
        </TimelineRow>
        <TimelineRow at={ago(1)} title="Herinnering 1" from="leenberichten" />
        <TimelineRow at={ago(400)} title="Toestemming gegeven" from="toestemming">
          Nieuwsbrief Jeugd, per mail.
        </TimelineRow>
      </Timeline>
    </Card>
  );
}

/** What a refused form looks like. */
const refused = Object.assign(new Error('Niet alles is juist ingevuld. Kijk de aangeduide velden na.'), {
  fields: { email: 'Dit is geen geldig e-mailadres.' },
});

function SampleForm() {
  const [error, setError] = useState<Error>();
  const problems = useFieldProblems(error, ['email']);
  return (
    <Card title="Formulier">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setError(refused);
        }}
      >
        <ErrorNotice error={problems.rest} />
        <Fields>
          <FieldRow>
            <TextInput label="Naam" defaultValue="Łukasz Wójcik" />
            <TextInput label="E-mailadres" defaultValue="lukasz@" {...problems.at('email')} />
            <PasswordField kind="new" defaultValue="drie losse woorden" />
          </FieldRow>
          <Select label="Vestiging" data={['Hoofdgebouw', 'Wijkbib']} defaultValue="Wijkbib" />
          <Textarea label="Nota" description="Enkel voor collega’s." />
          <Checkbox label="Ook per brief" description="Als er geen mailadres is." />
          <Radio.Group label="Wanneer" defaultValue="nu">
            <Fields>
              <Radio value="nu" label="Nu" />
              <Radio value="later" label="Later" />
            </Fields>
          </Radio.Group>
          <Switch label="Onthouden" defaultChecked />
        </Fields>
        <FormActions onCancel={() => setError(undefined)} />
      </form>
    </Card>
  );
}

function SampleFigures() {
  return (
    <Card>
      <Figure value={1286} label="lezers in 904 gezinnen">
        geteld in 19 ms
      </Figure>
      <Bar label="in de selectie" value={1286} of={1286} />
      <Bar label="met toestemming" value={811} of={1286} />
      <Bar label="niet verstuurd" value={60} of={1286} tone="warn" />
      <Bar label="controlegroep" value={400} of={1286} tone="neutral" />
      <Figures>
        <SmallFigure value={774} label="afgeleverd" tone="good" />
        <SmallFigure value={12} label="mislukt" tone="bad" />
      </Figures>
      <KeyValues
        pairs={[
          ['Mail', 'zeynep@voorbeeld.example'],
          ['Kaart', '2 0417 0088 3921'],
        ]}
      />
    </Card>
  );
}

function SampleProgress() {
  return (
    <Card title="Voortgang">
      <Stack>
        <ProgressPanel title="Leners inlezen" part={0.42} figures="6 300 van 15 000 rijen" />
        <ProgressPanel title="Bestand nakijken" figures="4 120 rijen gelezen" actions={<Button size="compact-sm">Stoppen</Button>} />
        <Loading delayMs={0} />
      </Stack>
    </Card>
  );
}

function SampleNotes() {
  const [asking, setAsking] = useState(false);
  return (
    <Card title="Meldingen">
      <ErrorNotice title="Dit bestand is leeg." onRetry={() => {}}>
        Kies een bestand met minstens één rij onder de koppen.
      </ErrorNotice>
      <Fields>
        <Button onClick={() => showDone('Bewaard.')}>Gedaan</Button>
        <Button
          onClick={() =>
            showUndo('Het adres is gewijzigd.', {
              label: 'Ongedaan maken',
              undo: () => showDone('Hersteld.'),
            })
          }
        >
          Ongedaan maken
        </Button>
        <Button onClick={() => showProblem(refused)}>Geweigerd</Button>
        <Button onClick={() => setAsking(true)}>Bevestigen</Button>
      </Fields>
      <ConfirmWithSummary
        opened={asking}
        onClose={() => setAsking(false)}
        title="Nieuwsbrief Jeugd versturen"
        confirmLabel="Nu versturen"
        onConfirm={() => setAsking(false)}
      >
        <KeyValues
          pairs={[
            ['Krijgen de mail', '2 914 lezers'],
            ['Niet, zonder toestemming', '212 lezers'],
          ]}
        />
      </ConfirmWithSummary>
    </Card>
  );
}
