// What differs from library to library: streets, who uses which branch, and its worlds. There is no national list of
// worlds; each library shelves in its own words. A theme is what the titles have in common over all of them.
export const themes = [
  'family',
  'crime',
  'novel',
  'true',
  'travel',
  'cooking',
  'health',
  'garden',
  'science',
  'history',
  'art',
  'language',
  'first-readers',
  'adventure',
  'fantasy',
  'young-facts',
  'comics',
  'toddlers',
] as const;
export type Theme = (typeof themes)[number];

export const youthThemes: readonly Theme[] = ['first-readers', 'adventure', 'fantasy', 'young-facts', 'comics', 'toddlers'];

export interface Place {
  /** Two digits in the card numbers of this library. */
  number: string;
  streets: string[];
  /** Where its members live, with how many of a hundred. */
  homes: [postcode: string, city: string, weight: number][];
  branchWeights: [code: string, weight: number][];
  /** What the library calls its worlds; a theme without a word stands outside them. */
  worlds: Partial<Record<Theme, string>>;
}

const streetsOf = (text: string) => text.split(', ');

export const places: Record<string, Place> = {
  zilverbeek: {
    number: '01',
    streets: streetsOf(
      'Lindelaan, Dorpsplein, Beekstraat, Zilverstraat, Molenwegel, Kapelledreef, Schoolstraat, Stationsstraat, Vijverlaan, Wilgenpad, Bosuilstraat, Oude Heirweg, Koornbloemlaan, Pastorijstraat, Leeuwerikdreef, Vlasakker, Watermolenstraat, Nieuwstraat, Eikendreef, Kleine Beek',
    ),
    homes: [
      ['9999', 'Zilverbeek', 78],
      ['9999', 'Zilverbeek-Dorp', 10],
      ['9998', 'Goudveld', 7],
      ['9997', 'Wilgendonk', 5],
    ],
    branchWeights: [
      ['ZIL', 68],
      ['ZILW', 24],
      ['ZILB', 8],
    ],
    worlds: {
      family: 'Gezin en opgroeien',
      crime: 'Spannend',
      novel: 'Romans',
      true: 'Waargebeurd',
      travel: 'De wereld in',
      cooking: 'Aan tafel',
      health: 'Goed in je vel',
      garden: 'Tuin en dier',
      science: 'Hoe werkt het',
      'first-readers': 'Eerste lezers',
      adventure: 'Jeugd avontuur',
      comics: 'Strips en beeld',
    },
  },
  goudveld: {
    number: '02',
    streets: streetsOf(
      'Kerkstraat, Korenmarkt, Gouden Aar, Stationsplein, Spoorwegstraat, Graanstraat, Tarwelaan, Roggestraat, Havermoutpad, Zonnedreef, Veldekensstraat, Hofstraat, Guldenlaan, Kouterstraat',
    ),
    homes: [
      ['9998', 'Goudveld', 86],
      ['9999', 'Zilverbeek', 9],
      ['9997', 'Wilgendonk', 5],
    ],
    branchWeights: [
      ['GOU', 72],
      ['GOUS', 28],
    ],
    worlds: {
      family: 'Samen thuis',
      crime: 'Nagelbijters',
      novel: 'Verhalen',
      true: 'Levensverhalen',
      travel: 'Op reis',
      cooking: 'Koken en bakken',
      garden: 'Buiten',
      history: 'Vroeger',
      adventure: 'Jonge avonturiers',
      comics: 'Beeldverhalen',
      toddlers: 'Voor de kleinsten',
      science: 'Weten',
    },
  },
  wilgendonk: {
    number: '03',
    streets: streetsOf(
      'Molenweg, Donkstraat, Wilgenlaan, Veerstraat, Dijkpad, Rietlaan, Scheldedreef, Kromme Hoek, Oude Veer, Boterbloemstraat',
    ),
    homes: [
      ['9997', 'Wilgendonk', 88],
      ['9998', 'Goudveld', 8],
      ['9999', 'Zilverbeek', 4],
    ],
    branchWeights: [['WIL', 100]],
    worlds: {
      family: 'Gezin',
      crime: 'Thriller',
      novel: 'Roman',
      true: 'Echt gebeurd',
      travel: 'Reizen',
      cooking: 'Eten',
      health: 'Lichaam en geest',
      adventure: 'Jeugdfictie',
      'young-facts': 'Jeugd weetboeken',
      comics: 'Strips',
    },
  },
  heidelaar: {
    number: '04',
    streets: streetsOf('Markt, Heidestraat, Nieuwparklaan, Dennenlaan, Brempad, Zandstraat, Berkendreef, Wolfsberg, Schapenweg, Vossenhol'),
    homes: [
      ['9996', 'Heidelaar', 90],
      ['9995', 'Oosterkapel', 10],
    ],
    branchWeights: [
      ['HEI', 76],
      ['HEIN', 24],
    ],
    worlds: {
      family: 'Opvoeden',
      crime: 'Misdaad',
      novel: 'Literatuur',
      travel: 'Landen en volken',
      cooking: 'Keuken',
      health: 'Gezondheid',
      art: 'Kunst en cultuur',
      history: 'Geschiedenis',
      language: 'Taal leren',
      adventure: 'Jeugd',
      comics: 'Strip',
      'first-readers': 'Leren lezen',
    },
  },
  oosterkapel: {
    number: '05',
    streets: streetsOf('Kapelstraat, Oostlaan, Polderweg, Duinpad, Zeedreef, Visserskaai, Vuurtorenstraat, Schelpenpad'),
    homes: [
      ['9995', 'Oosterkapel', 93],
      ['9996', 'Heidelaar', 7],
    ],
    branchWeights: [['OOS', 100]],
    worlds: {
      crime: 'Spanning',
      novel: 'Romans',
      travel: 'Zee en verre landen',
      cooking: 'Koken',
      garden: 'Natuur',
      family: 'Ouders en kinderen',
      adventure: 'Jeugdboeken',
      comics: 'Strips',
    },
  },
};
