// A newsletter of the invented library, for tests and for the demo.
import type { Block, HouseStyle } from './contract.ts';
import type { MailingDraft } from './render.ts';

/** The look of Bib Zilverbeek. */
export const zilverbeekStyle: HouseStyle = {
  libraryName: 'Bib Zilverbeek',
  colour: '#7a1f3d',
  logoUrl: '',
  senderLine: 'Antwoorden mag gewoon.',
  address: 'Dorpsplein 3, 9999 Zilverbeek',
  phone: '09 000 00 00',
  email: 'bib@zilverbeek.example',
  website: 'https://www.zilverbeek.example/',
  language: 'nl',
};

/** The blocks of "Voorlezen op woensdag". */
export function voorlezenBlocks(): Block[] {
  return [
    { id: 'dag', type: 'text', html: '<p>Dag {{voornaam|lezer}},</p>' },
    { id: 'titel', type: 'heading', level: 1, text: 'Voorlezen op woensdag' },
    {
      id: 'intro',
      type: 'text',
      html: '<p>Elke woensdag om 14 uur lezen we voor in de leeskuil van {{vestiging|de bib}}. Kom gerust binnen, ook met een koekje.</p><p>Bekijk <a href="https://www.zilverbeek.example/agenda?voor=gezinnen&amp;maand=11">de agenda voor gezinnen</a> of bel <a href="tel:+3290000000">de balie</a>.</p>',
    },
    {
      id: 'knop',
      type: 'button',
      label: 'Bekijk alle activiteiten',
      href: 'https://www.zilverbeek.example/agenda?voor=gezinnen&maand=11',
    },
    { id: 'lijn', type: 'divider' },
    {
      id: 'tips',
      type: 'columns',
      columns: [
        [
          { id: 'boek', type: 'heading', level: 2, text: 'Boekbaby’s' },
          {
            id: 'boektekst',
            type: 'text',
            html: '<p>Samen bladeren, van 0 tot 2 jaar:</p><ul><li>elke <strong>tweede</strong> zaterdag</li><li>in de wijkbib</li></ul>',
          },
        ],
        [
          { id: 'taal', type: 'heading', level: 2, text: 'Voorlezen in twee talen' },
          { id: 'taaltekst', type: 'text', html: '<p>Op 25 november, vanaf 4 jaar.</p>' },
          {
            id: 'taalknop',
            type: 'button',
            label: 'Schrijf je in voor twee talen',
            href: 'https://www.zilverbeek.example/inschrijven/{{vestiging|hoofdgebouw}}',
          },
        ],
      ],
    },
    {
      id: 'kaart',
      type: 'text',
      html: '<p>Je kaart is geldig tot {{lid_tot|je volgende bezoek}}.</p>',
    },
  ];
}

/** The newsletter as a draft. */
export function voorlezenDraft(): MailingDraft {
  return {
    subject: 'Voorlezen op woensdag, {{voornaam|lezer}}',
    preheader: 'Verhalen in de leeskuil, vanaf 4 jaar',
    blocks: voorlezenBlocks(),
    houseStyle: zilverbeekStyle,
    language: 'nl',
    footer: {
      reason: 'je je inschreef voor Nieuwsbrief Jeugd',
      unsubscribe: true,
      view: true,
    },
    images: {},
  };
}
