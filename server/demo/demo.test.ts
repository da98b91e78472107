import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { testApp, type TestApp } from '../../test/harness/app.ts';
import { createDemo, type DemoResult } from './demo.ts';

let app: TestApp;
let made: DemoResult;
before(async () => {
  app = await testApp();
  const lines: string[] = [];
  made = await createDemo(app, (text) => lines.push(text), { scale: 0.03 });
  console.log(lines, made);
});

test('x', () => assert.ok(made.contacts > 0));
