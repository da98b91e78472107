import { Button } from '@mantine/core';
import { useState } from 'react';
import { seenText, valueName } from '../../lib/rule-sentence.ts';
import { isGroup, type Condition, type Group, type Rule } from '../../lib/segment-rule.ts';
import { sampleRoute } from '../../server/segments/contract.ts';
import type { Answer } from '../app/api.ts';
import { Card, Muted } from '../ui/Card.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useLanguage, useT } from '../ui/language.tsx';
import type { Options } from './editor-context.ts';
import { Explanation } from './Explanation.tsx';
import { AskWhy } from './AskWhy.tsx';
import { useAsk } from './use-ask.ts';
import parts from './Segments.module.css';

type Person = Answer<typeof sampleRoute>['people'][number];

/** A few people of the segment by chance, each with why. */
export function SampleCard({ rule, options }: { rule: Group; options: Options }) {
  const t = useT();
  const [seed, setSeed] = useState(0);
  const [asked, setAsked] = useState<{ id: number; name: string }>();
  const sample = useAsk(sampleRoute, { rule, seed, limit: 5 });
  return (
    <Card
      title={t('segments.screen.sample')}
      aside={
        <Button variant="subtle" size="compact-sm" onClick={() => setSeed((now) => now + 1)}>
          {t('segments.screen.sample.other')} ↻
        </Button>
      }
      flush
    >
      <ErrorNotice error={sample.error} />
      {sample.data?.people.length === 0 && <p className={parts.nobody}>{t('segments.screen.sample.none')}</p>}
      <ul className={parts.people}>
        {sample.data?.people.map((person) => (
          <li key={person.id} className={parts.person}>
            <div className={parts.personWords}>
              <strong>{person.name}</strong>
              <br />
              <Muted small>
                <Details person={person} rule={rule} options={options} />
              </Muted>
            </div>
            <Button
              variant="subtle"
              size="compact-sm"
              flex="none"
              aria-label={t('segments.screen.why-name', { name: person.name })}
              onClick={() => setAsked(person)}
            >
              {t('segments.screen.why')}
            </Button>
          </li>
        ))}
      </ul>
      <div className={parts.ask}>
        <AskWhy onAsk={setAsked} />
      </div>
      {asked && <Explanation rule={rule} options={options} contactId={asked.id} name={asked.name} onClose={() => setAsked(undefined)} />}
    </Card>
  );
}

/** What tells this person from the next: what the rule saw, or else where they live. */
function Details({ person, rule, options }: { person: Person; rule: Group; options: Options }) {
  const language = useLanguage();
  const seen = person.seen.flatMap(({ place, value }) => {
    const condition = conditionAt(rule, place);
    return condition && value !== null && !(Array.isArray(value) && value.length === 0)
      ? [seenText(language, condition, value, options)]
      : [];
  });
  const category = person.category && valueName(language, 'category', person.category, options);
  const words = seen.length > 0 ? seen : [category, person.city].filter((word) => word);
  return <>{[...words, ...(seen.length > 0 && seen.length < 2 && person.city ? [person.city] : [])].join(' · ')}</>;
}

/** The condition at a place such as 2.1; an answer to an older rule may speak of one that is gone. */
export function conditionAt(rule: Rule, place: string): Condition | undefined {
  const found = place.split('.').reduce<Rule | undefined>((at, step) => (at && isGroup(at) ? at.rules[Number(step) - 1] : undefined), rule);
  return found && !isGroup(found) ? found : undefined;
}
