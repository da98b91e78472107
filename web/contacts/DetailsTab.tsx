import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { readPermissionsRoute } from '../../server/consent/contract.ts';
import { readContactRoute, readTimelineRoute, undoEditRoute, type ContactCard } from '../../server/contacts/contract.ts';
import { isMessageKey } from '../../lib/i18n.ts';
import { useDo } from '../app/ask.ts';
import { paths } from '../app/paths.ts';
import { useEnvironment, useMay } from '../app/session.tsx';
import { Card, KeyValues, Muted } from '../ui/Card.tsx';
import { useFormat } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { useT, type Translate } from '../ui/language.tsx';
import { Stack } from '../ui/Page.tsx';
import { showDone, showProblem } from '../ui/toast.tsx';
import { addressLines } from './Aside.tsx';
import parts from './Contacts.module.css';
import { fieldWords } from './facts.ts';
import { useCategoryName } from './use-categories.ts';

/** Who, where, membership, numbers in other systems, note. */
export function DetailsTab({ card }: { card: ContactCard }) {
  const t = useT();
  return (
    <Stack>
      <div className={parts.pair}>
        <Who card={card} />
        <Where card={card} />
        <Membership card={card} />
        <Numbers card={card} />
      </div>
      <Card title={t('contacts.details.note')}>
        {card.notes ? <div className={parts.note}>{card.notes}</div> : <Muted>{t('contacts.details.note-none')}</Muted>}
      </Card>
      <History card={card} />
    </Stack>
  );
}

function Who({ card }: { card: ContactCard }) {
  const t = useT();
  const may = useMay();
  const format = useFormat();
  const { slug } = useEnvironment();
  const edit = may('contacts.write') && card.mergedInto === null && (
    <Button size="compact-md" component={Link} to={paths.contactPart(slug, card.id, 'edit')} leftSection={<Icon name="pencil" size={14} />}>
      {t('web.change')}
    </Button>
  );
  return (
    <Card title={t('contacts.details.who')} aside={edit}>
      <KeyValues
        pairs={[
          [t('contacts.field.firstName'), card.firstName || '—'],
          [t('contacts.field.lastName'), card.lastName || '—'],
          [t('contacts.field.birthOn'), card.birthOn ? format.date(card.birthOn) : '—'],
          [t('contacts.field.gender'), genderWord(card.gender, t)],
          [t('contacts.field.language'), languageName(card.language, t)],
          [t('contacts.field.kind'), t(`contacts.kind.${card.kind}`)],
        ]}
      />
    </Card>
  );
}

function Where({ card }: { card: ContactCard }) {
  const t = useT();
  return (
    <Card title={t('contacts.details.where')}>
      <KeyValues
        pairs={[
          [t('contacts.reach.address'), addressLines(card, t).join(', ') || '—'],
          [t('contacts.field.email'), card.email ?? '—'],
          [t('contacts.field.mobile'), card.mobile ?? '—'],
          [t('contacts.field.phone'), card.phone ?? '—'],
        ]}
      />
    </Card>
  );
}

function Membership({ card }: { card: ContactCard }) {
  const t = useT();
  const format = useFormat();
  const categoryName = useCategoryName();
  return (
    <Card title={t('contacts.details.membership')}>
      <KeyValues
        pairs={[
          [t('contacts.field.branchId'), card.branch?.name ?? '—'],
          [t('contacts.field.patronCategory'), card.patronCategory ? categoryName(card.patronCategory) : '—'],
          [t('contacts.field.memberSince'), card.memberSince ? format.date(card.memberSince) : '—'],
          [t('contacts.field.memberUntil'), card.memberUntil ? format.date(card.memberUntil) : '—'],
          [t('contacts.field.cardNumber'), card.cardNumber ?? '—'],
        ]}
      />
    </Card>
  );
}

/** How other systems know this reader. */
function Numbers({ card }: { card: ContactCard }) {
  const t = useT();
  return (
    <Card title={t('contacts.details.numbers')}>
      {card.identifiers.length === 0 ? (
        <Muted>{t('contacts.details.numbers-none')}</Muted>
      ) : (
        <KeyValues
          pairs={card.identifiers.map(({ kind, source, value }) => [
            t('contacts.details.number-in', { kind: kindWord(kind, t), source }),
            value,
          ])}
        />
      )}
    </Card>
  );
}

function History({ card }: { card: ContactCard }) {
  const t = useT();
  const may = useMay();
  const format = useFormat();
  const undo = useUndoEdit();
  const { lastEdit } = card;
  const said = lastEdit && {
    when: format.moment(lastEdit.at),
    fields: fieldWords(lastEdit.fields, t),
  };
  return (
    <p>
      <Muted>
        {t('contacts.details.made', { date: format.date(card.createdAt) })}{' '}
        {card.mergedFrom.length > 0 && t('contacts.card.merged-from', { count: card.mergedFrom.length })}{' '}
        {said &&
          (lastEdit.by ? t('contacts.details.last-edit', { name: lastEdit.by, ...said }) : t('contacts.details.last-edit-nobody', said))}
      </Muted>{' '}
      {said && may('contacts.write') && card.mergedInto === null && (
        <Button size="compact-sm" leftSection={<Icon name="undo" size={14} />} onClick={() => undo(card.id, card.version)}>
          {t('web.undo')}
        </Button>
      )}
    </p>
  );
}

/** Puts back what stood on a card before its last edit. */
export function useUndoEdit(): (contactId: number, version: number) => void {
  const t = useT();
  const undo = useDo(undoEditRoute, {
    refreshes: [readContactRoute, readTimelineRoute, readPermissionsRoute],
    onDone: () => showDone(t('contacts.edit.undone')),
    onProblem: showProblem,
  });
  return (contactId, version) => undo.mutate({ params: { contactId }, body: { version } });
}

function languageName(language: string | null, t: Translate): string {
  const key = `contacts.language.${language ?? 'none'}`;
  return isMessageKey(key) ? t(key) : (language ?? '');
}

function genderWord(gender: string | null, t: Translate): string {
  const key = `contacts.gender.${gender}`;
  return isMessageKey(key) ? t(key) : (gender ?? '—');
}

function kindWord(kind: string, t: Translate): string {
  const key = `contacts.details.number.${kind}`;
  return isMessageKey(key) ? t(key) : kind;
}
