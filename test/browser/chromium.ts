/**
 * Which browser the tests use, and how it is started on a machine that has nothing but npm.
 *
 * 1. CHROMIUM_PATH names one: that one.
 * 2. Linux on x64: the headless Chromium that ships inside the package `@sparticuz/chromium`,
 *    unpacked once into .cache together with the NSS libraries and the font it brings along.
 * 3. Elsewhere: a Chromium or Chrome that is installed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const root = join(import.meta.dirname, '../..');

interface Program {
  path: string;
  env: Record<string, string>;
}

/** Starts a browser that can reach nothing but this machine. */
export async function launchChromium(): Promise<Browser> {
  const { path, env } = await findProgram();
  return chromium.launch({
    executablePath: path,
    // Chromium refuses its sandbox to root and inside most containers; it only opens our own pages.
    chromiumSandbox: false,
    args: [
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--font-render-hinting=none',
      '--no-pings',
      '--disable-domain-reliability',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
    ],
    env: { ...process.env, ...env },
  });
}

async function findProgram(): Promise<Program> {
  const named = process.env['CHROMIUM_PATH'];
  if (named) return { path: named, env: {} };
  if (process.platform === 'linux' && process.arch === 'x64') return unpackShipped();
  const installed = findInstalled();
  if (installed) return { path: installed, env: {} };
  throw new Error('The browser tests found no Chromium: install one, or name one in CHROMIUM_PATH.');
}

function findInstalled(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const onMac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  const places = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return [...places, onMac].find((place) => existsSync(place));
}

/**
 * The package unpacks into the folder for temporary files, and takes a half-written file for a
 * whole one. So it does so in a process with a folder of its own, which gets its name when full.
 */
function unpackShipped(): Program {
  const description = join(root, 'node_modules/@sparticuz/chromium/package.json');
  const { version } = JSON.parse(readFileSync(description, 'utf8')) as { version: string };
  const folder = join(root, '.cache', `chromium-${version}`);
  if (!existsSync(folder)) {
    const building = `${folder}.${process.pid}`;
    mkdirSync(building, { recursive: true });
    const unpack = "await (await import('@sparticuz/chromium')).default.executablePath()";
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', unpack], {
      cwd: root,
      encoding: 'utf8',
      // The second makes it unpack the libraries of Amazon Linux too.
      env: { ...process.env, TMPDIR: building, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
    });
    if (status !== 0) throw new Error(`The browser for the tests could not be unpacked: ${stderr}`);
    try {
      renameSync(building, folder);
    } catch (error) {
      if (!existsSync(folder)) throw error;
      rmSync(building, { recursive: true }); // Another test file was faster.
    }
  }
  writeFontsConfiguration(folder);
  return {
    path: join(folder, 'chromium'),
    env: {
      LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
      FONTCONFIG_FILE: join(folder, 'kaartbak-fonts.conf'),
    },
  };
}

/** The shipped configuration names places of its own; a machine without any font needs these. */
function writeFontsConfiguration(folder: string): void {
  const text = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
</fontconfig>
`;
  writeFileSync(join(folder, 'kaartbak-fonts.conf'), text);
}
