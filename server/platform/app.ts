// What every handler and job gets: built once by hand in main.ts (or by the test harness), passed as an argument.
import type { Config } from './config.ts';
import type { Database } from './db.ts';
import type { Log } from './log.ts';
import type { Secrets } from './secrets.ts';

export interface App {
  config: Config;
  database: Database;
  /** The owning role's address: only the queue and migrations use it. */
  ownerUrl: string;
  secrets: Secrets;
  log: Log;
  /** The present; tests set it. */
  now: () => Date;
}
