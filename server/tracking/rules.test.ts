import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hourOf, isSafeTarget, looksLikeMachine, tooSoon } from './rules.ts';

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const iphone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1';
const browser = { method: 'GET', agent: firefox, purpose: undefined };

const people: [string, Partial<typeof browser>][] = [
  ['a browser on a computer', {}],
  ['a telephone', { agent: iphone }],
  [
    'a telephone of the make Cubot',
    {
      agent: 'Mozilla/5.0 (Linux; Android 10; CUBOT NOTE 20) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Mobile Safari/537.36',
    },
  ],
  [
    'an old Edge',
    {
      agent:
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/64.0.3282.140 Safari/537.36 Edge/18.17763',
    },
  ],
];
const machines: [string, { [Key in keyof typeof browser]?: (typeof browser)[Key] | string }][] = [
  ['a HEAD request', { method: 'HEAD' }],
  ['no agent at all', { agent: '' }],
  ['the bare agent of Apple’s proxy', { agent: 'Mozilla/5.0' }],
  [
    'the fetcher of Gmail',
    {
      agent: 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
    },
  ],
  [
    'the prefetcher of Gmail',
    {
      agent:
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246',
    },
  ],
  ['a search robot', { agent: 'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)' }],
  ['a mail gateway', { agent: 'Mozilla/5.0 (Windows NT 6.1) BarracudaCentral' }],
  ['a program', { agent: 'python-requests/2.32' }],
  ['a browser looking ahead', { purpose: 'prefetch;prerender' }],
];

for (const [name, signs] of people) test(`a person: ${name}`, () => assert.equal(looksLikeMachine({ ...browser, ...signs }), false));
for (const [name, signs] of machines)
  test(`a machine: ${name}`, () => assert.equal(looksLikeMachine({ ...browser, ...signs } as typeof browser), true));

test('an agent of any length is looked at quickly', () => {
  // processor time of this process, not of the clock: others use this machine too
  const long = { ...browser, agent: `${firefox} ${'a'.repeat(1_000_000)}` };
  const started = process.cpuUsage();
  for (let n = 0; n < 1000; n++) looksLikeMachine(long);
  assert.ok(process.cpuUsage(started).user < 1_000_000);
});

test('a click before or just after delivery is a gateway', () => {
  const clicked = new Date('2026-11-22T10:00:10Z');
  assert.equal(tooSoon(clicked, null), true);
  assert.equal(tooSoon(clicked, new Date('2026-11-22T10:00:05.001Z')), true);
  assert.equal(tooSoon(clicked, new Date('2026-11-22T10:00:05Z')), false);
  assert.equal(tooSoon(clicked, new Date('2026-11-22T10:00:30Z')), true);
});

test('a redirect goes to ordinary web addresses only', () => {
  for (const good of ['https://zilverbeek.example/agenda?x=1#top', 'http://zilverbeek.example', 'HTTPS://Zilverbeek.example/é'])
    assert.equal(isSafeTarget(good), true, good);
  for (const bad of [
    '',
    'javascript:alert(1)',
    'data:text/html,x',
    '//evil.example',
    '/relative',
    'ftp://zilverbeek.example',
    'https://',
    'https:zilverbeek.example',
    'https://zilverbeek.example@evil.example/',
    'https://a:b@evil.example/',
    'https:\\\\evil.example',
    'https://evil.example\\@zilverbeek.example',
    'https://zilverbeek.example/\r\nSet-Cookie: a=b',
    ' https://zilverbeek.example',
    'https://zilverbeek.example/ x',
    'https://zilverbeek.example/\u0000',
    `https://zilverbeek.example/${'a'.repeat(2000)}`,
  ])
    assert.equal(isSafeTarget(bad), false, bad);
});

test('totals are kept per hour', () => {
  assert.equal(hourOf(new Date('2026-11-22T10:59:59.999Z')).toISOString(), '2026-11-22T10:00:00.000Z');
});
