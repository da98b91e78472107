/**
 * From a connected socket to a server that is ready for mail: greeting, EHLO, TLS, login. One command
 * at a time. Whatever goes wrong comes back as data with its phase; nothing is thrown.
 */
import { BlockList, isIP, type Socket } from 'node:net';
import { noCapabilities, readCapabilities, type Capabilities } from './capabilities.ts';
import { Dialogue } from './dialogue.ts';
import type { Phase, Trouble } from './outcome.ts';
import { clean, type Reply } from './replies.ts';
import { DEFAULT_LIMITS, type Connect, type Limits, type RelaySettings } from './settings.ts';

/** A server that is ready for MAIL. */
export type Session = {
  kind: 'session';
  dialogue: Dialogue;
  capabilities: Capabilities;
  limits: Limits;
};

type Talk = { settings: RelaySettings; limits: Limits; dialogue: Dialogue };

/** Opens a connection and brings it to the point where messages can go. */
export async function openSession(settings: RelaySettings, connect: Connect): Promise<Session | Trouble> {
  const limits = { ...DEFAULT_LIMITS, ...settings.limits };
  let socket: Socket;
  try {
    socket = await connectInTime(settings, connect, limits.connect);
  } catch (error) {
    return trouble('connect', reasonOf(error));
  }
  const talk: Talk = { settings, limits, dialogue: new Dialogue(socket, limits.session) };
  const capabilities = await introduce(talk);
  if ('kind' in capabilities) {
    talk.dialogue.break(capabilities.text);
    return capabilities;
  }
  return { kind: 'session', dialogue: talk.dialogue, capabilities, limits };
}

/**
 * A guard that ignores the signal must not hold us up, and a socket that comes too late is closed. The
 * signal never fires once there is a socket: sockets die of their signal at any age.
 */
async function connectInTime(settings: RelaySettings, connect: Connect, ms: number): Promise<Socket> {
  const controller = new AbortController();
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const reason = new Error('the server could not be reached in time');
    reject(reason);
    controller.abort(reason);
  }, ms);
  const socket = connect(settings.host, settings.port, controller.signal);
  try {
    const connected = await Promise.race([socket, late]);
    connected.setNoDelay(true);
    return connected;
  } catch (error) {
    socket.then(
      (tooLate) => tooLate.destroy(),
      () => undefined,
    );
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function introduce(talk: Talk): Promise<Capabilities | Trouble> {
  const { settings, limits, dialogue } = talk;
  if (settings.tls === 'implicit' && !(await dialogue.upgrade(settings.host, settings.ca, limits.starttls))) return tlsTrouble(dialogue);
  const greeting = await dialogue.ask(undefined, limits.greeting);
  if (greeting?.code !== 220) return refused(talk, 'greeting', greeting);
  let capabilities = await hello(talk);
  if ('kind' in capabilities) return capabilities;
  let secure = settings.tls === 'implicit';
  if ((settings.tls === 'required' || settings.tls === 'opportunistic') && capabilities.startTls) {
    const answer = await dialogue.ask('STARTTLS', limits.starttls);
    if (answer?.code !== 220) return refused(talk, 'starttls', answer);
    if (!(await dialogue.upgrade(settings.host, settings.ca, limits.starttls))) return tlsTrouble(dialogue);
    secure = true;
    capabilities = await hello(talk); // RFC 3207 §4.2: what was said before TLS is forgotten
    if ('kind' in capabilities) return capabilities;
  }
  if (settings.tls === 'required' && !secure)
    return trouble('starttls', 'the server does not offer encryption (STARTTLS)', {
      permanent: true,
    });
  if (settings.login) {
    const problem = await login(talk, settings.login, capabilities, secure);
    if (problem) return problem;
  }
  return capabilities;
}

async function hello(talk: Talk): Promise<Capabilities | Trouble> {
  const { dialogue, limits } = talk;
  const name = talk.settings.clientName;
  if (!/^(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f.:]+\])$/i.test(name))
    return trouble('ehlo', `our own name is not a valid host name: ${clean(name, 80)}`, {
      permanent: true,
    });
  const answer = await dialogue.ask(`EHLO ${name}`, limits.ehlo);
  if (answer?.code === 250) return readCapabilities(answer.lines);
  // RFC 5321 §3.2: a server that does not know EHLO gets HELO.
  if (answer?.code === 500 || answer?.code === 502 || answer?.code === 504) {
    const old = await dialogue.ask(`HELO ${name}`, limits.ehlo);
    return old?.code === 250 ? noCapabilities() : refused(talk, 'ehlo', old);
  }
  return refused(talk, 'ehlo', answer);
}

/** AUTH PLAIN (RFC 4616), else the older LOGIN; never in clear text except to this machine when that is asked for. */
async function login(
  talk: Talk,
  { user, password }: { user: string; password: string },
  can: Capabilities,
  secure: boolean,
): Promise<Trouble | undefined> {
  const { dialogue, limits, settings } = talk;
  if (!secure && !(settings.clearLoginOnLoopback && isLoopback(dialogue.remoteAddress)))
    return trouble('auth', 'no login without encryption: the password was not sent', {
      permanent: true,
    });
  let answer: Reply | undefined;
  if (can.auth.includes('PLAIN')) {
    answer = await dialogue.ask(`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`, limits.auth);
  } else if (can.auth.includes('LOGIN')) {
    answer = await dialogue.ask('AUTH LOGIN', limits.auth);
    if (answer?.code === 334) answer = await dialogue.ask(base64(user), limits.auth);
    if (answer?.code === 334) answer = await dialogue.ask(base64(password), limits.auth);
  } else {
    return trouble('auth', 'the server offers no way to log in that we know (PLAIN, LOGIN)', {
      permanent: true,
    });
  }
  return answer?.code === 235 ? undefined : refused(talk, 'auth', answer);
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function refused(talk: Talk, phase: Phase, reply: Reply | undefined): Trouble {
  if (!reply) return trouble(phase, talk.dialogue.broken ?? 'the server closed the connection');
  if (reply.code < 400) return trouble(phase, `unexpected answer ${reply.code}: ${reply.text}`, { code: reply.code });
  return trouble(phase, reply.text, {
    code: reply.code,
    ...(reply.enhanced === undefined ? {} : { enhanced: reply.enhanced }),
    permanent: reply.code >= 500,
  });
}

/** A certificate that does not fit is a matter for people; a handshake that broke off may be a passing thing. */
function tlsTrouble(dialogue: Dialogue): Trouble {
  const text = dialogue.broken ?? '';
  const certificate = /certificate|altnames|self-signed|issuer|unable to verify/i.test(text);
  return trouble('starttls', certificate ? `the certificate of the server was refused: ${text}` : `no encrypted connection: ${text}`, {
    permanent: certificate,
  });
}

function trouble(phase: Phase, text: string, more: { code?: number; enhanced?: string; permanent?: boolean } = {}): Trouble {
  return { kind: 'trouble', phase, text, permanent: false, ...more };
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return clean(error instanceof Error ? error.message : String(error), 200);
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

function isLoopback(address: string): boolean {
  const kind = isIP(address);
  return kind !== 0 && LOOPBACK.check(address, kind === 6 ? 'ipv6' : 'ipv4');
}
