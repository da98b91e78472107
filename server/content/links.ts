// The links of one message: every different address gets one position, the same in the html and in
// the text part, so that it can be replaced by an address that counts clicks.
import { compileMerge } from './rules/merge.ts';
import type { LinkSlot, Place, Segment } from './rules/merge.ts';
import { plainWords } from './richtext.ts';
import type { RichElement } from './richtext.ts';

export interface CompiledLink {
  position: number;
  /** Where it leads; contains slots when the address differs per reader. */
  target: Segment[];
  /** The words of its first appearance, for reports on clicks. */
  label: string;
}

export interface LinkBook {
  /** The segment for a link to this address: fixed for mail and telephone, a slot for the web. */
  slot: (href: string, label: string | RichElement, place: Place) => Segment;
  all: () => CompiledLink[];
}

/** An empty book of links for one message. */
export function startLinkBook(): LinkBook {
  const byAddress = new Map<string, CompiledLink>();
  return {
    slot(href, label, place) {
      const address = href.trim();
      // Nobody counts clicks on these, and a redirect to `tel:` would not work.
      if (!/^https?:/i.test(address)) return compileMerge(address, place).segments[0] ?? '';
      let link = byAddress.get(address);
      if (link === undefined) {
        const words = typeof label === 'string' ? label : plainWords(label.children);
        link = {
          position: byAddress.size,
          target: compileMerge(address, 'url').segments,
          label: words.trim().slice(0, 120),
        };
        byAddress.set(address, link);
      }
      return { kind: 'link', position: link.position, place } satisfies LinkSlot;
    },
    all: () => [...byAddress.values()],
  };
}
