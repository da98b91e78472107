import { ActionIcon, Button } from '@mantine/core';
import { Link } from 'react-router';
import { useState } from 'react';
import {
  addGuardianRoute,
  readContactRoute,
  removeRelationRoute,
  type ContactBrief,
  type ContactCard,
} from '../../server/contacts/contract.ts';
import { useDo } from '../app/ask.ts';
import { paths } from '../app/paths.ts';
import { useEnvironment, useMay } from '../app/session.tsx';
import { Card, Muted } from '../ui/Card.tsx';
import { Chip } from '../ui/Chip.tsx';
import { Icon } from '../ui/Icon.tsx';
import { useT } from '../ui/language.tsx';
import { Stack } from '../ui/Page.tsx';
import { showProblem, showUndo } from '../ui/toast.tsx';
import { AddRelation } from './AddRelation.tsx';
import parts from './Contacts.module.css';
import { nameOf } from './names.ts';

/** Who lives at the same address, and who is parent or guardian of whom. */
export function FamilyTab({ card }: { card: ContactCard }) {
  const t = useT();
  const may = useMay();
  const [adding, setAdding] = useState(false);
  const writes = may('contacts.write') && card.mergedInto === null;
  return (
    <Stack>
      <Card
        title={t('contacts.family.relations')}
        aside={
          writes && (
            <Button size="compact-sm" onClick={() => setAdding(true)}>
              {t('contacts.family.add')}
            </Button>
          )
        }
      >
        {card.relations.length === 0 ? (
          <Muted>{t('contacts.family.relations-none')}</Muted>
        ) : (
          <ul className={parts.people}>
            {card.relations.map((relation) => (
              <li key={relation.id} className={parts.person}>
                <span>
                  <Person person={relation.contact} /> <Chip>{t(`contacts.family.${relation.direction}`)}</Chip>{' '}
                  <Muted small>{t(relation.origin === 'staff' ? 'contacts.family.by-hand' : 'contacts.family.by-import')}</Muted>
                </span>
                {writes && <Detach card={card} relation={relation} />}
              </li>
            ))}
          </ul>
        )}
      </Card>
      <Card title={t('contacts.family.household')} aside={t('contacts.family.household-why')}>
        {card.household.length === 0 ? (
          <Muted>{t('contacts.family.household-none')}</Muted>
        ) : (
          <ul className={parts.people}>
            {card.household.map((person) => (
              <li key={person.id} className={parts.person}>
                <span>
                  <Person person={person} />
                </span>
                <Muted small>{t(`contacts.kind.${person.kind}`)}</Muted>
              </li>
            ))}
          </ul>
        )}
      </Card>
      {adding && <AddRelation contactId={card.id} onClose={() => setAdding(false)} />}
    </Stack>
  );
}

function Person({ person }: { person: ContactBrief }) {
  const t = useT();
  const { slug } = useEnvironment();
  return (
    <>
      <Link to={paths.contact(slug, person.id)}>{nameOf(person, t)}</Link>{' '}
      {person.age !== null && <Muted>{t('contacts.card.age', { age: person.age })}</Muted>}
    </>
  );
}

function Detach({ card, relation }: { card: ContactCard; relation: ContactCard['relations'][number] }) {
  const t = useT();
  const name = nameOf(relation.contact, t);
  const add = useDo(addGuardianRoute, { refreshes: [readContactRoute], onProblem: showProblem });
  const remove = useDo(removeRelationRoute, {
    refreshes: [readContactRoute],
    onDone: () =>
      showUndo(t('contacts.family.removed', { name }), {
        label: t('web.undo'),
        undo: () =>
          add.mutate({
            params: { contactId: card.id },
            body: { relatedId: relation.contact.id, direction: relation.direction },
          }),
      }),
  });
  return (
    <ActionIcon
      variant="subtle"
      aria-label={t('contacts.family.remove', { name })}
      onClick={() => remove.mutate({ params: { contactId: card.id, relationId: relation.id } }, { onError: showProblem })}
    >
      <Icon name="close" size={14} />
    </ActionIcon>
  );
}
