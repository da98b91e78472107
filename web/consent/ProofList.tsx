import { isMessageKey, type MessageKey } from '../../lib/i18n.ts';
import type { OverviewOut } from '../../server/consent/contract.ts';
import { KeyValues, Muted } from '../ui/Card.tsx';
import { useLanguage, useT } from '../ui/language.tsx';
import { Timeline, TimelineRow } from '../ui/Timeline.tsx';

type Proof = OverviewOut['proofs'][number];

/** The evidence, newest first, in words a data-protection officer can quote. */
export function ProofList({ proofs }: { proofs: readonly Proof[] }) {
  const t = useT();
  const language = useLanguage();
  if (proofs.length === 0) return <Muted>{t('consent.tab.proofs.none')}</Muted>;
  return (
    <Timeline label={t('consent.tab.proofs')}>
      {proofs.map((proof) => (
        <TimelineRow key={proof.id} at={proof.at} exact title={titleOf(proof, t, language)} from={methodIn(t, proof.method)}>
          {proof.wording && <q lang={proof.language ?? 'nl'}>{proof.wording}</q>}
          <KeyValues pairs={detailsOf(proof, t)} />
        </TimelineRow>
      ))}
    </Timeline>
  );
}

/** Who said what: a parent's yes for a child is not the reader's own. */
function titleOf({ state, purposeName, evidence }: Proof, t: ReturnType<typeof useT>, language: 'nl' | 'en'): string {
  if (purposeName === null) return t('consent.said.objected-to-all');
  const said = state === 'given' && evidence.guardian ? 'consent.said.given-by-guardian' : (`consent.said.${state}` as const);
  return `${t(said)}: ${purposeName[language] || purposeName.nl}`;
}

function guardianWords(guardian: { name?: string; email?: string; how?: string }, t: ReturnType<typeof useT>): string {
  const how = guardian.how === 'double-opt-in' ? t('consent.proof.guardian-by-mail') : guardian.how;
  return [guardian.name, guardian.email, how].filter(Boolean).join(', ');
}

function methodIn(t: ReturnType<typeof useT>, method: string): string {
  const key = `consent.method.${method}`;
  return isMessageKey(key) ? t(key) : method;
}

/** What the evidence says, in fixed order; what it does not say is left out. */
function detailsOf(proof: Proof, t: ReturnType<typeof useT>): [string, string][] {
  const { evidence } = proof;
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  const guardian = evidence.guardian as { name?: string; email?: string; how?: string } | undefined;
  const age = evidence.ageRule as { ageOfConsent: number; age: number | null } | undefined;
  const details: [MessageKey, string | undefined][] = [
    ['consent.proof.channel', proof.channel && proof.channel !== 'email' ? t(`consent.channel.${proof.channel}` as MessageKey) : undefined],
    ['consent.proof.address', text(proof.address)],
    ['consent.proof.version', proof.wordingVersion === null ? undefined : `${proof.wordingVersion} (${proof.language ?? 'nl'})`],
    ['consent.proof.note', text(evidence.note)],
    ['consent.proof.guardian', guardian && guardianWords(guardian, t)],
    [
      'consent.proof.age',
      age &&
        (age.age === null
          ? t('consent.proof.age-rule', { age: age.ageOfConsent })
          : t('consent.proof.age-known', { age: age.ageOfConsent, years: age.age })),
    ],
    ['consent.proof.page', text(evidence.page)],
    ['consent.proof.recorded-by', text(evidence.recordedBy)],
    ['consent.proof.mailbox', evidence.sameMailboxAs === undefined ? undefined : t('consent.proof.same-mailbox')],
  ];
  return details.flatMap(([key, value]) => (value ? [[t(key), value] as [string, string]] : []));
}
