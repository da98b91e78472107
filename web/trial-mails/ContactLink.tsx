import { Link } from 'react-router';
import { paths } from '../app/paths.ts';
import { useEnvironment, useMay } from '../app/session.tsx';

/** Words that lead to the card of a contact, for who may see cards. */
export function ContactLink({ contactId, words }: { contactId: number | null; words: string }) {
  const { slug } = useEnvironment();
  const may = useMay();
  if (contactId === null || !may('contacts.read')) return <>{words}</>;
  return <Link to={paths.contact(slug, contactId)}>{words}</Link>;
}
