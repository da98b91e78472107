import { Link } from 'react-router';
import { paths } from '../app/paths.ts';
import { useEnvironment } from '../app/session.tsx';
import { Muted } from '../ui/Card.tsx';
import { useT, type Translate } from '../ui/language.tsx';
import { nameOr } from './Detail.tsx';

/** "lezer 12". An account has no number people know: its key would say nothing. */
export function objectName(t: Translate, kind: string, id: string | null): string {
  const name = nameOr(t, `web.audit.object.${kind}`, kind);
  return id && /^\d+$/.test(id) ? `${name} ${id}` : name;
}

/** Where each kind of thing is looked at. */
const places: Record<string, (environment: string, id: number) => string> = {
  contact: paths.contact,
  mailing: paths.mailing,
  segment: paths.segment,
  import: paths.importRun,
  staff: (environment) => paths.staff(environment),
  invitation: (environment) => paths.staff(environment),
  purpose: (environment) => paths.settingsPart(environment, 'purposes'),
  sender: (environment) => paths.settingsPart(environment, 'senders'),
  branch: (environment) => paths.settingsPart(environment, 'branches'),
  material: (environment) => paths.settingsPart(environment, 'codes'),
  world: (environment) => paths.settingsPart(environment, 'codes'),
};

/** What something was done to, with the way to it. */
export function AuditObject({ kind, id }: { kind: string; id: string | null }) {
  const t = useT();
  const { slug } = useEnvironment();
  const place = places[kind];
  const name = objectName(t, kind, id);
  return place ? <Link to={place(slug, Number(id))}>{name}</Link> : <Muted>{name}</Muted>;
}
