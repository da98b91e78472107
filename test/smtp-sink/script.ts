/**
 * What goes wrong, and where. A fault comes from one of three places, asked in this order: the address
 * (`anna+rcpt.550@…` or `anna+body.rst.4000@…`: stage, action, argument), the list of faults, chance
 * with a seed. Addresses speak for themselves from RCPT on; the return path speaks for MAIL.
 */

/** Where a fault happens. `dot`: the message is not taken; `after-dot`: taken, before the 250; `after-250`: taken and answered. */
export const STAGES = [
  'connect',
  'banner',
  'ehlo',
  'starttls',
  'auth',
  'mail',
  'rcpt',
  'data',
  'body',
  'dot',
  'after-dot',
  'after-250',
] as const;
export type Stage = (typeof STAGES)[number];

/**
 * What happens there. A code (`'550'`) is answered instead of success, 421 also closes. The rest:
 * close (FIN), rst, hang (silent for ever), then-close (success, then FIN), delay (ms), drip (one byte
 * per ms), garbage (not SMTP), huge (a line without end), endless (a multi-line answer without end),
 * multi (a proper multi-line success), two (success twice), bad-utf8 (success with broken text).
 */
export const ACTIONS = [
  'close',
  'rst',
  'hang',
  'then-close',
  'delay',
  'drip',
  'garbage',
  'huge',
  'endless',
  'multi',
  'two',
  'bad-utf8',
] as const;
export type Action = (typeof ACTIONS)[number] | `${4 | 5}${number}`;

/** One fault of the list. */
export type Fault = {
  stage: Stage;
  action: Action;
  /** delay and drip: ms; body: after how many bytes it strikes. */
  arg?: number;
  /** The text after the code. */
  text?: string;
  /** Leave the first n visits of this stage alone. */
  skip?: number;
  /** Strike at most n times. */
  times?: number;
};

/** Faults by chance: each stage is hit with this probability, by any of the actions. */
export type Chaos = { seed: number; rate: number; stages?: Stage[]; actions?: Action[] };

const ENDS: Action[] = ['close', 'rst', 'hang', 'garbage', 'huge', 'endless'];
const ODD_SUCCESS: Action[] = ['then-close', 'delay', 'multi', 'bad-utf8'];
const REFUSALS: Action[] = ['451', '550', '421'];
const ANYTHING = [...REFUSALS, ...ENDS, ...ODD_SUCCESS];

/** By chance only what a broken server does, not what a lying one does: no refusal of a message it took, no success for one it did not. */
const BY_CHANCE: Partial<Record<Stage, Action[]>> = {
  body: [...REFUSALS, ...ENDS],
  'after-dot': [...ENDS, ...ODD_SUCCESS],
  'after-250': ['421', 'close', 'rst', 'hang', 'garbage', 'huge', 'endless'],
};

/** Decides for each visit of a stage whether something goes wrong. */
export class Script {
  #faults: { fault: Fault; seen: number; struck: number }[];
  #chaos: Chaos | undefined;
  #random: () => number;

  constructor(faults: Fault[], chaos: Chaos | undefined) {
    this.#faults = faults.map((fault) => ({ fault, seen: 0, struck: 0 }));
    this.#chaos = chaos;
    this.#random = seeded(chaos?.seed ?? 0);
  }

  /** The fault for this visit, or undefined. */
  at(stage: Stage, address: string): Fault | undefined {
    const spoken = faultInAddress(address);
    if (spoken?.stage === stage) return spoken;
    for (const entry of this.#faults) {
      if (entry.fault.stage !== stage) continue;
      if (entry.seen++ < (entry.fault.skip ?? 0) || entry.struck >= (entry.fault.times ?? Infinity)) continue;
      entry.struck++;
      return entry.fault;
    }
    return this.#byChance(stage);
  }

  #byChance(stage: Stage): Fault | undefined {
    const chaos = this.#chaos;
    if (!chaos || (chaos.stages && !chaos.stages.includes(stage)) || this.#random() >= chaos.rate) return undefined;
    const fair = BY_CHANCE[stage] ?? ANYTHING;
    const actions = chaos.actions ? fair.filter((action) => chaos.actions?.includes(action)) : fair;
    if (actions.length === 0) return undefined;
    const action = actions[Math.floor(this.#random() * actions.length)]!;
    return { stage, action, arg: Math.floor(this.#random() * (stage === 'body' ? 5_000 : 50)) };
  }
}

const SPOKEN = new RegExp(`\\+(${STAGES.join('|')})\\.(${ACTIONS.join('|')}|[45]\\d\\d)(?:\\.(\\d+))?@`);

function faultInAddress(address: string): Fault | undefined {
  const [, stage, action, arg] = SPOKEN.exec(address) ?? [];
  if (!stage || !action) return undefined;
  return {
    stage: stage as Stage,
    action: action as Action,
    ...(arg === undefined ? {} : { arg: Number(arg) }),
  };
}

/** mulberry32: small, good enough, the same everywhere. */
function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
