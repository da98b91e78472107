import { Link } from 'react-router';
import { readPermissionsRoute, type OverviewOut } from '../../server/consent/contract.ts';
import type { ContactCard } from '../../server/contacts/contract.ts';
import { useRead } from '../app/ask.ts';
import { paths } from '../app/paths.ts';
import { useEnvironment, useMay } from '../app/session.tsx';
import { Card, KeyValues, Muted } from '../ui/Card.tsx';
import { Chip } from '../ui/Chip.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useFormat } from '../ui/format.ts';
import { useLanguage, useT, type Translate } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import { reasonSentence } from '../trial-mails/words.ts';
import { OpenTasks } from './OpenTasks.tsx';

/** What one wants to know at a glance while talking: what is to be done, may we write, how to reach. */
export function Aside({ card, part }: { card: ContactCard; part: string }) {
  const may = useMay();
  return (
    <>
      {card.tasks.length > 0 && <OpenTasks tasks={card.tasks} />}
      {/* what the open tab shows at length is not said twice */}
      {part !== 'permissions' && may('permissions.read') && <MayWeWrite contactId={card.id} />}
      {part !== 'details' && <Reachable card={card} />}
    </>
  );
}

function MayWeWrite({ contactId }: { contactId: number }) {
  const t = useT();
  const format = useFormat();
  const language = useLanguage();
  const { slug } = useEnvironment();
  const overview = useRead(readPermissionsRoute, { params: { contactId } });
  return (
    <Card
      title={t('contacts.write.title')}
      aside={<Link to={paths.contactPart(slug, contactId, 'permissions')}>{t('contacts.tab.permissions')}</Link>}
    >
      {overview.error ? (
        <ErrorNotice error={overview.error} />
      ) : overview.data ? (
        <KeyValues
          pairs={overview.data.purposes.map((one) => [
            one.purpose.kind === 'tracking' ? t('contacts.write.follow') : one.purpose.name[language] || one.purpose.name.nl,
            <Standing key={one.purpose.id} standing={one} words={standingWords(one, t, format)} />,
          ])}
        />
      ) : (
        <Loading />
      )}
    </Card>
  );
}

type Standing = OverviewOut['purposes'][number];

/** The second switch sends nothing: there the question is whether clicks may be followed. */
function isYes({ purpose, decision }: Standing): boolean {
  return purpose.kind === 'tracking' ? decision.mayFollow : decision.allowed;
}

function Standing({ standing, words }: { standing: Standing; words: string }) {
  const t = useT();
  const yes = isYes(standing);
  return (
    <>
      <Chip tone={yes ? 'good' : 'bad'}>{t(yes ? 'contacts.write.yes' : 'contacts.write.no')}</Chip> <Muted small>{words}</Muted>
    </>
  );
}

function standingWords(standing: Standing, t: Translate, format: ReturnType<typeof useFormat>): string {
  const { state, since, decision, purpose } = standing;
  const date = since ? format.date(since) : '';
  if (state === 'withdrawn') return t('contacts.write.withdrawn', { date });
  if (state === 'objected') return t('contacts.write.objected', { date });
  if (state === 'given' && isYes(standing)) return t('contacts.write.since', { date });
  if (state === 'given' && purpose.kind === 'tracking') return t('contacts.write.but-not', { reason: t('consent.follow.minor') });
  if (state === 'given') return t('contacts.write.but-not', { reason: reasonSentence(t, decision.rule) });
  if (purpose.kind === 'service' && decision.allowed) return t('contacts.write.service');
  return decision.allowed || decision.rule === 'no-consent' || purpose.kind === 'tracking'
    ? decision.allowed
      ? ''
      : t('contacts.write.never')
    : reasonSentence(t, decision.rule);
}

function Reachable({ card }: { card: ContactCard }) {
  const t = useT();
  const unknown = <Muted>{t('contacts.reach.unknown')}</Muted>;
  const call = (number: string | null) => (number ? <a href={`tel:${number.replace(/[^+\d]/g, '')}`}>{number}</a> : unknown);
  return (
    <Card title={t('contacts.reach.title')}>
      <KeyValues
        pairs={[
          [
            t('contacts.field.email'),
            card.email ? (
              <span key="email">
                {card.email}
                <br />
                {card.emailState === 'bouncing' || card.emailState === 'refused' ? (
                  <Chip tone="bad">{t(`contacts.email-state.${card.emailState}`)}</Chip>
                ) : (
                  <Muted small>{t(`contacts.email-state.${card.emailState}`)}</Muted>
                )}
              </span>
            ) : (
              unknown
            ),
          ],
          [t('contacts.reach.mobile'), call(card.mobile)],
          [t('contacts.reach.phone'), call(card.phone)],
          [
            t('contacts.reach.address'),
            addressLines(card, t).length > 0 ? <Address key="address" lines={addressLines(card, t)} /> : unknown,
          ],
          [t('contacts.reach.card'), card.cardNumber ?? unknown],
        ]}
      />
    </Card>
  );
}

function Address({ lines }: { lines: readonly string[] }) {
  return lines.map((line, index) => (
    <span key={line}>
      {index > 0 && <br />}
      {line}
    </span>
  ));
}

/** Street and number, then postcode and town, as on an envelope. */
export function addressLines(
  card: Pick<ContactCard, 'street' | 'houseNumber' | 'box' | 'postcode' | 'city' | 'country'>,
  t: Translate,
): string[] {
  const first = [card.street, card.houseNumber, card.box && t('contacts.reach.box', { box: card.box })].filter(Boolean).join(' ');
  const second = [card.postcode, card.city].filter(Boolean).join(' ');
  return [first, second, card.country && card.country !== 'BE' ? card.country : ''].filter((line): line is string => Boolean(line));
}
