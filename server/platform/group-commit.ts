// Many small durable writes for the price of few: whoever asks while a transaction is under way goes along in the next one.
// Everybody waits for the commit of their own, so nothing is answered before it is safe. Under load one transaction carries
// hundreds; alone, a write waits for nobody.

interface Waiting<Item, Result> {
  item: Item;
  done: PromiseWithResolvers<Result>;
}

/**
 * Gives a function that adds an item to its group (a tenant) and resolves with its result once that is committed.
 * `commit` writes all items of one group in one transaction and gives their results in the same order. When it fails for
 * certain, each item is tried alone, so that an impossible one does not take the others along.
 */
export function groupCommit<Item, Result>(
  commit: (group: number, items: Item[]) => Promise<Result[]>,
  { most }: { most: number },
): (group: number, item: Item) => Promise<Result> {
  const groups = new Map<number, Waiting<Item, Result>[]>();

  async function together(group: number, batch: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await commit(
        group,
        batch.map((one) => one.item),
      );
      for (const [at, one] of batch.entries()) one.done.resolve(results[at]!);
    } catch (error) {
      if (batch.length === 1 || !wasRolledBack(error)) {
        for (const one of batch) one.done.reject(error);
      } else {
        for (const one of batch) await together(group, [one]);
      }
    }
  }

  async function drain(group: number, waiting: Waiting<Item, Result>[]): Promise<void> {
    while (waiting.length > 0) await together(group, waiting.splice(0, most));
    groups.delete(group);
  }

  return (group, item) => {
    const done = Promise.withResolvers<Result>();
    const waiting = groups.get(group);
    if (waiting) {
      waiting.push({ item, done });
    } else {
      const first = [{ item, done }];
      groups.set(group, first);
      void drain(group, first);
    }
    return done.promise;
  };
}

/** The server refused (SQLSTATE), so nothing was written. A lost connection leaves that open: trying again could write twice. */
function wasRolledBack(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !/^(08|57)/.test(code);
}
