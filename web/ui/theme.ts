// The Mantine theme, made of the tokens. Components take their looks from here, so that a screen
// composes them without naming a colour or a size.
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple, type MantineThemeComponents } from '@mantine/core';
import { colours, fonts, radii, rem, textSizes } from './tokens.ts';
import parts from './theme.module.css';

const accent: MantineColorsTuple = [
  '#f0f7f5',
  '#e3efeb',
  '#cfe3dc',
  '#b9d6cd',
  '#8dbcae',
  '#5d9d8c',
  '#357d6c',
  '#1d5c4f',
  '#174d42',
  '#123f36',
];
const amber: MantineColorsTuple = [
  '#fdf7ea',
  '#fbf0d9',
  '#f6e4be',
  '#eedcb4',
  '#dcbc76',
  '#c79a3e',
  '#a3760f',
  '#855600',
  '#6f4800',
  '#5a3a00',
];
const red: MantineColorsTuple = [
  '#fcf1ef',
  '#f9e4e1',
  '#f2d2cd',
  '#e9c2bd',
  '#d79089',
  '#c0625b',
  '#ab4340',
  '#9b2c2c',
  '#842424',
  '#6c1d1d',
];
const blue: MantineColorsTuple = [
  '#f1f6fa',
  '#e3edf6',
  '#d1e0ee',
  '#bdd2e5',
  '#8cb0d0',
  '#5d8bb5',
  '#3a6b97',
  '#24507a',
  '#1d4368',
  '#173755',
];
const gray: MantineColorsTuple = [
  '#faf8f3',
  '#f3efe6',
  '#efebe2',
  '#e4dfd4',
  '#d3ccbd',
  '#b8b1a1',
  '#8d8778',
  '#666b74',
  '#5a6069',
  '#22272e',
];

// Plain objects instead of Component.extend(…), which would bring every component named here into the
// first page.
const components: MantineThemeComponents = {
  Button: {
    defaultProps: { variant: 'default' },
    classNames: { root: parts.button! },
  },
  Checkbox: { classNames: { input: parts.choice! } },
  Radio: { classNames: { radio: parts.choice! } },
  // who presses what is chosen already, means to keep it; emptying has a button of its own (clearable)
  Select: { defaultProps: { allowDeselect: false } },
  SegmentedControl: { classNames: { root: parts.segments! } },
  Input: { classNames: { input: parts.input! } },
  InputWrapper: {
    classNames: { label: parts.label!, description: parts.description!, error: parts.error! },
    // the sentence about what is wrong stands right under the field, the explanation above it
    defaultProps: { inputWrapperOrder: ['label', 'description', 'input', 'error'] },
  },
  Menu: {
    defaultProps: { shadow: 'md', position: 'bottom-start', withinPortal: true },
    classNames: { dropdown: parts.dropdown!, item: parts.menuItem!, label: parts.menuLabel! },
  },
  Modal: {
    // a slip of the hand beside a form must not throw away what was typed in it
    defaultProps: { centered: true, closeOnClickOutside: false, overlayProps: { backgroundOpacity: 0.35 } },
    classNames: {
      title: parts.modalTitle!,
      content: parts.modalContent!,
      header: parts.modalHeader!,
      body: parts.modalBody!,
    },
  },
  Drawer: { defaultProps: { closeOnClickOutside: false } },
  Popover: { classNames: { dropdown: parts.popover! } },
  Tabs: { classNames: { tab: parts.tab!, list: parts.tabs! } },
  Tooltip: {
    defaultProps: {
      withArrow: false,
      openDelay: 300,
      events: { hover: true, focus: true, touch: true },
    },
  },
  Alert: { defaultProps: { variant: 'light' } },
};

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: 7,
  colors: { accent, amber, red, blue, gray, green: accent, yellow: amber },
  white: colours.card,
  black: colours.ink,
  fontFamily: fonts.text,
  headings: {
    fontFamily: fonts.heading,
    fontWeight: '600',
    sizes: {
      h1: { fontSize: rem(textSizes.title), lineHeight: '1.25' },
      h2: { fontSize: rem(textSizes.lead), lineHeight: '1.35' },
      h3: { fontSize: rem(textSizes.body), lineHeight: '1.4' },
    },
  },
  fontSizes: {
    xs: rem(textSizes.small),
    sm: rem(textSizes.body),
    md: rem(textSizes.body),
    lg: rem(textSizes.lead),
    xl: rem(textSizes.title),
  },
  lineHeights: { xs: '1.45', sm: '1.5', md: '1.5', lg: '1.4', xl: '1.25' },
  radius: {
    xs: rem(4),
    sm: rem(radii.control),
    md: rem(radii.card),
    lg: rem(radii.card),
    xl: rem(20),
  },
  defaultRadius: 'sm',
  spacing: { xs: rem(6), sm: rem(10), md: rem(16), lg: rem(20), xl: rem(28) },
  breakpoints: { xs: '30em', sm: '40em', md: '56em', lg: '75em', xl: '88em' },
  shadows: {
    xs: 'none',
    sm: '0 1px 2px rgb(34 39 46 / 6%)',
    md: '0 6px 20px rgb(34 39 46 / 12%)',
    lg: '0 10px 32px rgb(34 39 46 / 16%)',
    xl: '0 10px 32px rgb(34 39 46 / 16%)',
  },
  respectReducedMotion: true,
  cursorType: 'pointer',
  focusRing: 'auto',
  components,
});

/** Publishes the tokens as --kb-… variables and puts Mantine's own on the same values. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {
    ...Object.fromEntries(Object.entries(colours).map(([name, value]) => [`--kb-${name}`, value])),
    ...Object.fromEntries(Object.entries(textSizes).map(([name, size]) => [`--kb-text-${name}`, rem(size)])),
    '--kb-r-control': rem(radii.control),
    '--kb-r-card': rem(radii.card),
    '--kb-font': fonts.text,
    '--kb-heading': fonts.heading,
  },
  light: {
    '--mantine-color-body': colours.card,
    '--mantine-color-text': colours.ink,
    '--mantine-color-dimmed': colours['ink-2'],
    '--mantine-color-placeholder': colours['ink-3'],
    '--mantine-color-anchor': colours['accent-ink'],
    '--mantine-color-error': colours.bad,
    '--mantine-color-default-border': colours.line,
    '--mantine-color-default-hover': colours.paper,
    '--mantine-color-accent-light': colours['accent-soft'],
    '--mantine-color-accent-light-hover': '#d6e8e2',
    '--mantine-color-accent-light-color': colours['accent-ink'],
    '--mantine-color-amber-light': colours['warn-soft'],
    '--mantine-color-amber-light-color': colours.warn,
    '--mantine-color-red-light': colours['bad-soft'],
    '--mantine-color-red-light-color': colours.bad,
    '--mantine-color-blue-light': colours['info-soft'],
    '--mantine-color-blue-light-color': colours.info,
  },
  dark: {},
});
