import { Button, TextInput, VisuallyHidden } from '@mantine/core';
import { useMemo, useState } from 'react';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { conditionSentence } from '../../lib/rule-sentence.ts';
import { segmentExamples } from '../../lib/segment-examples.ts';
import type { Group } from '../../lib/segment-rule.ts';
import {
  changeSegmentRoute,
  createSegmentRoute,
  listSegmentsRoute,
  readSegmentRoute,
  segmentOptionsRoute,
} from '../../server/segments/contract.ts';
import type { Answer } from '../app/api.ts';
import { useDo, useRead } from '../app/ask.ts';
import { NotRead } from '../app/BrokenScreen.tsx';
import { useLeaveGuard } from '../app/LeaveGuard.tsx';
import { paths } from '../app/paths.ts';
import { useMay } from '../app/session.tsx';
import { Card } from '../ui/Card.tsx';
import { Chip } from '../ui/Chip.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFieldProblems } from '../ui/fields.ts';
import { useLanguage, useT } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import { Columns, Page } from '../ui/Page.tsx';
import { showDone } from '../ui/toast.tsx';
import { RuleEditorProvider, type Options } from './editor-context.ts';
import { ReachCard } from './ReachCard.tsx';
import { firstIncomplete, toRule } from './rule-edit.ts';
import { RuleTree } from './RuleGroup.tsx';
import { SampleCard } from './SampleCard.tsx';
import { useEditedRule } from './use-edited-rule.ts';
import parts from './Segments.module.css';

type Segment = Answer<typeof readSegmentRoute>;

/** A new segment, from an example when the address names one. */
export function NewSegment() {
  const t = useT();
  const options = useRead(segmentOptionsRoute, {}, { staleTime: 60_000 });
  const example = useSearchParams()[0].get('example') ?? '';
  const known = example in segmentExamples ? (example as keyof typeof segmentExamples) : undefined;
  if (!options.data) return options.error ? <ErrorNotice error={options.error} onRetry={() => void options.refetch()} /> : <Loading />;
  const start = known
    ? { name: t(`segments.screen.example.${known}`), rule: segmentExamples[known] as Group }
    : { name: '', rule: { match: 'all' as const, rules: [] } };
  return <Editor key={example} options={options.data} start={start} saved={undefined} />;
}

/** A saved segment. */
export function EditSegment() {
  const segmentId = Number(useParams().segmentId);
  const options = useRead(segmentOptionsRoute, {}, { staleTime: 60_000 });
  // what stands on the screen is the reader's own until they take another version
  const segment = useRead(readSegmentRoute, { params: { segmentId } }, { staleTime: Infinity });
  const [taken, setTaken] = useState(0);
  if (!options.data || !segment.data) {
    const error = options.error ?? segment.error;
    return error ? <NotRead error={error} onRetry={() => void Promise.all([options.refetch(), segment.refetch()])} /> : <Loading />;
  }
  const again = async () => {
    await segment.refetch();
    setTaken((now) => now + 1);
  };
  return <Editor key={`${segmentId}.${taken}`} options={options.data} start={segment.data} saved={segment.data} onTakeTheirs={again} />;
}

interface EditorProps {
  options: Options;
  start: { name: string; rule: Group };
  saved: Segment | undefined;
  onTakeTheirs?: () => Promise<void>;
}

function Editor({ options, start, saved, onTakeTheirs }: EditorProps) {
  const t = useT();
  const may = useMay();
  const [name, setName] = useState(start.name);
  const { root, editor, said } = useEditedRule(start.rule, {
    options,
    self: saved?.id,
    readOnly: !may('segments.write'),
  });
  const whole = JSON.stringify([name, toRule(root)]);
  const [untouched, setUntouched] = useState(whole);
  const leave = useLeaveGuard(whole !== untouched);
  const saving = useSaving({ name, rule: toRule(root), saved, onSaved: setUntouched, letGo: leave.letGo });
  const dirty = whole !== saving.savedAs;
  const counted = useMemo(() => toRule(root, { complete: true }), [root]);
  const problems = useFieldProblems(saving.conflict ? undefined : saving.error, ['name']);
  return (
    <Page
      title={name.trim() || t('segments.screen.untitled')}
      over={t('segments.screen.kind')}
      actions={<Actions dirty={dirty} saving={saving} root={root} options={options} />}
    >
      {leave.question}
      <ErrorNotice error={problems.rest} />
      {saving.conflict && (
        <ErrorNotice title={t('segments.screen.conflict')}>
          <span className={parts.adds}>
            <Button size="compact-sm" onClick={() => void onTakeTheirs?.()}>
              {t('segments.screen.load-theirs')}
            </Button>
            <Button size="compact-sm" onClick={() => void saving.overwrite()}>
              {t('segments.screen.keep-mine')}
            </Button>
          </span>
        </ErrorNotice>
      )}
      <Columns
        aside={
          <>
            <ReachCard rule={counted} options={options} />
            {may('contacts.read') && <SampleCard rule={counted} options={options} />}
          </>
        }
      >
        <Card>
          <TextInput
            className={parts.nameField}
            label={t('segments.screen.name')}
            value={name}
            maxLength={120}
            readOnly={editor.readOnly}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
            {...problems.at('name')}
          />
          <RuleEditorProvider value={editor}>
            <RuleTree root={root} />
          </RuleEditorProvider>
          <VisuallyHidden aria-live="polite">{said}</VisuallyHidden>
        </Card>
      </Columns>
    </Page>
  );
}

function Actions({
  dirty,
  saving,
  root,
  options,
}: {
  dirty: boolean;
  saving: Saving;
  root: Parameters<typeof firstIncomplete>[0];
  options: Options;
}) {
  const t = useT();
  const language = useLanguage();
  const may = useMay();
  const environment = useParams().environment!;
  const [problem, setProblem] = useState('');
  const missing = firstIncomplete(root);
  const save = () => {
    if (missing)
      return setProblem(
        t('segments.screen.fill-in-first', {
          what: conditionSentence(language, missing.condition, options),
        }),
      );
    setProblem('');
    saving.save();
  };
  const send = saving.segmentId !== undefined && !dirty ? `${paths.newMailing(environment)}?segment=${saving.segmentId}` : undefined;
  return (
    <>
      {problem && missing && <span role="alert">{problem}</span>}
      {dirty && saving.segmentId !== undefined && <Chip tone="warn">{t('segments.screen.unsaved')}</Chip>}
      {may('segments.write') && (
        <Button onClick={save} loading={saving.busy} variant={send ? 'default' : 'filled'}>
          {t('segments.screen.save')}
        </Button>
      )}
      {may('mailings.write') && send && (
        <Button component={Link} to={send} variant="filled">
          {t('segments.screen.send')}
        </Button>
      )}
    </>
  );
}

interface Saving {
  save(): void;
  overwrite(): Promise<void>;
  busy: boolean;
  conflict: boolean;
  error: Error | null;
  segmentId: number | undefined;
  /** Name and rule as they were last saved, as text to compare with. */
  savedAs: string;
}

function useSaving({
  name,
  rule,
  saved,
  onSaved,
  letGo,
}: {
  name: string;
  rule: Group;
  saved: Segment | undefined;
  /** Hears name and rule as they were sent and saved, as text. */
  onSaved: (whole: string) => void;
  letGo: () => void;
}): Saving {
  const t = useT();
  const navigate = useNavigate();
  const environment = useParams().environment!;
  const [last, setLast] = useState(saved);
  const refreshes = [listSegmentsRoute, segmentOptionsRoute];
  const done = (segment: Segment, sent: { name?: string; rule?: unknown } | undefined) => {
    setLast(segment);
    onSaved(JSON.stringify([sent?.name, sent?.rule]));
    showDone(t('segments.screen.saved'));
  };
  const create = useDo(createSegmentRoute, {
    refreshes,
    onDone: (segment, { body }) => {
      done(segment, body);
      letGo();
      void navigate(paths.segment(environment, segment.id), { replace: true });
    },
  });
  const change = useDo(changeSegmentRoute, {
    refreshes: [...refreshes, readSegmentRoute],
    onDone: (segment, { body }) => done(segment, body),
  });
  const latest = useRead(readSegmentRoute, { params: { segmentId: last?.id ?? 0 } }, { enabled: false });
  const doing = last ? change : create;
  const conflict = doing.error !== null && 'code' in doing.error && doing.error.code === 'error.conflict';
  const store = (version: number, segmentId: number) => change.mutate({ params: { segmentId }, body: { name, rule, version } });
  return {
    save: () => (last ? store(last.version, last.id) : create.mutate({ body: { name, rule } })),
    overwrite: async () => {
      const { data } = await latest.refetch();
      if (data) store(data.version, data.id);
    },
    busy: doing.isPending,
    conflict,
    error: doing.error,
    segmentId: last?.id,
    savedAs: last ? JSON.stringify([last.name, last.rule]) : '',
  };
}
