import { Card } from '../ui/Card.tsx';
import { useT } from '../ui/language.tsx';
import type { Meanings, Recognition } from './recognition.ts';
import parts from './Imports.module.css';

/** The first rows under what their columns mean: a wrong guess shows at once. */
export function FirstRows({ recognition, meanings }: { recognition: Recognition; meanings: Meanings }) {
  const t = useT();
  const shown = recognition.columns.flatMap(({ name }, place) => {
    const meaning = meanings.get(name);
    return meaning ? [{ place, label: t(`imports.target.${meaning.target}`) }] : [];
  });
  if (shown.length === 0) return null;
  return (
    <Card title={t('imports.rows.title')} flush>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <div className={parts.scroll} tabIndex={0} role="region" aria-label={t('imports.rows.title')}>
        <table>
          <thead>
            <tr>
              {shown.map(({ place, label }) => (
                <th key={place} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {recognition.rows.slice(0, 8).map((row, index) => (
              // rows of a file have no name but their place
              <tr key={index}>
                {shown.map(({ place }) => (
                  <td key={place} title={row[place]}>
                    {row[place]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
