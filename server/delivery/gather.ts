// Many small questions at nearly the same moment become one statement: the group commit of marks and results.

/**
 * Gives a function that collects items for `waitMs` (or until `max` of them wait) and answers each caller from one
 * run of `work` over all. One run at a time: what arrives meanwhile forms the next.
 */
export function gather<Item, Answer>(
  work: (items: Item[]) => Promise<Answer>,
  { waitMs, max }: { waitMs: number; max: number },
): (items: Item[]) => Promise<Answer> {
  let waiting: { items: Item[]; resolve: (answer: Answer) => void; reject: (error: unknown) => void }[] = [];
  let count = 0;
  let running = false;
  let timer: NodeJS.Timeout | undefined;

  const flush = async (): Promise<void> => {
    if (running || waiting.length === 0) return;
    clearTimeout(timer);
    timer = undefined;
    running = true;
    const callers = waiting;
    waiting = [];
    count = 0;
    try {
      const answer = await work(callers.flatMap((caller) => caller.items));
      for (const caller of callers) caller.resolve(answer);
    } catch (error) {
      for (const caller of callers) caller.reject(error);
    } finally {
      running = false;
      if (waiting.length > 0) void flush();
    }
  };

  return (items) =>
    new Promise((resolve, reject) => {
      waiting.push({ items, resolve, reject });
      count += items.length;
      if (count >= max) void flush();
      else timer ??= setTimeout(() => void flush(), waitMs);
    });
}
