// Invented readers and loans of any number, as files: the same number gives the same file.

export const patronHeader =
  'cardnumber,surname,firstname,title,streetnumber,address,city,zipcode,country,email,phone,mobile,dateofbirth,branchcode,categorycode,dateenrolled,dateexpiry,sex,lang,sort1\n';
export const loanHeader = 'issue_id,cardnumber,barcode,title,itype,collectie,branchcode,issuedate,date_due,returndate,renewals\n';

const firstNames = ['Zoë', 'Łukasz', 'Anna', 'Jan', 'Fatima', 'Pieter', 'Mai', 'Marie', 'Noor', 'Amira', 'Bram', 'Els'];
const lastNames = [
  'van den Berg',
  'El Amrani',
  'Peeters',
  'Janssens',
  'De Smet',
  'Maes',
  'Jacobs',
  'Mertens',
  'Willems',
  'Claes',
  'Goossens',
  'Wouters',
  'De Clercq',
];
const streets = ['Kerkstraat', 'Dorpsstraat', 'Molenweg', 'Stationsstraat', 'Nieuwstraat', 'Schoolstraat', 'Beekstraat', 'Lindelaan'];
const branches = ['CEN', 'NRD', 'ZUI', 'OST'];

const mix = (value: number) => Math.imul(value ^ (value >>> 15), 0x2c1b3c6d) >>> 0;
const two = (value: number) => String(value).padStart(2, '0');
const card = (at: number) => `2101${String(at).padStart(9, '0')}`;

/** Lines of readers, in pieces of some hundred kilobytes; `moved` have another street. About two live at one address. */
export function* patronLines(count: number, moved: (at: number) => boolean = () => false): Generator<string> {
  let text = '';
  for (let at = 0; at < count; at++) {
    const dice = mix(at + 1);
    const home = mix(at >> 1);
    const street = streets[(home >>> 8) % 8]! + (moved(at) ? ' Noord' : '');
    text +=
      `${card(at)},${lastNames[(dice >>> 4) % 13]} ${at % 977},${firstNames[dice % 12]},,${1 + (home % 180)},${street} ${at >> 7},Zilverbeek,${1000 + ((home >>> 3) % 8999)},België,` +
      `${at % 7 === 0 ? '' : `lezer${at >> 1}@voorbeeld.example`},09 000 00 ${two(dice % 100)},,${1930 + ((dice >>> 5) % 90)}-${two(1 + (dice % 12))}-${two(1 + (dice % 28))},` +
      `${branches[dice % 4]},${['VOLW', 'JEUGD', 'SENIOR'][dice % 3]},20${two(5 + (dice % 20))}-${two(1 + (dice % 12))}-${two(1 + (dice % 28))},2027-${two(1 + (dice % 12))}-${two(1 + (dice % 28))},` +
      `${dice % 2 ? 'F' : 'M'},nl-NL,S${dice % 10}\n`;
    if (text.length > 256 * 1024) {
      yield text;
      text = '';
    }
  }
  yield text;
}

/** Lines of loans by these readers over six years; one in thirty is still out. */
export function* loanLines(count: number, readers: number): Generator<string> {
  const items = Math.max(1000, Math.floor(count / 40));
  let text = '';
  for (let at = 0; at < count; at++) {
    const dice = mix(at + 7);
    const item = mix(dice) % items;
    const loaned = new Date(Date.UTC(2020, 0, 1 + Math.floor((at / count) * 2400) + (dice % 5)));
    const day = (plus: number) => new Date(loaned.getTime() + plus * 86_400_000).toISOString().slice(0, 10);
    text +=
      `${at + 1},${card(mix(dice ^ 0x5bd1) % readers)},B${String(item).padStart(8, '0')},Titel ${item},${['BOEK', 'DVD', 'STRIP', 'SPEL'][item % 4]},Wereld ${item % 12},` +
      `${branches[dice % 4]},${day(0)},${day(28)},${dice % 30 === 0 ? '' : day(1 + (dice % 27))},${dice % 3}\n`;
    if (text.length > 256 * 1024) {
      yield text;
      text = '';
    }
  }
  yield text;
}
