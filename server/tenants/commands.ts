import { oneOf, type Command } from '../platform/cli.ts';
import { withSystem } from '../platform/db.ts';
import { createEnvironment, environmentNamed, listEnvironments } from './tenants.ts';

export const commands: Command[] = [
  {
    name: 'library create',
    summary: 'Make a library (or with --kind a network or region).',
    args: ['name'],
    options: {
      kind: { type: 'string', summary: 'network, region or library', default: 'library' },
      parent: { type: 'string', summary: 'slug of the network or region above it; a network is made when there is none' },
      slug: { type: 'string', summary: 'short name in web addresses; follows from the name' },
      country: { type: 'string', summary: 'BE or NL', default: 'BE' },
    },
    async run({ app, args, options }) {
      const kind = oneOf(options, 'kind', ['network', 'region', 'library']);
      const country = oneOf(options, 'country', ['BE', 'NL']);
      const made = await withSystem(app.database, async (db) => {
        const parentSlug = options.parent as string | undefined;
        let parent = parentSlug ? await environmentNamed(db, parentSlug) : undefined;
        if (!parent && !parentSlug && kind !== 'network') {
          parent = (await listEnvironments(db)).find((row) => row.kind === 'network' && !row.demo);
          parent ??= await createEnvironment(db, { kind: 'network', name: 'Netwerk', slug: 'netwerk', country });
        }
        return createEnvironment(db, {
          kind,
          name: args.name!,
          parentId: parent?.id ?? null,
          slug: options.slug as string | undefined,
          country,
        });
      });
      return { data: { slug: made.slug, id: made.id, kind: made.kind }, text: `${made.name}: ${made.slug}` };
    },
  },
  {
    name: 'library list',
    summary: 'All networks, regions and libraries.',
    args: [],
    async run({ app }) {
      const rows = await withSystem(app.database, listEnvironments);
      return {
        data: rows.map(({ id, slug, kind, name, demo }) => ({ id, slug, kind, name, demo })),
        text: rows.map((row) => `${row.kind.padEnd(8)} ${row.slug.padEnd(24)} ${row.name}${row.demo ? ' (demo)' : ''}`).join('\n'),
      };
    },
  },
];
