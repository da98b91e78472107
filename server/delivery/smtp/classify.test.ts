import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classify, type Refusal, type Verdict } from './classify.ts';

const rcpt = (code: number, enhanced: string | undefined, text: string): Refusal => ({
  code,
  enhanced,
  text,
  phase: 'rcpt',
});
const dot = (code: number, enhanced: string | undefined, text: string): Refusal => ({
  code,
  enhanced,
  text,
  phase: 'dot',
});

const cases: [verdict: Verdict, refusal: Refusal][] = [
  // The address is gone.
  [
    'hard',
    rcpt(
      550,
      '5.1.1',
      "The email account that you tried to reach does not exist. Please try double-checking the recipient's email address",
    ),
  ],
  ['hard', rcpt(550, '5.1.1', '<jan@mail.example>: Recipient address rejected: User unknown in virtual mailbox table')],
  ['hard', rcpt(550, undefined, 'User unknown')],
  ['hard', rcpt(550, undefined, 'No such user here')],
  ['hard', rcpt(550, undefined, 'Requested action not taken: mailbox unavailable')],
  ['hard', rcpt(554, undefined, "delivery error: dd This user doesn't have a mail.example account")],
  ['hard', rcpt(550, '5.2.1', 'The email account that you tried to reach is disabled')],
  ['hard', rcpt(550, '5.1.10', 'RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup')],
  ['hard', rcpt(550, '5.1.2', 'Host unknown')],
  ['hard', rcpt(556, '5.1.10', 'Domain does not accept mail (null MX)')],
  ['hard', rcpt(550, '5.4.4', 'Unable to route: domain not found')],
  ['hard', rcpt(553, undefined, 'sorry, that mailbox name is not allowed')],
  ['hard', { enhanced: '5.1.1', text: 'smtp; 550 5.1.1 unknown' }],
  ['hard', { enhanced: '5.001.001', text: '' }],
  ['hard', dot(550, '5.1.1', 'User unknown')],
  // Spoken of an unknown user on a server that is called after a spam filter: the status and the words agree.
  ['hard', rcpt(550, '5.1.1', 'User unknown (see https://spamfilter.example/help)')],
  // Later, perhaps.
  ['soft', rcpt(450, '4.2.0', 'Greylisted, see http://postgrey.example/')],
  ['soft', rcpt(451, '4.3.0', 'Temporary lookup failure')],
  ['soft', rcpt(452, '4.2.2', 'The email account that you tried to reach is over quota')],
  ['soft', rcpt(552, '5.2.2', 'Mailbox full')],
  ['soft', rcpt(550, '5.1.1', 'mailbox is full')],
  ['soft', rcpt(552, undefined, 'Requested mail action aborted: exceeded storage allocation')],
  ['soft', dot(552, '5.3.4', 'Message size exceeds fixed limit')],
  ['soft', dot(554, undefined, 'message too large')],
  ['soft', rcpt(550, '5.4.6', 'Routing loop detected')],
  ['soft', rcpt(450, '4.1.1', 'unknown user, try later')],
  ['soft', { text: 'the server closed the connection', phase: 'data' }],
  // About us, not about the person.
  ['policy', rcpt(550, '5.7.1', 'Service unavailable; client [192.0.2.1] blocked using zen.spamhaus.example')],
  ['policy', rcpt(550, '5.1.1', 'Message rejected as spam by content filtering')],
  ['policy', rcpt(550, undefined, 'Blocked - see https://postmaster.example')],
  ['policy', rcpt(550, '5.7.515', 'Access denied, sending domain does not meet the required authentication level')],
  ['policy', rcpt(550, '5.7.26', 'This mail has been blocked because the sender is unauthenticated (DMARC)')],
  ['policy', dot(554, '5.7.1', 'message content rejected')],
  ['policy', dot(550, undefined, 'Requested action not taken')],
  ['policy', rcpt(421, '4.7.0', 'Our system has detected an unusual rate of unsolicited mail')],
  ['policy', rcpt(451, undefined, 'rate limit exceeded, too many messages from your IP')],
  ['policy', rcpt(554, undefined, 'Relay access denied')],
  ['policy', rcpt(550, '5.1.8', 'Sender address rejected: Domain not found')],
  ['policy', { code: 550, enhanced: '5.1.1', text: 'bad sender', phase: 'mail' }],
  ['policy', { code: 535, enhanced: '5.7.8', text: 'authentication failed', phase: 'auth' }],
  ['policy', { code: 554, text: 'no SMTP service here', phase: 'greeting' }],
  ['policy', rcpt(550, '5.1.0', 'Address rejected by policy')],
  ['policy', dot(554, '5.6.0', 'Message has malformed headers')],
  ['policy', rcpt(503, '5.5.1', 'Bad sequence of commands')],
  ['policy', rcpt(554, undefined, 'Transaction failed')],
];

for (const [verdict, refusal] of cases) {
  test(`${verdict}: ${refusal.phase ?? ''} ${refusal.code ?? ''} ${refusal.enhanced ?? ''} ${refusal.text}`, () =>
    assert.equal(classify(refusal), verdict));
}

test('a 4xx is never hard, whatever it says', () => {
  for (const enhanced of [undefined, '4.1.1', '4.2.1', '4.4.4']) {
    for (const text of ['User unknown', 'no such mailbox', '']) assert.notEqual(classify(rcpt(450, enhanced, text)), 'hard');
  }
});
