// A rule as people read it. The list of segments, the summary of a mailing and the editor all take their words from
// here: the editor turns the changeable words (slots) into things to press, the others join them into a sentence.
import { translate, type Language, type MessageKey } from './i18n.ts';
import { andText, dayText, isOne, namesOf, orText, periodText, rangeText, whatText, type RuleNames } from './rule-words.ts';
import { isGroup, type Condition, type Rule } from './segment-rule.ts';

export type { Named, RuleNames } from './rule-words.ts';

/** The changeable places of a condition. */
export type Slot =
  | 'is'
  | 'values'
  | 'period'
  | 'years'
  | 'within'
  | 'who'
  | 'count'
  | 'what'
  | 'months'
  | 'purpose'
  | 'channel'
  | 'segment';
export type Part = string | { slot: Slot; text: string };
type Words = Partial<Record<Slot, string>>;

/** A condition as words and changeable places, in the order of the sentence. */
export function conditionParts(language: Language, condition: Condition, names: RuleNames): Part[] {
  const words = wordsOf(language, condition, names);
  // a key that is no slot stays as it stands, so the pieces between the braces can be taken apart
  return translate(language, `segments.${condition.field}`)
    .split(/(\{\w+\})/)
    .flatMap((piece): Part[] => {
      const slot = /^\{(\w+)\}$/.exec(piece)?.[1] as Slot | undefined;
      if (!slot) return piece.trim() === '' ? [] : [piece.trim()];
      return [{ slot, text: words[slot] || translate(language, 'segments.screen.fill-in') }];
    });
}

/** One condition in words: "Leende zelf minstens 5 stuks in de laatste 6 maanden". */
export function conditionSentence(language: Language, condition: Condition, names: RuleNames): string {
  const sentence = conditionParts(language, condition, names)
    .map((part) => (typeof part === 'string' ? part : part.text))
    .join(' ');
  return sentence.replaceAll(' ,', ',');
}

/** The whole rule in one sentence, beginning small: "heeft een e-mailadres en is 6 tot 12 jaar oud". */
export function ruleSentence(language: Language, rule: Rule, names: RuleNames): string {
  return sentenceOf(language, rule, names, true);
}

function sentenceOf(language: Language, rule: Rule, names: RuleNames, outermost: boolean): string {
  if (!isGroup(rule)) return startSmall(conditionSentence(language, rule, names));
  if (rule.rules.length === 0)
    return translate(language, rule.match === 'any' ? 'segments.sentence.nobody' : 'segments.sentence.everybody');
  const parts = rule.rules.map((part) => sentenceOf(language, part, names, false));
  if (parts.length === 1 && rule.match !== 'none') return parts[0]!;
  if (rule.match === 'all') return outermost ? andText(language, parts) : `(${andText(language, parts)})`;
  const text = translate(language, `segments.sentence.${rule.match}`, { list: parts.join('; ') });
  return outermost ? text : `(${text})`;
}

function startSmall(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

type LoanCondition = Extract<Condition, { field: 'loans' | 'last-loan' | 'never-borrowed' | 'loans-trend' }>;

function loanWords(language: Language, one: LoanCondition, names: RuleNames): Words {
  if (one.field === 'loans-trend') {
    const months =
      one.months === 1 ? translate(language, 'segments.months.one') : translate(language, 'segments.months.many', { n: one.months });
    return { is: translate(language, `segments.is.${one.is}`), months };
  }
  const who = translate(language, `segments.who.${one.who ?? 'self'}`);
  const what = whatText(language, one, names);
  if (one.field === 'never-borrowed') return { who, what };
  const period = periodText(language, one.period);
  return one.field === 'last-loan' ? { who, what, period } : { who, what, period, count: rangeText(language, one.count) };
}

const wordKinds = ['category', 'postcode', 'city', 'language', 'gender'] as const;

function wordsOf(language: Language, one: Condition, names: RuleNames): Words {
  const t = (key: MessageKey, params?: Record<string, string | number>) => translate(language, key, params);
  const listed = (is: 'in' | 'not-in', values: readonly string[]): Words => ({
    is: t(`segments.is.${is}`),
    values: orText(language, values),
  });
  switch (one.field) {
    case 'kind':
      return listed(
        one.is,
        one.values.map((value) => t(`contacts.kind.${value}`)),
      );
    case 'email-state':
      return listed(
        one.is,
        one.values.map((value) => t(`segments.email-state.${value}`)),
      );
    case 'branch':
      return listed(one.is, namesOf(language, one.values, names.branches));
    case 'email':
    case 'phone':
    case 'membership':
      return { is: t(`segments.is.${one.is}`) };
    case 'created':
    case 'member-since':
      return { period: periodText(language, one.period) };
    case 'member-until':
      return { period: periodText(language, one.period, { future: true }) };
    case 'age':
    case 'child':
      return { years: t('segments.years', { range: rangeText(language, one.years) }) };
    case 'birthday':
      return {
        within:
          one.within === 0
            ? t('segments.within.today')
            : one.within === 1
              ? t('segments.within.day')
              : t('segments.within.days', { days: one.within }),
      };
    case 'loans':
    case 'last-loan':
    case 'never-borrowed':
    case 'loans-trend':
      return loanWords(language, one, names);
    case 'open-loans':
      return { count: t(isOne(one.count) ? 'segments.piece' : 'segments.pieces', { range: rangeText(language, one.count) }) };
    case 'household-size':
      return { count: t(isOne(one.count) ? 'segments.person' : 'segments.people', { range: rangeText(language, one.count) }) };
    case 'permission':
      return {
        is: t(`segments.is.${one.is}`),
        purpose: namesOf(language, [one.purpose], names.purposes)[0]!,
        channel: t(`segments.channel.${one.channel}`),
      };
    case 'segment':
      return {
        is: t(`segments.is.segment-${one.is}`),
        segment: namesOf(language, [one.segment], names.segments).map((name) => `“${name}”`)[0]!,
      };
    default:
      return listed(
        one.is,
        one.values.map((value) => valueName(language, one.field, value, names)),
      );
  }
}

/** A value of a card as people say it: "f" is a woman, "fr" is French. */
export function valueName(
  language: Language,
  field: (typeof wordKinds)[number],
  value: string,
  names: Pick<RuleNames, 'categories'>,
): string {
  if (field === 'category') return names.categories.find(({ code }) => code === value)?.name ?? value;
  if (field === 'gender' && (value === 'f' || value === 'm' || value === 'x')) return translate(language, `segments.gender.${value}`);
  if (field === 'language' && /^[a-z]{2,3}$/.test(value)) return new Intl.DisplayNames([language], { type: 'language' }).of(value) ?? value;
  return value;
}

export type SeenValue = string | number | boolean | null | (string | number)[];

/** What a condition saw on one card, in words: "11 uitleningen", "laatst op 3 mei 2026". */
export function seenText(language: Language, condition: Condition, value: SeenValue, names: RuleNames): string {
  const t = (key: MessageKey, params?: Record<string, string | number>) => translate(language, key, params);
  const day = (date: SeenValue) => dayText(language, String(date));
  switch (condition.field) {
    case 'email':
    case 'phone':
      return t(value ? 'segments.seen.yes' : 'segments.seen.no');
    case 'segment':
      return t(value ? 'segments.seen.in-segment' : 'segments.seen.not-in-segment');
    case 'loans':
      return t(value === 1 ? 'segments.seen.loans.one' : 'segments.seen.loans.many', {
        n: Number(value),
      });
    case 'household-size':
      return t(value === 1 ? 'segments.seen.people.one' : 'segments.seen.people.many', {
        n: Number(value),
      });
    case 'open-loans':
      return t('segments.seen.open', { n: Number(value) });
    case 'loans-trend':
      return Array.isArray(value)
        ? t('segments.seen.trend', { earlier: Number(value[0]), recent: Number(value[1]) })
        : t('segments.seen.nothing');
    case 'child':
      return Array.isArray(value) && value.length > 0
        ? t('segments.seen.ages', { list: andText(language, value.map(String)) })
        : t('segments.seen.nobody-else');
    case 'last-loan':
    case 'never-borrowed':
      return value === null ? t('segments.seen.never') : t('segments.seen.last-loan', { date: day(value) });
    case 'permission':
      return t(
        value === null ? 'segments.seen.permission.never' : `segments.seen.permission.${value as 'given' | 'withdrawn' | 'objected'}`,
      );
    default:
      break;
  }
  if (value === null || value === '') return t('segments.seen.nothing');
  switch (condition.field) {
    case 'age':
      return t('segments.seen.age', { n: Number(value) });
    case 'birthday':
      // the day, not the year: how old somebody is was not asked
      return day(value).replace(/ \d{4}$/, '');
    case 'created':
    case 'member-since':
    case 'member-until':
      return day(value);
    case 'membership':
      return t('segments.seen.until', { date: day(value) });
    case 'kind':
      return t(`contacts.kind.${value as 'patron'}`);
    case 'email-state':
      return t(`segments.email-state.${value as 'confirmed'}`);
    case 'branch':
      return namesOf(language, [Number(value)], names.branches)[0]!;
    default:
      return valueName(language, condition.field, String(value), names);
  }
}
