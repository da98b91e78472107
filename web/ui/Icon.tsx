import parts from './Icon.module.css';

// Drawn on a grid of 20, line 1.6, round ends.
const drawings = {
  add: 'M10 4v12M4 10h12',
  bars: 'M3.5 5.5h13M3.5 10h13M3.5 14.5h13',
  check: 'M4 10.5l4 4 8-9',
  close: 'M5 5l10 10M15 5L5 15',
  copy: 'M7.5 7.5h8v8h-8zM4.5 12.5v-8h8',
  down: 'M5 7.5l5 5 5-5',
  download: 'M10 3.5v9M6 9l4 4 4-4M4 16.5h12',
  grip: 'M7.5 5h.01M12.5 5h.01M7.5 10h.01M12.5 10h.01M7.5 15h.01M12.5 15h.01',
  info: 'M10 9v5M10 6.2v.1M10 2.8a7.2 7.2 0 1 0 0 14.4 7.2 7.2 0 0 0 0-14.4z',
  left: 'M12.5 5l-5 5 5 5',
  mail: 'M3 5h14v10.5H3zM3.4 5.6L10 11l6.6-5.4',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  out: 'M11 4.5H4.5v11h11V9M12.5 3.5h4v4M16.2 3.8L9.5 10.5',
  pencil: 'M4 16l.7-3.2L13 4.5 15.5 7l-8.3 8.3zM11.5 6L14 8.5',
  phone: 'M6.5 2.8h7v14.4h-7zM9.3 14.7h1.4',
  right: 'M7.5 5l5 5-5 5',
  screen: 'M3 4h14v9.5H3zM7.5 16.5h5M10 13.5v3',
  search: 'M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM13.2 13.2l3.6 3.6',
  trash: 'M4.5 6h11M8 6V4h4v2M6 6l.7 10.2h6.6L14 6M8.6 9v4.5M11.4 9v4.5',
  undo: 'M7.5 4L4 7.5 7.5 11M4.2 7.5H12a4 4 0 0 1 0 8H7',
  up: 'M5 12.5l5-5 5 5',
  upload: 'M10 13V4M6 8l4-4 4 4M4 16.5h12',
  warning: 'M10 3.2l7.2 13H2.8zM10 8v3.8M10 13.8v.1',
} as const;

/** Drawn of points, which need a broader pen. */
const pointed: readonly string[] = ['grip', 'more'];

export type IconName = keyof typeof drawings;

/** A drawing beside a word, never instead of one: it is hidden from readers who listen. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg className={parts.icon} width={size} height={size} viewBox="0 0 20 20" aria-hidden focusable={false}>
      <path d={drawings[name]} strokeWidth={pointed.includes(name) ? 2.4 : 1.6} />
    </svg>
  );
}
