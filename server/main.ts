// One program: `start` runs everything; `web`, `worker` and `mailer` are its roles, startable on machines of
// their own; everything else is a command for the operator.
import { translate } from '../lib/i18n.ts';
import { commands, buildWeb, jobHandlers, recurring, runMailer } from './mount.ts';
import { commands as operatorCommands } from './operator.ts';
import { parseCommand } from './platform/cli.ts';
import { ensureHome, readConfig, type Config } from './platform/config.ts';
import { Invalid, NotFound, OperatorError, Refused } from './platform/errors.ts';
import { openApp, placeDatabase, prepareDatabase } from './platform/open.ts';
import { startQueue } from './platform/queue.ts';

type Role = 'web' | 'worker' | 'mailer';

async function main(argv: string[]): Promise<number> {
  const [word] = argv;
  if (word === 'start') return (await import('./start.ts')).start(readConfig(process.env));
  if (word === 'web' || word === 'worker' || word === 'mailer') return runRole(word, readConfig(process.env));
  return runCommand(argv);
}

/** Runs one role until SIGTERM, Ctrl-C or the end of the process that started it. */
async function runRole(role: Role, config: Config): Promise<number> {
  const place = await placeDatabase(config);
  const app = openApp(config, place, { role, connections: role === 'mailer' ? 6 : 12 });
  const stopped = new Promise<void>((resolve) => {
    process.on('SIGTERM', () => resolve());
    process.on('SIGINT', () => resolve());
    process.on('disconnect', () => resolve());
  });
  const stop = await roleStarters[role](app);
  process.send?.('ready');
  await stopped;
  await stop();
  await app.close();
  await place.embedded?.stop();
  return 0;
}

type RunningApp = ReturnType<typeof openApp>;

const roleStarters: Record<Role, (app: RunningApp) => Promise<() => Promise<unknown>>> = {
  async web(app) {
    const server = await buildWeb(app);
    await server.listen({ port: app.config.port, host: app.config.host });
    return () => server.close();
  },
  async worker(app) {
    const runner = await startQueue({ ownerUrl: app.ownerUrl, handlers: jobHandlers(app), recurring, log: app.log });
    return () => runner.stop();
  },
  async mailer(app) {
    const mailer = await runMailer(app);
    return () => mailer.stop();
  },
};

async function runCommand(argv: string[]): Promise<number> {
  const parsed = parseCommand([...operatorCommands, ...commands], argv);
  if ('print' in parsed) {
    (parsed.exitCode === 0 ? process.stdout : process.stderr).write(`${parsed.print}\n`);
    return parsed.exitCode;
  }
  const config = readConfig({ LOG_LEVEL: 'warn', ...process.env });
  ensureHome(config.home);
  const place = await placeDatabase(config);
  try {
    await prepareDatabase(place);
    const app = openApp(config, place, { role: 'command', connections: 4 });
    try {
      const progress = (text: string) => void (parsed.json || process.stderr.write(`${text}\n`));
      const result = await parsed.command.run({ app, args: parsed.args, options: parsed.options, progress });
      process.stdout.write(`${parsed.json ? JSON.stringify(result.data) : result.text}\n`);
      return result.exitCode ?? 0;
    } finally {
      await app.close();
    }
  } finally {
    await place.embedded?.stop();
  }
}

/** One sentence for what an operator can mend; a defect keeps its stack. */
function explain(error: unknown): string {
  const language = process.env.LANG?.startsWith('nl') || process.env.KAARTBAK_LANGUAGE === 'nl' ? 'nl' : 'en';
  if (error instanceof OperatorError || error instanceof Refused) return translate(language, error.code, error.params);
  if (error instanceof NotFound) return `${translate(language, error.code)} (${error.message})`;
  if (error instanceof Invalid)
    return Object.entries(error.fields)
      .map(([field, key]) => `${field}: ${translate(language, key)}`)
      .join('\n');
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(1);
  },
);
