/** Inside a test file's process: writes one line of JSON per finished test, for run-tests.ts. */
import { relative } from 'node:path';
import type { TestEvent } from 'node:test/reporters';
import { inspect } from 'node:util';
import type { TestLine } from './run-tests.ts';

// A reporter is found by its default export.
export default async function* reporter(events: AsyncIterable<TestEvent>): AsyncIterable<string> {
  const ancestors: string[] = [];
  for await (const { type, data } of events) {
    if (type === 'test:start') ancestors[data.nesting] = data.name;
    // What broke after its test had ended fails the process and no test; only this sentence tells which and why.
    if (type === 'test:diagnostic' && data.message.includes('asynchronous activity after the test ended')) {
      const line: TestLine = { kind: 'failed', name: 'something went on after its test', place: '', error: data.message };
      yield `${JSON.stringify(line)}\n`;
    }
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const { details } = data;
    if (details.type === 'suite') continue;
    const error = type === 'test:fail' ? data.details.error : undefined;
    // The subtest has told its own story.
    if (error && 'failureType' in error && error.failureType === 'subtestsFailed') continue;
    const line: TestLine = {
      kind: error ? 'failed' : data.skip || data.todo ? 'skipped' : 'passed',
      name: ancestors.slice(0, data.nesting + 1).join(' › '),
      place: data.file ? `${relative(process.cwd(), data.file)}:${data.line}` : '',
      error: error ? inspect(error.cause ?? error, { depth: 6, colors: false }) : '',
    };
    yield `${JSON.stringify(line)}\n`;
  }
}
