// What a bench is: it measures one thing next to a yardstick in the same run, because machines differ and ratios do not.
import type { App } from '../../server/platform/app.ts';

export interface BenchRow {
  name: string;
  size: string;
  figure: number;
  unit: string;
  /** What the figure is held against, in the same unit. */
  yardstick: number | null;
  ratio: number | null;
  goal: string;
  met: boolean | null;
}

export interface BenchOptions {
  size: 'small' | 'full';
  /** The owning role's address, for yardsticks that make tables of their own. */
  ownerUrl: string;
  app: App;
}

export interface Bench {
  name: string;
  run(options: BenchOptions): Promise<BenchRow[]>;
}
