import { Modal } from '@mantine/core';
import { Link, useParams } from 'react-router';
import { conditionSentence, seenText, type SeenValue } from '../../lib/rule-sentence.ts';
import { isGroup, type Group, type Rule } from '../../lib/segment-rule.ts';
import { explainRoute, type ExplainedNode } from '../../server/segments/contract.ts';
import { paths } from '../app/paths.ts';
import { Muted } from '../ui/Card.tsx';
import { Chip } from '../ui/Chip.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { useLanguage, useT } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import type { Options } from './editor-context.ts';
import { useAsk } from './use-ask.ts';
import parts from './Segments.module.css';

/** Why somebody is in the segment or not: every part of the rule, true or not, with the value it saw. */
export function Explanation({
  rule,
  options,
  contactId,
  name,
  onClose,
}: {
  rule: Group;
  options: Options;
  contactId: number;
  name: string;
  onClose: () => void;
}) {
  const t = useT();
  const environment = useParams().environment!;
  const why = useAsk(explainRoute, { rule, contactId }, { waitMs: 0 });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('segments.screen.why-name', { name })}
      size="lg"
      closeButtonProps={{ 'aria-label': t('web.close') }}
    >
      <ErrorNotice error={why.error} />
      {why.data ? (
        <>
          <p>
            <strong>
              {t(why.data.matches ? 'segments.screen.why.in' : 'segments.screen.why.out', {
                name: why.data.name,
              })}
            </strong>{' '}
            {!why.data.live && t('segments.screen.why.gone')}
          </p>
          <ul className={parts.truths}>
            {why.data.rule.rules?.map((node, index) => (
              <Truth key={node.place} node={node} rule={rule.rules[index]!} options={options} />
            ))}
          </ul>
          <p>
            <Link to={paths.contact(environment, contactId)}>{t('segments.screen.open-card')}</Link>
          </p>
        </>
      ) : (
        !why.error && <Loading />
      )}
    </Modal>
  );
}

function Truth({ node, rule, options }: { node: ExplainedNode; rule: Rule; options: Options }) {
  const t = useT();
  const language = useLanguage();
  const verdict = (
    <span className={parts.verdict}>
      <Chip tone={node.matches ? 'good' : 'bad'}>{t(node.matches ? 'segments.screen.why.true' : 'segments.screen.why.false')}</Chip>
    </span>
  );
  if (isGroup(rule)) {
    return (
      <li>
        <div className={parts.truth}>
          {verdict}
          <span>{t('segments.screen.and-for-whom', { match: t(`segments.screen.match.${rule.match}`) })}</span>
        </div>
        <ul className={parts.truths}>
          {node.rules?.map((inner, index) => (
            <Truth key={inner.place} node={inner} rule={rule.rules[index]!} options={options} />
          ))}
        </ul>
      </li>
    );
  }
  return (
    <li className={parts.truth}>
      {verdict}
      <span>
        {conditionSentence(language, rule, options)}
        <br />
        <Muted small>
          {t('segments.screen.why.saw', {
            value: seenText(language, rule, (node.value ?? null) as SeenValue, options),
          })}
        </Muted>
      </span>
    </li>
  );
}
