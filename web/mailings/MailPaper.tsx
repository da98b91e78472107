import type { CSSProperties, ReactNode } from 'react';
import { mailColours } from '../../server/content/contract.ts';
import { readEnvironment } from '../../server/tenants/contract.ts';
import { useRead } from '../app/ask.ts';
import { useT } from '../ui/language.tsx';
import { Loading } from '../ui/Loading.tsx';
import { colours } from '../ui/tokens.ts';
import parts from './Mail.module.css';

/** The mail as a sheet on warm paper: the library's band, what stands between, the locked foot. */
export function MailPaper({ purposeName, children }: { purposeName: string | undefined; children: ReactNode }) {
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
        <div className={parts.content}>{children}</div>
        <LockedFoot purposeName={purposeName} />
      </div>
    </div>
  );
}

/** What every mail ends with. Shown where it will stand, and not to be changed here. */
function LockedFoot({ purposeName }: { purposeName: string | undefined }) {
  const t = useT();
  const { data: library } = useRead(readEnvironment);
  if (!library) return null;
  const { street, postcode, city, phone, email, website } = library.contact;
  const place = [postcode, city].filter(Boolean).join(' ');
  const address = [library.shortName, street, place, phone].filter(Boolean).join(', ');
  return (
    <div className={parts.foot}>
      <p className={parts.locked}>{t('mailings.foot-locked')}</p>
      <p>
        {t('mailings.foot-reason', {
          library: library.shortName,
          purpose: purposeName ?? t('mailings.foot-no-purpose'),
        })}
      </p>
      <p>
        <span className={parts.link}>{t('mailings.foot-unsubscribe')}</span> ·{' '}
        <span className={parts.link}>{t('mailings.foot-preferences')}</span>
      </p>
      <p>{address}</p>
      <p>{[email, website?.replace(/^https?:\/\//, '')].filter(Boolean).join(' · ')}</p>
    </div>
  );
}
