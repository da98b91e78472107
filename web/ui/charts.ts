// What charts are drawn with: the accent against warm grey, thin lines, small figures.
import { colours, textSizes } from './tokens.ts';

export const chart = {
  main: colours.accent,
  other: colours['neutral-bar'],
  warn: colours.warn,
  bad: colours.bad,
  grid: colours['line-soft'],
  text: colours['ink-2'],
  fontSize: textSizes.small,
} as const;
