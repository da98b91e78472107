// The looks of the workbench as data: every colour and size there is. The Mantine theme is made of
// them, and style sheets read them as --kb-… variables. No screen sets its own.

export const colours = {
  paper: '#faf8f3',
  card: '#ffffff',
  shade: '#f3efe6',
  line: '#e4dfd4',
  'line-soft': '#efebe2',
  // the border of something one can type in or press: 3:1 against paper and card (WCAG 1.4.11)
  'line-strong': '#8d8778',
  ink: '#22272e',
  'ink-2': '#5a6069',
  'ink-3': '#666b74',
  accent: '#1d5c4f',
  'accent-ink': '#123f36',
  'accent-soft': '#e3efeb',
  'accent-line': '#b9d6cd',
  neutral: '#f1ede4',
  'neutral-bar': '#b8b1a1',
  warn: '#855600',
  'warn-soft': '#fbf0d9',
  'warn-line': '#eedcb4',
  bad: '#9b2c2c',
  'bad-soft': '#f9e4e1',
  'bad-line': '#e9c2bd',
  info: '#24507a',
  'info-soft': '#e3edf6',
  'info-line': '#bdd2e5',
  // the ruled line of a catalogue card, under a name
  rule: '#c9b991',
} as const;

/** The one type scale, in pixels at the browser's normal text size. */
export const textSizes = {
  small: 13,
  body: 15,
  lead: 18,
  title: 26,
  name: 30,
  figure: 44,
} as const;

export const radii = { control: 6, card: 8 } as const;

export const fonts = {
  text: "'Atkinson Hyperlegible Next Variable', system-ui, sans-serif",
  heading: "'Literata Variable', Georgia, serif",
} as const;

/** Pixels as rem, so that the reader's own text size counts. */
export function rem(pixels: number): string {
  return `${pixels / 16}rem`;
}
