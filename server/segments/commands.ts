import { translate } from '../../lib/i18n.ts';
import type { Command } from '../platform/cli.ts';
import { withSystem, withTenant } from '../platform/db.ts';
import { NotFound } from '../platform/errors.ts';
import { findEnvironment } from '../tenants/tenants.ts';
import { countRule, findSegment, ruleJsonSchema } from './segments.ts';

export const commands: Command[] = [
  {
    name: 'segment count',
    summary: 'Count a saved segment of a library now.',
    args: ['library', 'segment'],
    async run({ app, args }) {
      const language = app.config.operatorLanguage;
      const no = (text: string) => ({ data: { error: text }, text, exitCode: 1 });
      const library = await withSystem(app.database, (db) => findEnvironment(db, args.library!), {
        readOnly: true,
      });
      if (!library) return no(translate(language, 'segments.operator.unknown-library', { slug: args.library! }));
      try {
        return await withTenant(
          app.database,
          library.id,
          async (db) => {
            const segment = await findSegment(db, args.segment!);
            const { count, milliseconds } = await countRule(db, segment.rule, app.now());
            return {
              data: {
                library: library.slug,
                segment: segment.id,
                name: segment.name,
                count,
                milliseconds,
              },
              text: translate(language, 'segments.operator.count', {
                name: segment.name,
                count,
                ms: milliseconds,
              }),
            };
          },
          { readOnly: true },
        );
      } catch (error) {
        if (error instanceof NotFound) return no(translate(language, 'segments.operator.unknown-segment', { name: args.segment! }));
        throw error;
      }
    },
  },
  {
    name: 'segment schema',
    summary: 'The JSON schema of segment rules.',
    args: [],
    async run() {
      return { data: ruleJsonSchema(), text: JSON.stringify(ruleJsonSchema(), null, 2) };
    },
  },
];
