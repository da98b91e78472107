import type { CSSProperties, ReactNode } from 'react';
import { listPurposesRoute } from '../../server/consent/contract.ts';
import { footerWords, mailColours } from '../../server/content/contract.ts';
import { readEnvironment } from '../../server/tenants/contract.ts';
import { useRead } from '../app/ask.ts';
import { useT } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import { colours } from '../ui/tokens.ts';
import parts from './Mail.module.css';
import { MailLanguageContext, type MailLanguage } from './mail-language.ts';

/** The mail as a sheet on warm paper: the library's band, what stands between, the locked foot. */
export function MailPaper({
  language,
  purposeId,
  children,
}: {
  /** Of the mail: what readers see is in their language, whatever that of the colleague. */
  language: MailLanguage;
  purposeId: number | null;
  children: ReactNode;
}) {
  const { data: library, isPending } = useRead(readEnvironment);
  const look = mailColours(library?.branding.colour ?? colours.accent);
  const variables = Object.fromEntries(Object.entries(look).map(([name, value]) => [`--mail-${name}`, value]));
  const logo = library?.branding.logo;
  // a moment without the mail is calmer than a mail in somebody else's colour
  if (isPending) return <Loading />;
  return (
    <div className={parts.desk} style={variables as CSSProperties}>
      <div className={parts.sheet}>
        {logo ? (
          <div className={parts.logo}>
            <img src={`/beeld/${logo}`} alt={library.shortName} />
          </div>
        ) : (
          <div className={parts.band}>{library?.shortName}</div>
        )}
        <div className={parts.content}>
          <MailLanguageContext value={language}>{children}</MailLanguageContext>
        </div>
        <LockedFoot language={language} purposeId={purposeId} />
      </div>
    </div>
  );
}

/** What every mail ends with. Shown where it will stand, and not to be changed here. */
function LockedFoot({ language, purposeId }: { language: MailLanguage; purposeId: number | null }) {
  const t = useT();
  const { data: library } = useRead(readEnvironment);
  const purposes = useRead(listPurposesRoute, { query: { archived: 'true' } });
  if (!library) return null;
  const purpose = purposes.data?.purposes.find(({ id }) => id === purposeId);
  const name = purpose && (purpose.name[language === 'en' ? 'en' : 'nl'] || purpose.name.nl);
  const words = footerWords({
    language,
    library: library.shortName,
    purpose: name ?? t('mailings.foot-no-purpose'),
    service: purpose?.kind === 'service',
  });
  const { street, postcode, city, phone, email, website } = library.contact;
  const place = [postcode, city].filter(Boolean).join(' ');
  const address = [library.shortName, street, place, phone].filter(Boolean).join(', ');
  return (
    <div className={parts.foot}>
      <p className={parts.locked}>{t('mailings.foot-locked')}</p>
      <div lang={language}>
        <p>{words.reason}</p>
        <p>
          {words.links.map((label, index) => (
            <span key={label}>
              {index > 0 && ' · '}
              <span className={parts.link}>{label}</span>
            </span>
          ))}
        </p>
        <p>{address}</p>
        <p>{[email, website?.replace(/^https?:\/\//, '')].filter(Boolean).join(' · ')}</p>
      </div>
    </div>
  );
}
