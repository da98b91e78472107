/** Formats every file and repairs what the linter can repair: `npm run format [-- paths]`. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const paths = process.argv.slice(2);

for (const [tool, ...args] of [
  ['oxlint', '--fix'],
  ['oxfmt', '--write'],
] as const) {
  const program = join(root, 'node_modules', '.bin', tool);
  const { status } = spawnSync(program, [...args, ...(paths.length > 0 ? paths : ['.'])], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
