// One program: `start` runs everything; `web`, `worker` and `mailer` are its roles, startable on machines of
// their own; everything else is a command for the operator.
import { translate } from '../lib/i18n.ts';
import { removeBrokenOff } from './demo/demo.ts';
import { commands, buildWeb, jobHandlers, recurring, runMailer } from './mount.ts';
import { commands as operatorCommands } from './operator.ts';
import { commands as homeCommands } from './platform/backup/commands.ts';
import { parseCommand, type CommandResult, type Parsed } from './platform/cli.ts';
import { ensureHome, operatorLanguage, readConfig, type Config } from './platform/config.ts';
import { explain } from './platform/explain.ts';
import { openApp, placeDatabase, prepareDatabase, type DatabasePlace } from './platform/open.ts';
import { startQueue } from './platform/queue.ts';
import { roles, type Role } from './roles.ts';

async function main(argv: string[]): Promise<number> {
  const [word] = argv;
  if (word === 'start') return (await import('./start.ts')).start(readConfig(process.env));
  const role = roles.find((one) => one === word);
  if (role) return runRole(role, readConfig(process.env));
  return runCommand(argv);
}

/** Runs one role until SIGTERM, Ctrl-C or the end of the process that started it. */
async function runRole(role: Role, config: Config): Promise<number> {
  const place = await placeDatabase(config, 'role');
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
  const parsed = parseCommand([...operatorCommands, ...homeCommands, ...commands], argv);
  if ('print' in parsed) {
    if (parsed.error && argv.includes('--json')) process.stdout.write(`${JSON.stringify({ error: parsed.error })}\n`);
    (parsed.exitCode === 0 ? process.stdout : process.stderr).write(`${parsed.print}\n`);
    return parsed.exitCode;
  }
  try {
    return await runParsed(parsed);
  } catch (error) {
    if (!parsed.json) throw error;
    const sentence = explain(error, operatorLanguage(process.env));
    process.stdout.write(`${JSON.stringify({ error: sentence })}\n`);
    process.stderr.write(`${sentence}\n`);
    return 1;
  }
}

async function runParsed({ command, args, options, json }: Parsed): Promise<number> {
  const config = readConfig({ LOG_LEVEL: 'warn', ...process.env });
  ensureHome(config.home);
  const progress = (text: string) => void (json || process.stderr.write(`${text}\n`));
  const result =
    'onHome' in command
      ? await command.onHome({ config, args, options, progress, opened: stopWhenAsked })
      : await onDatabase(config, progress, (app) => command.run({ app, args, options, progress }));
  process.stdout.write(`${json ? JSON.stringify(result.data) : result.text}\n`);
  return result.exitCode ?? 0;
}

async function onDatabase(
  config: Config,
  tell: (text: string) => void,
  work: (app: RunningApp) => Promise<CommandResult>,
): Promise<CommandResult> {
  const language = config.operatorLanguage;
  const waiting = (pid: number) => tell(translate(language, 'operator.waiting-for', { pid: String(pid) }));
  const place = stopWhenAsked(await placeDatabase(config, 'command', waiting));
  try {
    await prepareDatabase(place);
    const app = openApp(config, place, { role: 'command', connections: 4 });
    try {
      if ((await removeBrokenOff(app)) === 'removed') tell(translate(language, 'demo.half-removed'));
      return await work(app);
    } finally {
      await app.close();
    }
  } finally {
    await place.embedded?.stop();
  }
}

/** A command may be broken off at any moment; a database that it started goes with it. */
function stopWhenAsked(place: DatabasePlace): DatabasePlace {
  const stop = (exitCode: number) => async () => {
    await place.embedded?.stop();
    process.exit(exitCode);
  };
  process.once('SIGINT', stop(130));
  process.once('SIGTERM', stop(143));
  process.once('SIGHUP', stop(129));
  if (process.connected) process.once('disconnect', stop(143));
  return place;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${explain(error, operatorLanguage(process.env))}\n`);
    process.exit(1);
  },
);
