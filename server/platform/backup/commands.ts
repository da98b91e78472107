import { translate } from '../../../lib/i18n.ts';
import type { HomeCommand } from '../cli.ts';
import { OperatorError } from '../errors.ts';
import { makeBackup, restoreBackup } from './backup.ts';

const megabytes = (bytes: number) => Math.max(1, Math.round(bytes / 1e6));

export const commands: HomeCommand[] = [
  {
    name: 'backup',
    summary: 'Make a backup of everything in a folder: embedded database, uploads and keys, as of one moment, also while Kaartbak runs.',
    args: ['folder'],
    options: { keep: { type: 'string', summary: 'remove all but the newest so many backups in that folder' } },
    async onHome({ config, args, options, progress, opened }) {
      const keep = numberOf(options['keep']);
      const language = config.operatorLanguage;
      const waiting = (pid: number) => progress(translate(language, 'operator.waiting-for', { pid: String(pid) }));
      const made = await makeBackup(config, args.folder!, { keep, now: new Date(), opened, waiting });
      const text = translate(language, 'operator.backup-made', { path: made.path, size: megabytes(made.bytes), files: made.files });
      return { data: made, text };
    },
  },
  {
    name: 'restore',
    summary: 'Put a backup back in a home folder that holds nothing yet. Nothing is sent until you say so: sending release.',
    args: ['backup'],
    async onHome({ config, args, opened }) {
      const restored = await restoreBackup(config, args.backup!, { now: new Date(), opened });
      const { madeAt, libraries, contacts } = restored;
      return { data: restored, text: translate(config.operatorLanguage, 'operator.restored', { madeAt, libraries, contacts }) };
    },
  },
];

function numberOf(option: string | boolean | undefined): number | undefined {
  if (option === undefined) return undefined;
  const keep = Number(option);
  if (!Number.isInteger(keep) || keep < 1) throw new OperatorError('operator.bad-setting', { name: '--keep', why: String(option) });
  return keep;
}
