// PostgreSQL refuses to run as root. When we are root, it gets an unprivileged system account of its
// own; when that account cannot reach the home folder (a clone below /root, say), the cluster lives in /var/lib.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const elsewhere = '/var/lib/kaartbak';

export interface Account {
  uid: number;
  gid: number;
}

/** The account to run PostgreSQL under; undefined when we are not root and simply run it ourselves. */
export function postgresAccount(): Account | undefined {
  if (process.platform === 'win32' || process.getuid?.() !== 0) return undefined;
  const name = 'kaartbak';
  if (!lookUp(name)) {
    const made = spawnSync('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', name]);
    if (made.status !== 0) spawnSync('adduser', ['-S', '-D', '-H', name]); // busybox
  }
  return lookUp(name) ?? lookUp('nobody') ?? { uid: 65534, gid: 65534 };
}

function lookUp(name: string): Account | undefined {
  const uid = Number.parseInt(spawnSync('id', ['-u', name]).stdout?.toString() ?? '', 10);
  const gid = Number.parseInt(spawnSync('id', ['-g', name]).stdout?.toString() ?? '', 10);
  return uid > 0 && gid > 0 ? { uid, gid } : undefined;
}

/** Where binaries and cluster stand: below the home folder, or in /var/lib when the account cannot get there. */
export function clusterFolder(home: string, account: Account | undefined): string {
  const wanted = join(home, 'postgres');
  if (!account || canReach(home, account)) return wanted;
  const id = createHash('sha256').update(realpathSync(home)).digest('hex').slice(0, 12);
  const other = join(elsewhere, id);
  if (!existsSync(other)) mkdirSync(other, { recursive: true, mode: 0o755 });
  writeFileSync(join(other, 'home'), realpathSync(home));
  return other;
}

/** Clusters outside a home folder whose home is gone: nobody starts them any more, and they may be removed. */
export function abandonedClusters(below = elsewhere): string[] {
  if (!existsSync(below)) return [];
  return readdirSync(below)
    .map((id) => join(below, id))
    .filter((folder) => existsSync(join(folder, 'home')) && !existsSync(readFileSync(join(folder, 'home'), 'utf8')));
}

function canReach(folder: string, account: Account): boolean {
  const tried = spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...account, cwd: '/' });
  return tried.status === 0;
}
