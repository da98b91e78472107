/**
 * Loaded into every program that tools/run.mjs starts: when run.mjs is killed without a chance to
 * pass a signal on, the program stops in its ordinary way instead of staying behind.
 */
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 200);
  watch.unref();
}
