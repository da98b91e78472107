// A mailer in a process of its own, to be killed: reads the test database's addresses from its arguments.
import { createSecrets } from '../../server/platform/secrets.ts';
import { openDatabase } from '../../server/platform/db.ts';
import { createLog } from '../../server/platform/log.ts';
import { readConfig } from '../../server/platform/config.ts';
import { startEngine } from '../../server/delivery/engine.ts';
import { sourceLoaders } from '../../server/mount.ts';

const { url, ownerUrl, master, smtpUrl, leaseSeconds } = JSON.parse(process.argv[2]!) as {
  url: string;
  ownerUrl: string;
  master: string;
  smtpUrl: string;
  leaseSeconds: number;
};
const app = {
  config: readConfig({ SMTP_URL: smtpUrl, LOG_LEVEL: 'silent' }),
  database: openDatabase(url, { max: 6, name: 'mailer' }),
  ownerUrl,
  secrets: createSecrets(Buffer.from(master, 'base64')),
  log: createLog('silent', 'mailer'),
  now: () => new Date(),
};
startEngine(app, sourceLoaders, { leaseSeconds, tickMs: 300, idleMs: 20 });
process.send?.('ready');
process.on('disconnect', () => process.exit(0));
