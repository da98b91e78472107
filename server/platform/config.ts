// Settings come from the environment and nowhere else. docs/operating/settings.md lists them;
// a test holds that table against this file.
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { chooseLanguage, type Language } from '../../lib/i18n.ts';
import { OperatorError } from './errors.ts';

export interface Config {
  port: number;
  host: string;
  /** Folder with all state of this installation. */
  home: string;
  /** An external PostgreSQL; undefined means the embedded one. */
  databaseUrl: string | undefined;
  /** The role that owns the tables, when it is another than the one in databaseUrl. */
  databaseOwnerUrl: string | undefined;
  /** The relay that takes our mail; undefined means the built-in test mailbox. */
  smtpUrl: string | undefined;
  /** Where people reach this installation; links in mails begin with it. No slash at the end. */
  publicUrl: string;
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Lets the demo write to real addresses. Off unless the operator says so in so many words. */
  demoMayLeave: boolean;
  /** Create the demo network when the database is empty. */
  demoOnEmpty: boolean;
  /** Addresses of proxies whose X-Forwarded-For is believed. */
  trustedProxies: string[];
  /** Hosts on this machine or its private network that outgoing connections may reach (a relay, mostly). */
  egressAllow: string[];
  operatorLanguage: Language;
}

const levels = ['debug', 'info', 'warn', 'error', 'silent'] as const;

/** Reads the settings; throws an OperatorError that names the setting when one makes no sense. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const port = Number(env.PORT || 8080);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new OperatorError('operator.bad-setting', { name: 'PORT', why: `${env.PORT}` });
  }
  const publicUrl = (env.KAARTBAK_URL || `http://localhost:${port}`).replace(/\/+$/, '');
  if (!/^https?:\/\/[^\s/]+$/.test(publicUrl)) {
    throw new OperatorError('operator.bad-setting', { name: 'KAARTBAK_URL', why: publicUrl });
  }
  const logLevel = levels.find((level) => level === (env.LOG_LEVEL || 'info'));
  if (!logLevel) throw new OperatorError('operator.bad-setting', { name: 'LOG_LEVEL', why: `${env.LOG_LEVEL}` });
  checkAddress(env, 'DATABASE_URL', /^postgres(ql)?:$/, 'postgres://name:password@host/database');
  checkAddress(env, 'DATABASE_OWNER_URL', /^postgres(ql)?:$/, 'postgres://name:password@host/database');
  checkAddress(env, 'SMTP_URL', /^smtps?:$/, 'smtp://name:password@host:587');
  if (env.DATABASE_OWNER_URL && !env.DATABASE_URL)
    throw new OperatorError('operator.option-missing', { name: 'DATABASE_URL (DATABASE_OWNER_URL)' });
  return {
    port,
    host: env.HOST || '0.0.0.0',
    home: resolve(env.KAARTBAK_HOME || 'data'),
    databaseUrl: env.DATABASE_URL || undefined,
    databaseOwnerUrl: env.DATABASE_OWNER_URL || undefined,
    smtpUrl: env.SMTP_URL || undefined,
    publicUrl,
    logLevel,
    demoMayLeave: env.KAARTBAK_DEMO_MAIL === 'leaves-for-real',
    demoOnEmpty: env.KAARTBAK_DEMO !== 'no',
    trustedProxies: words(env.KAARTBAK_TRUSTED_PROXIES),
    egressAllow: words(env.KAARTBAK_EGRESS_ALLOW),
    operatorLanguage: operatorLanguage(env),
  };
}

/** What was given is not repeated: it may hold a password. */
function checkAddress(
  env: NodeJS.ProcessEnv,
  name: 'DATABASE_URL' | 'DATABASE_OWNER_URL' | 'SMTP_URL',
  scheme: RegExp,
  form: string,
): void {
  const given = env[name];
  if (!given) return;
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (!url?.hostname || !scheme.test(url.protocol)) throw new OperatorError('operator.bad-address', { name, form });
}

/** The language in which the operator is spoken to, also when the other settings make no sense. */
export function operatorLanguage(env: NodeJS.ProcessEnv): Language {
  return chooseLanguage(env.KAARTBAK_LANGUAGE || (env.LANG?.startsWith('nl') ? 'nl' : 'en'));
}

function words(value: string | undefined): string[] {
  return (value ?? '').split(/[\s,]+/).filter(Boolean);
}

/** Node's own way never ends where a folder cannot be made although the one above it is there (/proc). */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

/** Makes the home folder and checks that it can be written to. */
export function ensureHome(home: string): void {
  try {
    makeFolder(home);
    accessSync(home, constants.W_OK | constants.X_OK);
  } catch {
    throw new OperatorError('operator.home-not-writable', { path: home });
  }
}
