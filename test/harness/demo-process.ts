// The demo being made in a process of its own, to be killed: reads the test database's addresses from its arguments.
import { createDemo } from '../../server/demo/demo.ts';
import { readConfig } from '../../server/platform/config.ts';
import { openDatabase } from '../../server/platform/db.ts';
import { createLog } from '../../server/platform/log.ts';
import { createSecrets } from '../../server/platform/secrets.ts';

const { url, ownerUrl, home, scale } = JSON.parse(process.argv[2]!) as { url: string; ownerUrl: string; home: string; scale: number };
const app = {
  config: readConfig({ KAARTBAK_HOME: home, LOG_LEVEL: 'silent' }),
  database: openDatabase(url, { max: 4, name: 'demo' }),
  ownerUrl,
  secrets: createSecrets(Buffer.alloc(32, 7)),
  log: createLog('silent', 'demo'),
  now: () => new Date(),
};
await createDemo(app, (text) => console.log(text), { scale });
await app.database.close();
