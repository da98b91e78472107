import { translate } from '../../lib/i18n.ts';
import type { Command } from '../platform/cli.ts';
import { withSystem } from '../platform/db.ts';
import { OperatorError } from '../platform/errors.ts';
import { environmentNamed } from '../tenants/tenants.ts';
import { exportLibrary } from './leaving.ts';

export const commands: Command[] = [
  {
    name: 'library export',
    summary: 'Write all data of a library to a new folder: a CSV file for each table, and its files. For a library that leaves.',
    args: ['library', 'folder'],
    async run({ app, args }) {
      const library = await withSystem(app.database, (db) => environmentNamed(db, args.library!));
      if (library.kind !== 'library') throw new OperatorError('leaving.no-library', { name: library.name });
      const exported = await exportLibrary(app, library, args.folder!);
      const rows = Object.values(exported.tables).reduce((sum, count) => sum + count, 0);
      const told = { name: library.name, path: exported.path, rows, tables: Object.keys(exported.tables).length, files: exported.files };
      return { data: exported, text: translate(app.config.operatorLanguage, 'leaving.done', told) };
    },
  },
];
