// What can be borrowed: invented titles by invented authors. Each title carries a name that exists nowhere, so that none is
// the title of a real book.
import type { Random } from '../../lib/random.ts';
import { youthThemes, type Theme } from './places.ts';

export interface Title {
  key: string;
  title: string;
  author: string;
  material: string;
  theme: Theme;
  youth: boolean;
}

const placeFirst =
  'Orse Morre Tivel Wazen Kwinte Brommel Halver Zuurel Otterse Pluimer Grimmer Dwarsel Luider Nevelin Stroben Knorren Vlieren Wentel Mossel Tjilpen'.split(
    ' ',
  );
const placeLast = 'laar gemme stein rode mare beke voorde velde hove donke meren dale kapelle bergen wijk'.split(' ');
const heroFirst =
  'Juttemie Bolleke Wiebel Kapitein Mooske Flierefluit Saffra Dobber Noortje Rikketik Zwaluw Prul Grombaard Pippeling Okkie Madame Wolfram Sterre Joppe Knuffelgijs'.split(
    ' ',
  );
const heroLast = 'Krul Bas Tok Mier Steen Nacht Pluim Wolk Knoop Spriet Boon Vonk'.split(' ');
const authorFirst =
  'Aleida Berend Cato Dorian Eefje Floor Gijs Hermine Ivo Jozefien Klaas Lieve Merel Nout Odile Pepijn Rozemarijn Siebe Tilde Ward'.split(
    ' ',
  );
const authorLast =
  'Ravenstroom Zilvervoet Bosuyl Doornaert Vlinderman Kwakkelaere Morgenster Lindewater Grasduin Hagelsteen Wervelinck Nachtegaele Zandloper Pruikemans Vuurdooren Waterwachter Klaproos Stormvogel Houtzager Appelboom'.split(
    ' ',
  );

const patterns: Record<Theme, string[]> = {
  family: [
    'Slapen in {p}',
    'Wat {p} ons leert over pubers',
    'Samen aan tafel in {p}',
    'De {p}-methode voor rustige ouders',
    'Klein en groot in {p}',
  ],
  crime: ['Moord in {p}', 'De dode van {p}', 'Niemand verlaat {p}', 'Het spoor naar {p}', 'Koude nacht boven {p}'],
  novel: ['De zomer van {p}', 'Brieven uit {p}', 'Wie woont er nog in {p}', 'Het huis achter {p}', 'Terug naar {p}'],
  true: ['Mijn jaren in {p}', 'Opgegroeid in {p}', 'De vroedvrouw van {p}', 'Overleven in {p}'],
  travel: ['Te voet naar {p}', 'Met de trein langs {p}', 'Wandelgids {p}', 'Fietsen rond {p}'],
  cooking: ['Koken op zondag in {p}', 'De soepen van {p}', 'Brood uit {p}', 'Groenten volgens {p}', 'De bakker van {p}'],
  health: ['Bewegen met {p}', 'Rustig ademen in {p}', 'Beter slapen volgens {p}', 'De rug van {p}'],
  garden: ['De moestuin van {p}', 'Vogels rond {p}', 'Bijen in {p}', 'Een tuin zoals in {p}'],
  science: ['Hoe {p} aan stroom kwam', 'Sterren boven {p}', 'Rekenen met {p}', 'De machines van {p}'],
  history: ['{p} onder de graven', 'De oorlogsjaren van {p}', 'Duizend jaar {p}', 'De vlasboeren van {p}'],
  art: ['Schilders van {p}', 'Kerken rond {p}', 'Muziek uit {p}'],
  language: ['Spreek Frans met {p}', 'Nederlands leren in {p}', 'Spaans voor wie naar {p} reist'],
  'first-readers': ['{h} leest zelf', '{h} en de letter k', '{h} gaat naar school', '{h} kan rekenen'],
  adventure: ['{h} en het geheim van {p}', '{h} verdwaalt in {p}', 'De bende van {h}', '{h} tegen de smokkelaars van {p}'],
  fantasy: ['{h} en de drakensteen', 'De toverschool van {p}', '{h} in het rijk van {p}'],
  'young-facts': [
    'Alles over dino’s, verteld door {h}',
    'De grote griezelgids van {h}',
    '{h} legt de ruimte uit',
    '{h} weet alles van paarden',
  ],
  comics: ['{h}: de vloek van {p}', '{h}: paniek in {p}', '{h}: op wereldreis'],
  toddlers: ['{h} gaat slapen', '{h} op het potje', 'Dag {h}', '{h} en de maan'],
};

const adultMaterials = [
  ['Boek', 74],
  ['Grootletterboek', 5],
  ['Dvd', 7],
  ['Cd', 5],
  ['Luisterboek', 4],
  ['Tijdschrift', 5],
] as const;
const youthMaterials = [
  ['Boek', 82],
  ['Dvd', 6],
  ['Luisterboek', 3],
  ['Spel', 7],
  ['Tijdschrift', 2],
] as const;

/** The collection of one library; the first titles are the best loved ones. */
export function inventTitles(
  random: Random,
  { library, offered, count }: { library: string; offered: readonly Theme[]; count: number },
): Title[] {
  const made: Title[] = [];
  const volumes = new Map<string, number>();
  for (let at = 0; at < count; at++) {
    const theme = random.pick(offered);
    const youth = youthThemes.includes(theme) && (theme !== 'comics' || random.chance(0.7));
    const text = random
      .pick(patterns[theme])
      .replace('{p}', `${random.pick(placeFirst)}${random.pick(placeLast)}`)
      .replace('{h}', `${random.pick(heroFirst)} ${random.pick(heroLast)}`);
    const volume = (volumes.get(text) ?? 0) + 1;
    volumes.set(text, volume);
    made.push({
      key: `9990${library}${String(at).padStart(7, '0')}`,
      title: volume === 1 ? text : `${text} ${volume}`,
      author: `${random.pick(authorFirst)} ${random.pick(authorLast)}`,
      material: theme === 'comics' ? 'Strip' : random.weighted(youth ? youthMaterials : adultMaterials),
      theme,
      youth,
    });
  }
  return made;
}
