import { ActionIcon, Button, Menu } from '@mantine/core';
import { useState } from 'react';
import { Link, NavLink, useParams } from 'react-router';
import type { Language, MessageKey } from '../../lib/i18n.ts';
import { andText } from '../../lib/rule-words.ts';
import { readContactRoute, type ContactCard } from '../../server/contacts/contract.ts';
import { NoSuchPage, NotForThisRole } from '../app/BrokenScreen.tsx';
import { useRead } from '../app/ask.ts';
import { paths } from '../app/paths.ts';
import { useEnvironment, useMay } from '../app/session.tsx';
import { PermissionsTab } from '../consent/PermissionsTab.tsx';
import { CatalogueCard } from '../ui/Card.tsx';
import { Chip } from '../ui/Chip.tsx';
import { useDocumentTitle } from '../ui/document-title.ts';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFormat } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { useLanguage, useT, type Translate } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import { Columns } from '../ui/Page.tsx';
import { AddTask } from './AddTask.tsx';
import { Aside } from './Aside.tsx';
import parts from './Contacts.module.css';
import { DetailsTab } from './DetailsTab.tsx';
import { EditContact } from './EditContact.tsx';
import { FamilyTab } from './FamilyTab.tsx';
import { LoansTab } from './LoansTab.tsx';
import { LogConversation } from './LogConversation.tsx';
import { MessagesTab } from './MessagesTab.tsx';
import { nameOf } from './names.ts';
import { TimelineTab } from './TimelineTab.tsx';
import { useCategoryName } from './use-categories.ts';

/** Everything about one reader on one page. */
export function ContactScreen() {
  const contactId = Number(useParams().contactId);
  const valid = Number.isSafeInteger(contactId) && contactId > 0;
  const read = useRead(readContactRoute, { params: { contactId } }, { enabled: valid });
  if (!valid || read.error?.status === 404) return <NoSuchPage />;
  if (!read.data) return read.error ? <ErrorNotice error={read.error} onRetry={() => void read.refetch()} /> : <Loading />;
  // another reader is another screen: a drawer left open must not log the call on the wrong card
  return <Whole key={contactId} card={read.data} />;
}

function Whole({ card }: { card: ContactCard }) {
  const t = useT();
  const { slug } = useEnvironment();
  const name = nameOf(card, t);
  useDocumentTitle(name);
  const part = useParams().part ?? 'timeline';
  if (part === 'edit') return <EditContact card={card} />;
  return (
    <>
      {card.mergedInto !== null && (
        <div className={parts.notice}>
          <ErrorNotice>
            {t('contacts.card.merged')} <Link to={paths.contact(slug, card.mergedInto)}>{t('contacts.card.to-merged')}</Link>
          </ErrorNotice>
        </div>
      )}
      <CatalogueCard
        over={<Over card={card} />}
        name={name}
        under={<Under card={card} />}
        chips={<Chips card={card} />}
        actions={card.mergedInto === null && <Actions card={card} />}
      >
        <TabBar card={card} />
      </CatalogueCard>
      <div className={parts.body}>
        <Columns aside={<Aside card={card} part={part} />}>
          <Part part={part} card={card} />
        </Columns>
      </div>
    </>
  );
}

function Part({ part, card }: { part: string; card: ContactCard }) {
  const may = useMay();
  switch (part) {
    case 'timeline':
      return <TimelineTab contactId={card.id} />;
    case 'details':
      return <DetailsTab card={card} />;
    case 'permissions':
      return may('permissions.read') ? <PermissionsTab contactId={card.id} /> : <NotForThisRole />;
    case 'loans':
      return may('loans.read') ? <LoansTab contactId={card.id} /> : <NotForThisRole />;
    case 'family':
      return <FamilyTab card={card} />;
    case 'messages':
      return <MessagesTab contactId={card.id} />;
    default:
      return <NoSuchPage />;
  }
}

function TabBar({ card }: { card: ContactCard }) {
  const t = useT();
  const may = useMay();
  const { slug } = useEnvironment();
  const family = card.household.length;
  const tabs: [part: string, label: string, shown: boolean][] = [
    ['details', t('contacts.tab.details'), true],
    ['permissions', t('contacts.tab.permissions'), may('permissions.read')],
    ['messages', t('contacts.tab.messages'), true],
    ['loans', t('contacts.tab.loans'), may('loans.read')],
    ['family', family > 0 ? t('contacts.tab.family-count', { count: family + 1 }) : t('contacts.tab.family'), true],
  ];
  return (
    <nav className={parts.tabs} aria-label={t('contacts.tab.label')}>
      <NavLink className={parts.tab} to={paths.contact(slug, card.id)} end>
        {t('contacts.tab.timeline')}
      </NavLink>
      {tabs
        .filter(([, , shown]) => shown)
        .map(([part, label]) => (
          <NavLink key={part} className={parts.tab} to={paths.contactPart(slug, card.id, part)}>
            {label}
          </NavLink>
        ))}
    </nav>
  );
}

function Over({ card }: { card: ContactCard }) {
  const t = useT();
  const format = useFormat();
  const words = [capital(t(`contacts.kind.${card.kind}`))];
  if (card.member === 'active' && card.memberSince) words.push(t('contacts.card.since', { year: card.memberSince.slice(0, 4) }));
  if (card.member === 'ended' && card.memberUntil) words.push(t('contacts.card.ended', { date: format.date(card.memberUntil) }));
  return words.join(' · ');
}

function Under({ card }: { card: ContactCard }) {
  const t = useT();
  const language = useLanguage();
  const words = [
    card.age === null ? '' : t('contacts.card.age', { age: card.age }),
    card.branch?.name ?? '',
    languageWord(card.language, t),
    related(card, 'guardian-of', { t, language }),
    related(card, 'child-of', { t, language }),
  ];
  return words.filter(Boolean).join(' · ');
}

function languageWord(language: string | null, t: Translate): string {
  const key: MessageKey | undefined = (
    {
      nl: 'contacts.language.nl',
      fr: 'contacts.language.fr',
      de: 'contacts.language.de',
      en: 'contacts.language.en',
    } as const
  )[language ?? ''];
  return key ? t('contacts.card.speaks', { language: t(key) }) : '';
}

function related(card: ContactCard, direction: 'guardian-of' | 'child-of', { t, language }: { t: Translate; language: Language }): string {
  const names = card.relations
    .filter((relation) => relation.direction === direction)
    .map(({ contact }) => {
      const name = contact.firstName || nameOf(contact, t);
      return contact.age === null ? name : t('contacts.card.with-age', { name, age: contact.age });
    });
  return names.length > 0 ? t(`contacts.card.${direction}`, { names: andText(language, names) }) : '';
}

function Chips({ card }: { card: ContactCard }) {
  const t = useT();
  const format = useFormat();
  const categoryName = useCategoryName();
  if (!card.goneAt && !card.patronCategory) return null;
  return (
    <>
      {card.goneAt && <Chip tone="warn">{t('contacts.card.gone', { date: format.date(card.goneAt) })}</Chip>}
      {card.patronCategory && <Chip>{t('contacts.card.category', { category: categoryName(card.patronCategory) })}</Chip>}
    </>
  );
}

function Actions({ card }: { card: ContactCard }) {
  const t = useT();
  const may = useMay();
  const { slug } = useEnvironment();
  const [open, setOpen] = useState<'conversation' | 'task'>();
  if (!may('contacts.write')) return null;
  return (
    <>
      <Button onClick={() => setOpen('conversation')}>{t('contacts.card.log')}</Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size="lg" aria-label={t('contacts.card.more')}>
            <Icon name="more" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component={Link} to={paths.contactPart(slug, card.id, 'edit')} leftSection={<Icon name="pencil" size={14} />}>
            {t('contacts.card.edit')}
          </Menu.Item>
          <Menu.Item onClick={() => setOpen('task')} leftSection={<Icon name="add" size={14} />}>
            {t('contacts.card.add-task')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {open === 'conversation' && <LogConversation contactId={card.id} onClose={() => setOpen(undefined)} />}
      {open === 'task' && <AddTask contactId={card.id} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function capital(text: string): string {
  return text.slice(0, 1).toLocaleUpperCase() + text.slice(1);
}
